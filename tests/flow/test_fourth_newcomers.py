"""What newcomers wrote in a simulated fortnight and got wrong answers to: each is put right, and stays so."""

from __future__ import annotations

import pytest

from tests.flow.test_standing import starts
from tests.flow.world import World


@pytest.mark.parametrize(
    ("booking", "words", "start"),
    [
        ("kenduri Sabtu 11 pagi", "kenduri tu pukul 12", "28T12:00"),
        ("kelas Selasa 4 petang", "kelas tu hari rabu", "25T16:00"),
        ("lunch with the team Thursday 12.30", "the lunch is at 1", "26T13:00"),
        ("会议明天下午4点", "会议换3点", "24T15:00"),
        ("会议明天下午4点", "会议换周五", "27T16:00"),
        ("kelas esok 4 petang", "lambatkan sejam", "24T17:00"),
    ],
)
async def test_another_time_for_what_was_spoken_of_moves_it(world: World, booking: str, words: str, start: str) -> None:
    """The event that stands takes the time; no second one is made."""
    await world.say(booking)
    await world.say(words)
    assert starts(world) == [start]


async def test_such_words_book_where_nothing_of_the_name_stands(world: World) -> None:
    """Kenduri tu pukul 12, with no kenduri there, is a booking as before."""
    await world.say("kenduri tu pukul 12")
    assert world.titles() == ["kenduri"]


@pytest.mark.parametrize("words", ["no not that one", "not that one", "bukan yang tu", "不是这个"])
async def test_not_that_one_is_no_clock(world: World, words: str) -> None:
    """The "one" of "not that one" moves nothing to one o'clock; the answer says how to put it right."""
    await world.say("buy milk tomorrow 6pm")
    answer = await world.say(words)
    assert starts(world) == ["24T18:00"] and "/undo" in answer


@pytest.mark.parametrize("words", ["busy tmr?", "esok sibuk tak", "which day is free this week"])
async def test_whether_a_day_is_busy_is_a_question(world: World, words: str) -> None:
    """It is answered from the calendar, and no event called "busy" is made."""
    await world.say("lunch tomorrow 1pm")
    assert "lunch" in await world.say(words)
    assert world.titles() == ["lunch"]


@pytest.mark.parametrize("words", ["buang semua esok", "kensel semua esok"])
async def test_throwing_out_a_day_asks(world: World, words: str) -> None:
    """What stands that day is shown and asked about; nothing called "semua" is booked."""
    await world.say("lunch tomorrow 1pm")
    await world.say("dinner tomorrow 8pm")
    assert "lunch" in await world.say(words)
    assert len(world.booked()) == 2


@pytest.mark.parametrize("words", ["cancel both", "cancel those two", "batal dua2", "两个都取消"])
async def test_both_are_the_two_of_the_last_message(world: World, words: str) -> None:
    """Not the rows of an older list: the two that one message has just booked are asked about."""
    await world.say("yoga friday 9am")
    await world.say("/list")
    await world.say("lunch tomorrow 1pm and dinner tomorrow 8pm")
    answer = await world.say(words)
    assert "lunch" in answer and "dinner" in answer and "yoga" not in answer
    await world.say("yes")
    assert world.titles() == ["yoga"]


@pytest.mark.parametrize("words", ["actually no put it back", "eh jadi balik"])
async def test_put_back_brings_a_cancelled_one_back(world: World, words: str) -> None:
    """After a cancellation these words undo it."""
    await world.say("lunch tomorrow 1pm")
    await world.say("cancel lunch")
    await world.say("yes")
    await world.say(words)
    assert world.titles() == ["lunch"]


@pytest.mark.parametrize("words", ["put it back", "move it back", "改回去", "tukar balik"])
async def test_put_back_undoes_a_move(world: World, words: str) -> None:
    """After a move these words give the event its earlier time."""
    await world.say("lunch tomorrow 1pm")
    await world.say("make it 3pm")
    await world.say(words)
    assert starts(world) == ["24T13:00"]


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("snooze", "1:05 PM"),
        ("snooze 10", "1:10 PM"),
        ("remind me again in 20 minutes", "1:20 PM"),
        ("lagi 10 minit", "1:10"),
        ("15 min", "1:15 PM"),
        ("later", "1:05 PM"),
        ("10分钟后再提醒", "1:10"),
        ("半小时后再提醒我", "1:30"),
    ],
)
async def test_a_reminder_is_put_off_in_words(world: World, words: str, clock: str) -> None:
    """Typed after a reminder, they bring it again; nothing is booked, moved or made longer by them."""
    await world.say("dentist 1.30pm")
    assert "dentist" in await world.later(hours=3, minutes=50)
    before = world.booked()
    assert clock in await world.say(words)
    assert world.booked() == before
    assert "dentist" in await world.later(minutes=31)


