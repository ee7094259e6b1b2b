"""Words between blanks are told without the pattern of the lexer: never otherwise than it would have told them."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from bot.understanding.text import lexer
from bot.understanding.text.normalise import normalise

ROOT = Path(__file__).parents[2]
NUMBERS = "5 12 99 007 1530 0930 12345 15:30 3.5 3.05 12/12 24/7 1/2 5th 3pm 10.30am 13pm 5x 30min 2h 1,000".split()
BEFORE = "|at|rm|1530|周|点|+60|kul".split("|")
BEHIND = (
    "|h|m|am|pm|a|p|p.m.|a m|st|th|nd|rd|thx|april|petang|hours|jam|hour|pax|%|% off|-2pm|- 2pm|:30|点|周|rm|rm5|"
    "+60|123 4567|dr|kul|kt|,|, 5|. 6|!|x3|@home|and|to 4pm|second|sharp|no|x@y.com|1300 88"
).split("|")


def every_text() -> list[str]:
    files = [*(ROOT / "tests" / "corpora").glob("*.jsonl"), *(ROOT / "bot" / "languages").glob("*/corpus.jsonl")]
    lines = [line for file in sorted(files) for line in file.read_text("utf-8").splitlines() if line]
    numbers = [
        f"{before} {number}{blank}{after} gym"
        for before, number, blank, after in itertools.product(BEFORE, NUMBERS, ("", " "), BEHIND)
    ]
    return [normalise(text).text for text in [*(str(json.loads(line)["text"]) for line in lines), *numbers]]


def test_a_word_alone_is_what_the_pattern_tells_it_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every message of the corpora, and numbers beside what may be part of them, have the tokens of the pattern."""
    texts = every_text()
    told = [list(lexer.tokenise(text)) for text in texts]
    monkeypatch.setattr(lexer, "_alone", lambda word: None)
    assert [text for text, tokens in zip(texts, told, strict=True) if list(lexer.tokenise(text)) != tokens] == []
