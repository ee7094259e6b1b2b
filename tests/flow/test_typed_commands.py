"""Commands and settings as people type them: in their own language, glued, mistyped, by the usual name of a place."""

from __future__ import annotations

import pytest

from tests.flow.world import World


async def three_rows(world: World) -> None:
    for text in ("breakfast tomorrow 8am", "lunch tomorrow 1pm", "dinner tomorrow 8pm", "/list"):
        await world.say(text)


@pytest.mark.parametrize(
    "command", ["/batal 2", "/padam 2", "/delete 2", "/cancel2", "/cancel_2", "/cancel #2", "/取消2"]
)
async def test_a_command_by_another_name_does_the_same(world: World, command: str) -> None:
    """A command in another language, or with its number glued on, cancels that row."""
    await three_rows(world)
    await world.say(command)
    assert world.titles() == ["breakfast", "dinner"]


@pytest.mark.parametrize("command", ["/senarai", "/jadual", "/esok", "/tmr", "/列表", "/明天"])
async def test_a_list_by_another_name_is_shown(world: World, command: str) -> None:
    """Lists are found under their names in every language."""
    await three_rows(world)
    assert "lunch" in await world.say(command)


async def test_a_mistyped_command_is_offered_put_right(world: World) -> None:
    """One slip away from a command, that one is offered and nothing is done."""
    await three_rows(world)
    assert "/cancel" in await world.say("/cancle 2")
    assert len(world.booked()) == 3


@pytest.mark.parametrize(
    ("said", "spoken"),
    [
        ("/language chinese", "中文"),
        ("/language 中文", "中文"),
        ("/lang bahasa", "Bahasa Melayu"),
        ("/bahasa melayu", "Bahasa Melayu"),
        ("/language ENGLISH", "English"),
    ],
)
async def test_a_language_is_chosen_by_any_of_its_names(world: World, said: str, spoken: str) -> None:
    """Chinese, 中文, bahasa and zh all name a language."""
    assert spoken in await world.say(said)


async def test_a_language_that_is_not_spoken_is_named(world: World) -> None:
    """What is no language of the house is said again, with those that are."""
    said = await world.say("/language klingon")
    assert "klingon" in said and "ms (" in said


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("/timezone london", "Europe/London"),
        ("/tz KL", "Asia/Kuala_Lumpur"),
        ("/timezone new york", "America/New_York"),
        ("/时区 东京", "Asia/Tokyo"),
        ("/timezone europe/paris", "Europe/Paris"),
    ],
)
async def test_a_zone_is_chosen_by_its_city(world: World, said: str, zone: str) -> None:
    """A city, in any case and any of the languages, is enough."""
    assert zone in await world.say(said)


async def test_an_offset_is_no_zone_and_its_cities_are_offered(world: World) -> None:
    """+8 may be many places, each with its own daylight saving: some are named and nothing is changed."""
    said = await world.say("/tz +8")
    assert "nothing was changed" in said and "Asia/Singapore" in said


@pytest.mark.parametrize(
    ("said", "leads"),
    [
        ("/remind 1 hour", "1 hour before"),
        ("/remind 1 day, 30m", "1 day before and 30 minutes before"),
        ("/remind 2 jam", "2 hours before"),
        ("/remind 90", "90 minutes before"),
        ("/remind off", "no reminder"),
    ],
)
async def test_leads_are_set_in_words(world: World, said: str, leads: str) -> None:
    """Units may be said; a bare number is minutes."""
    assert leads in await world.say(said)


async def test_leads_that_cannot_be_read_are_said_again(world: World) -> None:
    """/remind abc says what it could not read, that nothing was changed and how to write it."""
    said = await world.say("/remind abc")
    assert "abc" in said and "nothing was changed" in said and "/remind 30" in said


async def test_a_list_command_takes_a_day_or_a_name(world: World) -> None:
    """/list Friday is that day, /list dentist those of the name, /free friday the free hours of the day."""
    await three_rows(world)
    await world.say("dentist friday 9am")
    said = await world.say("/list Friday")
    assert "dentist" in said and "lunch" not in said
    said = await world.say("/senarai dentist")
    assert "dentist" in said and "lunch" not in said
    assert "10:00 AM – 10:00 PM" in await world.say("/free friday")
