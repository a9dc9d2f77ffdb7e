"""People and bodies: who is quoted and who acts, and the page of one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final

import pyarrow as pa
from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from tidings.errors import ConfigurationError
from tidings.explore import event_words, speaker_rows
from tidings.explore.context import Explorer, Shown, address
from tidings.explore.downloads import Format, download
from tidings.explore.event_lines import event_lines
from tidings.explore.words import FACTUALITY, part
from tidings.ontology import TYPES
from tidings.record import overview, speakers, spoken_of
from tidings.record.event_page import windows
from tidings.record.event_search import EventSearch
from tidings.record.passages import passage
from tidings.record.speakers import Chosen, Who

router = APIRouter()

PAGE: Final = 50
"""Rows of a page."""
LAST: Final = 1_000_000
"""The last page that may be asked for."""

Words = Annotated[str, Query(max_length=300)]
Page = Annotated[int, Query(ge=1, le=LAST)]


class View(StrEnum):
    """What is shown of somebody."""

    SAID = "said"
    ABOUT = "about"
    NAMES = "names"


VIEWS: Final = {
    View.SAID: "What they say", View.ABOUT: "What is said about them", View.NAMES: "Words for them",
}  # fmt: skip
ROLES: Final = {"actor": "they do it", "recipient": "it is done to them"}
STATEMENT_KINDS: Final = {"assertion": "states", "attitude": "wants or plans"}
VOICES: Final = {"outlet": "the outlets themselves", "quoted": "anybody quoted"}


@dataclass(frozen=True, slots=True)
class Counted:
    """The mentions of one type with somebody in one role, by factuality and by voice."""

    role: str
    type: str
    quad: int
    by: Mapping[str, int]
    own: int
    total: int


@router.get("/speakers")
def listed(
    request: Request, shown: Shown, q: Words = "", kind: str = "", sort: str = "statements",
    format: Format = Format.HTML, page: Page = 1,
) -> Response:  # fmt: skip
    """Everybody who speaks or acts, those quoted most first."""
    _known("kind", kind, speaker_rows.KINDS)
    _known("sort", sort, speaker_rows.SORTS)
    everyone = _everyone(shown)
    found = speaker_rows.chosen(everyone, q, kind, sort)
    if format is not Format.HTML:
        return download(speaker_rows.as_table(found), format, "people-and-bodies")
    rows = found[(page - 1) * PAGE : page * PAGE]
    return shown.page(
        request, "speakers.html", title="People and bodies", q=q.strip(), kind=kind, sort=sort, page=page,
        pages=max(1, -(-len(found) // PAGE)), found=len(found), in_all=len(everyone), rows=rows,
        most=max((s.statements for s in found), default=0), kinds=speaker_rows.KINDS,
        one_kind=ONE_KIND,
    )  # fmt: skip


def _everyone(shown: Explorer) -> list[speaker_rows.Speaker]:
    return speaker_rows.speakers(shown.ask(speakers.everyone), shown.ask(speakers.together))


ONE_KIND: Final = {"country": "country", "body": "body", "person": "person", "group": "part or group"}


@router.get("/speakers/{asked:path}")
def one(
    request: Request, shown: Shown, asked: str, view: View = View.SAID, q: Words = "", outlet: str = "",
    since: str = "", until: str = "", kind: str = "", role: str = "", type: str = "", factuality: str = "",
    voice: str = "", timeline: str = "", counts: str = "", beside: str = "", format: Format = Format.HTML,
    page: Page = 1,
) -> Response:  # fmt: skip
    """What somebody says and what is said about them; by a code, a name, or the words for a source."""
    if not asked.strip():
        return RedirectResponse("/speakers")
    who = shown.ask(lambda db: speakers.find(db, asked))
    if who is None:
        return _nobody(request, shown, asked)
    if who.value != asked:
        return RedirectResponse(address(request, f"/speakers/{part(who.value)}"))
    if timeline:
        return _timeline(request, shown, who, format)
    if counts:
        found = _counts(shown.ask(lambda db: spoken_of.about_counts(db, who)))
        return shown.page(request, "speaker_counts.html", who=who, counts=found, roles=ROLES)
    if beside:
        return _beside(request, shown, who)
    for name, value, known in (
        ("kind", kind, STATEMENT_KINDS), ("role", role, ROLES), ("factuality", factuality, FACTUALITY),
        ("voice", voice, VOICES),
    ):  # fmt: skip
        _known(name, value, known)
    chosen = Chosen(
        outlet=outlet or None, since=since.strip() or None, until=until.strip() or None,
        words=q.strip() or None, kind=kind or None, role=role or None, type=type.upper() or None,
        factuality=factuality or None, own=None if not voice else voice == "outlet",
    )  # fmt: skip
    if format is not Format.HTML:
        return download(_whole(shown, who, view, chosen), format, str(view))
    return shown.page(
        request, "speaker.html", **_frame(shown, who), **_view(shown, who, view, chosen, page), view=view,
        views=VIEWS, chosen=chosen, voice=voice, page=page,
    )  # fmt: skip


def _known(name: str, value: str, known: Iterable[str]) -> None:
    if value and value not in known:
        raise ConfigurationError("TID-402", name=name, value=value, detail=f"known are {', '.join(known)}")


def _nobody(request: Request, shown: Explorer, asked: str) -> Response:
    """A page that says that nobody such is known, with those whose names come near."""
    everyone = _everyone(shown)
    near: list[speaker_rows.Speaker] = []
    head, _, rest = asked.partition(":")
    for text in dict.fromkeys((asked, rest, head, *sorted(asked.split(), key=len, reverse=True)[:3])):
        if len(text.strip()) > 2:
            near += [s for s in speaker_rows.chosen(everyone, text, "", "statements") if s not in near][:8]
    return shown.page(
        request, "speaker_unknown.html", 404, title="Nobody found", asked=asked, near=near[:8],
        called=event_words.party(asked) if speakers.CODE.fullmatch(asked) else asked,
        in_all=len(everyone), one_kind=ONE_KIND,
    )  # fmt: skip


def _timeline(request: Request, shown: Explorer, who: Who, format: Format) -> Response:
    months = shown.ask(lambda db: speakers.timeline(db, who))
    if format is not Format.HTML:
        return download(months, format, "timeline")
    rows = months.to_pylist()
    chart = [[r["month"].isoformat(), r["said"], r["did"], r["met"]] for r in rows]
    return shown.page(
        request, "speaker_timeline.html", months=rows[::-1], chart=chart, title=called(shown, who)
    )


def _beside(request: Request, shown: Explorer, who: Who) -> Response:
    """By whom somebody's actions are told, and their events that most outlets tell."""
    tellers = shown.ask(lambda db: spoken_of.tellers(db, who)).to_pylist()
    search = EventSearch(actor=(who.value,))
    told = shown.ask(lambda db: overview.most_told(db, search, 5)) if who.by != "words" else None
    return shown.page(
        request, "speaker_beside.html", who=who, tellers=tellers, events=event_lines(told) if told else []
    )