@pytest.mark.parametrize("words", ["ok done", "dah siap", "完成了"])
async def test_done_in_words_is_done(world: World, words: str) -> None:
    """After a reminder it is taken as the button would be."""
    await world.say("dentist 1.30pm")
    await world.later(hours=3, minutes=50)
    assert "✔️" in await world.say(words)


async def test_a_length_after_a_newer_booking_is_of_that(world: World) -> None:
    """ "30 minit lagi" lengthens what was booked after the reminder came."""
    await world.say("dentist 1.30pm")
    await world.later(hours=3, minutes=50)
    await world.say("lunch tomorrow 1pm")
    await world.say("30 minit lagi")
    assert world.booked()[1]["end"]["dateTime"][11:16] == "14:30"


@pytest.mark.parametrize("words", ["snooze 2", "snooze", "10分钟后再提醒"])
async def test_with_nothing_to_put_off_it_says_so(world: World, words: str) -> None:
    """No row of a list is moved and nothing is booked: the number is minutes."""
    answer = await world.say(words)
    assert not world.booked() and ("No reminder" in answer or "最近没有提醒" in answer)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("english please", "I speak English now."),
        ("change language to malay", "Bahasa Melayu"),
        ("cakap melayu", "Bahasa Melayu"),
        ("请说中文", "中文"),
        ("language", "Which language?"),
        ("change language to french", "french"),
        ("set timezone to singapore", "Singapore"),
        ("my timezone is london", "Europe/London"),
        ("时区改成东京", "Asia/Tokyo"),
    ],
)
async def test_language_and_zone_are_set_in_words(world: World, words: str, answer: str) -> None:
    """As the commands do; nothing is booked under such a name."""
    assert answer in await world.say(words)
    await world.say("3pm")
    assert not world.booked()


async def test_a_name_that_was_asked_for_may_be_a_language(world: World) -> None:
    """ "English", after "what is it?", is the name of the lesson."""
    await world.say("tomorrow 3pm")
    await world.say("english")
    assert world.titles() == ["english"]


@pytest.mark.parametrize("words", ["what did I cancel?", "apa yang saya batalkan", "我取消了什么"])
async def test_what_was_cancelled_is_told_with_its_way_back(world: World, words: str) -> None:
    """The latest first, each with a button that brings it back; what was only moved is not among them."""
    for text in ("lunch tomorrow 1pm", "dentist friday 10am", "yoga friday 6pm"):
        await world.say(text)
    for text in ("cancel lunch", "yes", "make yoga 2 hours", "cancel dentist", "yes"):
        await world.say(text)
    told = await world.say(words)
    assert told.index("dentist") < told.index("lunch") and "yoga" not in told
    await world.tap("↩️ 2")
    assert sorted(world.titles()) == ["lunch", "yoga"]


async def test_nothing_cancelled_is_told_so(world: World) -> None:
    """No event is cancelled and none is sought by such words."""
    await world.say("lunch tomorrow 1pm")
    assert "no cancellation" in await world.say("what did i cancel")
    assert world.titles() == ["lunch"]


@pytest.mark.parametrize(
    ("words", "start"),
    [
        ("move dentist friday", "27T10:00"),
        ("move dentist 11", "24T11:00"),
        ("/move dentist 11", "24T11:00"),
        ("shift dentist tomorrow 5pm", "24T17:00"),
        ("tukar dentist rabu", "25T10:00"),
    ],
)
async def test_a_move_without_to_moves_what_stands(world: World, words: str, start: str) -> None:
    """The time right behind the name is the new one; nothing called "move dentist" is booked."""
    await world.say("dentist tomorrow 10am")
    await world.say(words)
    assert starts(world) == [start]


async def test_what_is_moved_elsewhere_is_a_thing_to_do(world: World) -> None:
    """Move house Saturday, with no such event there, is booked."""
    await world.say("move house saturday")
    assert world.titles() == ["move house"]


async def test_a_move_without_a_time_asks_for_it(world: World) -> None:
    """Move haircut: when to is asked, and the next message says it."""
    await world.say("haircut tomorrow 3pm")
    await world.say("move haircut")
    await world.say("friday")
    assert starts(world) == ["27T15:00"]


