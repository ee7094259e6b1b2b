"""What could be a booking and is about an event that is there: it is changed, and nothing new stands beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from redis.asyncio import Redis

from tests.flow.world import MONDAY, World


def starts(world: World) -> list[str]:
    """Day and clock of each event that stands."""
    return [str(one["start"].get("dateTime") or one["start"]["date"])[8:16] for one in world.booked()]


@pytest.mark.parametrize(
    ("booking", "words", "start", "place"),
    [
        ("lunch tomorrow 1pm at Pavilion", "lunch at KLCC instead", "24T13:00", "KLCC"),
        ("lunch tomorrow 1pm", "can we do lunch at KLCC instead?", "24T13:00", "KLCC"),
        ("dentist Thursday 10am", "book dentist on Friday instead", "27T10:00", ""),
        ("kenduri Sabtu 11 pagi", "kenduri tu pukul 12 bukan 11", "28T12:00", ""),
        ("flight Saturday 7.15am", "the flight is at 8.15 not 7.15", "28T08:15", ""),
        ("跟小明吃饭 明天下午6点", "不是6点，是7点", "24T19:00", ""),
        ("dinner tomorrow 7pm", "dinner not at 7 but 8", "24T20:00", ""),
        ("lunch tomorrow 1pm", "lunch 30 minutes later", "24T13:30", ""),
        ("后天考试 9am", "考试提早30分钟", "25T08:30", ""),
        ("lunch tomorrow 1pm", "push the 1pm lunch to 2?", "24T14:00", ""),
        ("dinner Thursday 7pm", "wrong la, 7.45", "26T19:45", ""),
        ("明天9点开会", "哦不是，是后天", "25T09:00", ""),
        ("jumpa cikgu Selasa minggu depan 10 pagi", "eh hari rabu", "02T10:00", ""),
        ("dentist next Tuesday 10am", "no, thursday", "03T10:00", ""),
        ("lunch Sunday 1pm", "no, monday", "30T13:00", ""),
        ("kenduri Sabtu 11 pagi", "kenduri mula pukul 12", "28T12:00", ""),
        ("lunch tomorrow 1pm", "lunch starts at 12.30", "24T12:30", ""),
        ("tutorial 明天下午2点", "tutorial 换成3点", "24T15:00", ""),
        ("lunch tomorrow 1pm", "actually make the lunch 12.30", "24T12:30", ""),
        ("lunch tomorrow 1pm", "jadikan lunch tu 12.30", "24T12:30", ""),
        ("kelas tambahan esok pukul 4", "awalkan kelas tambahan esok 15 minit", "24T15:45", ""),
    ],
)
async def test_what_names_a_standing_event_changes_it(
    world: World, booking: str, words: str, start: str, place: str
) -> None:
    """Told its other time or place, the event that stands takes it, and no second one is made."""
    await world.say(booking)
    await world.say(words)
    assert starts(world) == [start] and world.booked()[0].get("location", "") == place


async def test_another_time_than_the_wrong_one_changes_nothing(world: World) -> None:
    """ "Not 11" is of an event that stands at eleven, and of no other."""
    await world.say("kenduri Sabtu 9 pagi")
    await world.say("kenduri tu pukul 12 bukan 11")
    assert starts(world)[-1] == "28T09:00"


async def test_what_names_nothing_that_stands_is_booked(world: World) -> None:
    """Where nothing of that name is there, the same words are a booking as before."""
    await world.say("call the client 30 minutes later")
    await world.say("no meat day Friday")
    assert [title.casefold() for title in world.titles()] == ["call the client", "no meat day"]


@pytest.mark.parametrize(
    ("booking", "words", "title"),
    [
        ("lunch tomorrow 1pm", "add Ali to lunch", "lunch with Ali"),
        ("lunch with Wei Ling tomorrow 1pm", "invite Ali to lunch", "lunch with Wei Ling & Ali"),
        ("kenduri kahwin esok 1pm", "tambah Ali ke kenduri", "kenduri kahwin dengan Ali"),
        ("明天下午6点吃饭", "加上小明", "跟小明吃饭"),
        ("tutorial 明天下午2点", "加上小明", "tutorial 跟小明"),
    ],
)
async def test_a_person_joins_in_the_title(world: World, booking: str, words: str, title: str) -> None:
    """Whoever is added stands in the title, it is said that nobody was invited, and undo takes the name out again."""
    await world.say(booking)
    said = await world.say(words)
    assert world.titles() == [title] and "Google" in said
    await world.say("/undo")
    assert world.titles() != [title] and len(world.titles()) == 1


@pytest.mark.parametrize(
    "words",
    ["remove the location", "clear the location of lunch", "buang tempat", "不要地点了", "remove lunch location"],
)
async def test_a_place_is_taken_away(world: World, words: str) -> None:
    """An event loses its place and nothing else, and undo brings it back."""
    await world.say("lunch tomorrow 1pm at KLCC")
    said = await world.say(words)
    assert "KLCC" in said and not world.booked()[0].get("location") and starts(world) == ["24T13:00"]
    assert "🗑" not in said and "📍" in said
    await world.say("/undo")
    assert world.booked()[0]["location"] == "KLCC"


async def test_where_there_is_no_place_none_is_taken_away(world: World) -> None:
    """The answer says so."""
    await world.say("lunch tomorrow 1pm")
    assert "has no place" in await world.say("remove the location")


@pytest.mark.parametrize(
    ("booking", "words"),
    [
        ("badminton Thursday 8pm", "badminton this thursday cancel"),
        ("gym tomorrow 7am", "no gym tomorrow"),
        ("kelas mengaji Rabu 5 petang", "kelas mengaji minggu ni takde"),
        ("ubat esok 9 malam", "tak payah ingatkan ubat esok"),
        ("打羽毛球 周三 7pm", "这周三不打羽毛球"),
        ("gym tomorrow 7am", "stop gym"),
        ("kenduri esok 1pm", "buang kenduri"),
        ("明天下午3点开会", "刚才那个取消"),
    ],
)
async def test_what_will_not_be_is_asked_about_and_cancelled(world: World, booking: str, words: str) -> None:
    """That something falls through books nothing; it is asked whether to cancel it, and a yes does."""
    await world.say(booking)
    assert len(world.booked()) == 1
    await world.say(words)
    assert len(world.booked()) == 1
    await world.say("yes")
    assert not world.booked()


async def test_of_several_the_one_that_is_chosen_changes(world: World) -> None:
    """Two lunches: it is asked which one, and the number takes the change that was asked for."""
    await world.say("lunch with Ali tomorrow 1pm")
    await world.say("lunch with Abu Friday 1pm")
    await world.say("gym Saturday 9am")
    assert "Which one" in await world.say("lunch at KLCC instead")
    await world.say("2")
    assert [one.get("location", "") for one in world.booked()] == ["", "KLCC", ""]


async def test_a_reminder_before_what_stands_books_nothing(world: World) -> None:
    """Remind me an hour before lunch tomorrow: the lunch that stands tomorrow is meant."""
    await world.say("lunch with Wei Ling tomorrow 1pm")
    said = await world.say("remind me 1 hour before lunch tomorrow")
    assert "12:00 PM" in said and world.titles() == ["lunch with Wei Ling"]


@pytest.mark.parametrize(
    ("booking", "clock", "start"),
    [
        ("看电影 星期六晚上", "8点半", "28T20:30"),
        ("movie tomorrow night", "9", "24T21:00"),
        ("明早叫我起床", "7点", "24T07:00"),
    ],
)
async def test_a_clock_after_a_part_of_the_day_is_its_clock(world: World, booking: str, clock: str, start: str) -> None:
    """An hour that was only guessed of "night" is put right by the bare clock that follows."""
    await world.say(booking)
    await world.say(clock)
    assert starts(world) == [start]


async def test_a_reminder_in_the_afternoon_takes_its_clock(world: World) -> None:
    """Asked when, answered "petang ni", then "5": one event, at five."""
    await world.say("ingatkan saya beli susu")
    await world.say("petang ni")
    await world.say("5")
    assert starts(world) == ["23T17:00"]


@pytest.mark.parametrize("words", ["rabu ni sudah berlalu", "nanti dulu"])
async def test_what_only_tells_leaves_no_question_open(world: World, words: str) -> None:
    """A clock after talk is no answer to a question that nobody asked."""
    await world.say(words)
    await world.say("pukul 9")
    assert not world.booked()


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("sorry", "No worries"),
        ("maaf ya", "🙂"),
        ("不好意思", "没关系"),
        ("👍", "🙂"),
        ("this is wrong", "/undo"),
        ("tak betul", "/undo"),
        ("错了", "/undo"),
    ],
)
async def test_courtesies_and_complaints_get_a_fitting_word(world: World, words: str, answer: str) -> None:
    """An apology is no failed booking, and a complaint is told the way back."""
    await world.say("lunch tomorrow 1pm")
    assert answer in await world.say(words)
    assert starts(world) == ["24T13:00"]


async def test_the_last_of_several_is_meant(world: World) -> None:
    """Right after a lunch was booked, "lunch" is that one, though another stands."""
    await world.say("lunch with Ali today 1pm")
    await world.say("lunch with Abu Friday 1pm")
    await world.say("lunch at KLCC instead")
    assert [one.get("location", "") for one in world.booked()] == ["", "KLCC"]


async def test_an_end_that_is_told_is_the_end_of_what_stands(world: World) -> None:
    """Kenduri habis pukul 5 lengthens it and books nothing."""
    await world.say("kenduri Sabtu 11 pagi sampai 4 petang")
    await world.say("kenduri habis pukul 5")
    assert starts(world) == ["28T11:00"] and world.booked()[0]["end"]["dateTime"][11:16] == "17:00"


async def test_what_is_put_off_asks_until_when(world: World) -> None:
    """Told that it is postponed, the answer asks for the new time, and the next message gives it."""
    await world.say("mesyuarat projek esok 2 petang")
    await world.say("mesyuarat projek tangguh")
    await world.say("Jumaat 3 petang")
    assert starts(world) == ["27T15:00"] and world.titles() == ["mesyuarat projek"]


async def test_a_day_earlier_moves_by_a_day(world: World) -> None:
    """Balik kampung sehari awal is no reminder."""
    await world.say("balik kampung 25-28 Dis")
    await world.say("balik kampung sehari awal")
    assert starts(world) == ["24"]


async def test_a_day_that_is_asked_after_books_nothing(world: World) -> None:
    """明天呢 and "tomorrow night?" ask what there is."""
    await world.say("dinner with mum tomorrow 8pm")
    for words in ("明天呢？", "明天晚上呢", "tomorrow night?"):
        assert "dinner with mum" in await world.say(words)
    assert len(world.booked()) == 1


async def test_an_offer_of_two_days_takes_its_clock_too(world: World) -> None:
    """Wednesday or Thursday? Thursday. Seven: one event, on Thursday at seven."""
    await world.say("周三或者周四跟 Jason 吃饭")
    await world.say("周四")
    await world.say("晚上7点")
    assert starts(world) == ["26T19:00"]


async def test_what_was_called_wrong_is_not_done_by_a_later_ok(world: World) -> None:
    """A complaint ends the question that was open; agreeing to something else afterwards cancels nothing."""
    await world.say("lunch tomorrow 1pm")
    await world.say("dinner tomorrow 7pm")
    await world.say("clear tomorrow")
    await world.say("this is wrong")
    await world.say("ok")
    assert len(world.booked()) == 2


async def test_a_smile_is_no_name(world: World) -> None:
    """Asked what it is, an emoji or an apology books nothing."""
    await world.say("tomorrow 3pm")
    await world.say("😂😂")
    await world.say("sorry")
    assert not world.booked()


@pytest.mark.parametrize("words", ["and invite farah too", "add farah as well", "dan masukkan farah sekali"])
async def test_a_person_who_comes_too_joins_the_last_event(world: World, words: str) -> None:
    """Too, as well and sekali name no event: the last one is meant."""
    await world.say("lunch with jason tomorrow 1pm")
    await world.say(words)
    assert world.titles() == ["lunch with jason & farah"]


async def test_this_friday_said_on_a_sunday_is_the_next_to_cancel(redis: Redis, redis_url: str) -> None:
    """Nobody cancels what has been: of the days of this week that have gone, the next of that name is meant."""
    world = World(redis_url, now=MONDAY - timedelta(days=1))
    await world.start()
    try:
        await world.say("gym friday 6.30am")
        await world.say("skip gym this friday")
        await world.say("yes")
        assert world.titles() == []
    finally:
        await world.stop()
