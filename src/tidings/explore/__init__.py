"""The explorer: a local web page over one record."""

from tidings.explore.app import close, make_app

__all__ = ["close", "make_app"]