def called(shown: Explorer, who: Who) -> str:
    """How somebody is called on their page."""
    if who.by != "code":
        return who.value
    head, colon, _ = who.value.partition(":")
    if colon:
        rows = shown.ask(lambda db: speakers.members(db, who, 1)).to_pylist()
        same = rows and speaker_rows.code_kind(who.value) == "body" and head not in {"UNK", "IMG", "ISM"}
        if same and rows[0]["name"] and speaker_rows.name_kind(rows[0]["name"], who.value) is None:
            return str(rows[0]["name"])
    return event_words.party(who.value)


def _frame(shown: Explorer, who: Who) -> dict[str, Any]:
    """What all views have above them."""
    members = shown.ask(lambda db: speakers.members(db, who)).to_pylist()
    belong: dict[str, tuple[str, str, int]] = {}
    for row in members:
        code, name = row["code"], row["name"]
        keys = []
        if who.by == "code" and name and speaker_rows.name_kind(name, code, row["read_as"]):
            keys.append((name, name))
        if code and code != who.value:
            keys.append((code, event_words.party(code)))
        for key, words in keys:
            count = belong[key][2] if key in belong else 0
            belong[key] = (key, words, count + row["statements"] + row["parties"])
    kind = None
    if who.by == "code":
        kind = speaker_rows.code_kind(who.value)
    elif who.by == "name" and members:
        read_as = max(row["read_as"] for row in members)
        kind = speaker_rows.name_kind(who.value, members[0]["code"], read_as) or speaker_rows.code_kind(
            members[0]["code"] or ""
        )
    name = called(shown, who)
    return {
        "who": who, "title": name, "totals": shown.ask(lambda db: speakers.totals(db, who)),
        "belong": sorted(belong.values(), key=lambda b: (-b[2], b[1])), "kind": ONE_KIND.get(kind or ""),
    }  # fmt: skip


def _view(shown: Explorer, who: Who, view: View, chosen: Chosen, page: int) -> dict[str, Any]:
    """What a view shows: its rows, how many there are, and what can be chosen."""
    offset = (page - 1) * PAGE
    made: dict[str, Any] = {
        "rows": [], "found": 0, "outlets": [], "roles": ROLES,
        "types": (*TYPES, *(own.name for own in shown.record.own_types())),
        "kinds": STATEMENT_KINDS, "voices": VOICES,
    }  # fmt: skip
    if view is View.NAMES:
        made["rows"] = shown.ask(lambda db: speakers.names(db, who)).to_pylist()
        made["found"] = len(made["rows"])
    elif view is View.SAID:
        table, made["found"] = shown.ask(lambda db: speakers.said(db, who, chosen, PAGE, offset))
        made["rows"] = table.to_pylist()
        made["outlets"] = shown.ask(lambda db: speakers.outlets(db, who)).to_pylist()
    else:
        table, made["found"] = shown.ask(lambda db: spoken_of.about(db, who, chosen, PAGE, offset))
        rows = table.to_pylist()
        places = [(r["article_id"], r["trigger_start"], r["trigger_end"]) for r in rows]
        texts = shown.ask(lambda db: windows(db, places))
        made["rows"] = [(r, passage(texts[p], p[1], p[2])) for r, p in zip(rows, places, strict=True)]
    made["pages"] = max(1, -(-made["found"] // PAGE))
    return made


def _counts(table: pa.Table) -> list[Counted]:
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in table.to_pylist():
        for role in ROLES if row["role"] == "both" else (row["role"],):
            found.setdefault((role, row["type"]), []).append(row)
    made = []
    for (role, type), rows in found.items():
        by = {f: sum(r["mentions"] for r in rows if r["factuality"] == f) for f in FACTUALITY}
        own = sum(r["mentions"] for r in rows if r["own"])
        made.append(Counted(role, type, rows[0]["quad"], by, own, sum(r["mentions"] for r in rows)))
    return sorted(made, key=lambda c: (c.role, -c.total, c.type))


def _whole(shown: Explorer, who: Who, view: View, chosen: Chosen) -> pa.Table:
    if view is View.NAMES:
        return shown.ask(lambda db: speakers.names(db, who, speakers.ALL))
    ask = speakers.said if view is View.SAID else spoken_of.about
    return shown.ask(lambda db: ask(db, who, chosen))[0]
