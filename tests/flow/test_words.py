"""What a person reads: whole days that have an hour, what goes on for days, what waits, titles of every kind."""

from __future__ import annotations

from datetime import datetime

import pytest
from redis.asyncio import Redis

from bot.views.reply import MESSAGE_LIMIT
from sandbox.faults import Fault
from tests.flow.world import KL, MONDAY, World


def starts(world: World) -> list[str]:
    """When each event in Google begins: a wall clock, or a date for a whole day."""
    return [str(event["start"].get("dateTime") or event["start"]["date"])[:16] for event in world.booked()]


# --- a day and no clock ---


@pytest.mark.parametrize(
    ("language", "order", "asks", "tap", "told"),
    [
        ("en", "dinner tmr", "What time?", "7:30 PM", "7:30 PM – 8:30 PM"),
        ("ms", "makan malam dengan Sarah esok", "Pukul berapa?", "7:30 malam", "7:30 – 8:30 malam"),
        ("zh", "明天吃晚饭", "几点呢？", "晚上7:30", "晚上7:30 – 8:30"),
    ],
)
async def test_a_dinner_without_a_clock_is_given_one_by_a_tap(
    world: World, language: str, order: str, asks: str, tap: str, told: str
) -> None:
    """It is booked for the whole day, the answer offers hours, a tap sets one, and undo takes it back."""
    await world.say(f"/language {language}")
    assert asks in await world.say(order)
    assert starts(world) == ["2026-11-24"]
    assert told in await world.tap(tap)
    assert starts(world) == ["2026-11-24T19:30"]
    await world.say("/undo")
    assert starts(world) == ["2026-11-24"]


async def test_a_typed_clock_does_the_same(world: World) -> None:
    """The answer says that the time may be sent, so it may: one event, with its hour."""
    await world.say("dentist appt friday")
    assert "Time set" in await world.say("2pm")
    assert starts(world) == ["2026-11-27T14:00"]


@pytest.mark.parametrize(
    "text",
    [
        "mum's birthday 30 Nov",
        "all day meeting tomorrow",
        "cuti esok",
        "leave 24-26 Dec",
        "明天请假",
        "dinner every friday",
        "remind me about dinner tomorrow",
    ],
)
async def test_what_takes_a_whole_day_is_not_asked_for_its_hour(world: World, text: str) -> None:
    """Birthdays, leave and what was called all day are left in peace."""
    said = await world.say(text)
    assert len(world.booked()) == 1
    assert not any(question in said for question in ("What time?", "Pukul berapa?", "几点呢"))


async def test_an_hour_is_set_once_and_only_while_it_is_ahead(world: World) -> None:
    """Two taps are one change; an hour that has gone meanwhile is not set."""
    await world.say("dinner today")
    offer = world.telegram.replies()[-1]
    await world.later(hours=10, minutes=30)
    assert "already over" in await world.tap("7:00 PM", offer)
    assert starts(world) == ["2026-11-23"]
    eight = next(button.data for button in offer.buttons if "8:00" in button.text) or ""
    for _ in range(2):
        world.telegram.user_taps(offer.message_id, eight, stale=True)
        await world.settle()
    assert starts(world) == ["2026-11-23T20:00"]


async def test_hours_that_have_gone_are_not_offered(redis: Redis, redis_url: str) -> None:
    """At half past seven today's dinner may still be at eight."""
    world = World(redis_url, now=datetime(2026, 11, 24, 19, 35, tzinfo=KL))
    await world.start()
    await world.say("dinner today")
    assert [button.text for button in world.telegram.replies()[-1].buttons][:1] == ["8:00 PM"]
    await world.stop()


async def test_an_hour_for_a_booking_that_waits(world: World) -> None:
    """With Google away the hour is kept too, and Google has one event with it in the end."""
    world.google.faults.add(Fault(status=503, times=None))
    await world.say("dinner tmr")
    await world.tap("7:00 PM")
    world.google.faults.clear()
    await world.later(minutes=30)
    await world.later(minutes=30)
    assert starts(world) == ["2026-11-24T19:00"]


