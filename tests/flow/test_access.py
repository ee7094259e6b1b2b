"""Who may speak to the bot: nobody but those let in, and nobody hears more than one sentence."""

from __future__ import annotations

import pytest
from redis.asyncio import Redis

from sandbox.telegram import OWNER
from tests.flow.world import World

STRANGER = 4242


async def test_a_stranger_gets_one_sentence_an_hour(world: World) -> None:
    """Somebody unknown gets one polite sentence, then silence for an hour, and books nothing."""
    for text in ("/start", "meeting 3pm", "/list"):
        world.telegram.user_says(text, user_id=STRANGER)
    await world.settle()
    (said,) = world.telegram.replies(STRANGER)
    assert "private" in said.text
    assert world.booked() == []


async def test_groups_and_channels_hear_nothing(world: World) -> None:
    """In a group the bot says nothing, even to its owner."""
    group = world.telegram.group()
    world.telegram.user_says("meeting 3pm", chat=group)
    world.telegram.channel_post("meeting 3pm")
    world.telegram.inline_query("meeting 3pm")
    await world.settle()
    assert world.telegram.replies(group) == []
    assert world.booked() == []


async def test_forwarded_text_is_read_like_typed(world: World) -> None:
    """Forwarded text of an allowed person is an order like their own."""
    await world.say("dinner tomorrow 8pm", forward="Ali")
    assert world.titles() == ["dinner"]


async def test_pairing_by_the_printed_code(redis: Redis, redis_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With nobody allowed, whoever sends the printed code is the owner, and the code works once."""
    world = World(redis_url, telegram_allowed_user_ids=())
    await world.start()
    try:
        await world.telegram.wait_for(lambda: bool(world.telegram.calls))
        code = capsys.readouterr().err.rsplit(": ", 1)[1].strip()
        assert "private" in await world.say("meeting 3pm")
        wrong = "A" * 8 if code != "A" * 8 else "B" * 8
        assert "not right" in await world.say(wrong)
        assert "owner" in await world.say(code.lower())
        world.telegram.user_says(code, user_id=STRANGER)
        await world.settle()
        assert "private" in world.telegram.replies(STRANGER)[-1].text
        await world.say("meeting 3pm")
        assert world.titles() == ["meeting"]
    finally:
        await world.stop()


async def test_guessing_the_code_is_stopped(redis: Redis, redis_url: str) -> None:
    """After five wrong codes in an hour there is no further guess, which is said once."""
    world = World(redis_url, telegram_allowed_user_ids=())
    await world.start()
    try:
        said = [await world.say(f"WRONG{number:03}") for number in range(7)]
        assert "too many" in said[5].lower()
        assert said[6] == ""
    finally:
        await world.stop()


async def test_a_tap_of_a_stranger_does_nothing(world: World) -> None:
    """Callback data sent by somebody else is not obeyed."""
    await world.say("lunch tomorrow 1pm")
    shown = world.telegram.replies()[-1]
    data = next(one.data for one in shown.buttons if "Cancel" in one.text)
    assert data is not None
    world.telegram.user_taps(shown.message_id, data, user_id=STRANGER, chat=OWNER)
    await world.settle()
    assert world.titles() == ["lunch"]
