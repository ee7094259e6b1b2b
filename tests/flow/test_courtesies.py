"""What a good secretary adds unasked: what clashes, what is free, what still waits."""

from __future__ import annotations

from sandbox.faults import Fault
from tests.flow.world import World


async def test_a_clash_is_booked_and_said(world: World) -> None:
    """A booking at a time that is taken is made and names what stands there; back to back is no clash."""
    await world.say("lunch with Ali tomorrow 1pm")
    said = await world.say("dentist tomorrow 1.30pm")
    assert "Booked" in said and "At the same time: lunch with Ali (1:00 PM – 2:00 PM)" in said
    assert "At the same time" not in await world.say("gym tomorrow 2.30pm")
    assert len(world.booked()) == 3


async def test_a_move_into_a_clash_says_so(world: World) -> None:
    """A moved event names what it now stands beside, and never itself."""
    await world.say("lunch tomorrow 1pm")
    await world.say("gym tomorrow 6pm")
    assert "At the same time: lunch" in await world.say("move gym to 1.15pm")
    assert "At the same time" not in await world.say("move gym to 5pm")


async def test_whole_days_clash_with_nothing(world: World) -> None:
    """A holiday keeps nobody from lunch."""
    await world.say("school holiday tomorrow")
    assert "At the same time" not in await world.say("lunch tomorrow 1pm")


async def test_the_free_hours_of_a_day_are_named(world: World) -> None:
    """Asked when one is free, the answer names the gaps of the day between eight and ten."""
    await world.say("lunch tomorrow 1pm")
    await world.say("call tomorrow 4-5.30pm")
    said = await world.say("when am i free tomorrow?")
    assert "Free: 8:00 AM – 1:00 PM, 2:00 PM – 4:00 PM, 5:30 PM – 10:00 PM" in said


async def test_a_kept_booking_shows_in_the_list(world: World) -> None:
    """While Google has not taken a booking yet, the list says that it waits, and then shows it as a row."""
    world.google.faults.add(Fault(status=503, times=None))
    await world.say("lunch tomorrow 1pm")
    assert "🕓 Kept, not in Google yet: lunch, Tue 24 Nov (tomorrow), 1:00 PM" in await world.say("/list")
    said = await world.say("am i free tomorrow 1pm?")
    assert "not free" in said and "Kept, not in Google yet: lunch" in said
    world.google.faults.clear()


async def test_an_event_gets_another_name_and_its_old_one_back(world: World) -> None:
    """Renaming by words, by "it" and by row changes the title alone, and can be taken back."""
    await world.say("lunch tomorrow 1pm")
    said = await world.say("rename lunch to Lunch with Abu")
    assert "Renamed" in said and "Before: lunch" in said
    assert world.titles() == ["Lunch with Abu"]
    await world.say("/undo")
    assert world.titles() == ["lunch"]
    await world.say("rename lunch to Makan tengah hari")
    await world.say("rename it to Makan")
    assert world.titles() == ["Makan"]
    await world.say("tukar nama makan kepada Lunch dengan Ali")
    assert world.titles() == ["Lunch dengan Ali"]
    await world.say("/list")
    await world.say("/rename 1 午饭")
    await world.say("把午饭改名为和阿布吃饭")
    assert world.titles() == ["和阿布吃饭"]


async def test_which_one_to_rename_is_asked(world: World) -> None:
    """Where several may be meant, the row's number or button renames that one."""
    await world.say("dentist tomorrow 10am")
    await world.say("dentist Friday 9am")
    assert "Which one shall I rename?" in await world.say("rename dentist to Dr Lim")
    await world.say("2")
    assert sorted(world.titles()) == ["Dr Lim", "dentist"]
