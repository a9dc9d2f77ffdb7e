"""The record: one DuckDB file that holds everything read in one collection of articles."""

from tidings.record.queries import MentionFilter
from tidings.record.store import Record, open_record
from tidings.record.summary import Action, Dyad, QuarantineCount, Source, Summary

__all__ = [
    "Action",
    "Dyad",
    "MentionFilter",
    "QuarantineCount",
    "Record",
    "Source",
    "Summary",
    "open_record",
]
