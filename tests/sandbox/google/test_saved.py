"""The stand-in keeps its calendar between runs, and the direct edits do as a person would."""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

import pytest

from sandbox.google import ApiError, GoogleSandbox
from tests.sandbox.google.conftest import Client, StandingClock, timed

ROOT = Path(__file__).parents[3]


async def test_a_new_run_goes_on_where_the_last_ended(
    client: Client, google: GoogleSandbox, clock: StandingClock, tmp_path: Path
) -> None:
    """Events, grants, channels and sync tokens outlive dump and load; a sync goes on without a full list."""
    await client.insert(id="rota1", recurrence=["RRULE:FREQ=DAILY;COUNT=3"])
    token = (await client.events(singleEvents=True)).body["nextSyncToken"]
    google.remove_event("rota1_20261124T020000Z")
    google.dump(tmp_path / "google.json")
    again = GoogleSandbox(clock, random.Random(8))
    again.load(tmp_path / "google.json")
    assert again.refresh_token == google.refresh_token
    assert again.events() == google.events()
    await again.start()
    try:
        later = Client(again, client.session)
        changes = await later.events(singleEvents=True, syncToken=token)
        assert [item["id"] for item in changes.items] == ["rota1_20261124T020000Z"]
    finally:
        await again.stop()


@pytest.mark.parametrize("rubbish", ["", "[]", "{}", '{"format": 99}', '{"format": 1, "accounts": 5}'])
def test_rubbish_is_not_loaded(clock: StandingClock, tmp_path: Path, rubbish: str) -> None:
    """A file that is none of ours is a ValueError, and the state stays as it was."""
    google = GoogleSandbox(clock, random.Random(8))
    path = tmp_path / "google.json"
    path.write_text(rubbish)
    with pytest.raises(ValueError, match=r"not a state|format|line 1"):
        google.load(path)
    assert google.email in google.calendars


def test_direct_edits_are_a_persons(clock: StandingClock) -> None:
    """put, edit and remove work without HTTP, bump the etag, and may do what the API refuses."""
    google = GoogleSandbox(clock, random.Random(8))
    odd = timed(id="x", start="2026-11-23T10:00:00+08:00", end="2026-11-23T10:00:00+08:00")
    odd["start"]["timeZone"] = "Mars/Olympus"
    with pytest.raises(ApiError):
        google.put_event(odd)  # ids stay Google's
    made = google.put_event(odd | {"id": "abcde"})
    assert made["start"] == {"dateTime": "2026-11-23T10:00:00+08:00", "timeZone": "Mars/Olympus"}
    edited = google.edit_event("abcde", {"summary": "Edited"})
    assert edited["etag"] != made["etag"]
    google.remove_event("abcde")
    assert google.events() == []
    with pytest.raises(ApiError):
        google.remove_event("abcde")


async def test_it_runs_alone(tmp_path: Path) -> None:
    """`python -m sandbox.google` prints the settings that point a bot at it, and keeps its state at the end."""
    state = tmp_path / "google.json"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox.google", "--state", str(state), stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert process.stdout is not None
    lines = [(await process.stdout.readline()).decode() for _ in range(8)]
    assert lines[0].startswith("GOOGLE_API_ENDPOINT=http://127.0.0.1:")
    assert lines[-1] == "CALENDAR_ID=primary\n"
    process.terminate()
    assert await process.wait() == 0
    assert state.exists()
