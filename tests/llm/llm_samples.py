"""Settings and a little news in four languages, with what it says; all of it invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from tidings.llm import LanguageModel
from tidings.types import Article

KEY = "sk-never-to-be-seen-5f3c"


def settings(url: str, **more: Any) -> LanguageModel:
    """Settings for a fake endpoint, without a cache and without pauses unless given."""
    return LanguageModel(**{"endpoint": url, "model": "fake-1", "cache": None, "retries": 0, **more})


def quote(words: str, before: str | None = None) -> dict[str, Any]:
    """Words as an answer quotes them."""
    return {"quote": words, "before": before}


def who(words: str | None, name: str | None = None, code: str | None = None) -> dict[str, Any]:
    """Somebody as an answer names them."""
    return {"quote": words, "before": None, "name": name, "code": code}


def mention(trigger: str, type_: str, actors=(), recipients=(), **more: Any) -> dict[str, Any]:
    """A mention as an answer gives it."""
    return {
        "trigger": quote(trigger), "type": type_, "mode": None,
        "actors": actors, "recipients": recipients, "place": None, "time": None,
        "factuality": "actual", "historical": False, "date": None, "place_name": None, **more,
    }  # fmt: skip


def statement(source: str | None, cue: str | None, *content: str, kind: str = "assertion") -> dict[str, Any]:
    """A statement as an answer gives it."""
    return {
        "source": who(source) if source else None,
        "cue": quote(cue) if cue else None,
        "content": [quote(c) for c in content],
        "kind": kind,
    }


def answer(statements=(), mentions=(), figures=()) -> dict[str, list[Any]]:
    """A whole answer."""
    return {"statements": list(statements), "mentions": list(mentions), "figures": list(figures)}


ENGLISH = Article.make(
    "Norway sent 40 trucks to Chad on Monday, the foreign ministry said.\n\nChad thanked Norway.",
    outlet="The Fjord", published=date(2021, 5, 5), origin="en.txt",
)  # fmt: skip
ENGLISH_ANSWER = answer(
    [statement("the foreign ministry", "said", "Norway sent 40 trucks to Chad on Monday")],
    [
        mention(
            "sent", "AID", [who("Norway", "Norway", "NOR")], [who("Chad", "Chad", "TCD")],
            time=quote("on Monday"),
        ),
        mention("thanked", "SUPPORT", [who("Chad")], [who("Norway")]),
    ],
)  # fmt: skip

GERMAN = Article.make(
    "Der Innenminister Perus sagte am Mittwoch, die Polizei habe in Cusco zwölf Demonstranten festgenommen. "
    "Er schloss Verhandlungen aus.",
    outlet="Der Bote", published=date(2021, 5, 6), language="de", origin="de.txt",
)  # fmt: skip
GERMAN_ANSWER = answer(
    [
        {
            "source": who("Der Innenminister Perus", "the interior minister of Peru", "PER:GOV"),
            "cue": quote("sagte"),
            "content": [quote("die Polizei habe in Cusco zwölf Demonstranten festgenommen")],
            "kind": "assertion",
        }
    ],
    [
        mention(
            "festgenommen", "COERCE", [who("die Polizei", "the police of Peru", "PER:COP")],
            [who("zwölf Demonstranten", "protesters in Peru", "PER:CVL")],
            mode="arrest", place=quote("in Cusco"), time=quote("am Mittwoch"),
            date="2021-05-05", place_name="Cusco, Peru",
        ),
        mention("schloss Verhandlungen aus", "REJECT", [who("Er", "the minister of Peru", "PER:GOV")]),
        mention("Verhandlungen", "CONSULT", [], [], factuality="negated"),
    ],
    [
        {
            "number": quote("zwölf"), "low": 12, "high": 12, "unit": "people", "measure": None,
            "currency": None, "of": quote("Demonstranten"), "counted": "detained",
            "trigger": quote("festgenommen"), "holder": "PER:CVL", "as_of": None, "factuality": "actual",
        }
    ],
)  # fmt: skip

ARABIC = Article.make(
    "قال وزير الخارجية الأردني إن بلاده سترسل مساعدات إلى لبنان. وأدان الهجوم على القافلة.",
    outlet="البريد", published=date(2021, 5, 7), language="ar", origin="ar.txt",
)  # fmt: skip
ARABIC_ANSWER = answer(
    [statement("وزير الخارجية الأردني", "قال", "إن بلاده سترسل مساعدات إلى لبنان")],
    [
        mention(
            "سترسل مساعدات", "AID", [who("بلاده", "Jordan", "JOR")], [who("لبنان", "Lebanon", "LBN")],
            factuality="future",
        ),
        # «أدان» stands in the text with its conjunction, in one word.
        mention("أدان", "ACCUSE", [who("وزير الخارجية الأردني", "a minister of Jordan", "JOR:GOV")]),
    ],
)  # fmt: skip

CHINESE = Article.make(
    "蒙古国防部长周二表示，两国将举行联合演习。他否认军队越过边界。",
    outlet="邮报", published=date(2021, 5, 8), language="zh", origin="zh.txt",
)  # fmt: skip
CHINESE_ANSWER = answer(
    [statement("蒙古国防部长", "表示", "两国将举行联合演习")],
    [
        mention(
            "联合演习", "COOPERATE", [who("两国", None, "MNG")], [], factuality="future",
            time=quote("周二"), date="2021-05-04",
        ),
        mention("越过边界", "ASSAULT", [who("军队", "army of Mongolia", "MNG:MIL")], factuality="negated"),
    ],
)  # fmt: skip

ALL = (ENGLISH, GERMAN, ARABIC, CHINESE)
ANSWERS = dict(
    zip((a.text for a in ALL), (ENGLISH_ANSWER, GERMAN_ANSWER, ARABIC_ANSWER, CHINESE_ANSWER), strict=True)
)
