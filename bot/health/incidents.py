"""Critical incidents: when one begins, when people are told, when it is over. Pure: nothing here waits or asks.

An incident is told once to each person, when it has lasted as long as its kind is given, and its end is told to those
who had heard of it. It ends only upon evidence that is younger than its beginning, so that neither a replica that has
not noticed yet nor a failure of another kind ends it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from calendar_core.errors import (
    AuthenticationError,
    MissingScope,
    NotConnected,
    QuotaExceeded,
    ReconnectNeeded,
)
from calendar_core.ports import Incident, NoticeKind, OutboxEntry, SyncState

PATIENCE: Mapping[NoticeKind, timedelta] = {
    NoticeKind.RECONNECT_NEEDED: timedelta(0),
    NoticeKind.PERMISSION_MISSING: timedelta(0),
    NoticeKind.QUOTA_SPENT: timedelta(0),
    NoticeKind.SYNC_FAILING: timedelta(hours=1),
    NoticeKind.STORE_LOST: timedelta(0),
    NoticeKind.STORE_AWAY: timedelta(minutes=1),
}
"""The kinds there are, and how long each has to last before anybody is disturbed."""

REALLY_FAILING = 3
"""Runs in a row that have to fail first: after a night with the lid closed the first may, and nothing is wrong."""

_CAUSES: tuple[tuple[NoticeKind, frozenset[str]], ...] = (
    (
        NoticeKind.RECONNECT_NEEDED,
        frozenset(kind.__name__ for kind in (ReconnectNeeded, NotConnected, AuthenticationError)),
    ),
    (NoticeKind.PERMISSION_MISSING, frozenset({MissingScope.__name__})),
    (NoticeKind.QUOTA_SPENT, frozenset({QuotaExceeded.__name__})),
)
_CAUSED = frozenset(kind for kind, _ in _CAUSES)
_ENDS_IN_SILENCE = frozenset({NoticeKind.STORE_LOST})  # what was lost does not come back


@dataclass(frozen=True, slots=True)
class Trouble:
    """What one look found. reason: name of an error's class, or "". since: when it began, where that is known."""

    reason: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What was found at `now`. well_at: until when Google is known to have served every calendar; None while one
    fails."""

    now: datetime
    troubles: Mapping[NoticeKind, Trouble] = field(default_factory=dict)
    well_at: datetime | None = None


def look_at(now: datetime, states: Sequence[SyncState], kept: Iterable[OutboxEntry]) -> Look:
    """What syncs and kept writes tell. A cause that is known is not told as "cannot read your calendar" as well."""
    failing = [state for state in states if state.failures]
    errors = [state.last_error for state in failing] + [entry.last_error for entry in kept]
    troubles: dict[NoticeKind, Trouble] = {}
    for kind, names in _CAUSES:
        if (reason := next((error for error in errors if error in names), None)) is not None:
            troubles[kind] = Trouble(reason)
    if not troubles:
        lasting = [state for state in failing if state.failures >= REALLY_FAILING]
        if lasting:
            worst = min(lasting, key=lambda state: state.synced_at or now)
            troubles[NoticeKind.SYNC_FAILING] = Trouble(worst.last_error, worst.synced_at)
    synced = [state.synced_at for state in states]
    well_at = None if failing else min((at for at in synced if at is not None), default=None)
    return Look(now, troubles, well_at if all(synced) else None)


def after(known: Iterable[Incident], look: Look) -> tuple[Incident, ...]:
    """The incidents as they stand after a look: begun, going on, or over. One that nobody heard of and that is over
    is left out."""
    before = {incident.kind: incident for incident in known}
    standing: dict[NoticeKind, Incident] = {}
    for kind, trouble in look.troubles.items():
        known_one = before.get(kind)
        begun = Incident(kind, min(trouble.since or look.now, look.now), trouble.reason)
        standing[kind] = begun if known_one is None else replace(known_one, reason=trouble.reason, over=False)
    for kind, incident in before.items():
        if kind in standing:
            continue
        if incident.over or _is_over(incident, look):
            if incident.told and kind not in _ENDS_IN_SILENCE:
                standing[kind] = replace(incident, over=True)
        else:
            standing[kind] = incident
    if any(kind in _CAUSED and not incident.over for kind, incident in standing.items()):
        vague = standing.get(NoticeKind.SYNC_FAILING)
        if vague is not None and not vague.told:
            del standing[NoticeKind.SYNC_FAILING]  # its cause has been told, which says more
    return tuple(standing.values())


def _is_over(incident: Incident, look: Look) -> bool:
    if incident.kind is NoticeKind.STORE_AWAY:
        return True  # somebody could look
    if incident.kind is NoticeKind.STORE_LOST and not incident.told:
        return look.now - incident.since > timedelta(days=1)  # filled again within seconds, and still to be told
    return look.well_at is not None and look.well_at > incident.since


def is_to_be_told(incident: Incident, now: datetime) -> bool:
    """Whether whoever has not heard of it is to hear of it now."""
    return not incident.over and now - incident.since >= PATIENCE.get(incident.kind, timedelta(0))


def end_of(incidents: Iterable[Incident]) -> dict[int, tuple[NoticeKind, datetime]]:
    """Who is to hear that all is well again, what is, and since when it was not: one message for each chat, also
    where several incidents end at once."""
    ends: dict[int, tuple[NoticeKind, datetime]] = {}
    for incident in incidents:
        if not incident.over:
            continue
        kind = NoticeKind.STORE_BACK if incident.kind is NoticeKind.STORE_AWAY else NoticeKind.BACK_AGAIN
        for chat in incident.told:
            said, since = ends.get(chat, (kind, incident.since))
            told = kind if kind is said else NoticeKind.BACK_AGAIN
            ends[chat] = told, min(since, incident.since)
    return ends
