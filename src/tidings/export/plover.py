"""PLOVER JSON: one event a line, in the data fields of the PLOVER 2.0 manual.

The fields are those of the manual's chapter on data fields (github.com/openeventdata/PLOVER): `id`, `date`,
`actor` and `event` on every event, the others where there is something to say. Type and mode are PLOVER's
projection, and the auxiliary modes `historical`, `future`, `hypothetical` and `negation` follow the mode in
`mode`. Data providers may add fields: what PLOVER has none for stands in `tidings`.
"""

from __future__ import annotations

from typing import Final

from tidings.export.columns import EXTRA, Column, Format, Layout
from tidings.export.event_rows import SENTENCE_NUMBER


def _parties(side: str) -> str:
    # A party without a code has the name only.
    return (
        "[struct_pack(code := nullif(left(z[1], 3), ''), sector := nullif(substr(z[1], 5), ''),"
        f" identifier_text := nullif(z[2], '')) FOR z IN list_zip(e.{side}s, e.{side}_names)]"
    )


_MODES: Final = (
    "list_concat(CASE WHEN k.plover_mode IS NULL THEN [] ELSE [k.plover_mode] END,"
    " CASE WHEN t.historical THEN ['historical'] ELSE [] END, coalesce(k.auxiliary, []))"
)
_OWN: Final = ", ".join(f'"{c.name}" := {c.sql}' for c in EXTRA)

PLOVER: Final = Format(
    name="plover",
    title="PLOVER JSON",
    layout=Layout.JSONL,
    rows="one object a line for each event, with the reading of most outlets",
    source="PLOVER manual 2.0, data fields (github.com/openeventdata/PLOVER)",
    columns=(
        Column("id", "e.id", "id of the event in the record"),
        Column("date", "e.day", "first day, YYYY-MM-DD; that of the first report where no text gives one"),
        Column("enddate", "e.date_end", "last day, where the text gives one"),
        Column(
            "actor",
            _parties("actor"),
            "list of those who do it: code, sector, identifier_text (the name in full)",
        ),
        Column("recipient", _parties("recipient"), "list of those it is done to, in the same way"),
        Column("event", "[coalesce(k.plover_type, e.type)]", "list of one type, projected"),
        Column(
            "mode",
            f"CASE WHEN length({_MODES}) > 0 THEN {_MODES} END",
            "the mode, if any, and the auxiliary modes",
        ),
        Column(
            "event_loc",
            "CASE WHEN e.location_name IS NOT NULL THEN struct_pack(geonameid := g.geonames, "
            "name := e.location_name, latitude := e.latitude, longitude := e.longitude, "
            '"country code" := ce.iso2, cc3 := e.location_country, admin1 := g.province) END',
            "the place, in the fields of GeoNames",
        ),
        Column("event_text", "[f.trigger_quote]", "the words that name the action in the first report"),
        Column("quad_code", "coalesce(k.quad, e.quad)", "quad class, 1 to 4"),
        Column("event_scale", "k.score", "PLOVER's score of type and mode, -10 conflict to 10 cooperation"),
        Column(
            "size",
            "CASE WHEN coalesce(d.best, x.wounded, x.detained) IS NOT NULL THEN struct_pack(dead "
            ":= d.best, injured := x.wounded::BIGINT, arrested := x.detained::BIGINT) END",
            "numbers of dead, injured and arrested: the lower median of what the outlets give",
        ),
        Column(
            "text_info",
            f"struct_pack(sequence := {SENTENCE_NUMBER.format(start='f.trigger_start')}, start := "
            'f.trigger_start, "end" := f.trigger_end)',
            "sentence and offsets of those words in the first report, in code points",
        ),
        Column(
            "cite_info",
            "struct_pack(citation := f.article_id, url := f.url, title := f.title, language := "
            "f.language, publication := f.outlet, coder := 'tidings', codebook := 'PLOVER 2.0')",
            "the first report",
        ),
        Column("coder", "'tidings'", "the program; its version stands in the metadata"),
        Column(
            "tidings",
            f"struct_pack({_OWN})",
            "what PLOVER has no field for: the extra columns below, as an object",
        ),
    ),
    extra=(),
)
"""Left out of the lines are fields without a value."""
