"""An event that stands is made to repeat, or to repeat otherwise, in one sentence, and one undo takes that back."""

from __future__ import annotations

import pytest

from sandbox.faults import Fault
from tests.flow.world import World


@pytest.mark.parametrize(
    ("booking", "words", "rule", "start"),
    [
        ("gym tomorrow 7am", "make it weekly", "FREQ=WEEKLY", "24T07:00"),
        ("gym tomorrow 7am", "can you make it weekly pls", "FREQ=WEEKLY", "24T07:00"),
        ("gym tomorrow 7am", "make gym weekly", "FREQ=WEEKLY", "24T07:00"),
        ("gym tomorrow 7am", "repeat it every week for 5 times", "FREQ=WEEKLY;COUNT=5", "24T07:00"),
        ("gym tomorrow 7am", "change gym to every tue and thu 8am", "FREQ=WEEKLY;BYDAY=TU,TH", "24T08:00"),
        ("gym tomorrow 7am", "make it every friday", "FREQ=WEEKLY;BYDAY=FR", "27T07:00"),
        ("gym tomorrow 7am", "make it daily until 30 nov", "FREQ=DAILY;UNTIL=20261130T155959Z", "24T07:00"),
        ("gotong royong taman Ahad pukul 8 pagi", "jadikan setiap minggu", "FREQ=WEEKLY", "29T08:00"),
        ("gotong royong taman Ahad pukul 8 pagi", "jadikan gotong royong tiap bulan", "FREQ=MONTHLY", "29T08:00"),
        ("明天下午3点开会", "改成每周", "FREQ=WEEKLY", "24T15:00"),
        ("明天下午3点开会", "把开会改成每周一次", "FREQ=WEEKLY", "24T15:00"),
        ("明天下午3点开会", "开会改成每周三", "FREQ=WEEKLY;BYDAY=WE", "25T15:00"),
        ("rent 1 Dec", "make it monthly", "FREQ=MONTHLY", "01"),
    ],
)
async def test_what_stands_repeats_from_its_own_date_on(
    world: World, booking: str, words: str, rule: str, start: str
) -> None:
    """The one event that stands takes the rule, at its own clock, and nothing new stands beside it."""
    await world.say(booking)
    answer = await world.say(words)
    (event,) = world.booked()
    assert event["recurrence"] == [f"RRULE:{rule}"] and "🔁" in answer
    assert str(event["start"].get("dateTime") or event["start"]["date"])[8:16] == start


async def test_its_dates_are_known_at_once_and_one_undo_makes_it_single(world: World) -> None:
    """The list shows the further dates right after; taken back, it shows the one there was."""
    await world.say("gym tomorrow 7am")
    await world.say("make it weekly")
    assert (await world.say("/list gym")).count("🔁 gym") > 4
    assert "Taken back" in await world.say("undo")
    shown = await world.say("/list gym")
    assert shown.count("gym\n") + shown.endswith("gym") == 1 or shown.count("7:00 AM") == 1
    assert "recurrence" not in world.booked()[0]


async def test_a_repeat_takes_another_rule_as_a_whole(world: World) -> None:
    """Of what repeats already every date goes by the new rule, without asking which."""
    await world.say("run every day 7am")
    await world.say("change run to every monday, wednesday and friday")
    (event,) = world.booked()
    assert event["recurrence"] == ["RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR"]
    assert event["start"]["dateTime"][8:16] == "25T07:00"


async def test_what_stands_nowhere_is_booked_with_its_repeat(world: World) -> None:
    """ "Make gym weekly" with no gym there is a booking as before; "make it weekly" with nothing there says how."""
    assert "change gym to every Tuesday" in await world.say("make it weekly")
    assert not world.booked()
    await world.say("make gym every tuesday 7am")
    assert len(world.booked()) == 1


async def test_a_repeat_is_kept_while_google_is_away(world: World) -> None:
    """It is done once Google answers, told, and its dates are listed; the single one does not stand beside them."""
    await world.say("gym tomorrow 7am")
    world.google.faults.add(Fault(status=503, times=None))
    assert "kept" in await world.say("make it weekly")
    world.google.faults.clear()
    told = [await world.later(minutes=1) for _ in range(8)]
    assert any("Now changed" in one for one in told)
    assert world.booked()[0]["recurrence"] == ["RRULE:FREQ=WEEKLY"]
    shown = await world.say("/list gym")
    assert shown.count("gym\n") == shown.count("🔁 gym\n") > 3
