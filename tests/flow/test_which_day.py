"""An appointment of which only the week was said: the day is asked for, and any day of that week answers."""

from __future__ import annotations

import pytest

from tests.flow.world import World


@pytest.mark.parametrize(
    ("text", "answer", "start"),
    [
        ("dentist next week", "wednesday", "2026-12-02"),
        ("dentist next week", "thursday", "2026-12-03"),
        ("dentist next week", "Tuesday 3pm", "2026-12-01T15:00"),
        ("dentist next week", "3 Dec 4pm", "2026-12-03T16:00"),
        ("dentist next week 3pm", "friday", "2026-12-04T15:00"),
        ("doktor gigi minggu depan", "Selasa 3 petang", "2026-12-01T15:00"),
        ("下周看牙医", "星期二下午3点", "2026-12-01T15:00"),
    ],
)
async def test_a_weekday_answers_which_day_of_the_week(world: World, text: str, answer: str, start: str) -> None:
    """Nothing is booked before the day is known; a weekday alone is the one of the week that was named."""
    await world.say(text)
    assert world.booked() == []
    await world.say(answer)
    said = [str(event["start"].get("dateTime", event["start"].get("date"))) for event in world.booked()]
    assert [one.removesuffix(":00+08:00") for one in said] == [start]


async def test_what_goes_on_for_a_week_is_not_asked_about(world: World) -> None:
    """A holiday next week is booked for all of it."""
    await world.say("holiday next week")
    assert [event["end"]["date"] for event in world.booked()] == ["2026-12-07"]
