"""A message -> what the person wants. Pure: the present and the zone are arguments, nothing is fetched or kept."""

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
    "understand",
    "warm_up",
]
