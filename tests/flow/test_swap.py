"""Two events change places in one sentence, and one undo takes that back."""

from __future__ import annotations

import pytest

from tests.flow.world import World


def times(world: World) -> dict[str, str]:
    """Day and clocks of each event that stands, by its title."""
    return {
        str(one["summary"]): f"{one['start']['dateTime'][8:16]}-{one['end']['dateTime'][11:16]}"
        for one in world.booked()
    }


@pytest.mark.parametrize(
    ("words", "first", "second"),
    [
        ("swap lunch and dentist", "lunch", "dentist"),
        ("can you swap the lunch with the dentist pls", "lunch", "dentist"),
        ("tukar masa lunch dengan dentist", "lunch", "dentist"),
        ("lunch dan dentist tukar tempat", "lunch", "dentist"),
        ("tukar lunch dengan dentist", "lunch", "dentist"),
        ("switch lunch and dentist", "lunch", "dentist"),
        ("午餐和牙医对调", "午餐", "牙医"),
        ("把午餐跟牙医换一下时间", "午餐", "牙医"),
        ("swap tomorrow's lunch and friday's dentist", "lunch", "dentist"),
    ],
)
async def test_two_events_change_places(world: World, words: str, first: str, second: str) -> None:
    """Each takes the other's start and keeps its own length; nothing new is booked."""
    await world.say(f"{first} tomorrow 1pm-2.30pm")
    await world.say(f"{second} friday 10am-10.30am")
    await world.say(words)
    assert times(world) == {first: "27T10:00-11:30", second: "24T13:00-13:30"}
    await world.say("undo")
    assert times(world) == {first: "24T13:00-14:30", second: "27T10:00-10:30"}


async def test_what_is_of_several_changes_nothing_and_says_which(world: World) -> None:
    """Of two lunches neither is guessed; with its day said it is plain."""
    await world.say("lunch tomorrow 1pm")
    await world.say("lunch friday 1pm")
    await world.say("dentist thursday 10am")
    before = world.booked()
    assert "Several events" in await world.say("swap lunch and dentist")
    assert world.booked() == before
    await world.say("swap lunch on friday and dentist")
    assert times(world)["dentist"] == "27T13:00-14:00"


async def test_what_does_not_stand_is_named(world: World) -> None:
    """With one of them there, the answer names the other, and nothing is booked or moved."""
    await world.say("lunch tomorrow 1pm")
    assert "dentist" in await world.say("swap lunch and dentist")
    assert times(world) == {"lunch": "24T13:00-14:00"}


async def test_swapping_other_things_is_still_a_thing_to_do(world: World) -> None:
    """With neither there, "swap tyres and wipers tomorrow 3pm" is a booking."""
    await world.say("swap tyres and wipers tomorrow 3pm")
    assert times(world) == {"swap tyres and wipers": "24T15:00-16:00"}
