"""An event shall be longer or shorter and by how much was not said: that is asked, with lengths to tap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.handlers import open_question
from bot.handlers.choose import row_number
from bot.handlers.request import Request
from bot.understanding import Target
from bot.views.events import event_card
from bot.views.reply import Button, Reply, lines
from bot.views.times import lead_text
from calendar_core.domain import Event

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_LONGER = (timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2))
_LONGER_DAYS = (_DAY, 2 * _DAY, 6 * _DAY)
_SHORTER = (timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2))
_MOST = 3  # lengths offered
_MOST_HOURS = 12  # a bare number beyond it is of minutes


async def how_long(request: Request, event: Event, lasting: str) -> Reply:
    """Ask how long it shall be; the next message may say it. lasting: "longer" or "shorter", as in Target."""
    words = request.words
    buttons = tuple(
        (Button(lead_text(length // _MINUTE, words), f"lasts:{length // _MINUTE}:{event.id}"),)
        for length in _offered(event, lasting)
    )
    await open_question.ask(request, buttons, moving=event.id, lasting=lasting)
    return Reply(lines(words("how_long"), event_card(event, words, request.zone, request.now)), buttons)


def _offered(event: Event, lasting: str) -> Sequence[timedelta]:
    """The likeliest lengths, shortest first."""
    length = event.when.length
    if event.all_day:
        steps = _LONGER_DAYS if lasting == "longer" else [-days * _DAY for days in (1, 2)]
        return sorted(length + step for step in steps if length + step >= _DAY)
    if lasting == "longer":
        return [length + step for step in _LONGER]
    return sorted(length - step for step in _SHORTER if length > step)[-_MOST:]


def length_answered(text: str, said: Target | None, event: Event, lasting: str) -> timedelta | None:
    """The whole length that an answer means: a bare number is hours, or minutes beyond twelve; what would not make it
    longer is how much longer. None where it says no length. said: the answer as it was read."""
    length = event.when.length
    if said is not None and said.longer is not None:
        return length + said.longer
    number = row_number(text)
    if number:
        meant = timedelta(hours=number) if number <= _MOST_HOURS else timedelta(minutes=number)
    elif said is not None and said.length is not None:
        meant = said.length
    else:
        return None
    return length + meant if lasting == "longer" and meant <= length else meant


def lasting_so(request: Request, length: timedelta) -> tuple[Request, Target]:
    """The request in words that can be read again, should it be asked on which dates it means; and the change."""
    return replace(request, text=f"make it {length // _MINUTE} minutes"), Target(length=length)
