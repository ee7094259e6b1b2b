"""Answers that say more than was asked: a companion, a place, a lead time, or what does not suit. All of it is kept."""

from __future__ import annotations

import pytest

from tests.flow.world import World


def _stands(world: World) -> list[str]:
    """Each event as its title, its start, its place and its lead times."""
    shown = []
    for event in world.booked():
        start = event["start"].get("dateTime", event["start"].get("date")).removesuffix(":00+08:00")
        leads = [str(one["minutes"]) for one in (event.get("reminders") or {}).get("overrides", [])]
        shown.append(" ".join(filter(None, (event["summary"], start, event.get("location"), *leads))))
    return shown


@pytest.mark.parametrize(
    ("asked", "answer", "stands"),
    [
        ("gym mon or tues 3pm", "tues, bring ali", "gym with ali 2026-11-24T15:00"),
        ("gym mon or tues 3pm", "tuesday and remind me 1 hour before", "gym 2026-11-24T15:00 60"),
        ("dinner at 7 or 8 tmr", "8 with Ali", "dinner with Ali 2026-11-24T20:00"),
        ("dinner at 7 or 8 tmr", "8 at KLCC", "dinner 2026-11-24T20:00 KLCC"),
        ("dinner at 7 or 8 tmr", "8pm and bring cake", "dinner with cake 2026-11-24T20:00"),
        ("dinner at 7 or 8 tmr", "8 malam dengan Ali kat KLCC", "dinner dengan Ali 2026-11-24T20:00 KLCC"),
        ("dinner at 7 or 8 tmr", "8点，提前半小时提醒", "dinner 2026-11-24T20:00 30"),
        ("dinner at 7 or 8 tmr", "8点 带Ali", "dinner 带Ali 2026-11-24T20:00"),
        ("dentist next week 3pm", "thursday, and bring ali", "dentist with ali 2026-12-03T15:00"),
        ("dentist next week 3pm", "khamis, dengan ali", "dentist dengan ali 2026-12-03T15:00"),
        ("meeting friday 25:00", "5pm with Ali", "meeting with Ali 2026-11-27T17:00"),
        ("meeting 31 Feb 3pm at KLCC", "28 feb with Ali", "meeting with Ali 2027-02-28T15:00 KLCC"),
        ("remind me to call mum", "8, at home", "call mum 2026-11-24T08:00 home 0"),
    ],
)
async def test_what_is_said_beside_the_time_is_booked_with_it(
    world: World, asked: str, answer: str, stands: str
) -> None:
    """A companion, a place or a lead time beside the time that was asked for is no event of its own."""
    await world.say(asked)
    await world.say(answer)
    assert _stands(world) == [stands]


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        (("dinner tmr", "8 and bring ali"), "dinner with ali 2026-11-24T20:00"),
        (("dinner tmr", "at 8 at KLCC with Ali"), "dinner with Ali 2026-11-24T20:00 KLCC"),
        (("dinner tmr", "8 for 2 hours"), "dinner 2026-11-24T20:00"),
        (("dinner friday 7pm", "move dinner", "saturday with ali"), "dinner with ali 2026-11-28T19:00"),
        (("dinner friday 7pm", "move dinner", "saturday 8 to 10"), "dinner 2026-11-28T20:00"),
    ],
)
async def test_an_event_that_is_there_takes_the_time_and_the_rest(
    world: World, said: tuple[str, ...], stands: str
) -> None:
    """Asked for the time of what stands already, a companion and a place go to that event."""
    for text in said:
        await world.say(text)
    assert _stands(world) == [stands]


@pytest.mark.parametrize(
    ("said", "promised"),
    [
        (("dinner tmr", "8, remind me 1 hour before"), "7:00 PM"),
        (("dinner friday 7pm", "move dinner", "saturday, remind me 1 hour before"), "6:00 PM"),
    ],
)
async def test_a_lead_time_beside_the_new_time_is_promised(world: World, said: tuple[str, ...], promised: str) -> None:
    """A lead time that is said with the time is kept as a reminder, and the answer says when it comes."""
    answer = [await world.say(text) for text in said][-1]
    assert "I will remind you of “dinner”" in answer
    assert promised in answer


@pytest.mark.parametrize(
    ("asked", "answer", "stands"),
    [
        ("gym mon or tues 3pm", "monday cannot, tuesday can", "gym 2026-11-24T15:00"),
        ("gym mon or tues 3pm", "isnin tak boleh, selasa boleh", "gym 2026-11-24T15:00"),
        ("gym mon or tues 3pm", "周一不行周二吧", "gym 2026-11-24T15:00"),
        ("gym mon or tues 3pm", "both cannot, wednesday", "gym 2026-11-25T15:00"),
        ("gym mon or tues 3pm", "dua-dua tak boleh, rabu la", "gym 2026-11-25T15:00"),
        ("gym mon or tues 3pm", "都不行，周三", "gym 2026-11-25T15:00"),
        ("gym mon or tues 3pm", "none, thursday 4pm at KLCC", "gym 2026-11-26T16:00 KLCC"),
        ("gym mon or tues 3pm", "tuesday but 4pm", "gym 2026-11-24T16:00"),
        ("dinner at 7 or 8 tmr", "7点不行，8点可以", "dinner 2026-11-24T20:00"),
        ("dinner at 7 or 8 tmr", "8 lah, 7 too early", "dinner 2026-11-24T20:00"),
        ("dinner at 7 or 8 tmr", "bukan, 8", "dinner 2026-11-24T20:00"),
    ],
)
async def test_what_does_not_suit_leads_to_what_does(world: World, asked: str, answer: str, stands: str) -> None:
    """One time refused and another named in the same breath: the other is taken, with the name that was said first."""
    await world.say(asked)
    await world.say(answer)
    assert _stands(world) == [stands]


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("dinner at 7 or 8 tmr", "bukan 7"),
        ("dinner at 7 or 8 tmr", "7点太早"),
        ("dinner at 7 or 8 tmr", "7 too early"),
        ("dinner at 7 or 8 tmr", "不要7点"),
        ("dentist next week 3pm", "tuesday cannot"),
        ("remind me to call mum", "bukan hari ni"),
        ("remind me to call mum", "not today"),
    ],
)
async def test_a_time_that_is_only_refused_is_asked_for_again(world: World, asked: str, answer: str) -> None:
    """A time that is refused is not booked; the question stays open for another."""
    await world.say(asked)
    said = await world.say(answer)
    assert world.booked() == []
    assert "?" in said or "？" in said or "呢" in said
    await world.say("wednesday 9pm")
    assert len(world.booked()) == 1


async def test_two_times_for_one_event_move_nothing(world: World) -> None:
    """Asked when it shall be, "Saturday or Sunday" settles nothing, and a single day then does."""
    await world.say("dinner friday 7pm")
    await world.say("move dinner")
    assert "Which of them?" in await world.say("saturday or sunday")
    assert _stands(world) == ["dinner 2026-11-27T19:00"]
    await world.say("sunday")
    assert _stands(world) == ["dinner 2026-11-29T19:00"]
