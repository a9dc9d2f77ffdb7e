"""What questions to a record are answered with: an Arrow table that turns into what one works with."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from tidings.errors import InstallationError
from tidings.notebook.html import table_card
from tidings.notebook.plain import table_text

if TYPE_CHECKING:
    import pandas
    import polars


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Table:
    """Rows with named columns. `arrow` is the table itself; nothing is copied until it is asked for.

    Iterating gives each row as a dict; `len` counts rows. Whatever reads Arrow streams (Polars, DuckDB,
    pandas, PyArrow) takes it as it is. `kind` says what its rows are; a notebook shows first the columns that
    matter for that.
    """

    arrow: pa.Table
    kind: str = "rows"

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return list(self.arrow.column_names)

    def to_pandas(self, **options: Any) -> pandas.DataFrame:
        """A pandas data frame, with days as `datetime64`; `options` are those of `pyarrow.Table.to_pandas`.

        Raises InstallationError TID-420 where pandas is missing.
        """
        _installed("pandas", "to_pandas()")
        frame: pandas.DataFrame = self.arrow.to_pandas(**{"date_as_object": False} | options)
        return frame

    def to_polars(self) -> polars.DataFrame:
        """A Polars data frame. Raises InstallationError TID-420 where Polars is missing."""
        frame: polars.DataFrame = _installed("polars", "to_polars()").from_arrow(self.arrow)
        return frame

    def to_pylist(self) -> list[dict[str, Any]]:
        """All rows, each as a dict."""
        return list(self)

    def __len__(self) -> int:
        return int(self.arrow.num_rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for batch in self.arrow.to_batches():
            yield from batch.to_pylist()

    def __getitem__(self, column: str) -> list[Any]:
        """The values of one column; KeyError where there is none of that name."""
        values: list[Any] = self.arrow.column(column).to_pylist()
        return values

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows as an Arrow stream (the Arrow PyCapsule interface)."""
        return self.arrow.__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        return table_card(self)

    def __repr__(self) -> str:
        return table_text(self)


def _installed(package: str, what: str) -> ModuleType:
    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise InstallationError("TID-420", what=what, package=package, extra=package) from error
