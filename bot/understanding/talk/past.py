"""What has been: a story or a price of last year, which asks for nothing though it names a time."""

from __future__ import annotations

from bot.languages import Kind, Phrase
from bot.understanding.grammar.components import Clock, Day
from bot.understanding.refine import Plan
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import lexicon
from bot.understanding.text.phrase_books import any_unspaced

_LONG_AGO = frozenset(["year", "quarter", "season"])


def is_gone(plan: Plan) -> bool:
    """Whether the day of a plan is said to be one that has gone: yesterday, last month, last year."""
    day = plan.days[0]
    if not isinstance(day, Day):
        return False
    return (
        day.past
        or day.last
        or (day.offset or 0) < 0
        or (day.week or 0) < 0
        or (day.month_offset or 0) < 0
        or (day.year_offset or 0) < 0
    )


def tells_past(text: str, tokens: Tokens, plan: Plan) -> bool:
    """Whether a time that has gone is only told of: "now 8 ringgit, last year 5.50", "baru beli bulan lepas",
    上个月才买的. A meeting of last week is asked about."""
    day = plan.days[0]
    if isinstance(day, Day) and day.span in _LONG_AGO:
        return True
    if isinstance(plan.clock, Clock) and plan.clock.weak and Kind.COUNTED in tokens.kinds:
        return True
    recent = lexicon().books[Phrase.JUST_DONE]
    if any(recent.match(tokens.words, index) for index in recent.starts(tokens.words)):
        return True
    return not text.isascii() and any_unspaced((Phrase.JUST_DONE,)).search(text) is not None
