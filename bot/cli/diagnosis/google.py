"""Google: whether the permission stands and is wide enough, and whether the calendar can be read and written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from bot.cli.diagnosis.asking import Asked, ask
from bot.cli.diagnosis.findings import Finding, ok, problem, skipped, warning
from bot.settings import Settings
from calendar_core.clock import Clock
from calendar_core.domain import zone_of
from calendar_core.errors import (
    ApiSwitchedOff,
    CalendarError,
    MissingScope,
    NotFound,
    OutageError,
    PermissionDenied,
    RateLimitError,
    ReconnectNeeded,
)
from calendar_core.google.failures import classify
from calendar_core.google.grants import NEEDED, SCOPES, Grant, missing_scopes, read_token_answer, token_failure
from calendar_core.google.transport import Transport

TOKEN, SCOPE, CONSENT, CALENDAR = "google token", "google permissions", "google consent", "google calendar"

_WHERE_TO_LOOK = "console.cloud.google.com, APIs & Services, OAuth consent screen (Audience): Publishing status"
_TESTING = (
    f"An app whose consent screen is in Testing loses every permission after 7 days. See it at {_WHERE_TO_LOOK}; "
    "choose Publish app, then run `calendar-bot authorize`."
)


@dataclass(frozen=True, slots=True)
class GoogleFacts:
    """What Google answered to a refresh and, with the access token of that, to a look at the calendar.

    failure: why there is no access token. grant: what there is else. ends_in: seconds after which Google ends the
    permission, None where it names no end. calendar: the look, None where there was none.
    """

    token: Asked
    failure: CalendarError | None = None
    grant: Grant | None = None
    ends_in: float | None = None
    calendar: Asked | None = None


async def look_at_google(settings: Settings, transport: Transport, clock: Clock) -> GoogleFacts:
    """Refresh once (the token is not kept anywhere) and read the head of the calendar, none of its events."""
    form = {
        "grant_type": "refresh_token",
        "refresh_token": settings.google_refresh_token.get_secret_value(),
        "client_id": settings.google_client_id,
        "client_secret": settings.google_client_secret.get_secret_value(),
    }
    asked = await ask(transport, clock, "POST", settings.google_token_uri, form=form)
    facts = read_refresh(asked, clock.now())
    if facts.grant is None:
        return facts
    query = urlencode({"maxResults": 1, "fields": "accessRole,timeZone"})
    url = f"{settings.google_api_endpoint}calendars/{quote(settings.calendar_id, safe='')}/events?{query}"
    calendar = await ask(transport, clock, "GET", url, headers={"authorization": f"Bearer {facts.grant.token}"})
    return GoogleFacts(asked, None, facts.grant, facts.ends_in, calendar)


def read_refresh(asked: Asked, now: datetime) -> GoogleFacts:
    """What the token endpoint's answer means (RFC 6749 5)."""
    if asked.answer is None:
        return GoogleFacts(asked)
    if asked.status != 200:
        return GoogleFacts(asked, token_failure(asked.status, asked.answer.headers, asked.answer.body, now))
    try:
        grant = read_token_answer(asked.answer.body, Grant(), now)
    except CalendarError as error:
        return GoogleFacts(asked, error)
    # Google names an end where the permission has one; for an app in Testing it is 7 days from the consent.
    ends_in = asked.json.get("refresh_token_expires_in") if isinstance(asked.json, Mapping) else None
    return GoogleFacts(asked, None, grant, float(ends_in) if isinstance(ends_in, int | float) else None)


def judge_google(facts: GoogleFacts, settings: Settings, now: datetime) -> list[Finding]:
    """One finding each for token, permissions, consent screen and calendar."""
    if facts.grant is None:
        rest = [skipped(check, "Google has to accept the token first.") for check in (SCOPE, CALENDAR)]
        return [_judge_refusal(facts), *rest]
    return [
        ok(TOKEN, "Google accepts client and refresh token."),
        _judge_scopes(facts.grant.scopes),
        _judge_consent(facts.ends_in),
        _judge_calendar(facts.calendar or Asked(why="was not asked"), settings, now),
    ]


