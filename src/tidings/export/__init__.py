"""A record in the formats that other tools read."""

from tidings.export.standoff import FORMATS, Reviewed, export

__all__ = ["FORMATS", "Reviewed", "export"]
