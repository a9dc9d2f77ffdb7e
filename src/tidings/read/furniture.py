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
_SHORT: Final = 160
"""Code points of the longest line that can be furniture by its words alone."""

_PHRASES: Final = re.compile(
    r"""(?:[\s>»→*•\[(▶►-]*)(?:
    (?:read|see|view|find\ out|learn|show|load)\ (?:the\ )?(?:more|full\ (?:story|article|issue|report|text))\b.{0,40}
    | (?:continue|keep)\ reading\b.{0,60} | (?:also|more)\ (?:to\ )?read\b.{0,100} | (?:read|see|watch)\ (?:also|next)\b.{0,120}
    | (?:read|see|watch|listen)\ ?(?:more)?:\ .{1,140}
    | link\ to\ (?:the\ )?(?:full|original|complete|whole)\b.{0,60} | click\ (?:here|on|to)\b.{0,80}
    | (?:please\ )?(?:share|like|tweet|e-?mail|print|save|bookmark)\ (?:this|on|via|with|it)\b.{0,60}
    | (?:share|tweet|print|e-?mail|save|like|pin\ it|facebook|twitter|whatsapp|telegram|linkedin|reddit|copy\ link)
    | (?:subscribe|sign\ up|register|log\ in|sign\ in)(?:\ (?:to|for|now|here|today|with|and)\b.{0,90})?
    | (?:follow|join|find|like)\ (?:us|me|him|her)\ (?:on|at)\b.{0,80} | follow\ @?\w+(?:\ \w+)?\ on\ (?:twitter|x|facebook|instagram)\b.{0,40}
    | follow\ @\w+ | get\ (?:our|the)\ .{0,40}(?:newsletter|app|alerts?|briefing)\b.{0,60}
    | (?:related|recommended|most\ (?:read|popular|viewed)|trending|latest|top|more)\ (?:articles?|stories|news|links?|topics?|content|coverage|headlines|videos?|posts?|reading)(?:[:\ ].{0,20})?
    | most\ (?:read|popular|viewed) | you\ (?:may|might)\ also\ (?:like|be\ interested)\b.{0,40} | recommended\ for\ you
    | advertis(?:e)?ments?(?:\ -\ .{0,40})? | sponsored(?:\ (?:content|links?))? | story\ continues\ below.{0,40}
    | (?:skip|jump)\ to\ (?:main\ )?(?:content|navigation|search|comments)\b.{0,20} | back\ to\ (?:top|home|articles|news)\b.{0,20}
    | (?:\d+\ )?comments?(?:\ ?\(\d+\))? | (?:leave|post|add)\ a\ comment\b.{0,30} | no\ comments\ yet.{0,40} | join\ the\ (?:conversation|discussion)\b.{0,40}
    | (?:main\ )?(?:menu|navigation|search|close|home|loading\.*|contents) | cookie\ (?:policy|settings|preferences)\b.{0,40}
    | (?:terms\ (?:of|and)\ (?:use|service|conditions)|privacy\ policy)\b.{0,60} | (?:previous|next|older|newer)\ (?:article|post|story|page)\b.{0,100}
    | tags?:\ .{1,140} | filed\ under:?\ .{1,120} | (?:topics|categories|keywords):\ .{1,120}
    | \d{1,2}\ min(?:ute)?s?\ read | (?:reading|read)\ time:?\ .{1,20} | page\ \d{1,4}(?:\ of\ \d{1,4})?
    | (?:enlarge|zoom|view|open|download|play|hide)\ (?:this\ |the\ |as\ )?(?:image|photo|pdf|video|caption|gallery|slideshow)s?\b.{0,40}
    | (?:image|photo|picture|video|media)\ (?:caption|gallery|source)\b.{0,140}
    | (?:last\ |first\ )?(?:updated|published|posted|modified)(?:\ on|\ at)?:?\ [^.!?]{0,20}\b\d{4}\b.{0,24}
    | \#{3,} | -\ ?30\ ?- | -?\ ?ends?\ ?- | \*{3,} | _{3,} | -{3,}
    )[\s.!…›»→\])|:-]*""",
    re.IGNORECASE | re.VERBOSE,
)
_RIGHTS: Final = re.compile(
    r"(?:.{0,60}\ball rights (?:are )?reserved\b.{0,100}|(?:©|\(c\)|copyright\b(?! (?:law|act|rules|infringement|theft|treat|claim)))"
    r"(?=.{0,40}(?:\d{4}|©)).{0,140}|©.{1,140}"
    r"|this (?:material|article|content|report) (?:may not be|is (?:republished|reproduced|licensed))\b.{0,140})",
    re.IGNORECASE,
)
_CREDIT: Final = re.compile(
    r"(?:(?:file |stock |handout )?(?:photo|photograph|image|picture|illustration|graphic|photo credit|image credit|credit|caption)s?"
    r"(?: credit| courtesy(?: of)?| by)?\s*[:/©|]\s*.{2,140}|\((?:photo|image|picture)s? (?:by|courtesy|from|credit)\b.{2,120}\)\.?"
    r"|(?:photo|image|picture)s? (?:by|courtesy of) [A-Z].{2,80}|.{0,40}/(?:AFP|AP|Reuters|Getty Images|EPA|TASS|Xinhua)(?:/.{0,30})?"
    r"|(?:AFP|AP|Reuters|EPA|Getty Images|Shutterstock|Handout)(?: ?/ ?.{1,40}| photo| file photo| via .{1,40}))\s*",
    re.IGNORECASE,
)
_CAPTION_END: Final = re.compile(
    r".{3,240}(?:[.!?\"”’)]\s*|\s)(?:\[|\()?(?:(?:photo|image|picture)(?: credit)?s?: ?[^.:]{2,60}(?:\([^)]{1,30}\))?"
    r"|(?:AFP|AP|Reuters|EPA|Getty Images|Shutterstock)(?:/[\w .]{1,30})? ?(?:file )?photo"
    r"|[\w .'’-]{0,40}/(?:AFP|AP|Reuters|Getty Images|EPA|TASS|Xinhua)(?:/[\w .]{1,30})?)(?:\]|\))?\.?\s*",
    re.IGNORECASE,
)
_ADDRESS: Final = r"(?:[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,60}){1,4}|\+?\(?\d[\d ()./-]{6,20}\d|(?:https?://|www\.)\S{1,100})"
_CONTACT: Final = re.compile(
    rf"(?:(?:(?:media|press|news|for (?:more|further) information|for media|for press)?\s*(?:contacts?|inquiries|enquiries|office|queries|information)?"
    rf"(?:,? (?:please )?contact)?|e-?mail|tel(?:ephone)?|phone|fax|mobile|web(?:site)?|source|url)\b[^.!?]{{0,80}}[:\s,]\s*)?{_ADDRESS}"
    rf"(?:\s*[,;|/]?\s*{_ADDRESS}){{0,3}}\s*\.?",
    re.IGNORECASE,
)
_CONTACT_HEAD: Final = re.compile(
    r"(?:media|press|news) (?:contacts?|inquiries|enquiries|office)\b[^.!?]{0,60}:?|contacts?(?: us| information)?:.{0,100}"
    r"|for (?:more|further) information,? (?:please )?(?:contact|visit|see|call)\b.{0,120}",
    re.IGNORECASE,
)
_SEPARATORS: Final = re.compile(r"\s[|›»•·>/]\s|\s?[|•·›»]\s?")
_SENTENCE_END: Final = re.compile(r"[.!?…:;,][\"'”’)\]]*$")