@pytest.mark.parametrize(
    ("command", "answer", "left"),
    [("/cancel", "dentist", ["24T13:00"]), ("/cancel", "1", ["26T10:00"]), ("/batal", "yang kedua", ["24T13:00"])],
)
async def test_a_bare_cancel_shows_what_there_is(world: World, command: str, answer: str, left: list[str]) -> None:
    """The list to choose from comes at once, and a name or a number answers it."""
    await world.say("lunch tomorrow 1pm")
    await world.say("dentist thursday 10am")
    assert "dentist" in await world.say(command)
    await world.say(answer)
    assert starts(world) == left


async def test_a_bare_move_asks_which_and_when(world: World) -> None:
    """The row is chosen, then the time is said."""
    await world.say("lunch tomorrow 1pm")
    await world.say("dentist thursday 10am")
    for words in ("/move", "2", "friday 4pm"):
        await world.say(words)
    assert starts(world) == ["24T13:00", "27T16:00"]


async def test_a_bare_cancel_of_nothing_says_so(world: World) -> None:
    """With nothing coming there is nothing to choose from."""
    assert "Nothing is coming up" in await world.say("/cancel")


async def test_a_reminder_is_no_name_for_a_time(world: World) -> None:
    """Asked what it is, "remind me a day before the townhall" is of the townhall that stands, and books nothing."""
    await world.say("townhall Thursday 3pm")
    await world.say("tomorrow 5pm")
    answer = await world.say("remind me a day before the townhall")
    assert "Wed" in answer and world.titles() == ["townhall"]


@pytest.mark.parametrize("words", ["hmm actually can we do 3.30", "3.30 actually", "how about 3.30"])
async def test_another_time_said_loosely_is_of_the_last(world: World, words: str) -> None:
    """What was just booked takes it; "how about" alone is a question of the time and changes nothing."""
    await world.say("townhall Thursday 3pm")
    await world.say(words)
    assert starts(world) == (["26T15:30"] if "actually" in words else ["26T15:00"])


async def test_a_clock_with_a_place_is_of_the_day_just_booked(world: World) -> None:
    """After "lunch on Friday", "1pm at Din Tai Fung" says when and where; no second event is made."""
    await world.say("lunch with Jason friday")
    await world.say("1pm at Din Tai Fung")
    assert starts(world) == ["27T13:00"] and world.booked()[0]["location"] == "Din Tai Fung"


@pytest.mark.parametrize("words", ["eh salah, isnin dgn rabu je", "no, mon and wed only"])
async def test_the_days_of_a_repeat_are_put_right(world: World, words: str) -> None:
    """The series takes the days that are said, and no event is made of the correction."""
    await world.say("kelas mengaji tiap isnin rabu jumaat 8 malam")
    await world.say(words)
    (event,) = world.booked()
    assert event["recurrence"] == ["RRULE:FREQ=WEEKLY;BYDAY=MO,WE"]


@pytest.mark.parametrize("words", ["cancel the dentist and lunch with jason", "batalkan dentist dan lunch"])
async def test_two_names_are_cancelled_together(world: World, words: str) -> None:
    """Both are shown and asked about once; a third stays."""
    for text in ("dentist thursday 10am", "lunch with Jason friday 1pm", "yoga friday 6pm"):
        await world.say(text)
    assert "2" in await world.say(words)
    await world.say("yes")
    assert world.titles() == ["yoga"]


async def test_cancel_alone_shows_what_there_is(world: World) -> None:
    """With nothing done before there is no "it": what is coming is listed, and the row that is said goes."""
    start = {"dateTime": "2026-11-24T13:00:00+08:00"}
    for title in ("lunch", "dentist"):
        world.google.put_event({"summary": title, "start": start, "end": {"dateTime": "2026-11-24T14:00:00+08:00"}})
    await world.say("/sync")
    assert "dentist" in await world.say("cancel")
    await world.say("the second one")
    assert len(world.booked()) == 1


async def test_a_day_before_a_whole_day_is_its_morning(world: World) -> None:
    """Two days before a bill is due is at nine in the morning, and not midnight."""
    await world.say("bil astro 28 Nov")
    assert "9:00" in await world.say("ingatkan 2 hari sebelum")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("terima kasih bnyk2", "Sama-sama"),
        ("cheers mate", "welcome"),
        ("kul brapa lunch", "1:00"),
        ("no wait, don't cancel", "stays"),
    ],
)
async def test_small_things_are_understood(world: World, words: str, answer: str) -> None:
    """Thanks with more to it, a clock that is asked for in chat spelling, and a no that names what it refuses."""
    await world.say("lunch tomorrow 1pm")
    await world.say("cancel lunch")
    assert answer in await world.say(words)
    assert world.titles() == ["lunch"]


