"""Kills at moments that are chosen: between a write and its answer, between an answer and its note, while polling."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest

from sandbox.faults import Fault, Wire
from tests.campaign.campaign import PEOPLE, Stage, stage
from tests.campaign.ledger import Verdict, verdict_of
from tests.campaign.trouble import SEND

pytestmark = pytest.mark.xdist_group("real_time")

ANN, BEN, CHE, DEE = PEOPLE
_BOOKED_BEFORE = 5


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


def _booked(standing: Stage) -> list[tuple[str, str]]:
    """Titles that stand in Google, with the hour each starts at, in order."""
    return sorted((event["summary"], event["start"]["dateTime"][11:16]) for event in standing.google.events())


async def _cut_off_and_killed(standing: Stage, sayings: dict[int, str]) -> int:
    """Cut off what is about to be sent and keep it so, then have everybody say something; Google takes what is booked
    and Telegram each answer, and the bot is killed before it hears of either. Where the bot's calls stood then.
    """
    hold = asyncio.Event()
    unsent = Fault(path=SEND, times=None, wire=Wire.CUT, hold_before=hold)
    standing.telegram.faults.add(unsent)
    await standing.trouble.until(lambda: unsent.struck >= len(PEOPLE), 15)  # the reminder, in every chat
    standing.telegram.faults.rules[:] = [Fault(path=SEND, times=None, hold_after=hold)]
    standing.google.faults.add(Fault(path="/events", method="POST", hold_after=hold))
    before = len(standing.telegram.calls)
    for chat, text in sayings.items():
        standing.telegram.user_says(text, user_id=chat)
    answered = [chat for chat in sayings if chat != ANN]
    await standing.telegram.wait_for(lambda: all(_said(standing, chat, before) for chat in answered))
    await standing.trouble.until(lambda: len(standing.google.requests_for("events.insert")) == _BOOKED_BEFORE + 1)
    standing.trouble.kill(standing.fleet.replicas[0])
    hold.set()
    standing.telegram.faults.clear()
    standing.google.faults.clear()
    return len(standing.telegram.calls)


async def test_what_was_done_is_not_done_again_and_not_denied(one: Stage) -> None:
    """Killed with a reminder not yet sent, a booking that only Google knows of, and answers on their way: each thing
    has happened once, what comes again says what has happened, and what Telegram repeats is not heard twice."""
    first = one.telegram.user_says("Review Alpha tomorrow 9am", user_id=BEN)
    await _says(one, BEN, "Review Bravo tomorrow 10am")
    await _says(one, CHE, "Review Charlie on Friday 8am")
    await _says(one, DEE, "Review Delta tomorrow 2pm")
    await _says(one, CHE, "/list")
    row = re.findall(r"(\d+)\. [^\n]*Charlie", _said(one, CHE)[-1])[0]
    await _says(one, ANN, "Call Juliet in 4 seconds")

    sayings = {
        ANN: "Review Echo tomorrow 11am",
        BEN: "/undo",
        CHE: f"/cancel {row}",
        DEE: "move Review Delta to 3pm",
    }
    killed_at = await _cut_off_and_killed(one, sayings)
    one.telegram.account.queue.pending.insert(0, first)
    await one.trouble.revive()

    def told(chat: int, kind: Verdict) -> bool:
        return any(verdict_of(text) is kind for text in _said(one, chat, killed_at))

    answers = {ANN: Verdict.THERE, BEN: Verdict.GONE, CHE: Verdict.GONE, DEE: Verdict.THERE}
    await one.telegram.wait_for(lambda: all(told(chat, answers[chat]) for chat in PEOPLE), 40)
    await one.telegram.wait_for(lambda: all(told(chat, Verdict.REMINDED) for chat in PEOPLE), 40)
    reviews = [(title, hour) for title, hour in _booked(one) if "Juliet" not in title]
    assert reviews == [("Review Alpha", "09:00"), ("Review Delta", "15:00"), ("Review Echo", "11:00")]
    assert sum("Alpha" in text for text in _said(one, BEN)) == 1
    await _says(one, ANN, "/list")
    assert "Echo" in _said(one, ANN)[-1]


async def test_a_killed_poller_is_followed_within_ten_seconds(two: Stage) -> None:
    """Each replica in turn is killed, so the one that polls is among them; what is said next is answered in 10 s."""
    for replica in two.fleet.replicas:
        assert await two.settled(10)  # what it was at would wait for its lease; here it is the polling that counts
        two.trouble.kill(replica)
        began = two.clock.monotonic()
        await _says(two, ANN, "/list")
        took = two.clock.monotonic() - began
        assert took < 10
        await two.trouble.revive()
        if took > 3:
            return  # it was this one that polled


async def test_told_to_stop_while_at_work(one: Stage) -> None:
    """SIGTERM in the middle of a booking: the answer still goes out, and the exit is clean and within 10 s."""
    one.google.faults.add(Fault(path="/events", method="POST", delay_after=2.0))
    one.telegram.user_says("Review Hotel tomorrow 9am", user_id=ANN)
    await one.trouble.until(lambda: bool(one.google.events()))
    one.fleet.replicas[0].tell_to_stop()
    assert await one.fleet.ended(one.fleet.replicas[0]) == 0
    assert verdict_of(_said(one, ANN)[-1]) == "there"
    assert _booked(one) == [("Review Hotel", "09:00")]
