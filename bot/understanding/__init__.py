"""A message -> what the person wants. Pure: the present and the zone are arguments, nothing is fetched or kept."""

from bot.understanding.answers import answer_in, bare, corrected_to, is_correction, order_without_time, points_back
from bot.understanding.message import understand, warm_up
from bot.understanding.reading import (
    Choice,
    EventReading,
    Intent,
    Problem,
    Query,
    Question,
    Reading,
    Span,
    Target,
)
from bot.understanding.renames import rename_in

__all__ = [
    "Choice",
    "EventReading",
    "Intent",
    "Problem",
    "Query",
    "Question",
    "Reading",
    "Span",
    "Target",
    "answer_in",
    "bare",
    "corrected_to",
    "is_correction",
    "order_without_time",
    "points_back",
    "rename_in",
    "understand",
    "warm_up",
]
