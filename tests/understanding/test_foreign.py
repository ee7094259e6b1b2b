"""dateparser's part: days in the person's own language, and named time zones."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import foreign, understand
from tests.understanding.score import CORPORA, lines_of, read

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 23, 9, 10, tzinfo=KL)
LINES = (
    ("réunion demain 15:00", "fr", "2026-11-24T15:00:00+08:00"),
    ("mañana a las 15:00 dentista", "es", "2026-11-24T15:00:00+08:00"),
    ("Termin Freitag 14:30", "de", "2026-11-27T14:30:00+08:00"),
    ("call Bob 4pm CET", None, "2026-11-23T23:00:00+08:00"),
    ("standup Thursday 8:00 GMT", None, "2026-11-26T16:00:00+08:00"),
)


@pytest.mark.parametrize(("text", "locale", "start"), LINES)
def test_phrases_that_are_not_ours(text: str, locale: str | None, start: str) -> None:
    """The day in another language and a named zone are read."""
    reading = understand(text, NOW, KL, locale=locale)
    assert reading.kind == "event"
    assert reading.events[0].when.starts_at(KL) == datetime.fromisoformat(start)


def test_dateparser_is_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """With dateparser finding nothing, those lines fail: it is a real part."""

    def nothing(*args: Any, **kwargs: Any) -> None:
        return None

    monkeypatch.setattr(foreign, "_parse", nothing)
    foreign.zone_offset.cache_clear()
    try:
        for text, locale, start in LINES:
            reading = understand(text, NOW, KL, locale=locale)
            right = bool(reading.events) and reading.events[0].when.starts_at(KL) == datetime.fromisoformat(start)
            assert not right, text
    finally:
        foreign.zone_offset.cache_clear()


def test_a_number_beside_a_foreign_day_is_asked_about() -> None:
    """A number that may be a clock in another language is not passed over."""
    reading = understand("demain 15h dentiste", NOW, KL, locale="fr")
    assert reading.kind == "ask"
    assert reading.question is not None
    assert reading.question.code == "unknown_time_words"


def test_common_forms_do_not_pay_for_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The share of the shared corpus that goes through dateparser is printed, and is next to nothing."""
    asked: list[str] = []
    real = foreign._parse

    def counted(phrase: str, *args: Any) -> datetime | None:
        asked.append(phrase)
        return real(phrase, *args)

    monkeypatch.setattr(foreign, "_parse", counted)
    lines = list(lines_of(CORPORA / "shared.jsonl"))
    for line in lines:
        read(line)
    print(f"through dateparser: {len(asked)} of {len(lines)} lines")
    assert len(asked) <= len(lines) / 50
