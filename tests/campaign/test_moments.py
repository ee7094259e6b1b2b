"""Kills at moments that are chosen: between a write and its answer, between an answer and its note, while polling."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest

from sandbox.faults import Fault
from tests.campaign.campaign import PEOPLE, Stage, stage
from tests.campaign.ledger import verdict_of
from tests.campaign.trouble import SEND

ANN, BEN, CHE, DEE = PEOPLE


@pytest.fixture
async def one() -> AsyncIterator[Stage]:
    async with stage(1, seed=1) as standing:
        yield standing


@pytest.fixture
async def two() -> AsyncIterator[Stage]:
    async with stage(2, seed=2) as standing:
        yield standing


def _said(standing: Stage, chat: int, since: int = 0) -> list[str]:
    return [told.text for told in standing.ledger.told(chat) if told.number >= since]


async def _says(standing: Stage, chat: int, text: str) -> None:
    """Say it and see the answer."""
    before = len(standing.telegram.calls)
    standing.telegram.user_says(text, user_id=chat)
    await standing.telegram.wait_for(lambda: bool(_said(standing, chat, before)))


def _booked(standing: Stage) -> dict[str, str]:
    """Titles that stand in Google, with the hour each starts at."""
    return {event["summary"]: event["start"]["dateTime"][11:16] for event in standing.google.events()}


async def _killed_with_answers_on_their_way(standing: Stage, sayings: dict[int, str]) -> int:
    """Everybody says something, Telegram takes each answer, and the bot is killed before it hears of that.

    Answers where the bot's calls stood then.
    """
    held = Fault(path=SEND, times=None, hold_after=asyncio.Event())
    standing.telegram.faults.add(held)
    before = len(standing.telegram.calls)
    for chat, text in sayings.items():
        standing.telegram.user_says(text, user_id=chat)
    await standing.telegram.wait_for(lambda: all(_said(standing, chat, before) for chat in sayings))
    standing.trouble.kill(standing.fleet.replicas[0])
    standing.telegram.faults.clear()
    killed_at = len(standing.telegram.calls)
    await standing.trouble.revive()
    await standing.telegram.wait_for(lambda: all(_said(standing, chat, killed_at) for chat in sayings), 40)
    return killed_at


async def test_what_was_done_is_not_done_again_and_not_denied(one: Stage) -> None:
    """Killed between the answer and its note: each of booking, taking back, cancelling by number and
    moving has happened once, and the answer that comes again says what has happened."""
    await _says(one, BEN, "Review Alpha tomorrow 9am")
    await _says(one, BEN, "Review Bravo tomorrow 10am")
    await _says(one, CHE, "Review Charlie on Friday 8am")
    await _says(one, DEE, "Review Delta tomorrow 2pm")
    await _says(one, CHE, "/list")
    row = re.findall(r"(\d+)\. [^\n]*Charlie", _said(one, CHE)[-1])[0]

    sayings = {
        ANN: "Review Echo tomorrow 11am",
        BEN: "/undo",
        CHE: f"/cancel {row}",
        DEE: "move Review Delta to 3pm",
    }
    killed_at = await _killed_with_answers_on_their_way(one, sayings)

    assert _booked(one) == {"Review Alpha": "09:00", "Review Delta": "15:00", "Review Echo": "11:00"}
    last = {chat: _said(one, chat, killed_at)[-1] for chat in sayings}
    assert {chat: str(verdict_of(text)) for chat, text in last.items()} == {
        ANN: "there",
        BEN: "gone",
        CHE: "gone",
        DEE: "there",
    }, last


async def test_a_booking_cut_off_by_a_kill_is_there_once_and_told(one: Stage) -> None:
    """Killed between Google's taking the event and the cache: one event, told of, and in the list."""
    held = Fault(path="/events", method="POST", hold_after=asyncio.Event())
    one.google.faults.add(held)
    one.telegram.user_says("Review Foxtrot tomorrow 9am", user_id=ANN)
    await one.trouble.until(lambda: bool(one.google.events()))
    one.trouble.kill(one.fleet.replicas[0])
    one.google.faults.clear()
    await one.trouble.revive()
    await one.telegram.wait_for(lambda: any("Foxtrot" in text for text in _said(one, ANN)), 40)
    assert _booked(one) == {"Review Foxtrot": "09:00"}
    assert verdict_of(_said(one, ANN)[-1]) == "there"
    await _says(one, BEN, "/list")
    assert "Foxtrot" in _said(one, BEN)[-1]


async def test_a_killed_poller_is_followed_within_ten_seconds(two: Stage) -> None:
    """Each replica in turn is killed, so the one that polls is among them; what is said next is answered in 10 s."""
    for number, replica in enumerate(two.fleet.replicas):
        two.trouble.kill(replica)
        began = two.clock.monotonic()
        await _says(two, ANN, f"Review Golf tomorrow {number + 9}am")
        assert two.clock.monotonic() - began < 10
        await two.trouble.revive()


async def test_told_to_stop_while_at_work(one: Stage) -> None:
    """SIGTERM in the middle of a booking: the answer still goes out, and the exit is clean and within 10 s."""
    one.google.faults.add(Fault(path="/events", method="POST", delay_after=2.0))
    one.telegram.user_says("Review Hotel tomorrow 9am", user_id=ANN)
    await one.trouble.until(lambda: bool(one.google.events()))
    one.fleet.replicas[0].tell_to_stop()
    assert await one.fleet.ended(one.fleet.replicas[0]) == 0
    assert verdict_of(_said(one, ANN)[-1]) == "there"
    assert _booked(one) == {"Review Hotel": "09:00"}


async def test_an_update_delivered_twice_is_one(one: Stage) -> None:
    """Telegram delivers again what it was not told to forget: handled once, answered once."""
    update = one.telegram.user_says("Review India tomorrow 9am", user_id=ANN)
    await one.telegram.wait_for(lambda: any("India" in text for text in _said(one, ANN)))
    one.trouble.kill(one.fleet.replicas[0])
    one.telegram.account.queue.pending.insert(0, update)
    await one.trouble.revive()
    await _says(one, BEN, "/list")
    assert sum("India" in text for text in _said(one, ANN)) == 1
    assert _booked(one) == {"Review India": "09:00"}
