"""What could be a booking and is about an event that is there: "lunch at KLCC instead", "add Ali to lunch", "no gym
tomorrow". Where nothing of the kind stands it is read as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.handlers.cancel import cancel
from bot.handlers.change import change
from bot.handlers.choose import found_by, last_event, which_one
from bot.handlers.copying import book_again
from bot.handlers.move import when_shall_it_be
from bot.handlers.request import Request
from bot.handlers.swap import swap
from bot.understanding import AboutStanding, Intent, Reading, about_standing, copy_in, swap_in
from bot.views.reply import Reply
from calendar_core.domain import Event

_SOON = timedelta(hours=36)
"""How near an event is that "30 minutes later" moves: beside a later one it says when something new begins."""
_HALF_DAY = 12 * 60  # minutes


async def about_what_stands(request: Request) -> Reply | Sequence[Reply] | None:
    """Change or cancel the event a message is about; None where it is about none that is there."""
    if request.command or request.tap is not None:
        return None
    if (both := swap_in(request.text, request.now, request.zone)) is not None:
        return await swap(request, both)
    if (again := copy_in(request.text, request.now, request.zone)) is not None:
        return await book_again(request, again)
    said = about_standing(request.text, request.now, request.zone)
    if said is None:
        return None
    found = await _meant(request, said)
    if not found:
        return None
    if said.intent is Intent.CANCEL:
        return await cancel(replace(request, reading=Reading("none", Intent.CANCEL, target=said.target)))
    if len({event.series_id or event.id for event in found}) == 1:
        if not said.target.changes:
            return await when_shall_it_be(request, found[0])
        return await change(request, found[0], said.target)
    return await which_one(request, found, "move")


async def _meant(request: Request, said: AboutStanding) -> Sequence[Event]:
    if not said.target.words:
        last = await last_event(request)
        found: Sequence[Event] = (last,) if last is not None else ()
    else:
        found, exactly = await found_by(request, said.target)
        found = found if exactly else ()
    fitting = [event for event in found if _fits(event, said, request)]
    last = await last_event(request) if len(fitting) > 1 and said.target.when is None else None
    return [event for event in fitting if last is not None and event.id == last.id] or fitting


def _fits(event: Event, said: AboutStanding, request: Request) -> bool:
    """Whether it stands where the message says that it does."""
    start = event.when.starts_at(request.zone)
    if said.soon and not request.now <= start <= request.now + _SOON:
        return False
    if said.was is None:
        return True
    was = said.was.when.starts_at(request.zone)
    if "date" in said.was.said and was.date() != start.date():
        return False
    clocks = (was.hour * 60 + was.minute, start.hour * 60 + start.minute)
    return "time" not in said.was.said or (not event.all_day and (clocks[0] - clocks[1]) % _HALF_DAY == 0)