async def test_asked_to_remind_on_a_day_it_does_so_in_the_morning(world: World) -> None:
    """ "Remind me to pay the rent tomorrow" says when it will, and does: at nine, not at midnight."""
    assert "⏰ on the day at 9:00 AM" in await world.say("remind me to pay the rent tomorrow")
    assert "pay the rent" not in await world.later(hours=20)
    due = datetime(2026, 11, 24, 9, 0, 1, tzinfo=KL)
    assert "⏰ pay the rent" in await world.later(seconds=(due - world.clock.now()).total_seconds())
    assert due > MONDAY


# --- lists ---


async def test_leave_shows_on_each_of_its_days(world: World) -> None:
    """On its second day too: under the heading of that day, and where that day alone is asked about."""
    await world.say("leave 24-26 Nov")
    await world.say("gym 25 Nov 6pm")
    listed = await world.say("/list")
    assert "1. All day until Thu 26 Nov  leave" in listed
    assert "Wed 25 Nov\n(1) All day until Thu 26 Nov  leave\n2. 6:00 PM" in listed
    assert "1. All day until Thu 26 Nov  leave" in await world.say("what's on 25 Nov?")
    assert "1. All day  leave" in await world.say("what's on 26 Nov?")


async def test_a_kept_cancellation_and_a_kept_move_are_marked(world: World) -> None:
    """A row that Google still has, though it shall go or be moved, says so as a kept booking does; others do not."""
    await world.say("lunch tomorrow 1pm")
    await world.say("gym tomorrow 6pm")
    await world.say("call tomorrow 8pm")
    world.google.faults.add(Fault(status=503, times=None))
    await world.say("cancel lunch")
    await world.tap("Yes, cancel")
    await world.say("move gym to 7pm")
    listed = await world.say("/tomorrow")
    assert "🕓 lunch" in listed and "🕓 gym" in listed and "🕓 call" not in listed
    assert "🕓 Kept, not cancelled in Google yet: lunch" in listed
    assert "🕓 Kept, not changed in Google yet: gym, now Tue 24 Nov (tomorrow), 7:00 PM" in listed
    assert "🕓" not in await world.say("what's on Friday?")
    world.google.faults.clear()
    await world.later(minutes=30)
    await world.later(minutes=30)
    assert "🕓" not in await world.say("/tomorrow")


async def test_titles_of_every_kind_break_nothing(world: World) -> None:
    """HTML, lines, directions and a thousand emoji in Google's titles are shown as text, on their own row."""
    titles = ["<b>bold</b> & <i>x", "2. All day\n3. Fake", "\u202eevil", "פגישה", "🎉" * 1000, ""]
    for hour, title in enumerate(titles, start=10):
        times = {
            edge: {"dateTime": f"2026-11-24T{hour + late}:00:00+08:00"} for edge, late in (("start", 0), ("end", 1))
        }
        world.google.put_event({"summary": title, "location": "\n".join("&<>" * 500), **times})
    await world.say("/sync")
    listed = await world.say("/tomorrow")
    assert [line.split(".")[0] for line in listed.splitlines() if line[:1].isdecimal()] == list("123456")
    assert "1. 10:00 AM – 11:00 AM  <b>bold</b> & <i>x" in listed and "\u202e" not in listed
    assert "6. 3:00 PM – 4:00 PM  (No title)" in listed
    assert "🗓" in await world.say("/cancel 5")


async def test_a_long_list_of_long_titles_goes_on_where_it_stopped(world: World) -> None:
    """What one message cannot take is behind More, row by row, and the last number is the last event's."""
    for number in range(18):
        start, end = f"2026-11-24T{number + 4:02}:00:00+08:00", f"2026-11-24T{number + 4:02}:30:00+08:00"
        words = f"event {number} " + "🎉" * 300
        fields = {"summary": words, "location": "y" * 300, "start": {"dateTime": start}, "end": {"dateTime": end}}
        world.google.put_event(fields)
    await world.say("/sync")
    first = await world.say("/tomorrow")
    rest = await world.tap("More")
    assert len(first) <= MESSAGE_LIMIT
    rows = [line for line in f"{first}\n{rest}".splitlines() if line[:1].isdecimal()]
    assert [int(row.partition(".")[0]) for row in rows] == list(range(1, 19))
    await world.say("/cancel 18")
    assert not any(title.startswith("event 17 ") for title in world.titles())