def _judge_refusal(facts: GoogleFacts) -> Finding:
    error = facts.failure
    if error is None:
        return problem(TOKEN, f"Google {facts.token.why}.", "Check the network, and GOOGLE_TOKEN_URI where it is set.")
    if isinstance(error, ReconnectNeeded):
        says = "Google no longer accepts the refresh token: it was revoked, replaced, or has ended."
        return problem(TOKEN, says, f"Run `calendar-bot authorize`. {_TESTING}")
    if isinstance(error, OutageError | RateLimitError):
        says = f"Google has trouble or asks us to slow down (HTTP {facts.token.status})."
        return warning(TOKEN, says, "Ask again in a while.")
    if error.reason in ("invalid_client", "unauthorized_client", "deleted_client"):
        says = "Google does not know this client id with this secret."
        mend = "Copy GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET once more, from one and the same OAuth client."
        return problem(TOKEN, says, mend)
    says = f"Google refuses the refresh (HTTP {facts.token.status}{f', {error.reason}' if error.reason else ''})."
    return problem(TOKEN, says, "Check the Google settings, then run `calendar-bot authorize`.")


def _judge_scopes(granted: tuple[str, ...]) -> Finding:
    if not granted:  # RFC 6749 5.1: an answer that names none grants what was asked for
        return ok(SCOPE, "Google names none, so those asked for are granted.")
    again = "Run `calendar-bot authorize` once more and leave every box ticked."
    if missing := missing_scopes(granted, NEEDED):
        return problem(SCOPE, f"Not granted, and nothing goes without: {_names(missing)}.", again)
    if missing := missing_scopes(granted, SCOPES):
        return warning(SCOPE, f"Not granted: {_names(missing)}; what needs them will not work.", again)
    return ok(SCOPE, f"Granted: {_names(sorted(granted))}.")


def _names(scopes: tuple[str, ...] | list[str]) -> str:
    return ", ".join(scope.rpartition("/")[2] for scope in scopes)


def _judge_consent(ends_in: float | None) -> Finding:
    if ends_in is not None:
        days = ends_in / 86400
        left = f"{days:.0f} days" if days >= 2 else f"{ends_in / 3600:.0f} hours"
        return warning(CONSENT, f"Google ends this permission in {left}.", _TESTING)
    says = "Google names no end of this permission. While a consent screen is in Testing it ends after 7 days:"
    return ok(CONSENT, says, f"see {_WHERE_TO_LOOK}.")


def _judge_calendar(asked: Asked, settings: Settings, now: datetime) -> Finding:
    if asked.answer is None:
        return problem(CALENDAR, f"Google Calendar {asked.why}.", "Check GOOGLE_API_ENDPOINT where it is set.")
    if asked.status != 200:
        return _judge_no_calendar(
            classify(asked.status, asked.answer.headers, asked.answer.body, now, endpoint="event_list")
        )
    if not isinstance(asked.json, Mapping):
        says = "What answers there is no Google Calendar."
        return problem(CALENDAR, says, "Check GOOGLE_API_ENDPOINT: it ends in /calendar/v3/.")
    role, zone = str(asked.json.get("accessRole", "")), str(asked.json.get("timeZone", ""))
    if role not in ("owner", "writer"):
        says = f"It can be read and not written (your part in it is “{role or 'unknown'}”)."
        return problem(CALENDAR, says, "Have its owner share it with “Make changes to events”, or choose another.")
    if zone and _offset(zone, now) != _offset(settings.timezone, now):
        says = f"It can be read and written. Its zone is {zone} and TIMEZONE is {settings.timezone}: the clocks differ."
        return warning(CALENDAR, says, "Make them the same, unless you mean it so.")
    return ok(CALENDAR, f"It can be read and written ({role}); its zone is {zone or 'not named'}.")


def _judge_no_calendar(error: CalendarError) -> Finding:
    if isinstance(error, NotFound):
        mend = "Take the Calendar ID from Google Calendar, Settings, “Integrate calendar”; `primary` is your own."
        return problem(CALENDAR, "This account has no calendar of that CALENDAR_ID.", mend)
    if isinstance(error, ApiSwitchedOff):
        mend = "Enable it: console.cloud.google.com, APIs & Services, Library, Google Calendar API."
        return problem(CALENDAR, "The Google Calendar API is switched off in your Google Cloud project.", mend)
    if isinstance(error, MissingScope):
        return problem(CALENDAR, "The permission does not cover it.", "Run `calendar-bot authorize`, every box ticked.")
    if isinstance(error, OutageError | RateLimitError):
        says = f"Google Calendar has trouble or asks us to slow down (HTTP {error.status})."
        return warning(CALENDAR, says, "Ask again in a while.")
    if isinstance(error, PermissionDenied):
        return problem(CALENDAR, "Google does not let this account see it.", "Check CALENDAR_ID and how it is shared.")
    return problem(
        CALENDAR, f"Google Calendar answers HTTP {error.status}.", "Check CALENDAR_ID and GOOGLE_API_ENDPOINT."
    )


def _offset(zone: str, now: datetime) -> object:
    try:
        return now.astimezone(zone_of(zone)).utcoffset()
    except CalendarError:
        return None