def _is_bar(line: str) -> bool:
    """Whether the line is a row of short items between separators: `Home | World | Sport`."""
    if len(line) > 400 or len(_SEPARATORS.findall(line)) < 2:
        return False
    items = [item.strip() for item in _SEPARATORS.split(line)]
    return all(len(item.split()) <= 4 and not _SENTENCE_END.search(item) for item in items)


def _by_words(line: str) -> bool:
    if len(line) <= _SHORT and (
        _PHRASES.fullmatch(line) or _CONTACT.fullmatch(line) or _CREDIT.fullmatch(line)
    ):
        return True
    if len(line) <= 200 and (_RIGHTS.fullmatch(line) or _CONTACT_HEAD.fullmatch(line)):
        return True
    return (len(line) <= 320 and bool(_CAPTION_END.fullmatch(line))) or _is_bar(line)


def _menus(lines: list[tuple[int, int, str]], keep: frozenset[str]) -> list[tuple[int, int]]:
    """Runs of five short lines or more, none of which ends like a sentence, before or after the body."""
    out: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    body = [n for n, (_, _, line) in enumerate(lines) if len(line) > 80 or _SENTENCE_END.search(line)]
    first, last = (body[0], body[-1]) if body else (0, -1)
    for n, (start, end, line) in enumerate((*lines, (0, 0, "."))):
        outside = n < first or n > last
        if outside and len(line.split()) <= 3 and not _SENTENCE_END.search(line) and line not in keep:
            run.append((start, end))
            continue
        if len(run) >= 5:
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
            start = position + raw.index(stripped[0])
            lines.append((start, start + len(stripped), stripped))
        position += len(raw) + 1
    head = infer(text)
    keep = frozenset(value for value in (title, head.title) if value)
    worded = [(s, e) for s, e, line in lines if line not in keep and _by_words(line)]
    total = sum(end - start for start, end, _ in lines)
    for ranges in (merged([*worded, *_menus(lines, keep)]), merged(worded)):
        if size(ranges) <= _MOST * total:
            return ranges
    return ()
