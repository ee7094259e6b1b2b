"""One look at a message tells which closer ones can find anything in it: most need none of them.

Each closer look says with what the phrases that it looks for begin, and decides by itself; here theirs are one table,
so that each word of a message is looked up once and not once for each of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from bot.understanding.changes.second_thoughts import openings_of_second_thought
from bot.understanding.changes.ways import openings_of_change
from bot.understanding.requests.intents import openings_of_request
from bot.understanding.talk.agreement import openings_of_agreement
from bot.understanding.talk.answering_back import openings_of_answer
from bot.understanding.talk.preamble import openings_of_refusal
from bot.understanding.talk.statements import openings_of_talk
from bot.understanding.talk.stories import openings_of_story
from bot.understanding.text.han import CJK
from bot.understanding.text.lexicon import lexicon

ANSWERS_BACK, CHANGES, REQUESTS, REFUSES, TALKS, AGREES, TELLS_WHEN, TAKES_BACK = (1 << bit for bit in range(8))
_LONGER = 1 << 8  # one of the two words with which a longer phrase begins
_HAN = re.compile(f"[{CJK}]+")


def looks_of(text: str, words: Sequence[str]) -> int:
    """Which of the eight may be there, as bits. text: normalised, in which the words stand."""
    table, pairs = _tables()
    looks = 0
    for word in words:
        if word in table:
            looks |= table[word]
    if looks & _LONGER:
        for pair in pairwise(words):
            if pair in pairs:
                looks |= pairs[pair]
    if not text.isascii():
        for run in _HAN.findall(text):
            for index, character in enumerate(run):
                if character in table:
                    two, three = run[index : index + 2], run[index : index + 3]
                    looks |= table[character] | table.get(two, 0) | table.get(three, 0)
    return looks


@cache
def _tables() -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """The looks by each word, character or pair of characters that they ask for, and by each pair of words.

    Of such a pair the rarer word is in the first table as well, one that is not of the closed vocabulary; of what is
    looked for in Chinese the first character.
    """
    table: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    usual = lexicon().words
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
            table[opening] = table.get(opening, 0) | look
            first, _, second = opening.partition(" ")
            table.setdefault(opening[0], 0)
            if second:
                pairs[first, second] = pairs.get((first, second), 0) | look
                rarer = second if first in usual and second not in usual else first
                table[rarer] = table.get(rarer, 0) | _LONGER
    return table, pairs
