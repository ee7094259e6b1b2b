"""Forged callback data: whoever changes a client can send any bytes; what is done stays what the person may do."""

from __future__ import annotations

import random

import pytest

from sandbox.telegram import OWNER
from tests.attacks import hostile
from tests.attacks.conftest import STRANGER, Besieged, said

GROUP = {"id": -1001000000001, "type": "supergroup", "title": "Club"}
FORGED = (
    *("", ":", "cancel", "cancel:", "cancel1:", "cancelall:nobody", "undo:", "undo:nobody", "pick:", "pick:7:99"),
    *("pick:999999999999999999999:1", "moveto:7:nobody", "renameto::", "snooze:5:nobody", "snooze:never:e", "done:"),
    *("more:", "more:list:x", "more:list:-1:-1", "more:" + "9" * 50, "keep:", "nothing:x", "CANCEL1:x", "cancel1:../x"),
    *("ref:", "ref:" + "0" * 32, "ref:*", "ref:answer:1", "{sNN}:x", "cancel1:\x00", "cancel1:" + "明" * 400),
    *(
        "v0:cancel:1",
        "event_cancel_1",
        '{"a":"cancel","id":1}',
        "cancel1:%2e%2e",
        "cancel1:a/../../b",
        "cancel1:a b?c#d",
    ),
)
"""Unknown verbs, old forms, numbers out of bounds, other people's keys, what could lead into a path or a key."""


@pytest.mark.parametrize("data", FORGED, ids=lambda data: ascii(data[:24]))
async def test_forged_data_does_nothing(besieged: Besieged, data: str) -> None:
    """Data that no button of ours carries is answered without a fault, and the calendar stays as it is."""
    await besieged.world.say("lunch tomorrow 1pm")
    assert await besieged.tap(data) == 200
    assert besieged.world.titles() == ["lunch"]
    assert not any("Something went wrong" in text for text in besieged.heard())


async def test_a_hundred_replays_are_one(besieged: Besieged) -> None:
    """The same tap a hundred times over cancels one event once; all the others find it gone."""
    await besieged.world.say("lunch tomorrow 1pm")
    await besieged.world.say("dinner tomorrow 8pm")
    shown = besieged.world.telegram.replies()[-1]
    data = next(one.data for one in shown.buttons if "Cancel" in one.text) or ""
    writes = len(besieged.world.google.requests_for("events.delete"))
    for _ in range(100):
        assert await besieged.tap(data, message=shown) == 200
    assert besieged.world.titles() == ["lunch"]
    assert len(besieged.world.google.requests_for("events.delete")) == writes + 1


@pytest.mark.parametrize("cut", [1, 5, 12])
async def test_truncated_data_reaches_no_other_event(besieged: Besieged, cut: int) -> None:
    """Data whose end is missing names no event, and never another one."""
    await besieged.world.say("lunch tomorrow 1pm")
    shown = besieged.world.telegram.replies()[-1]
    data = next(one.data for one in shown.buttons if "Cancel" in one.text) or ""
    await besieged.tap(data[:-cut], message=shown)
    assert besieged.world.titles() == ["lunch"]


async def test_buttons_of_others_do_nothing_for_a_stranger(besieged: Besieged) -> None:
    """Real data of the owner's buttons, tapped by somebody else, in their own chat or in a group, does nothing."""
    await besieged.world.say("lunch tomorrow 1pm")
    shown = besieged.world.telegram.replies()[-1]
    for button in shown.buttons:
        assert await besieged.tap(button.data or "", user_id=STRANGER) == 200
        inaccessible = {"chat": {"id": STRANGER, "type": "private"}, "message_id": shown.message_id, "date": 0}
        assert await besieged.tap(button.data or "", user_id=STRANGER, under=inaccessible) == 200
        in_group = said("x", user_id=STRANGER, chat=GROUP)
        assert await besieged.tap(button.data or "", user_id=STRANGER, under=in_group) == 200
    assert besieged.world.titles() == ["lunch"]
    assert len(besieged.heard(STRANGER)) == 1


async def test_data_of_chance_does_nothing(besieged: Besieged) -> None:
    """Four hundred taps of chance, valid verbs among them, leave the calendar as it is and break nothing."""
    rng = random.Random(6)
    verbs = (
        "cancel",
        "cancel1",
        "cancelall",
        "keep",
        "undo",
        "pick",
        "moveto",
        "renameto",
        "snooze",
        "done",
        "more",
        "ref",
    )
    await besieged.world.say("lunch tomorrow 1pm")
    for _ in range(400):
        data = f"{rng.choice(verbs)}:{hostile.text(rng, 40)}" if rng.random() < 0.7 else hostile.text(rng, 60)
        assert await besieged.tap(data, user_id=OWNER) == 200
    assert besieged.world.titles() == ["lunch"]
    assert not any("Something went wrong" in text for text in besieged.heard())


@pytest.mark.parametrize("data", ["undo:", "undo:,", "undo:1,2,", "undo:,1"])
async def test_an_undo_without_a_key_takes_nothing_back(besieged: Besieged, data: str) -> None:
    """A tap whose list of keys has a hole in it is none of ours, and never means whatever was done last."""
    await besieged.world.say("lunch tomorrow 1pm")
    assert await besieged.tap(data, user_id=OWNER) == 200
    assert besieged.world.titles() == ["lunch"]


async def test_half_a_character_is_no_tap(besieged: Besieged) -> None:
    """Callback data and texts with a lone surrogate, which JSON can say and UTF-8 cannot, are answered like others."""
    for verb in ("pick", "cancel", "cancelall", "undo", "more", "snooze", "keep"):
        assert await besieged.tap(f"{verb}:\ud800:1", user_id=OWNER) == 200
    await besieged.world.say("lunch \ud800 tomorrow 1pm")
    assert not any("Something went wrong" in text for text in besieged.heard())
