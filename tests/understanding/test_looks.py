"""One look decides which closer ones are taken: it must never pass over what one of them would have found."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import message, understand
from bot.understanding.looks import (
    AGREES,
    ANSWERS_BACK,
    CHANGES,
    REFUSES,
    REQUESTS,
    TAKES_BACK,
    TALKS,
    TELLS_WHEN,
    looks_of,
)
from bot.understanding.text.lexer import tokenise

ROOT = Path(__file__).parents[2]
KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 23, 9, 10, tzinfo=KL)
EVERY_LOOK = ANSWERS_BACK | CHANGES | REQUESTS | REFUSES | TALKS | AGREES | TELLS_WHEN | TAKES_BACK


def every_message() -> list[str]:
    files = [*(ROOT / "tests" / "corpora").glob("*.jsonl"), *(ROOT / "bot" / "languages").glob("*/corpus.jsonl")]
    lines = [line for file in sorted(files) for line in file.read_text("utf-8").splitlines() if line]
    return list(dict.fromkeys(str(json.loads(line)["text"]) for line in lines))


def test_what_is_not_looked_for_would_not_have_been_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every message of the corpora is read alike with all closer looks and with those that the one look asks for."""
    messages = every_message()
    chosen = [understand(text, NOW, KL) for text in messages]
    monkeypatch.setattr(message, "looks_of", lambda text, words: EVERY_LOOK)
    different = [text for text, reading in zip(messages, chosen, strict=True) if understand(text, NOW, KL) != reading]
    assert different == []


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("dentist friday 3pm", 0),
        ("not tomorrow but friday", ANSWERS_BACK),
        ("cancel the dentist", REQUESTS),
        ("make it 2 hours", CHANGES),
        ("cant do 3pm, lets do 5.30 tmr", REFUSES),
        ("see you tomorrow", TALKS),
        ("noted, 3pm", AGREES),
        ("取消明天的会议", REQUESTS),
        ("周五下午三点看牙医", 0),
    ],
)
def test_the_look_names_what_may_be_there(text: str, looks: int) -> None:
    """A word, a pair of words or of Chinese characters asks for its closer look; a plain event asks for none."""
    found = looks_of(text, tokenise(text).words) & EVERY_LOOK
    assert found & looks == looks
    assert bool(found) is bool(looks)
