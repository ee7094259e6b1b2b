"""The sync feed is whole: a copy kept by it never differs from a fresh list."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox.google import GoogleSandbox
from tests.sandbox.google.conftest import ZONE, StandingClock

PATH = "/calendar/v3/calendars/primary/events"
NAMES = st.sampled_from(["alpha", "bravo"])
DAYS = st.sampled_from(["2026-11-22", "2026-11-23", "2026-11-25"])
RULES = st.sampled_from([None, ["RRULE:FREQ=DAILY;COUNT=3"], ["RRULE:FREQ=WEEKLY;COUNT=2"]])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("set"), NAMES, DAYS, RULES),
        st.tuples(st.sampled_from(["rename", "remove"]), NAMES),
        st.tuples(st.sampled_from(["edit one", "move one", "remove one"]), NAMES, st.integers(0, 2)),
        st.tuples(st.just("sync")),
    ),
    max_size=16,
)


class Mirror:
    """A stand-in and a client's copy of its calendar, kept by full and incremental lists."""

    def __init__(self, single: bool, window: dict[str, str] | None = None) -> None:
        self.window = window or {}
        self.google = GoogleSandbox(StandingClock(), random.Random(3))
        self.headers = {"authorization": f"Bearer {self.google.oauth.issue(self.google.account)}"}
        self.single = "true" if single else "false"
        self.token = ""
        self.copy: dict[str, Any] = {}

    def ask(self, single: str, **query: str) -> Any:
        words = [("singleEvents", single), ("maxResults", "3"), *query.items()]
        reply = self.google.api.answer("GET", PATH, words, self.headers, b"")
        assert reply.status == 200, reply.body
        return json.loads(json.dumps(reply.body))

    def pages(self, single: str, **query: str) -> tuple[list[Any], str]:
        page = self.ask(single, **query)
        items = page["items"]
        while "nextPageToken" in page:
            page = self.ask(single, pageToken=page["nextPageToken"], **query)
            items += page["items"]
        return items, page["nextSyncToken"]

    def sync(self) -> None:
        items, self.token = self.pages(self.single, **({"syncToken": self.token} if self.token else self.window))
        for item in items:
            if item["status"] == "cancelled":
                self.copy.pop(item["id"], None)
            else:
                self.copy[item["id"]] = item

    def full(self) -> dict[str, Any]:
        items = self.pages(self.single, **self.window)[0]
        return {item["id"]: item for item in items if item["status"] != "cancelled"}

    def copy_in_window(self) -> dict[str, Any]:
        """The copy without what moved out of the window, which a client has to see by itself."""
        least, most = self.window["timeMin"], self.window["timeMax"]
        inside = (i for i in self.copy.values() if i["start"]["dateTime"] < most and i["end"]["dateTime"] > least)
        return {item["id"]: item for item in inside}

    def edit(self, step: tuple[Any, ...]) -> None:
        """One edit of a person; one of what is not there is left out."""
        google, kind, name = self.google, step[0], step[1]
        there = google.calendars[google.email].events.get(name)
        if kind == "set":
            self._set(name, step[2], step[3], known=there is not None)
        elif there is None or there.cancelled:
            return
        elif kind == "remove":
            google.remove_event(name)
        elif kind == "rename":
            google.edit_event(name, {"summary": f"Named at {there.revision}"})
        else:
            shown = [e["id"] for e in self.pages("true")[0] if e.get("recurringEventId") == name]
            if step[2] < len(shown):
                self._one(kind, shown[step[2]])

    def _set(self, name: str, day: str, rule: list[str] | None, *, known: bool) -> None:
        when = {
            "start": {"dateTime": f"{day}T10:00:00", "timeZone": ZONE},
            "end": {"dateTime": f"{day}T11:00:00", "timeZone": ZONE},
            "recurrence": rule,
            "status": "confirmed",
        }
        if known:
            self.google.edit_event(name, when)
        else:
            self.google.put_event({k: v for k, v in when.items() if v is not None} | {"id": name})

    def _one(self, kind: str, instance: str) -> None:
        if kind == "remove one":
            self.google.remove_event(instance)
        elif kind == "move one":
            later = {"start": {"dateTime": "2026-12-24T10:00:00"}, "end": {"dateTime": "2026-12-24T11:00:00"}}
            self.google.edit_event(instance, later)
        else:
            revision = self.google.calendars[self.google.email].revision
            self.google.edit_event(instance, {"summary": f"Edited at {revision}"})


DAILY = ["RRULE:FREQ=DAILY;COUNT=3"]
WINDOW = {"timeMin": "2026-11-22T12:00:00+08:00", "timeMax": "2026-11-29T00:00:00+08:00"}
SERIES_ENDS = [("set", "alpha", "2026-11-22", DAILY), ("sync",), ("set", "alpha", "2026-11-22", None)]
SERIES_GOES = [("set", "alpha", "2026-11-22", DAILY), ("edit one", "alpha", 0), ("sync",), ("remove", "alpha")]
BOTH_CHANGE = [("set", "alpha", "2026-11-23", DAILY), ("sync",), ("move one", "alpha", 1), ("rename", "alpha")]


def run(mirror: Mirror, steps: list[tuple[Any, ...]]) -> None:
    for step in steps:
        if step[0] == "sync":
            mirror.sync()
        else:
            mirror.edit(step)
    mirror.sync()


@pytest.mark.parametrize("single", [True, False])
@settings(max_examples=60, deadline=None, derandomize=True)
@given(steps=STEPS)
@example(steps=SERIES_ENDS)
@example(steps=SERIES_GOES)
def test_a_copy_kept_by_sync_tokens_equals_a_full_list(single: bool, steps: list[tuple[Any, ...]]) -> None:
    """Whatever a person does, and wherever the syncs fall, the copy ends as a fresh list shows the calendar."""
    mirror = Mirror(single)
    run(mirror, steps)
    assert mirror.copy == mirror.full()


@settings(max_examples=60, deadline=None, derandomize=True)
@given(steps=STEPS)
@example(steps=BOTH_CHANGE)
def test_a_copy_of_a_window_is_right_inside_it(steps: list[tuple[Any, ...]]) -> None:
    """The same for a first list with timeMin and timeMax, once the client drops what left the window."""
    mirror = Mirror(single=True, window=WINDOW)
    run(mirror, steps)
    assert mirror.copy_in_window() == mirror.full()
