"""The state as JSON and back, so that a demo keeps its calendar between runs."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sandbox.google.errors import Json
from sandbox.google.push import Channel, Pushes
from sandbox.google.state import Account, Calendar, GoogleState, Invitation, ListEntry, StoredEvent, Version

FORMAT = 1


def snapshot(state: GoogleState, pushes: Pushes) -> Json:
    """Everything that outlives a restart: not the access tokens, codes and listings under way."""
    return {
        "format": FORMAT,
        "accounts": [asdict(account) for account in state.accounts.values()],
        "calendars": [asdict(calendar) for calendar in state.calendars.values()],
        "invitations": [asdict(sent) | {"time": sent.time.isoformat()} for sent in state.invitations],
        "channels": [asdict(c) | {"expires": c.expires.isoformat()} for c in pushes.channels.values()],
    }


def restore(kept: Json, state: GoogleState, pushes: Pushes) -> None:
    """Replace the state by a snapshot. Raises KeyError, TypeError or ValueError, the state untouched, for rubbish."""
    if kept["format"] != FORMAT:
        raise ValueError(f"a state of format {kept['format']}, not {FORMAT}")
    accounts = [_account(one) for one in kept["accounts"]]
    calendars = [_calendar(one) for one in kept["calendars"]]
    invitations = [Invitation(**_timed(one, "time")) for one in kept["invitations"]]
    channels = [Channel(**_timed(one, "expires")) for one in kept["channels"]]
    if not accounts:
        raise ValueError("a state without an account")
    state.accounts = {account.email: account for account in accounts}
    state.calendars = {calendar.id: calendar for calendar in calendars}
    state.invitations = invitations
    pushes.channels = {channel.id: channel for channel in channels}


def _account(kept: Json) -> Account:
    entries = {name: ListEntry(**entry) for name, entry in kept["entries"].items()}
    return Account(**(kept | {"entries": entries}))


def _calendar(kept: Json) -> Calendar:
    events = {name: _event(event) for name, event in kept["events"].items()}
    return Calendar(**(kept | {"events": events}))


def _event(kept: Json) -> StoredEvent:
    return StoredEvent(**(kept | {"versions": [Version(**version) for version in kept["versions"]]}))


def _timed(kept: Json, name: str) -> Json:
    return kept | {name: datetime.fromisoformat(kept[name])}
