"""The explorer: a local web page over one record."""

from tidings.explore.app import make_app

__all__ = ["make_app"]
