"""One look at a message tells which closer ones can find anything in it: most need none of them.

Each closer look says with what the phrases that it looks for begin, and decides by itself; here theirs are one table,
so that each word of a message is looked up once and not once for each of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from bot.understanding.changes.second_thoughts import openings_of_second_thought
from bot.understanding.changes.ways import openings_of_change
from bot.understanding.requests.intents import openings_of_request
from bot.understanding.talk.agreement import openings_of_agreement
from bot.understanding.talk.answering_back import openings_of_answer
from bot.understanding.talk.preamble import openings_of_refusal
from bot.understanding.talk.statements import openings_of_talk
from bot.understanding.talk.stories import openings_of_story
from bot.understanding.text.han import CJK

ANSWERS_BACK, CHANGES, REQUESTS, REFUSES, TALKS, AGREES, TELLS_WHEN, TAKES_BACK = (1 << bit for bit in range(8))
_HAN = re.compile(f"[{CJK}]{{1,3}}")
_Words = dict[str, tuple[int, dict[str, int]]]


def looks_of(text: str, words: Sequence[str]) -> int:
    """Which of the eight may be there, as bits. text: normalised, in which the words stand."""
    table, han, han_starts = _tables()
    looks = 0
    following: Mapping[str, int] | None = None
    for word in words:
        if following is not None and word in following:
            looks |= following[word]
        if word in table:
            found, following = table[word]
            looks |= found
        else:
            following = None
    if not text.isascii():
        for match in han_starts(text):
            at = match.start()
            looks |= han.get(text[at], 0) | han.get(text[at : at + 2], 0) | han.get(text[at : at + 3], 0)
    return looks


@cache
def _tables() -> tuple[_Words, dict[str, int], Callable[[str], Iterator[re.Match[str]]]]:
    """By each word the looks that it asks for, and those that it asks for with another word behind it; those of one
    to three Chinese characters, which stand anywhere in a word; and what finds where such may begin."""
    table: _Words = {}
    han: dict[str, int] = {}
    for look, openings in (
        (ANSWERS_BACK, openings_of_answer()),
        (CHANGES, openings_of_change()),
        (REQUESTS, openings_of_request()),
        (REFUSES, openings_of_refusal()),
        (TALKS, openings_of_talk()),
        (AGREES, openings_of_agreement()),
        (TELLS_WHEN, openings_of_story()),
        (TAKES_BACK, openings_of_second_thought()),
    ):
        for opening in openings:
            looks, following = table.get(opening, (0, {}))
            table[opening] = looks | look, following  # of two words as well: they may be one token
            first, _, second = opening.partition(" ")
            if second:
                following = table.setdefault(first, (0, {}))[1]
                following[second] = following.get(second, 0) | look
            if _HAN.fullmatch(opening):
                han[opening] = han.get(opening, 0) | look
    single = "".join(opening for opening in han if len(opening) == 1)
    heads, seconds = ("".join({opening[place] for opening in han if len(opening) > place}) for place in (0, 1))
    return table, han, re.compile(f"[{heads}](?:(?=[{seconds}])|(?<=[{single}]))").finditer
