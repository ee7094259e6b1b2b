"""Keeps the cache of each calendar in step with Google: gather, decide, write in one step.

One run a calendar at a time over all replicas (a lease, renewed while the run goes on and fencing its write), and one
in this process whose outcome all callers share. A run that fails leaves cache and token as they were. It
is one thing of some 300 lines because every public verb is another way into the same run.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from calendar_core.clock import Clock
from calendar_core.domain import Changes, reminders_of
from calendar_core.errors import CalendarError, StoreUnavailable, SyncError, SyncTokenInvalid
from calendar_core.observe import NullObserver, Observer
from calendar_core.ports import (
    CalendarApi,
    CalendarRef,
    EventStore,
    Listing,
    PeopleStore,
    SyncBatch,
    SyncRun,
    SyncState,
)
from calendar_core.sync.decisions import (
    RunKind,
    SyncPolicy,
    Verification,
    batch_of,
    differences,
    due_after_failure,
    due_after_success,
    full_due_after,
    is_due,
    is_missed_by_push,
    is_suspicious,
    kept_name,
    period_of,
    run_kind,
    window_at,
)
from calendar_core.sync.leases import renewed

log = logging.getLogger(__name__)

_ALL = 1_000_000
_LOOK_AGAIN = 0.2  # seconds between two looks at a run of another replica
_TRIES = 5
_MANY = 1000
_BUSY = "Another sync of this calendar is still under way; please try again in a minute."


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What came of a sync. changes: what somebody else changed since the last one; all events when `first`.

    full: the whole window was read. took: seconds. unreadable: events left out because their times contradict
    themselves. shared: another replica ran it meanwhile, so its changes were told there.
    """

    changes: Changes
    full: bool
    took: float
    unreadable: int = 0
    first: bool = False
    shared: bool = False


