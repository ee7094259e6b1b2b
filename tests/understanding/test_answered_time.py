"""What of an answer is the time: the words around it are told from words of its own."""

from __future__ import annotations

import pytest

from bot.understanding import refuses_time, time_answered


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("the 5pm one", "5pm"),
        ("i prefer tuesday", "tuesday"),
        ("ok thursday works for me", "thursday"),
        ("let's go with friday then", "friday"),
        ("oops 3 dec", "3 dec"),
        ("8 works", "8"),
        ("make it 6.30 lah", "6.30"),
        ("yang pukul 5 petang tu", "pukul 5 petang"),
        ("hari khamis lah", "hari khamis"),
        ("pukul 4 lagi baik", "pukul 4"),
        ("还是星期四吧", "星期四"),
        ("那就下午四点", "下午四点"),
    ],
)
def test_the_time_is_found_among_words_of_answering(text: str, time: str) -> None:
    """Words of preferring, of politeness and of pointing are none of its own, in each language."""
    assert time_answered(text) == time


@pytest.mark.parametrize(
    "text",
    ["dinner tuesday", "tuesday with ali", "not tuesday", "wed or thu", "every friday", "the second one", "", "hi"],
)
def test_what_says_more_or_less_than_one_time_is_no_such_answer(text: str) -> None:
    """A name, a refusal, a choice, a repeat or no time at all is left to be read as what it is."""
    assert time_answered(text) == ""


@pytest.mark.parametrize(
    ("text", "refuses"),
    [
        ("not tuesday", True),
        ("tuesday cannot", True),
        ("selasa tak boleh", True),
        ("周二不行", True),
        ("no, tuesday", False),
        ("tuesday", False),
        ("selasa boleh", False),
    ],
)
def test_a_time_that_is_refused_is_told_from_one_that_is_chosen(text: str, refuses: bool) -> None:
    """ "Tuesday cannot" is no choice of Tuesday, "no, Tuesday" is."""
    assert refuses_time(text) is refuses
