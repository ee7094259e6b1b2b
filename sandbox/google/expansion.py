"""The instances of a recurring event, as Google expands them: RFC 5545 rules read in the event's own zone. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from dateutil.rrule import rrule, rruleset, rrulestr

from sandbox.google.errors import Json, invalid
from sandbox.google.times import instant, rfc3339, zone, zone_of

MOST_INSTANCES = 10_000
"""Bound on one expansion; nobody shows more, and a rule by the second must not stop the server."""


@dataclass(frozen=True)
class Occurrence:
    """One instance: the end of its id, where the rule puts it, and its start and end."""

    suffix: str
    start: Json
    end: Json
    begins: datetime
    ends: datetime


def occurrences(schedule: Json, default: tzinfo, after: datetime | None, before: datetime) -> Iterator[Occurrence]:
    """The instances that end after `after` and begin before `before`, in order.

    schedule: `start`, `end` and `recurrence` as Google keeps them. default: the calendar's zone.
    """
    start = schedule["start"]
    local = zone_of(start, default)
    whole_days = bool(start.get("date"))
    length = instant(schedule["end"], default) - instant(start, default)
    first = _local(start, default)
    # Read from a little earlier than asked: an instance that began before `after` may end behind it.
    begin = first if after is None else max(first, _naive(after, local) - length - timedelta(days=1))
    last = _naive(before, local) + timedelta(days=1)
    for count, moment in enumerate(_rules(schedule, first, local).xafter(begin, inc=True)):
        if moment > last or count >= MOST_INSTANCES:
            return
        one = _occurrence(schedule, moment, length, local, default, whole_days)
        if one.begins < before and (after is None or one.ends > after):
            yield one


def occurrence(schedule: Json, suffix: str, default: tzinfo) -> Occurrence | None:
    """The instance whose id ends in that suffix, None when the rule has none there."""
    begins = suffix_instant(suffix, default)
    if begins is None:
        return None
    window = (begins - timedelta(days=2), begins + timedelta(days=2))
    return next((one for one in occurrences(schedule, default, *window) if one.suffix == suffix), None)


def suffix_instant(suffix: str, default: tzinfo) -> datetime | None:
    """The instant that the end of an instance's id names: `20261127T020000Z`, or `20261127` for whole days."""
    try:
        if re.fullmatch(r"\d{8}T\d{6}Z", suffix):
            return datetime.strptime(suffix, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if re.fullmatch(r"\d{8}", suffix):
            return datetime.strptime(suffix, "%Y%m%d").replace(tzinfo=default).astimezone(UTC)
    except ValueError:
        pass
    return None


def check_recurrence(schedule: Json, default: tzinfo) -> None:
    """Raise ApiError for rules that cannot be read or that give no instance at all."""
    try:
        local = zone_of(schedule["start"], default)
        first = _local(schedule["start"], default)
        some = next(iter(_rules(schedule, first, local)), None)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise invalid("Invalid recurrence rule.") from error
    if some is None:
        raise invalid("The recurrence rule has no instance.")


def _local(when: Json, default: tzinfo) -> datetime:
    """The wall clock time of a start or end in its own zone, without zone."""
    if when.get("date"):
        return datetime.combine(date.fromisoformat(when["date"]), datetime.min.time())
    return _naive(instant(when, default), zone_of(when, default))


def _naive(moment: datetime, local: tzinfo) -> datetime:
    return moment.astimezone(local).replace(tzinfo=None)


def _occurrence(
    schedule: Json, moment: datetime, length: timedelta, local: tzinfo, default: tzinfo, whole_days: bool
) -> Occurrence:
    if whole_days:
        days = date.fromisoformat(schedule["end"]["date"]) - date.fromisoformat(schedule["start"]["date"])
        start, end = {"date": f"{moment:%Y-%m-%d}"}, {"date": f"{moment + days:%Y-%m-%d}"}
        return Occurrence(f"{moment:%Y%m%d}", start, end, instant(start, default), instant(end, default))
    begins = moment.replace(tzinfo=local).astimezone(UTC)
    ends = begins + length
    return Occurrence(
        suffix=f"{begins:%Y%m%dT%H%M%SZ}",
        start={**schedule["start"], "dateTime": rfc3339(begins.astimezone(local))},
        end={**schedule["end"], "dateTime": rfc3339(ends.astimezone(zone_of(schedule["end"], default)))},
        begins=begins,
        ends=ends,
    )


def _rules(schedule: Json, first: datetime, local: tzinfo) -> rruleset:
    """The set of wall clock times, the first one included whether or not it fits the rule, as Google has it."""
    found = rruleset(cache=False)
    fits = False
    for line in schedule["recurrence"]:
        head, _, value = line.strip().partition(":")
        word, *parameters = head.split(";")
        name = word.upper()
        if name in ("RRULE", "EXRULE"):
            rule = _rule(value, first, local)
            fits = fits or (name == "RRULE" and next(iter(rule), None) == first)
            (found.rrule if name == "RRULE" else found.exrule)(rule)
        elif name in ("RDATE", "EXDATE"):
            for text in value.split(","):
                (found.rdate if name == "RDATE" else found.exdate)(_listed(text, parameters, first, local))
        else:
            raise ValueError(f"no recurrence line: {name}")
    if not fits:
        found.rdate(first)
    return found


def _rule(value: str, first: datetime, local: tzinfo) -> rrule:
    """One rule over wall clock time; UNTIL in UTC is turned into that, UNTIL with a date takes the whole day in."""

    def until(match: re.Match[str]) -> str:
        text = match.group(1)
        if len(text) == len("20261127"):
            return f"UNTIL={text}T235959"
        moment = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")
        if text.endswith("Z"):
            moment = _naive(moment.replace(tzinfo=UTC), local)
        return f"UNTIL={moment:%Y%m%dT%H%M%S}"

    parsed = rrulestr(re.sub(r"UNTIL=([0-9TZ]+)", until, value.upper()), dtstart=first)
    if not isinstance(parsed, rrule):
        raise TypeError("one rule a line")
    return parsed


def _listed(text: str, parameters: list[str], first: datetime, local: tzinfo) -> datetime:
    """One value of RDATE or EXDATE as wall clock time of the event."""
    text = text.strip().upper()
    if len(text) == len("20261127"):
        return datetime.combine(datetime.strptime(text, "%Y%m%d").date(), first.time())
    moment = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")
    if text.endswith("Z"):
        return _naive(moment.replace(tzinfo=UTC), local)
    named = next((p.partition("=")[2] for p in parameters if p.upper().startswith("TZID=")), "")
    own = zone(named) if named else None
    return _naive(moment.replace(tzinfo=own), local) if own is not None else moment