@pytest.mark.parametrize("words", ["team dinner 7pm", "dinner at 7pm"])
async def test_its_name_beside_the_clock_is_the_same_event(world: World, words: str) -> None:
    """After "team dinner Friday" the clock that comes with its name is that dinner's, and no second dinner is made."""
    await world.say("team dinner friday")
    await world.say(words)
    assert starts(world) == ["27T19:00"]


async def test_another_name_beside_a_clock_is_another_event(world: World) -> None:
    """After "team dinner Friday", "call mum 7pm" is a booking of its own."""
    await world.say("team dinner friday")
    await world.say("call mum 7pm")
    assert len(world.booked()) == 2


async def test_a_leave_that_starts_later_is_moved(world: World) -> None:
    """Cuti tu start 2hb is of the leave that stands."""
    await world.say("cuti 1 hingga 5 disember")
    await world.say("cuti tu start 2hb")
    assert starts(world) == ["02"]


async def test_every_month_too_makes_it_repeat(world: World) -> None:
    """每个月都提醒, right after a booking, is of that one."""
    await world.say("下个月1号交房租")
    await world.say("每个月都提醒")
    (event,) = world.booked()
    assert event["summary"] == "交房租" and event["recurrence"] == ["RRULE:FREQ=MONTHLY"]


async def test_a_refused_length_is_no_clock(world: World) -> None:
    """Not two hours, three hours: nothing goes to three hours from now."""
    await world.say("ambik mak esok 6 pagi")
    await world.say("bukan 2 jam, 3 jam")
    assert starts(world) == ["24T06:00"]


@pytest.mark.parametrize(
    ("words", "told"),
    [("what do I have after 3pm tomorrow", "dinner"), ("whats on before noon tomorrow", "yoga")],
)
async def test_after_and_before_a_clock_are_open_ended(world: World, words: str, told: str) -> None:
    """After three is until the day is over, before noon is from its beginning on."""
    for text in ("yoga tomorrow 7am", "lunch tomorrow 1pm", "dinner tomorrow 8pm"):
        await world.say(text)
    answer = await world.say(words)
    assert told in answer and "lunch" not in answer


async def test_nothing_in_an_hour_says_so_of_that_hour(world: World) -> None:
    """With lunch at one, nothing after three is told of after three, and not of the day."""
    await world.say("lunch tomorrow 1pm")
    assert "3:00 PM" in await world.say("what do I have after 3pm tomorrow")


async def test_also_invite_joins_too(world: World) -> None:
    """Also, before the order, changes nothing of it."""
    await world.say("dinner tomorrow 8pm")
    await world.say("also invite Priya to dinner")
    assert world.titles() == ["dinner with Priya"]


@pytest.mark.parametrize("words", ["bye", "ok that's all for today, bye!", "jumpa lagi", "拜拜"])
async def test_leave_is_taken_kindly(world: World, words: str) -> None:
    """A farewell is answered with one."""
    assert "👋" in await world.say(words)


@pytest.mark.parametrize(
    ("booking", "words", "title", "start"),
    [
        ("lunch friday 1pm at KLCC", "copy lunch to next friday", "lunch", "04T13:00"),
        ("lunch friday 1pm at KLCC", "duplicate it to saturday 2pm", "lunch", "28T14:00"),
        ("kelas esok 4 petang kat KLCC", "salin kelas ke jumaat", "kelas", "27T16:00"),
        ("周五下午1点开会 @ KLCC", "把开会复制到下周三", "开会", "02T13:00"),
    ],
)
async def test_an_event_is_copied(world: World, booking: str, words: str, title: str, start: str) -> None:
    """Name, place and length are those of the event that stands, which stays; the clock too, where none is said."""
    await world.say(booking)
    await world.say(words)
    assert world.titles() == [title, title] and start in starts(world)
    assert [one["location"] for one in world.booked()] == ["KLCC", "KLCC"]


async def test_what_is_copied_elsewhere_is_a_thing_to_do(world: World) -> None:
    """Copy keys on Friday, with no such event there, is booked."""
    await world.say("copy keys on friday")
    assert world.titles() == ["copy keys"]
