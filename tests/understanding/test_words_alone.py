"""Words between blanks are remembered: never as something else than the pattern would tell them to be in a message."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

from bot.understanding.text import alone, lexer
from bot.understanding.text.alone import NOT_ALONE, Alone
from bot.understanding.text.normalise import normalise
from bot.understanding.text.tokens import Tokens

ROOT = Path(__file__).parents[2]
NUMBERS = (
    "5 12 99 007 1530 0930 12345 15:30 3.5 3.05 12/12 24/7 1/2 5/6 3/04 5th 3pm 10.30am 13pm 5x 30min 2h 1,000 3-5 "
    "3-5pm 10.30am-2pm 0930-1030 3点半 三点半 三号 下午3点45分 3天 一 下周3 "
    "hours hours, a. mum's o'clock aug. may. coming, ends"
).split()
BEFORE = "|at|rm|1530|012|周|点|3点|三点|+60|kul".split("|")
BEHIND = (
    "|h|m|am|pm|a|p|p.m.|a m|st|th|nd|rd|thx|april|petang|hours|jam|hour|pax|%|% off|-2pm|- 2pm|:30|点|周|rm|rm5|"
    "+60|123 4567|m.|dr|kul|kt|,|, 5|. 6|!|x3|@home|and|to 4pm|second|sharp|no|x@y.com|1300 88"
).split("|")


def every_text() -> list[str]:
    files = [*(ROOT / "tests" / "corpora").glob("*.jsonl"), *(ROOT / "bot" / "languages").glob("*/corpus.jsonl")]
    lines = [line for file in sorted(files) for line in file.read_text("utf-8").splitlines() if line]
    numbers = [
        f"{before} {number}{blank}{after} gym"
        for before, number, blank, after in itertools.product(BEFORE, NUMBERS, ("", " "), BEHIND)
    ]
    return [normalise(text).text for text in [*(str(json.loads(line)["text"]) for line in lines), *numbers]]


class Nothing(dict[str, Alone]):
    """Remembers nothing, so that the pattern has to look at everything."""

    def __missing__(self, piece: str) -> Alone:
        return NOT_ALONE


def test_a_word_alone_is_what_the_pattern_tells_it_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every message of the corpora, and numbers beside what may be part of them, have the tokens of the pattern."""
    texts = every_text()
    told = [lexer.tokenise(text) for text in texts]
    monkeypatch.setattr(lexer, "ALONE", Nothing())
    looked = [lexer.tokenise(text) for text in texts]
    assert [text for text, one, other in zip(texts, told, looked, strict=True) if one != other] == []
    assert [text for text, one in zip(texts, told, strict=True) if views(one) != views(Tokens(text, one))] == []


def views(tokens: Tokens) -> tuple[str, list[str]]:
    return tokens.kinds, tokens.words


def test_sentences_are_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Chinese message has no blanks: its words and phrases of time are remembered, the whole of it is not."""
    remembered: dict[str, Alone] = {}
    monkeypatch.setattr(lexer, "ALONE", remembered)
    monkeypatch.setattr(alone, "ALONE", remembered)
    for text in ("明天下午三点和朋友吃饭", "和朋友吃饭 下周五", "下午3点 开会", "产品发布会筹备"):
        lexer.tokenise(text)
    assert set(remembered) == {"下周五", "下午3点", "开会"}
    lexer.tokenise("x" * 40)
    assert len(remembered) == 3
