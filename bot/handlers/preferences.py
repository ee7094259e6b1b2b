"""What a person can set for themselves: language, zone, leads of their reminders."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.handlers.request import Handler, Request
from bot.views.events import leads_text
from bot.views.reply import Reply
from bot.views.times import clock_text
from bot.views.wording import languages, wording
from calendar_core.domain import zone_of
from calendar_core.errors import UnknownTimezone

_MOST_LEADS = 5


async def preferences(request: Request) -> Reply:
    """/language ms, /timezone Europe/London, /remind 30 10; without a word each says what is set and how to change."""
    given = request.text.strip()
    if request.command == "language":
        return await _language(request, given)
    if request.command == "timezone":
        return await _timezone(request, given)
    return await _leads(request, given)


async def _language(request: Request, given: str) -> Reply:
    names = {name: str(wording(name)("language_name")) for name in languages()}
    chosen = next((code for code, name in names.items() if given.casefold() in (code, name.casefold())), None)
    if chosen is None:
        choices = ", ".join(f"{code} ({name})" for code, name in names.items())
        return Reply(request.words("language_how", choices=choices))
    await request.tools.people.save_person(replace(request.person, language=chosen, language_chosen=True))
    return Reply(wording(chosen)("language_set"))


async def _timezone(request: Request, given: str) -> Reply:
    words = request.words
    if not given:
        return Reply(words("timezone_how", zone=request.person.zone))
    try:
        zone = zone_of(given.replace(" ", "_"))
    except UnknownTimezone:
        return Reply(words("timezone_unknown", zone=given[:64]))
    await request.tools.people.save_person(replace(request.person, zone=str(zone)))
    return Reply(words("timezone_set", zone=str(zone), clock=clock_text(request.now.astimezone(zone), words)))


async def _leads(request: Request, given: str) -> Reply:
    words = request.words
    numbers = re.findall(r"\d+", given)
    if not given or not re.fullmatch(r"(none|off|tiada|无|(\d{1,5}[\s,]*)+)", given.casefold()):
        return Reply(words("remind_how", leads=leads_text(request.person.leads, words)))
    leads = tuple(sorted({int(number) for number in numbers}, reverse=True))
    if len(leads) > _MOST_LEADS or any(lead > 40320 for lead in leads):
        return Reply(words("remind_bounds", n=_MOST_LEADS))
    await request.tools.people.save_person(replace(request.person, leads=leads))
    await request.tools.resubscribe(request.person.account_id)
    return Reply(words("remind_set", leads=leads_text(leads, words)))


HANDLER = Handler(
    preferences,
    commands=("remind", "timezone", "language"),
    place=85,
    listed=("remind", "timezone", "language"),
)
