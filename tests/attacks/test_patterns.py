"""Patterns that blow up: the longest message, of each script and of what regular expressions stumble on."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from bot.dispatch import LONGEST_TEXT
from bot.logs import mask, one_line
from bot.sending import _plain
from bot.taps import MOST_BYTES
from calendar_core.google.failures import masked
from tests.attacks.fuzz_pure import read_in_time
from tests.attacks.hostile import UNITS

SECONDS = 2.0
"""Far above what any of them takes, and far below what one takes that does not end in time."""


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: ascii(unit)[1:20])
def test_long_texts_of_one_thing_are_read_in_time(unit: str) -> None:
    """Half the longest message of one thing over and over, with an end that makes every partial match fail, is read in
    time; the whole length, with other ends, is a target of the long fuzz."""
    read_in_time(unit, " tomorrow 3pm", LONGEST_TEXT // 2)


@pytest.mark.parametrize("work", [mask, masked, one_line, _plain], ids=["mask", "masked", "one_line", "plain"])
@pytest.mark.parametrize(
    "unit", ["1", "a", "<", "<a", '"', "“", "'a", "a@", "@a.", "a-", "1//", "ya29.", "bearer ", " ", "\x1b"]
)
def test_texts_of_others_are_cleaned_in_time(work: Callable[[str], Any], unit: str) -> None:
    """What cleans 20,000 characters of an answer, an error or a reply takes no longer than the text is long."""
    begun = time.perf_counter()
    work((unit * 20_000)[:20_000])
    assert time.perf_counter() - begun < SECONDS


def test_callback_data_is_within_its_bound() -> None:
    """The bound on what a button carries is Telegram's own."""
    assert MOST_BYTES == 64
