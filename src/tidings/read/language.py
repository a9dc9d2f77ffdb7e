"""Which language a text is in; only English goes on."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Final

from resiliparse.parse.lang import detect_fast

from tidings.errors import ReadError

_SAMPLE: Final = 20_000
"""Code points looked at."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_FUNCTION_WORDS: Final = frozenset(
    {
        "the", "of", "and", "to", "that", "were", "been", "have", "with", "for", "by", "from", "this",
        "these", "those", "his", "their", "its", "it", "they", "you", "which", "who", "what", "when",
        "where", "will", "would", "could", "should", "said", "but", "than", "about", "after", "before",
        "into", "there",
    }
)  # fmt: skip
"""Frequent English words, without those that are frequent in other languages too (`was`, `on`, `we`)."""
_ENGLISH: Final = 0.12
"""English news prose has 0.25 to 0.4 of its words among these."""
_MAYBE: Final = 0.06
"""From this share on, a text is English if letter statistics find English likely as well."""
_FEW_WORDS: Final = 20
"""Fewer words than this in Latin letters tell nothing; they count as English."""
_CERTAIN: Final = 1200
"""Rank above which resiliparse calls its own results usually false."""

_NAMES: Final = {
    "af": "Afrikaans", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian",
    "bn": "Bengali", "bs": "Bosnian", "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish",
    "de": "German", "el": "Greek", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "ga": "Irish", "gl": "Galician", "he": "Hebrew", "hi": "Hindi",
    "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "is": "Icelandic",
    "it": "Italian", "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh", "ko": "Korean", "ku": "Kurdish",
    "la": "Latin", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "ms": "Malay", "my": "Burmese",
    "ne": "Nepali", "nl": "Dutch", "no": "Norwegian", "nb": "Norwegian", "pl": "Polish", "ps": "Pashto",
    "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian",
    "so": "Somali", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil",
    "te": "Telugu", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "uz": "Uzbek", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


_SCRIPTS: Final = {
    "CJK": "zh", "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "THAI": "th", "GREEK": "el",
    "HEBREW": "he", "GEORGIAN": "ka", "ARMENIAN": "hy", "MYANMAR": "my", "TAMIL": "ta", "TELUGU": "te",
}  # fmt: skip
"""The language of most texts in a script, by the beginning of its letters' names in Unicode."""


def is_english_tag(tag: str) -> bool:
    """Whether a stated language (`en`, `en-GB`, `eng`, `English`) is English."""
    return re.split(r"[-_ ]", tag.strip().casefold())[0] in {"en", "eng", "english"}


def name(tag: str) -> str:
    """The English name of a language tag, or the tag itself."""
    return _NAMES.get(re.split(r"[-_]", tag.strip().casefold())[0], tag.strip())


def _nearest(text: str) -> list[tuple[str, int]]:
    found = detect_fast(text, cutoff=_CERTAIN, n_results=3)
    return found if isinstance(found, list) else [found]


def detect(text: str) -> str | None:
    """Two-letter code of the language of `text`; None where it can't be told.

    English is told by its function words, which hold up on short texts full of foreign names where
    letter statistics do not; other languages by resiliparse's letter statistics.
    """
    sample = text[:_SAMPLE]
    words = _WORD.findall(sample.casefold())
    latin = sum(word[0] < "\u0250" for word in words)
    known = sum(word in _FUNCTION_WORDS for word in words)
    if words and known >= _ENGLISH * len(words):
        return "en"
    if latin == len(words) and len(words) < _FEW_WORDS:
        return "en"
    if known >= _MAYBE * len(words) and any(near == "en" for near, _ in _nearest(sample)):
        return "en"
    code, _ = detect_fast(sample, cutoff=_CERTAIN)
    if code == "unknown":
        # A text in another script is certainly not English, whatever the rank.
        if latin >= len(words) / 2:
            return None
        code, _ = detect_fast(sample, cutoff=100_000)
    return str(code)


def _any(text: str) -> str | None:
    """As `detect`, for readers of every language: few words count as English only if they look like it."""
    words = _WORD.findall(text[:_SAMPLE].casefold())
    letters = "".join(words)[:2000]
    scripts = Counter(unicodedata.name(c, "?").split()[0] for c in letters if c > "\u036f")
    if scripts.total() > len(letters) / 2:
        # Letter statistics say little of scripts that one language writes, and take Chinese for Russian.
        own = "HIRAGANA" if scripts["HIRAGANA"] else scripts.most_common(1)[0][0]
        if own in _SCRIPTS:
            return _SCRIPTS[own]
    if not words or len(words) >= _FEW_WORDS or any(word[0] >= "\u0250" for word in words):
        return detect(text)
    if sum(word in _FUNCTION_WORDS for word in words) >= _MAYBE * len(words):
        return "en"
    code, _ = detect_fast(text, cutoff=_CERTAIN)
    return "en" if code == "unknown" else str(code)


def told(text: str, *, given: str | None, stated: str | None, origin: str) -> str:
    """The two-letter tag of the text's language; of one that tidings has no name for, the tag as given.

    `given` and `stated` are as in `check_english`. Raises TID-111 where nothing tells.
    """
    found = given or _any(text) or stated
    if found is None:
        raise ReadError("TID-111", path=origin)
    if is_english_tag(found):
        return "en"
    tag = re.split(r"[-_]", found.strip().casefold())[0]
    return next((code for code, english in _NAMES.items() if tag in {code, english.casefold()}), tag)


def check_english(text: str, *, given: str | None, stated: str | None, origin: str) -> str:
    """The tag of English to store.

    `given` is what the caller or the article's own record says, and is trusted; `stated` is what a page says
    of itself, which counts only where the text can't tell. Raises TID-110 and TID-111.
    """
    if given:
        if is_english_tag(given):
            return "en"
        raise ReadError("TID-110", path=origin, language=name(given))
    found = detect(text)
    if found is None and stated:
        found = "en" if is_english_tag(stated) else stated
    if found is None:
        raise ReadError("TID-111", path=origin)
    if found != "en":
        raise ReadError("TID-110", path=origin, language=name(found))
    return "en"
