"""The write path under any program: bookings, changes and deletions that meet any fate, are asked again, or killed."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Iterator
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from calendar_core.errors import CalendarError, UnknownOutcome
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.writes import Deletion
from tests.google.conftest import EVENT, SkippingClock
from tests.google.model_server import Fate, ModelServer
from tests.google.test_write_enumeration import OneToken

KEYS = st.sampled_from(["abcde00001", "abcde00002"])
FATES = st.lists(st.sampled_from(list(Fate)), max_size=4)


class WriteMachine(RuleBasedStateMachine):
    """Two replicas write to one calendar. What each call says has to be true, and no key ever makes two events.

    What an earlier call left on its way may arrive behind a later one (nothing here carries If-Match): then only the
    second of these can be told.
    """

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.fates: deque[Fate] = deque()
        self.server = ModelServer(self._next_fates())
        clock = SkippingClock()
        self.clients = [
            GoogleCalendarClient(
                "me", transport=self.server, token_manager=OneToken(), clock=clock, rng=random.Random(number)
            )
            for number in range(2)
        ]

    def _next_fates(self) -> Iterator[Fate]:
        while True:
            yield self.fates.popleft() if self.fates else Fate.FINE

    def _ask(self, call: Any, fates: list[Fate]) -> Any:
        self.fates.clear()
        self.fates.extend(fates)
        try:
            return self.loop.run_until_complete(call)
        except CalendarError as error:
            return error

    @rule(key=KEYS, who=st.integers(0, 1), person_waits=st.booleans(), fates=FATES)
    def book(self, key: str, who: int, person_waits: bool, fates: list[Fate]) -> None:
        before, quiet = self.server.live(key), self.server.is_quiet
        call = self.clients[who].create_event("primary", {**EVENT, "id": key}, person_waits=person_waits)
        result = self._ask(call, fates)
        if quiet and isinstance(result, dict):
            assert len(self.server.live(key)) == 1
        elif quiet and not isinstance(result, UnknownOutcome):
            self.server.settle()
            assert self.server.live(key) == before, "an error that is not in doubt means that nothing was done"

    @rule(key=KEYS, who=st.integers(0, 1), fates=FATES, title=st.sampled_from(["Dentist", "Moved"]))
    def change(self, key: str, who: int, fates: list[Fate], title: str) -> None:
        if key not in self.server.events:
            return
        quiet = self.server.is_quiet
        result = self._ask(self.clients[who].update_event("primary", key, {"summary": title}), fates)
        if quiet and isinstance(result, dict):
            assert self.server.events[key]["summary"] == title

    @rule(key=KEYS, who=st.integers(0, 1), fates=FATES)
    def cancel(self, key: str, who: int, fates: list[Fate]) -> None:
        quiet = self.server.is_quiet
        result = self._ask(self.clients[who].delete_event("primary", key), fates)
        if quiet and isinstance(result, Deletion):
            assert self.server.live(key) == []

    @rule()
    def what_was_under_way_arrives(self) -> None:
        self.server.settle()

    @invariant()
    def one_event_a_key(self) -> None:
        assert self.server.made <= 2, "two keys"
        assert all(len(self.server.live(key)) <= 1 for key in self.server.events)

    def teardown(self) -> None:
        self.loop.close()


TestWriteMachine = WriteMachine.TestCase
TestWriteMachine.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
