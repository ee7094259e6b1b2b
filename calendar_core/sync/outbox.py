"""Finishes the writes that were promised: each once in Google, and its person told what came of it."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from calendar_core.clock import Clock
from calendar_core.domain import MISSED, Event, reminders_of
from calendar_core.errors import (
    AuthenticationError,
    BadRequest,
    CalendarError,
    ChangedMeanwhile,
    Conflict,
    InvalidEventTime,
    NotFound,
    NotOrganizer,
    NotYourCalendar,
    RateLimitError,
    StoreUnavailable,
    UnknownOutcome,
)
from calendar_core.observe import NullObserver, Observer
from calendar_core.ports import (
    CalendarApi,
    CalendarRef,
    EventStore,
    Notice,
    NoticeKind,
    Notices,
    OutboxAction,
    OutboxEntry,
    OutboxStore,
    PeopleStore,
)
from calendar_core.sync.decisions import kept_name, named_pause
from calendar_core.sync.leases import LEASE, kept_alive, noted
from calendar_core.sync.side_by_side import SideBySide

log = logging.getLogger(__name__)

GIVE_UP_AFTER = timedelta(hours=24)
"""A kept write that Google has not taken by then is given up, and its person told."""

_FIRST_PAUSE = 30.0
_LONGEST_PAUSE = 900.0
_RECONNECT_PAUSE = 120.0  # somebody has to connect again first; until then a try costs no request

_PERMANENT = (BadRequest, NotFound, Conflict, ChangedMeanwhile, NotYourCalendar, NotOrganizer, InvalidEventTime)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What came of a write.

    reason: the class of the error that ended it, which says why in any language. event: as Google has it now, None for
    a deletion or a refusal.
    """

    done: bool
    reason: str = ""
    event: Event | None = None

    @property
    def text(self) -> str:
        return "done" if self.done else f"failed {self.reason}"

    @classmethod
    def read(cls, text: str) -> _Verdict:
        word, _, reason = text.partition(" ")
        return cls(word == "done", reason)


