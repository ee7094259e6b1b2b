"""Two events that shall change places: "swap lunch and dentist", "tukar masa lunch dengan dentist", 午餐和牙医对调."""

from __future__ import annotations

import re
from functools import cache

from bot.languages import Phrase
from bot.understanding.changes.ways import bare_order, either, words_of

_LONGEST = 120  # characters


def names_to_swap(text: str) -> tuple[str, str] | None:
    """The words by which both are named; None where no such thing is asked. Whether they stand decides, for "swap
    tyres and oil" may be a thing to do."""
    if len(text) > _LONGEST or not _mark().search(text):
        return None
    said = bare_order(text)
    for pattern in _ways():
        if (found := pattern.fullmatch(said)) is not None:
            return found["first"].strip(), found["second"].strip()
    return None


@cache
def _mark() -> re.Pattern[str]:
    spaced, unspaced = (either(words_of(Phrase.SWAP, spaced=one)) for one in (True, False))
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)|{unspaced}", re.IGNORECASE)


@cache
def _ways() -> tuple[re.Pattern[str], ...]:
    """Groups: first and second."""
    spaced, unspaced = (either(words_of(Phrase.SWAP, spaced=one)) for one in (True, False))
    times = r"(?:the\s+)?(?:times?|slots?|places?|masa|waktu|tempat|jadual)"
    joins = r"(?:and|with|for|dan|dengan|dgn|dg|&)"
    return (
        re.compile(
            rf"(?:{spaced})\s+(?:{times}\s+)?(?:(?:of|for|between|antara|untuk)\s+)?"
            rf"(?P<first>.+?)\s+{joins}\s+(?P<second>.+?)(?:\s+(?:around|over|{times}))?",
            re.IGNORECASE,
        ),
        re.compile(rf"(?P<first>.+?)\s+{joins}\s+(?P<second>.+?)\s+(?:{spaced})(?:\s+{times})?", re.IGNORECASE),
        re.compile(
            rf"(?:把|将|將)?(?P<first>.+?)(?:和|跟|与|與|同)(?P<second>.+?)(?:的?时间|的?時間)?(?:{unspaced}).{{0,4}}"
        ),
        re.compile(rf"(?:{unspaced})(?:一下)?(?P<first>.+?)(?:和|跟|与|與|同)(?P<second>.+?)(?:的?时间|的?時間)?"),
    )
