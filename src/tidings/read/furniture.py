"""Which lines of a text are page furniture: menus, captions, share and contact lines, copyright notes.

Rules look at whole lines and would rather leave a caption in than take a sentence out.
"""

from __future__ import annotations

import re
from typing import Final

from tidings.read.metadata import infer
from tidings.types import merged, size

_MOST: Final = 0.5
"""Share of a text beyond which the rules must be wrong about it."""
_MENU_LINES: Final = 5
"""Short lines in a row that make a menu."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


_AGENCY: Final = r"(?:AFP|AP|Reuters|EPA|TASS|Xinhua|Getty Images|Shutterstock)"
_BULLET: Final = r"[\s>»→*•\[(▶►-]*"
_CLOSE: Final = r"[\s.!…›»→\])|:-]*"
_PHRASES: Final = _any(
    r"(?:read|see|view|find out|learn|show|load) (?:the )?"
    r"(?:more|full (?:story|article|issue|report|text))\b.{0,40}",
    r"(?:continue|keep) reading\b.{0,60}",
    r"(?:also|more) (?:to )?read\b.{0,100}",
    r"(?:read|see|watch) (?:also|next)\b.{0,120}",
    r"(?:read|see|watch|listen)(?: more)?: .{1,140}",
    r"link to (?:the )?(?:full|original|complete|whole)\b.{0,60}",
    r"click (?:here|on|to)\b.{0,80}",
    r"(?:please )?(?:share|like|tweet|e-?mail|print|save|bookmark) (?:this|on|via|with|it)\b.{0,60}",
    r"share|tweet|print|e-?mail|save|like|pin it|facebook|twitter|whatsapp|telegram|linkedin|reddit|copy url",
    r"(?:subscribe|sign up|register|log in|sign in)(?: (?:to|for|now|here|today|with|and)\b.{0,90})?",
    r"(?:follow|join|find|like) (?:us|me|him|her) (?:on|at)\b.{0,80}",
    r"follow @?\w+(?: \w+)? on (?:twitter|x|facebook|instagram)\b.{0,40}|follow @\w+",
    r"get (?:our|the) .{0,40}(?:newsletter|app|alerts?|briefing)\b.{0,60}",
    r"(?:related|recommended|most (?:read|popular|viewed)|trending|latest|top|more)"
    r" (?:articles?|stories|news|links?|topics?|content|coverage|headlines|videos?|posts?|reading)"
    r"(?:: ?.{0,20})?",
    r"most (?:read|popular|viewed)|recommended for you",
    r"you (?:may|might) also (?:like|be interested)\b.{0,40}",
    r"advertis(?:e)?ments?(?: - .{0,40})?|sponsored(?: (?:content|links?))?|story continues below.{0,40}",
    r"(?:skip|jump) to (?:main )?(?:content|navigation|search|comments)\b.{0,20}",
    r"back to (?:top|home|articles|news)\b.{0,20}",
    r"(?:\d+ )?comments?(?: ?\(\d+\))?|(?:leave|post|add) a comment\b.{0,30}|no comments yet.{0,40}",
    r"join the (?:conversation|discussion)",
    r"(?:main )?(?:menu|navigation|search)|close|home|loading|contents",
    r"cookie (?:policy|settings|preferences)\b.{0,40}",
    r"(?:terms (?:of|and) (?:use|service|conditions)|privacy policy)\b.{0,60}",
    r"(?:previous|next|older|newer) (?:article|post|story|page)(?:: ?.{0,100})?",
    r"(?:tags?|filed under|topics|categories|keywords): .{1,140}",
    r"\d{1,2} min(?:ute)?s? read|(?:reading|read) time:? .{1,20}|page \d{1,4}(?: of \d{1,4})?",
    r"(?:enlarge|zoom|view|open|download|play|hide) (?:this |the |as )?"
    r"(?:image|photo|pdf|video|caption|gallery|slideshow)s?",
    r"(?:image|photo|picture|video|media) (?:caption|gallery|source)\b.{0,140}",
    r"(?:(?:last |first )?updated|published|posted|modified)(?: on| at)?:? [^.!?]{0,20}\b\d{4}\b.{0,24}",
    r"#{3,}|- ?30 ?-|-? ?ends? ?-|\*{3,}|_{3,}|-{3,}",
)
_RIGHTS: Final = _any(
    r".{0,60}\ball rights (?:are )?reserved\b.{0,100}",
    r"(?:copyright|\(c\))(?=.{0,40}(?:\b\d{4}\b|©)).{1,140}",
    r"©.{1,140}",
    r"this (?:material|article|content|report) (?:may not be|is (?:republished|licensed))\b.{0,140}",
)
_CREDIT: Final = _any(
    r"(?:(?:file |stock |handout )?(?:photo|photograph|image|picture|illustration|graphic)s?"
    r"|(?:photo |image )?credit|caption)(?: credit| courtesy(?: of)?| by)?\s*[:/©|]\s*.{2,140}",
    r"\((?:photo|image|picture)s? (?:by|courtesy|from|credit)\b.{2,120}\)\.?",
    r"(?:photo|image|picture)s? (?:by|courtesy of) \w.{2,80}",
    rf"[^.!?]{{0,40}}/{_AGENCY}(?:/.{{0,30}})?",
    rf"{_AGENCY}(?: ?/ ?.{{1,40}}| photo| file photo| via .{{1,40}})",
)
_CAPTION_END: Final = re.compile(
    r".{3,240}[.!?\"”’)\s]\s*[\[(]?(?:"
    r"(?:photo|image|picture)(?: credit)?s?: ?[^.:]{2,60}(?:\([^)]{1,30}\))?"
    rf"|{_AGENCY}(?:/[\w .]{{1,30}})? ?(?:file )?photo"
    rf"|[\w.'’-]{{0,20}}(?: [\w.'’-]{{1,20}}){{0,3}}/{_AGENCY}(?:/[\w .]{{1,30}})?"
    r")[\])]?\.?\s*",
    re.IGNORECASE,
)
_ADDRESS: Final = (
    r"(?:[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}"
    r"|\+?\(?\d[\d ()./-]{7,20}\d"
    r"|(?:https?://|www\.)\S{1,200})"
)
_CONTACT: Final = re.compile(
    r"(?:(?:[\w ,.'’-]{0,40}\b)?(?:contacts?|inquiries|enquiries|office|queries|e-?mail|tel(?:ephone)?|phone"
    r"|fax|mobile|web(?:site)?|source|url)\b[^.!?:]{0,60}[:.]?\s*)?"
    rf"{_ADDRESS}(?:\s*[,;|/]?\s*{_ADDRESS}){{0,3}}\s*\.?",
    re.IGNORECASE,
)
_CONTACT_HEAD: Final = _any(
    r"(?:media|press|news) (?:contacts?|inquiries|enquiries|office)(?:: ?.{0,100})?",
    r"contacts?(?: us| information)?:.{0,100}",
    r"for (?:more|further) information,? (?:please )?(?:contact|visit|see|call)\b.{0,120}",
)
_TOLD: Final = re.compile(r"\b(?:said|says|told|wrote|added|warned)\b")
_SEPARATOR: Final = re.compile(r"\s[|›»•·>/]\s|\s?[|•·›»]\s?")
_SENTENCE_END: Final = re.compile(r"[.!?…:;,][\"'”’)\]]*$")


def _is_bar(line: str) -> bool:
    """Whether the line is a row of short items between separators: `Home | World | Sport`."""
    items = [item.strip() for item in _SEPARATOR.split(line)]
    return len(items) >= 3 and all(len(i.split()) <= 4 and not _SENTENCE_END.search(i) for i in items)


def _by_words(line: str) -> bool:
    """Whether the words of one line say that it is furniture."""
    if len(line) > 320:
        return False
    if len(line) <= 200 and not _TOLD.search(line):
        bare = re.sub(rf"^{_BULLET}", "", line)
        bare = re.sub(r"(?<=\w)[\s.!…›»→\])|:-]{1,9}$", "", bare)
        if any(rule.fullmatch(bare) for rule in (_PHRASES, _RIGHTS, _CONTACT_HEAD)):
            return True
        if any(rule.fullmatch(line) for rule in (_PHRASES, _CONTACT, _CREDIT)):
            return True
    return bool(_CAPTION_END.fullmatch(line)) or _is_bar(line)


def _menus(lines: list[tuple[int, int, str]], keep: frozenset[str]) -> list[tuple[int, int]]:
    """Runs of short lines that don't end like a sentence, before or after the body of the text."""
    body = [n for n, (_, _, line) in enumerate(lines) if len(line) > 80 or _SENTENCE_END.search(line)]
    if not body:
        return []
    out: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    for n, (start, end, line) in enumerate((*lines, (0, 0, "."))):
        outside = n < body[0] or n > body[-1]
        short = len(line.split()) <= 3 and not _SENTENCE_END.search(line)
        if outside and short and line not in keep:
            run.append((start, end))
            continue
        if len(run) >= _MENU_LINES:
            out += run
        run = []
    return out


def find_furniture(text: str, title: str | None = None) -> tuple[tuple[int, int], ...]:
    """Sorted, disjoint `[start, end)` ranges of `text`, in code points, that are page furniture.

    `title` is never furniture. At most half of the text is marked; where the rules would mark more, the
    text is of a kind they don't fit, and nothing is.
    """
    lines: list[tuple[int, int, str]] = []
    position = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            start = position + len(raw) - len(raw.lstrip())
            lines.append((start, start + len(stripped), stripped))
        position += len(raw) + 1
    keep = frozenset(value for value in (title, infer(text).title) if value)
    worded = [(s, e) for s, e, line in lines if line not in keep and _by_words(line)]
    total = sum(end - start for start, end, _ in lines)
    for ranges in (merged([*worded, *_menus(lines, keep)]), merged(worded)):
        if size(ranges) <= _MOST * total:
            return ranges
    return ()
