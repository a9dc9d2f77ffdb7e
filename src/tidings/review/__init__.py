"""What people say about what the machine read: corrections, agreement, and reviewed articles as gold."""

from tidings.review.agreement import Agreement, agreement, agreement_table, krippendorff
from tidings.review.corrections import GivenParty, correct_figure, correct_mention
from tidings.review.gold import reviewed
from tidings.review.judgements import (
    compared,
    figure_values,
    judged_figure,
    judged_mention,
    link_values,
    mention_values,
    reviewer_name,
)
from tidings.review.queue import Queue

__all__ = [
    "Agreement",
    "GivenParty",
    "Queue",
    "agreement",
    "agreement_table",
    "compared",
    "correct_figure",
    "correct_mention",
    "figure_values",
    "judged_figure",
    "judged_mention",
    "krippendorff",
    "link_values",
    "mention_values",
    "reviewed",
    "reviewer_name",
]