# --- what is asked and what is left out ---


async def test_a_name_alone_asks_when(world: World) -> None:
    """The mere name of an appointment is one whose time was forgotten: the next message may say it."""
    assert "I will book “lunch with Ali”" in await world.say("lunch with Ali")
    await world.say("friday 1pm")
    assert (world.titles(), starts(world)) == (["lunch with Ali"], ["2026-11-27T13:00"])


async def test_asked_when_something_is_the_answer_is_that_alone(world: World) -> None:
    """ "When is the dentist?" lists what is called so, numbered to act on, and says so where there is nothing."""
    await world.say("dentist friday 10am")
    await world.say("gym every day 7am")
    said = await world.say("when is the dentist?")
    assert "1. 10:00 AM – 11:00 AM  dentist" in said and "gym" not in said
    said = await world.say("when is gym?")
    assert "5. 7:00 AM" in said and "6." not in said and "… and more." in said
    assert "nothing coming up that is called “wedding”" in await world.say("when is the wedding?")


@pytest.mark.parametrize(("button", "start"), [("Wed 2 Dec", "2026-12-02T15:00"), ("Wed 25 Nov", "2026-11-25T15:00")])
async def test_a_day_of_this_week_that_has_gone_may_have_meant_the_next(
    redis: Redis, redis_url: str, button: str, start: str
) -> None:
    """On a Saturday "this Wednesday" is asked about, and the coming one is the first choice."""
    world = World(redis_url, now=datetime(2026, 11, 28, 10, 0, tzinfo=KL))
    await world.start()
    assert "already over" in await world.say("meeting this wed 3pm")
    assert world.booked() == []
    await world.tap(button)
    assert starts(world) == [start]
    await world.stop()


async def test_another_day_typed_keeps_what_else_was_said(world: World) -> None:
    """After "that is over" the right day may be typed alone: name and place are those of the first message."""
    assert "already over" in await world.say("meet client yesterday 3pm at Starbucks KLCC")
    await world.say("friday 3pm")
    assert (world.titles(), starts(world)) == (["meet client"], ["2026-11-27T15:00"])
    assert world.booked()[0]["location"] == "Starbucks KLCC"


@pytest.mark.parametrize("text", ["ok", "baik", "好的"])
async def test_an_ok_is_taken_as_one(world: World, text: str) -> None:
    """An acknowledgement changes nothing, asks nothing and says how to take the last thing back."""
    await world.say("lunch tomorrow 1pm")
    said = await world.say(text)
    assert said.startswith("👍") and "/undo" in said and len(world.booked()) == 1


async def test_of_several_days_the_free_ones_are_named(world: World) -> None:
    """A week with two lunches is not "not free": the answer lists what stands and names the days without anything."""
    await world.say("lunch Tuesday 1pm")
    await world.say("leave 26-27 Nov")
    said = await world.say("am i free from 24 to 29 nov?")
    assert "not all free" in said and "1. 1:00 PM – 2:00 PM  lunch" in said
    assert "✅ Nothing on Wed 25 Nov, Sat 28 Nov and Sun 29 Nov." in said
    await world.later(days=2)
    assert "✅ Nothing on Wed 25 Nov, Sat 28 Nov and Sun 29 Nov." in await world.say("am i free from 24 to 29 nov?")
    await world.later(days=1)
    assert "✅ Nothing on Sat 28 Nov and Sun 29 Nov." in await world.say("am i free from 24 to 29 nov?")


async def test_a_reminder_whose_time_comes_later_still_reminds_at_it(world: World) -> None:
    """ "Remind me to buy milk", "at 6pm": it reminds at six, as if it had been said in one breath."""
    await world.say("remind me to buy milk")
    assert "⏰ at the start" in await world.say("at 6pm")


async def test_what_was_taken_back_is_no_kept_cancellation(world: World) -> None:
    """A booking in doubt that was undone is not shown as something that still waits."""
    world.google.faults.add(Fault(status=503, times=None))
    await world.say("dinner tomorrow 8pm")
    await world.say("/undo")
    assert "🕓" not in await world.say("/list")
