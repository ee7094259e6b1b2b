"""What a person can set for themselves: language, zone, leads of their reminders."""

from __future__ import annotations

from dataclasses import replace

from bot.handlers.request import Handler, Request
from bot.understanding.preferences import language_called, leads_in, setting_in, zones_called
from bot.views.events import leads_text
from bot.views.reply import Reply, lines
from bot.views.times import clock_text
from bot.views.wording import Markup, languages, wording
from calendar_core.domain import zone_of

_MOST_LEADS = 5
_LONGEST_LEAD = 40320  # minutes: four weeks, as in Google Calendar
_SHOWN = 64  # characters of what was typed that are said again


async def preferences(request: Request) -> Reply:
    """/language ms, /timezone Europe/London, /remind 30 10; without a word each says what is set and how to change."""
    given = request.text.strip()
    if request.command == "language":
        return await _language(request, given)
    if request.command == "timezone":
        return await _timezone(request, given)
    return await _leads(request, given)


async def set_in_words(request: Request) -> Reply | None:
    """The same without a slash: "change language to malay", "说中文"; None where the message sets nothing."""
    said = setting_in(request.text) if not request.command else None
    if said is None:
        return None
    return await preferences(replace(request, command=said.name, text=said.value))


async def _language(request: Request, given: str) -> Reply:
    chosen = language_called(given) if given else None
    if chosen is None:
        words = request.words
        names = [words("language_choice", code=code, name=wording(code)("language_name")) for code in languages()]
        how = words("language_how", choices=Markup(words("comma").join(names)))
        return Reply(lines(request.words("language_unknown", said=given[:_SHOWN]), how) if given else how)
    await request.tools.people.save_person(replace(request.person, language=chosen, language_chosen=True))
    return Reply(wording(chosen)("language_set"))


async def _timezone(request: Request, given: str) -> Reply:
    words = request.words
    if not given:
        return Reply(words("timezone_how", zone=request.person.zone))
    zones = zones_called(given, request.now)
    if not zones:
        return Reply(words("timezone_unknown", zone=given[:_SHOWN]))
    if len(zones) > 1:
        return Reply(words("timezone_several", zone=given[:_SHOWN], first=zones[0], zones=words("comma").join(zones)))
    zone = zone_of(zones[0])
    await request.tools.people.save_person(replace(request.person, zone=str(zone)))
    return Reply(words("timezone_set", zone=str(zone), clock=clock_text(request.now.astimezone(zone), words)))


async def _leads(request: Request, given: str) -> Reply:
    words = request.words
    if not given:
        return Reply(words("remind_how", leads=leads_text(request.person.leads, words)))
    said = leads_in(given)
    if said is None:
        how = words("remind_how", leads=leads_text(request.person.leads, words))
        return Reply(lines(words("remind_unknown", said=given[:_SHOWN]), how))
    leads = tuple(sorted(set(said), reverse=True))
    if len(leads) > _MOST_LEADS or any(lead > _LONGEST_LEAD for lead in leads):
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
