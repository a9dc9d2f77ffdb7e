"""The record: one DuckDB file that holds everything read in one collection of articles."""

from tidings.record.event_queries import EventFilter
from tidings.record.queries import MentionFilter
from tidings.record.series import SeriesFilter
from tidings.record.store import Record, open_record
from tidings.record.summary import Action, Dyad, QuarantineCount, Source, Summary

__all__ = [
    "Action",
    "Dyad",
    "EventFilter",
    "MentionFilter",
    "QuarantineCount",
    "Record",
    "SeriesFilter",
    "Source",
    "Summary",
    "open_record",
]
