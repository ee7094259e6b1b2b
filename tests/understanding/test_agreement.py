"""Words that only agree to a time name no event."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import understand

KL = ZoneInfo("Asia/Kuala_Lumpur")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=KL)  # a Monday


@pytest.mark.parametrize(
    "text",
    [
        "noted 3pm", "ok 3pm", "done at 3pm", "ok set 3pm", "can, 3pm", "3pm also can", "roger 3pm", "3pm works for me",
        "sounds good, 8pm", "alright, 3pm it is", "ok can friday 3pm", "kk friday 3pm", "let's do 3pm", "yes 3pm",
        "baik pukul 3", "boleh pukul 3", "ok bos esok 3 petang", "orait 3pm", "set, jumaat 8 malam",
        "好的3点", "行 下午3点", "3点可以", "好的 明天下午3点", "OK 3点",
    ],
)  # fmt: skip
def test_a_time_that_is_only_agreed_to_is_asked_about(text: str) -> None:
    """An answer to somebody else's proposal has no name of its own: what it is has to be asked."""
    reading = understand(text, NOW, KL)
    assert reading.kind == "ask"
    assert reading.question is not None
    assert reading.question.code == "no_title"
    (choice,) = reading.question.choices
    assert choice.event is not None
    assert choice.event.title == ""


@pytest.mark.parametrize(
    "text",
    [
        "friday also can", "noted, see u fri 3pm", "great see you at 3pm", "okay jumpa esok", "收到 明天见",
        "esok boleh", "noted tomorrow", "fri also ok", "onz friday",
    ],
)  # fmt: skip
def test_agreeing_chatter_wants_nothing(text: str) -> None:
    """A day that suits and a good-bye are answers to a person, not orders to a calendar."""
    assert understand(text, NOW, KL).kind == "none"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("ok dentist 3pm", "dentist"),
        ("noted, meeting 3pm friday", "meeting"),
        ("baik, mesyuarat pukul 3 esok", "mesyuarat"),
        ("收到，明天3点开会", "开会"),
        ("好的，明天3点开会", "开会"),
        ("great eastern run 7am sat", "great eastern run"),
        ("fine dining 8pm", "fine dining"),
        ("work 9am tmr", "work"),
        ("set lunch 1pm", "lunch"),
    ],
)
def test_an_event_beside_agreement_has_its_own_name(text: str, title: str) -> None:
    """Only a title made of nothing else is no title."""
    (event,) = understand(text, NOW, KL).events
    assert event.title == title
