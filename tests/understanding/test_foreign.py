"""dateparser's part: days in the person's own language, and named time zones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import understand
from bot.understanding.grammar import foreign
from tests.understanding.score import CORPORA, LANGUAGES, lines_of, mark, read

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 23, 9, 10, tzinfo=KL)
FILES = (*sorted(CORPORA.glob("[!h]*.jsonl")), *sorted(LANGUAGES.glob("*/corpus.jsonl")))
"""Every corpus but the one that is held out."""

NAMED = [line for path in FILES for line in lines_of(path) if "dateparser" in line["tags"]]
"""The lines that rest on dateparser: days in the person's own language, and clocks in a named zone."""


@pytest.fixture
def no_memory() -> Iterator[None]:
    """What was asked of dateparser before is asked again."""
    foreign.zone_offset.cache_clear()
    yield
    foreign.zone_offset.cache_clear()


@pytest.mark.parametrize("line", NAMED, ids=lambda line: str(line["id"]))
def test_phrases_that_are_not_ours(line: dict[str, Any]) -> None:
    """The day in another language and a named zone are read."""
    assert mark(line).wrong == {}


def test_dateparser_is_in_use(monkeypatch: pytest.MonkeyPatch, no_memory: None) -> None:
    """With dateparser finding nothing, those lines of the corpora fail: it is a real part."""

    def nothing(*args: Any, **kwargs: Any) -> None:
        return None

    monkeypatch.setattr(foreign, "_parse", nothing)
    assert [line["id"] for line in NAMED if not mark(line).wrong] == []
    assert len(NAMED) >= 40


def test_a_number_beside_a_foreign_day_is_asked_about() -> None:
    """A number that may be a clock in another language is not passed over."""
    reading = understand("demain 15h dentiste", NOW, KL, locale="fr")
    assert reading.kind == "ask"
    assert reading.question is not None
    assert reading.question.code == "unknown_time_words"


def test_common_forms_do_not_pay_for_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], no_memory: None
) -> None:
    """The share of each corpus that goes through dateparser is printed: next to nothing of what people here write,
    most of what is written in a language that is not of the house."""
    asked: list[str] = []
    real = foreign._parse

    def counted(phrase: str, *args: Any) -> datetime | None:
        asked.append(phrase)
        return real(phrase, *args)

    monkeypatch.setattr(foreign, "_parse", counted)
    for path in FILES:
        through, lines = 0, list(lines_of(path))
        for line in lines:
            asked.clear()
            foreign.zone_offset.cache_clear()
            read(line)
            through += bool(asked)
        name = path.stem if path.parent == CORPORA else path.parent.name
        with capsys.disabled():
            print(f"\nthrough dateparser, {name}: {through} of {len(lines)} lines ({through / len(lines):.1%})", end="")
        assert through <= len(lines) / 50 if name != "foreign" else through >= len(lines) * 0.8
