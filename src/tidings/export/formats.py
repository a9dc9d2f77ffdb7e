"""The export formats, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tidings.errors import ExportError
from tidings.export.acled import ACLED
from tidings.export.columns import Format, Layout
from tidings.export.gdelt import GDELT_EVENTS, GDELT_MENTIONS
from tidings.export.icews import ICEWS
from tidings.export.plover import PLOVER
from tidings.export.polecat import POLECAT
from tidings.export.tables import CSV, JSONL, PARQUET
from tidings.export.ucdp import UCDP
from tidings.export.web_annotation import WEB_ANNOTATION

STANDOFF: Final = Format(
    name="standoff",
    title="Standoff JSON",
    layout=Layout.JSONL,
    rows="one object a line for each article, spans as offsets into its text",
    source="docs/reference/standoff.md",
    counts_events=False,
)

FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        f.name: f
        for f in (
            STANDOFF, PARQUET, CSV, JSONL, PLOVER, POLECAT, ICEWS, GDELT_EVENTS, GDELT_MENTIONS, UCDP, ACLED,
            WEB_ANNOTATION,
        )
    }
)  # fmt: skip
"""Name to format, in the order in which they are shown."""


def format_of(name: str) -> Format:
    """The format of that name; ExportError TID-503 where there is none."""
    try:
        return FORMATS[name]
    except KeyError:
        raise ExportError("TID-503", name=name, known=", ".join(FORMATS)) from None