class OutboxDrain:
    """Claims due entries and sees each through: write, keep the verdict, tell, finish.

    Whatever breaks off on the way comes again, and every step may be repeated: an event is booked under its own id,
    an unknown outcome is looked up, and the verdict is kept before it is told.
    """

    def __init__(
        self,
        outbox: OutboxStore,
        api_of: Callable[[str], CalendarApi],
        events: EventStore,
        people: PeopleStore,
        notices: Notices,
        *,
        clock: Clock,
        rng: random.Random,
        observer: Observer | None = None,
        concurrency: int = 8,
    ) -> None:
        self._outbox = outbox
        self._api_of = api_of
        self._events = events
        self._people = people
        self._notices = notices
        self._clock = clock
        self._rng = rng
        self._observer = observer or NullObserver()
        self._work = SideBySide(concurrency)
        self.wake_in: Callable[[float], None] = lambda seconds: None
        """Told in how many seconds an entry that was put off is due again."""

    async def tick(self) -> int:
        """Start what is due; how many. Returns before it ends; a store that is away is waited for."""
        try:
            due = await self._outbox.claim_due(self._work.room, LEASE) if self._work.room > 0 else ()
        except StoreUnavailable:
            log.debug("outbox_waits_for_the_store")
            return 0
        keys = [((entry.ref.account_id, entry.id), entry) for entry in due]
        return sum(self._work.start(key, partial(self._see_through, entry)) for key, entry in keys)

    async def google_answered(self, ref: CalendarRef) -> None:
        """What waits for that account only because nobody knows when Google is back is tried at once, for it is."""
        with suppress(StoreUnavailable):
            if await self._outbox.hasten(ref.account_id):
                self.wake_in(0.0)

    async def settle(self) -> None:
        """Wait until what was started has ended."""
        await self._work.settle()

    async def stop(self) -> None:
        """Cancel what is under way; it comes again when its lease ends."""
        await self._work.stop()

    async def _see_through(self, entry: OutboxEntry) -> None:
        try:
            async with kept_alive(partial(self._outbox.extend, entry), self._clock):
                await self._write_and_tell(entry)
        except StoreUnavailable:
            log.warning("outbox_entry_comes_again", extra={"action": entry.action.value})
        except Exception:
            log.exception("outbox_entry_crashed", extra={"action": entry.action.value})
            with suppress(StoreUnavailable):
                await self._put_off(entry, "crashed", None)

    async def _write_and_tell(self, entry: OutboxEntry) -> None:
        if entry.verdict:
            await self._tell(entry, _Verdict.read(entry.verdict))
            return
        verdict = await self._try(entry)
        if verdict is not None and await self._remember(entry, verdict):
            await self._tell(entry, verdict)
            if verdict.done:
                await self.google_answered(entry.ref)

    # --- writing ------------------------------------------------------------------------------------------------

    async def _try(self, entry: OutboxEntry) -> _Verdict | None:
        """The verdict, or None where it is not known yet and the entry was put off."""
        api = self._api_of(entry.ref.account_id)
        try:
            try:
                return await self._write(api, entry)
            except UnknownOutcome:
                return await self._look_up(api, entry)
        except CalendarError as error:
            self._observer.count("outbox.failure", error=type(error).__name__)
            if isinstance(error, _PERMANENT):
                return _Verdict(False, type(error).__name__)
            if self._clock.now() - entry.kept_at >= GIVE_UP_AFTER:
                return _Verdict(False, type(error).__name__)
            pause = named_pause(error, entry.attempts + 1)
            if isinstance(error, AuthenticationError):
                pause = _RECONNECT_PAUSE
            # Refused a place, or told when to come again, it has not failed: a crowd must not make it wait longer
            # after its next failure. One such try counts, for what was in doubt before it stays in doubt.
            refused = isinstance(error, RateLimitError) and pause is not None
            attempts = max(1, entry.attempts) if refused else entry.attempts + 1
            await self._put_off(entry, kept_name(error), pause, floor=error.retry_after or 0.0, attempts=attempts)
            return None

    async def _write(self, api: CalendarApi, entry: OutboxEntry) -> _Verdict:
        calendar_id = entry.ref.calendar_id
        if entry.action is OutboxAction.CREATE and entry.draft is not None:
            return _Verdict(True, event=await api.insert_event(calendar_id, entry.event_id, entry.draft))
        if entry.action is OutboxAction.UPDATE and entry.event is not None:
            try:
                return _Verdict(True, event=await api.update_event(entry.event))
            except ChangedMeanwhile:
                # Perhaps by ourselves, in a try whose answer was lost.
                stored = await api.get_event(calendar_id, entry.event_id)
                if _says_the_same(stored, entry.event):
                    return _Verdict(True, event=stored)
                raise
        with suppress(NotFound):
            await api.delete_event(calendar_id, entry.event_id, etag=entry.event.etag if entry.event else "")
        return _Verdict(True)

    async def _look_up(self, api: CalendarApi, entry: OutboxEntry) -> _Verdict | None:
        """After an unknown outcome: what Google has says what came of it, or that it has to be tried again."""
        try:
            stored = await api.get_event(entry.ref.calendar_id, entry.event_id)
        except NotFound:
            if entry.action is OutboxAction.DELETE:
                return _Verdict(True)
        else:
            if entry.action is OutboxAction.CREATE:
                return _Verdict(True, event=stored)
            if entry.action is OutboxAction.UPDATE and entry.event and _says_the_same(stored, entry.event):
                return _Verdict(True, event=stored)
        raise UnknownOutcome  # nothing was done, as far as can be seen: put off and tried again

    async def _put_off(
        self,
        entry: OutboxEntry,
        error: str,
        retry_after: float | None,
        *,
        floor: float = 0.0,
        attempts: int | None = None,
    ) -> None:
        """Due again after `retry_after` seconds; where that is None, after a pause that grows with the attempts, and
        after `floor` seconds as soon as Google is known to answer. attempts: how many are counted from now on, one
        more where nothing is said."""
        pause = min(_FIRST_PAUSE * 2 ** min(entry.attempts, 8), _LONGEST_PAUSE) * (0.75 + 0.5 * self._rng.random())
        pause = max(1.0, retry_after) if retry_after is not None else max(pause, floor)
        now = self._clock.now()
        earliest = now + timedelta(seconds=floor) if retry_after is None else None
        counted = entry.attempts + 1 if attempts is None else attempts
        kept = replace(entry, attempts=counted, last_error=error)
        await self._outbox.reschedule(kept, now + timedelta(seconds=pause), earliest=earliest)
        self.wake_in(pause)

    # --- afterwards ---------------------------------------------------------------------------------------------

    async def _remember(self, entry: OutboxEntry, verdict: _Verdict) -> bool:
        """Keep the verdict before it is told, and let the cache know. The store may be away: then both come again.

        False where the entry was withdrawn or replaced meanwhile: then there is nothing to tell.
        """
        with suppress(StoreUnavailable):
            if not await self._outbox.extend(replace(entry, verdict=verdict.text), LEASE):
                return False
        if verdict.done or verdict.reason == NotFound.__name__:  # what is gone is not listed any longer
            with suppress(StoreUnavailable):
                await self._cache(entry, verdict.event)
        return True

    async def _cache(self, entry: OutboxEntry, event: Event | None) -> None:
        now = self._clock.now()
        if event is None:
            await self._events.remove_event(entry.ref, entry.event_id)
        elif event.rrule:
            await self._events.remove_event(entry.ref, entry.event_id)  # it may have been a single one
            await self._events.sync_now(entry.ref, now)  # its instances come from Google
        else:
            people = await self._people.subscribers_of(entry.ref.account_id)
            rows = reminders_of(event, people, now, missed=MISSED)
            await self._events.cache_events(entry.ref, [event], rows)

    async def _tell(self, entry: OutboxEntry, verdict: _Verdict) -> None:
        event = verdict.event or entry.event
        known = event or entry.draft
        notice = Notice(
            NoticeKind.WRITE_DONE if verdict.done else NoticeKind.WRITE_FAILED,
            action=entry.action,
            event=event,
            title=known.title if known else "",
            when=known.when if known else None,
            reason=verdict.reason,
        )
        if entry.chat_id:
            try:
                await self._notices.tell(entry.chat_id, notice)
            except CalendarError as error:
                log.warning("outbox_verdict_not_told", extra={"error": type(error).__name__})
                await self._put_off(replace(entry, verdict=verdict.text), type(error).__name__, error.retry_after)
                return
        if not await noted(partial(self._outbox.finish, entry), self._clock):
            log.warning("outbox_entry_comes_again", extra={"action": entry.action.value})
            return
        self._observer.count("outbox.finished", outcome="done" if verdict.done else "failed")


def _says_the_same(stored: Event, wanted: Event) -> bool:
    """Whether what stands in Google is what this entry asks for."""
    return (stored.title, stored.when, stored.location, stored.status) == (
        wanted.title,
        wanted.when,
        wanted.location,
        wanted.status,
    )