class SyncEngine:
    """Syncs calendars. api_of: the Google Calendar of an account. period: from one success to the next run, where
    push is not proven. pushed: push messages are listened to."""

    def __init__(
        self,
        api_of: Callable[[str], CalendarApi],
        events: EventStore,
        people: PeopleStore,
        *,
        clock: Clock,
        rng: random.Random,
        observer: Observer | None = None,
        policy: SyncPolicy | None = None,
        pushed: bool = False,
    ) -> None:
        self._api_of = api_of
        self._events = events
        self._people = people
        self._clock = clock
        self._rng = rng
        self._observer = observer or NullObserver()
        self.policy = policy or SyncPolicy()
        self.period: timedelta = self.policy.period
        self._pushed = pushed
        self.wake_in: Callable[[float], None] = lambda seconds: None
        """Told in how many seconds a failed run is to be repeated."""
        self.recovered: Callable[[CalendarRef], Awaitable[object]] = _nobody_waits
        """Told of a run that succeeds after others have failed."""
        self._running: dict[CalendarRef, tuple[bool, asyncio.Task[SyncReport]]] = {}

    async def sync_calendar(self, ref: CalendarRef, *, full: bool = False, person_waits: bool = True) -> SyncReport:
        """Bring the cache in step now. full: read the whole window, whatever the token could tell.

        Callers that come while a run is under way share its outcome, its failure too. Raises SyncError, what Google
        says, or StoreUnavailable; the next run is then planned already.
        """
        while (known := self._running.get(ref)) is not None:
            was_full, task = known
            if was_full or not full:
                return await asyncio.shield(task)
            await asyncio.wait([task])
        return await self._share(ref, full, self._sync(ref, full=full, person_waits=person_waits))

    async def sync_if_due(self, ref: CalendarRef) -> SyncReport | None:
        """What the worker asks for: None where the run is not due any more or somebody is at it. Raises as above."""
        if ref in self._running:
            return None
        run = await self._events.begin_sync(ref, self.policy.lease)
        if not run.lease:
            return None
        if not is_due(run.state, self._now(run)):
            await self._events.release_lease(ref, run.lease)
            return None
        return await self._share(ref, False, self._hold_and_run(ref, run, full=False, person_waits=False))

    async def recover_sync_state(self, ref: CalendarRef) -> Verification:
        """Forget and read anew what can be read anew: the events, their rows and the token of this calendar.

        Nothing is forgotten before Google has answered, and never what a person asked for.
        """
        run = await self._take(ref, may_share=False)
        await self._hold_and_run(ref, run, full=True, person_waits=False, wipe=True)
        return await self.verify_calendar_state(ref)

    async def verify_calendar_state(self, ref: CalendarRef) -> Verification:
        """Compare the cache with Google over its window; nothing is changed. Raises what Google or the store says."""
        for tries_left in reversed(range(_TRIES)):
            state = await self._events.sync_state(ref)
            window = window_at(self._clock.now(), self.policy)
            if state.window_start is not None and state.window_end is not None:
                window = state.window_start, state.window_end
            listing = await self._list_window(ref, window, person_waits=False)
            cached = await self._events.get_cached_events(ref, *window, _ALL)
            found = differences(cached.events, listing.events, window)
            if found.in_step or (await self._events.sync_state(ref)).generation == state.generation:
                break  # nobody wrote meanwhile, so what differs does differ
            log.debug("verify_again", extra={"tries_left": tries_left})
        return found

    async def refresh_reminders(self, ref: CalendarRef) -> None:
        """Derive the rows of all cached events anew, since somebody's leads have changed. Raises StoreUnavailable."""
        for _ in range(_TRIES):
            generation = (await self._events.sync_state(ref)).generation
            now = self._clock.now()
            cached = await self._events.get_cached_events(ref, now, None, _ALL)
            people = await self._people.subscribers_of(ref.account_id)
            rows = [row for event in cached.events for row in reminders_of(event, people, now)]
            if await self._events.replace_reminders(ref, generation, cached.events, rows):
                return
        await self._events.sync_now(ref, now)

    # --- one run ------------------------------------------------------------------------------------------------

    async def _share(self, ref: CalendarRef, full: bool, run: Coroutine[Any, Any, SyncReport]) -> SyncReport:
        """Run it in a task of its own, so that others may join and a caller who leaves does not stop it."""
        task = asyncio.create_task(run, name="sync")
        self._running.setdefault(ref, (full, task))

        def ended(done: asyncio.Task[SyncReport]) -> None:
            if (known := self._running.get(ref)) is not None and known[1] is done:
                del self._running[ref]
            if not done.cancelled():
                done.exception()  # whoever asked has heard it; nobody may be left to ask

        task.add_done_callback(ended)
        return await asyncio.shield(task)

    async def stop(self) -> None:
        """Cancel the runs under way; their leases are given back and nothing is half written."""
        tasks = [task for _, task in self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _sync(self, ref: CalendarRef, *, full: bool, person_waits: bool) -> SyncReport:
        began = self._clock.monotonic()
        run = await self._take(ref, may_share=not full)
        if not run.lease:
            return SyncReport(Changes(), False, self._clock.monotonic() - began, shared=True)
        return await self._hold_and_run(ref, run, full=full, person_waits=person_waits)

    async def _take(self, ref: CalendarRef, *, may_share: bool) -> SyncRun:
        """The right to run. Without a lease where a run of another replica ended well meanwhile and that is enough.

        Raises SyncError where it was not to be had in time.
        """
        give_up = self._clock.monotonic() + self.policy.patience
        run = await self._events.begin_sync(ref, self.policy.lease)
        seen = run.state.synced_at
        while not run.lease:
            if self._clock.monotonic() >= give_up:
                raise SyncError(_BUSY)
            await self._clock.sleep(_LOOK_AGAIN)
            if may_share and (await self._events.sync_state(ref)).synced_at != seen:
                return run
            run = await self._events.begin_sync(ref, self.policy.lease)
        return run

    async def _hold_and_run(
        self, ref: CalendarRef, run: SyncRun, *, full: bool, person_waits: bool, wipe: bool = False
    ) -> SyncReport:
        began = self._clock.monotonic()
        kind = run_kind(run.state, self._now(run), full=full)
        try:
            async with self._held(ref, run.lease):
                report = await self._run(ref, run, kind, person_waits=person_waits, wipe=wipe)
        except Exception as error:
            await self._note_failure(ref, run, error)
            raise
        except asyncio.CancelledError:
            with suppress(CalendarError):
                await self._events.release_lease(ref, run.lease)
            raise
        if run.state.failures:
            await self.recovered(ref)
        took = self._clock.monotonic() - began
        self._observer.count("sync.run", kind=report_kind(report), outcome="ok")
        self._observer.duration("sync.took", took, kind=report_kind(report))
        log.info(
            "sync_done", extra={"kind": report_kind(report), "changes": len(report.changes), "took_s": round(took, 3)}
        )
        return replace(report, took=took)

    async def _run(
        self, ref: CalendarRef, run: SyncRun, kind: RunKind, *, person_waits: bool, wipe: bool
    ) -> SyncReport:
        state = run.state
        first = state.synced_at is None or wipe
        listing, kind, window = await self._gather(ref, run, kind, person_waits=person_waits)
        batch = await self._decide(ref, run, listing, kind, window)
        if is_suspicious(state, batch, self.policy):
            log.warning("sync_everything_gone_looking_again")
            window = window_at(self._now(run), self.policy)
            listing, kind = await self._list_window(ref, window, person_waits=person_waits), RunKind.FULL
            batch = await self._decide(ref, run, listing, kind, window)
        if wipe:
            await self._events.clear(ref)
            cleared = await self._events.sync_state(ref)
            batch = replace(batch, expected_token="", expected_generation=cleared.generation, known_until=None)
        changes = await self._events.apply_batch(ref, batch)
        if changes is None:
            raise SyncError("Another sync of this calendar was faster; nothing is lost.")
        if self._pushed and not first and is_missed_by_push(state, changes, self._now(run)):
            log.warning("sync_found_what_no_push_told", extra={"changes": len(changes)})
            with suppress(StoreUnavailable):
                await self._events.note_missed_push(ref, self._now(run) + self.period)
        return SyncReport(changes, kind is RunKind.FULL, 0.0, listing.unreadable, first)

    async def _gather(
        self, ref: CalendarRef, run: SyncRun, kind: RunKind, *, person_waits: bool
    ) -> tuple[Listing, RunKind, tuple[datetime, datetime]]:
        """All pages of what this run needs; a spent token or a changed zone makes it a full one."""
        state = run.state
        if kind is RunKind.INCREMENTAL and state.window_start is not None and state.window_end is not None:
            api = self._api_of(ref.account_id)
            try:
                listing = await api.list_changes(ref.calendar_id, state.sync_token, person_waits=person_waits)
            except SyncTokenInvalid:
                log.info("sync_token_spent")
            else:
                if listing.zone == state.zone:
                    return listing, kind, (state.window_start, state.window_end)
                log.info("sync_calendar_zone_changed")
        window = window_at(self._now(run), self.policy)
        return await self._list_window(ref, window, person_waits=person_waits), RunKind.FULL, window

    async def _list_window(self, ref: CalendarRef, window: tuple[datetime, datetime], *, person_waits: bool) -> Listing:
        api = self._api_of(ref.account_id)
        return await api.list_window(ref.calendar_id, *window, person_waits=person_waits)

    async def _decide(
        self, ref: CalendarRef, run: SyncRun, listing: Listing, kind: RunKind, window: tuple[datetime, datetime]
    ) -> SyncBatch:
        people = await self._people.subscribers_of(ref.account_id) if listing.events else ()
        now = self._now(run)
        kept = run.state.full_due
        if kind is RunKind.FULL or kept is None:
            kept = full_due_after(now, self.policy, self._rng.random())
        due_at = due_after_success(now, self.period_of(run.state, now), self._rng.random())
        decide = partial(
            batch_of, listing, run.state, kind, window, people, now, full_due=kept, due_at=due_at, lease=run.lease
        )
        # A long listing is gone through in a thread, so that nobody else waits meanwhile.
        return await asyncio.to_thread(decide) if len(listing.events) > _MANY else decide()

    def period_of(self, state: SyncState, now: datetime) -> timedelta:
        """From a success to the next run of a calendar that stands so."""
        return period_of(state, self.period, now, self.policy, pushed=self._pushed)

    def _now(self, run: SyncRun) -> datetime:
        """The time by the store's clock, so that hosts may disagree."""
        return self._clock.now() + run.skew

    async def _note_failure(self, ref: CalendarRef, run: SyncRun, error: Exception) -> None:
        """Plan the next run and give the lease back. The store may be what failed; then the lease runs out."""
        known = error if isinstance(error, CalendarError) else None
        kind = kept_name(known) if known else type(error).__name__
        self._observer.count("sync.run", kind="any", outcome=kind)
        log.warning("sync_failed", extra={"error": kind, "failures": run.state.failures + 1})
        now = self._now(run)
        due = due_after_failure(known, run.state.failures + 1, now, self.policy, self._rng.random())
        with suppress(StoreUnavailable):
            # The class says what is wrong in any language; a message would be English.
            await self._events.note_failure(ref, kind if known else SyncError.__name__, due, run.lease)
        self.wake_in((due - now).total_seconds())

    @asynccontextmanager
    async def _held(self, ref: CalendarRef, lease: str) -> AsyncIterator[None]:
        """Renew the lease while the run goes on, so that it may be short and a killed run is taken over soon."""

        async def renew() -> bool:
            return await self._events.renew_lease(ref, lease, self.policy.lease)  # lost: the write will be refused

        async with renewed(renew, self.policy.lease / 3, self._clock):
            yield


async def _nobody_waits(ref: CalendarRef) -> None:
    """Nothing is kept for later."""


def report_kind(report: SyncReport) -> str:
    return (RunKind.FULL if report.full else RunKind.INCREMENTAL).value
