"""A record in the formats that other tools read."""

from tidings.export.standoff import FORMATS, export

__all__ = ["FORMATS", "export"]
