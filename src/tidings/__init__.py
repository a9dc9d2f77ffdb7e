"""Reads news articles; records who did what to whom, according to whom, and how certain it is."""

__version__ = "0.1.0"

__all__ = ["__version__"]
