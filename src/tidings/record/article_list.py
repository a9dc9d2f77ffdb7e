"""The list of articles, and of the inputs that could not become any. Every value is bound."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import duckdb
import pyarrow as pa

from tidings.errors import ConfigurationError
from tidings.record.queries import arrow, bound_days

SORTS: Final = MappingProxyType(
    {
        "newest": "published DESC NULLS LAST, id", "oldest": "published NULLS LAST, id",
        "title": "lower(title) NULLS LAST, id", "outlet": "lower(outlet) NULLS LAST, published, id",
        "words": "words DESC, id", "statements": "statements DESC, id", "actions": "actions DESC, id",
        "figures": "figures DESC, id",
    }
)  # fmt: skip
"""Ways to sort articles."""
COUNTED: Final = MappingProxyType({"statements": "statements", "actions": "mentions", "figures": "figures"})
"""What is counted in each article, and the table that holds it."""
COPIES: Final = ("without", "only")
MISSING: Final = ("outlet", "title", "date", "inferred")
TERMS: Final = 8
"""Words and phrases that are looked for at most."""
SHOWN: Final = 160
"""Characters of a text that are shown in the list."""
_TERM: Final = re.compile(r'"([^"]+)"|(\S+)')


@dataclass(frozen=True, slots=True)
class ArticleSearch:
    """Which articles to give; all given fields must fit.

    `outlet`: any of these. `since`, `until`: ISO 8601 days, months or years of publishing, both inclusive.
    `words`: each of its words, and each phrase in quotation marks, stands in the title or the text, whatever
    its capitals (in the text: as written, small, with a capital, or in capitals). `copies`: one of `COPIES`.
    `missing`: one of `MISSING`: articles without it, or (`inferred`) with metadata read off their text.
    """

    outlet: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    words: str | None = None
    copies: str | None = None
    missing: str | None = None


def terms(words: str | None) -> list[str]:
    """The words and quoted phrases that are looked for."""
    found = [(quoted or bare).replace('"', "").strip() for quoted, bare in _TERM.findall(words or "")]
    return list(dict.fromkeys(f for f in found if f))[:TERMS]


def articles(
    db: duckdb.DuckDBPyConnection,
    search: ArticleSearch,
    sort: str = "newest",
    limit: int | None = None,
    offset: int = 0,
) -> tuple[pa.Table, int]:
    """Articles that fit, without their texts, and how many there are in all.

    Columns: id, title, outlet, author, published, words, inferred, url, origin, statements, actions, figures
    (counts), copy_of (the id of the article that it repeats), copies (articles that repeat it). Raises
    ConfigurationError TID-402 for a value that makes no sense.
    """
    if sort not in SORTS:
        raise _strange("sort", sort, SORTS)
    found, values = conditions(search)
    where = " AND ".join(found)
    cut = "LIMIT ? OFFSET ?" if limit is not None else ""
    # Counting takes longest: only for those that are shown, unless the order needs the counts of all.
    early = sort in COUNTED
    counts = ", ".join(
        f"coalesce((SELECT n FROM {name}_of c WHERE c.article_id = a.id), 0)::INTEGER AS {name}"
        for name in COUNTED
    )
    counters = ", ".join(
        f"{name}_of AS MATERIALIZED (SELECT article_id, count(*) AS n FROM {table}"
        f" {'' if early or limit is None else 'WHERE article_id IN (SELECT id FROM chosen)'} GROUP BY 1)"
        for name, table in COUNTED.items()
    )
    table = arrow(
        db,
        f"""
            WITH hits AS MATERIALIZED (
                SELECT id, title, outlet, author, published, words, inferred, url, origin
                FROM articles a WHERE {where}),
            {
            f"{counters}, chosen AS (SELECT a.*, {counts} FROM hits a ORDER BY {SORTS[sort]} {cut})"
            if early
            else f"chosen AS MATERIALIZED (SELECT * FROM hits ORDER BY {SORTS[sort]} {cut}), {counters}"
        }
            SELECT a.id, a.title, a.outlet, a.author, a.published, a.words, a.inferred, a.url, a.origin,
                   {", ".join(COUNTED) if early else counts},
                   (SELECT min(copy_of) FROM copies c WHERE c.article_id = a.id) AS copy_of,
                   (SELECT count(*) FROM copies c WHERE c.copy_of = a.id)::INTEGER AS copies,
                   (SELECT count(*) FROM hits) AS in_all
            FROM chosen a ORDER BY {SORTS[sort]}
            """,
        [*values, *((limit, offset) if limit is not None else ())],
    )
    if table.num_rows:
        return table.drop_columns("in_all"), int(table.column("in_all")[0].as_py())
    past = f"SELECT count(*) FROM articles a WHERE {where}"
    return table.drop_columns("in_all"), _count(db, past, values) if offset else 0


def openings(
    db: duckdb.DuckDBPyConnection, ids: Sequence[str], words: str | None
) -> dict[str, tuple[str, str, str]]:
    """A stretch of the text of a few article ids: what comes before, the first of `words`, and what follows.

    Where none of `words` is in a text, its beginning, and nothing after it.
    """
    rows = db.execute(
        "SELECT id, text FROM articles WHERE id IN (SELECT unnest(?::VARCHAR[]))", [list(ids)]
    ).fetchall()
    return {str(id): _opening(str(text), [f for t in terms(words) for f in _forms(t)]) for id, text in rows}


def _opening(text: str, forms: Sequence[str]) -> tuple[str, str, str]:
    found = [(at, form) for form in forms if (at := text.find(form)) >= 0]
    if not found:
        return text[:SHOWN], "", ""
    at, form = min(found)
    start = max(0, at - SHOWN // 2)
    before = text[start:at]
    if start and " " in before:
        before = before.partition(" ")[2]
    return before, text[at : at + len(form)], text[at + len(form) : at + len(form) + SHOWN]


def outlets(db: duckdb.DuckDBPyConnection, limit: int) -> list[tuple[str, int]]:
    """The outlets with most articles, and how many each has."""
    query = """
        SELECT outlet, count(*) FROM articles WHERE outlet IS NOT NULL
        GROUP BY 1 ORDER BY 2 DESC, lower(outlet), 1 LIMIT ?
        """
    return [(str(name), int(n)) for name, n in db.execute(query, [limit]).fetchall()]


def kept(db: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """How many articles there are, and how many inputs are in quarantine."""
    return _count(db, "SELECT count(*) FROM articles"), _count(db, "SELECT count(*) FROM quarantine")


def quarantine(
    db: duckdb.DuckDBPyConnection,
    number: str | None = None,
    words: str | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[pa.Table, int]:
    """Inputs in quarantine by origin (origin, number, reason), and how many there are in all.

    `number`: for this problem only. `words`: each stands in the origin or the reason.
    """
    conditions, values = ["true"], list[Any]()
    if number:
        conditions.append("number = ?")
        values.append(number)
    for term in terms(words):
        conditions.append("(contains(lower(origin), lower(?)) OR contains(lower(reason), lower(?)))")
        values += [term, term]
    where = " AND ".join(conditions)
    counted = _count(db, f"SELECT count(*) FROM quarantine WHERE {where}", values)
    cut = "LIMIT ? OFFSET ?" if limit is not None else ""
    table = arrow(
        db,
        f"SELECT origin, number, reason FROM quarantine WHERE {where} ORDER BY origin, number, id {cut}",
        [*values, *((limit, offset) if limit is not None else ())],
    )
    return table, counted


def problems(db: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """The numbered problems of the inputs in quarantine, the most frequent first."""
    query = "SELECT number, count(*) FROM quarantine GROUP BY 1 ORDER BY 2 DESC, 1"
    return [(str(number), int(n)) for number, n in db.execute(query).fetchall()]


def conditions(search: ArticleSearch) -> tuple[list[str], list[Any]]:
    """The conditions on an article `a`, and what they bind; raises as `articles`."""
    found, values = ["true"], list[Any]()

    def add(condition: str, *bound: Any) -> None:
        found.append(condition)
        values.extend(bound)

    if search.outlet:
        add("list_contains(?::VARCHAR[], a.outlet)", list(search.outlet))
    if search.since:
        add("a.published >= ?", bound_days("since", search.since)[0])
    if search.until:
        add("a.published <= ?", bound_days("until", search.until)[1])
    if search.copies:
        if search.copies not in COPIES:
            raise _strange("copies", search.copies, COPIES)
        among = "IN" if search.copies == "only" else "NOT IN"
        add(f"a.id {among} (SELECT article_id FROM copies)")
    if search.missing:
        if search.missing not in MISSING:
            raise _strange("missing", search.missing, MISSING)
        column = "published" if search.missing == "date" else search.missing
        add("a.inferred <> []" if column == "inferred" else f"a.{column} IS NULL")
    for term in terms(search.words):
        # To fold the capitals of all texts would take many times as long as to look for these forms.
        forms = _forms(term)
        inside = " OR ".join("contains(a.text, ?)" for _ in forms)
        add(f"(contains(lower(a.title), lower(?)) OR {inside})", term, *forms)
    return found, values


def _forms(term: str) -> list[str]:
    return list(dict.fromkeys([term, term.lower(), term[:1].upper() + term[1:].lower(), term.upper()]))


def _count(db: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] = ()) -> int:
    return int(db.execute(query, list(values)).fetchall()[0][0])


def _strange(name: str, value: str, known: Sequence[str] | Mapping[str, str]) -> ConfigurationError:
    return ConfigurationError("TID-402", name=name, value=value, detail=f"known are {', '.join(known)}")
