"""The corpora: the shared one passes whole, each language's own far enough, talk creates nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.languages import language_codes
from tests.understanding.score import CORPORA, LANGUAGES, Mark, lines_of, mark, report, same_rule


def marks_of(path: Path) -> list[Mark]:
    return [found for found in map(mark, lines_of(path)) if "convention" not in found.line.get("tags", ())]


def share(marks: list[Mark], attribute: str) -> float:
    return sum(bool(getattr(found, attribute)) for found in marks) / len(marks)


def test_shared_corpus_passes_whole() -> None:
    """Every line of the shared corpus is read right in every field."""
    marks = marks_of(CORPORA / "shared.jsonl")
    assert [found.line["id"] for found in marks if not found.all] == [], report(marks)


@pytest.mark.parametrize("code", language_codes())
def test_language_is_read(code: str) -> None:
    """A language's own corpus is read right: its time in 98 of 100 messages, all of it in 96."""
    marks = marks_of(LANGUAGES / code / "corpus.jsonl")
    assert len(marks) >= 200
    assert share(marks, "when") >= 0.98, report(marks)
    assert share(marks, "all") >= 0.96, report(marks)


def test_mixed_messages_are_read() -> None:
    """Malay, English and Chinese in one message are read as well as each alone."""
    marks = marks_of(CORPORA / "mixed.jsonl")
    assert share(marks, "when") >= 0.98, report(marks)


def test_talk_creates_nothing() -> None:
    """Chatter, questions, prices, scores and requests about the calendar make no event."""
    marks = marks_of(CORPORA / "none.jsonl")
    assert share(marks, "when") >= 0.99, report(marks)


def test_rules_are_compared_by_their_occurrences() -> None:
    """Two spellings of one repeat are equal, two repeats are not."""
    start = "2026-11-23T09:00:00+08:00"
    assert same_rule("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", start)
    assert same_rule("FREQ=DAILY;UNTIL=20261126", "FREQ=DAILY;COUNT=4", start)
    assert not same_rule("FREQ=DAILY", "FREQ=WEEKLY", start)
    assert not same_rule("FREQ=DAILY", None, start)
