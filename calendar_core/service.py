"""What a person can do with their calendar. One instance per account; the one way up and down for the chat.

A write is tried on Google at once. Where Google cannot take it now, or may have taken it, it goes to the outbox and
the outcome says so ("kept"); where the outbox cannot take it either, NotKept is raised. Whatever is refused for a
reason that waiting does not cure is raised as it is. This is one thing over 300 lines because each method is the
same three steps (ask Google, keep what is known, say what happened) for one verb.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from calendar_core.clock import Clock
from calendar_core.domain import (
    MISSED,
    Agenda,
    DaySpan,
    Event,
    EventDraft,
    EventStatus,
    Reminder,
    ReminderSource,
    When,
    overlapping,
    reminders_of,
)
from calendar_core.domain.event_ids import may_be_event_id
from calendar_core.errors import (
    CalendarError,
    ChangedMeanwhile,
    Conflict,
    DeadlineExceeded,
    NotFound,
    NotKept,
    OutageError,
    RateLimitError,
    StaleAgenda,
    StoreUnavailable,
    UnknownOutcome,
)
from calendar_core.observe import NullObserver, Observer
from calendar_core.ports import (
    CalendarApi,
    CalendarRef,
    ConversationStore,
    EventStore,
    OutboxAction,
    OutboxEntry,
    OutboxStore,
    PeopleStore,
    ReminderStore,
    SyncState,
    UndoRecord,
)
from calendar_core.sync.engine import SyncEngine, SyncReport

log = logging.getLogger(__name__)

STALE_AFTER = timedelta(minutes=10)
"""A cached list older than two sync periods is shown with its age."""

_KEEPABLE = (UnknownOutcome, OutageError, RateLimitError, DeadlineExceeded)
_IN_THE_WAY = 10  # events looked at
_OUTBOX_FIRST_TRY = timedelta(seconds=30)
_BOOKED, _CANCELLED = "new", "gone"  # the last part of an undo key


class State(StrEnum):
    """Where a write stands. DONE: Google said so. KEPT: in the outbox, the verdict follows in the chat."""

    DONE = "done"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a write.

    event: as it is (or, where kept, will be); for a cancelled one, as it was. checking: it may already be done
    (the answer was lost). undo_key: for `undo`. replaced: it came back under a new id.
    """

    state: State
    event: Event
    undo_key: str = ""
    checking: bool = False
    replaced: bool = False
    gone: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A list of events in order of start.

    as_of: when the cache was last in step with Google; None where the list comes from Google itself just now.
    stale: Google could not be asked lately, so it may have changed since. window_end: where the cache ends.
    """

    events: tuple[Event, ...]
    as_of: datetime | None
    stale: bool = False
    truncated: bool = False


class CalendarService:
    """The verbs of one account's calendar."""

    def __init__(
        self,
        ref: CalendarRef,
        *,
        api: CalendarApi,
        events: EventStore,
        reminders: ReminderStore,
        conversation: ConversationStore,
        people: PeopleStore,
        outbox: OutboxStore,
        engine: SyncEngine,
        clock: Clock,
        observer: Observer | None = None,
    ) -> None:
        self.ref = ref
        self._api = api
        self._events = events
        self._reminders = reminders
        self._conversation = conversation
        self._people = people
        self._outbox = outbox
        self._engine = engine
        self._clock = clock
        self._observer = observer or NullObserver()

    # --- writing ------------------------------------------------------------------------------------------------

    async def create_event(self, draft: EventDraft, event_id: str, *, chat_id: int = 0) -> Outcome:
        """Book `draft` under `event_id` (see domain.event_id_for); the same id twice is the same event.

        Raises NotKept, or the CalendarError that says why it cannot be booked.
        """
        try:
            event = await self._api.insert_event(self.ref.calendar_id, event_id, draft)
        except _KEEPABLE as error:
            entry = self._entry(OutboxAction.CREATE, event_id, chat_id, draft=draft)
            planned = Event(event_id, self.ref.calendar_id, draft.title, draft.when, location=draft.location)
            return await self._keep(entry, planned, error, UndoRecord(self.ref, before=None, after=planned))
        await self._no_longer_kept(OutboxAction.CREATE, event_id)
        await self._remember(event)
        undo = await self._keep_undo(chat_id, UndoRecord(self.ref, before=None, after=event))
        return Outcome(State.DONE, event, undo)

    async def cancel_event(self, index: int, *, chat_id: int = 0) -> bool:
        """Cancel the row at `index` (from 0) of the list last shown in that chat.

        True when it is cancelled or its cancellation is kept, False when the index is out of range, negative too.
        Raises StaleAgenda where that list is out of date: nothing is cancelled then.
        """
        event = await self.row(index, chat_id=chat_id)
        if event is None:
            return False
        await self.cancel(event, chat_id=chat_id)
        return True

    async def cancel(self, event: Event, *, chat_id: int = 0, whole_series: bool = False) -> Outcome:
        """Cancel an event; of a repeating one this instance only, unless `whole_series`.

        Raises ChangedMeanwhile where it was edited since it was shown, NotKept, or what Google says against it.
        """
        target = replace(event, id=event.series_id, etag="") if whole_series and event.series_id else event
        if (booking := await self._kept(OutboxAction.CREATE, target.id)) is not None:
            return await self._take_back_booking(booking)
        record = UndoRecord(self.ref, before=target, after=None)
        try:
            await self._api.delete_event(self.ref.calendar_id, target.id, etag=target.etag)
        except _KEEPABLE as error:
            entry = self._entry(OutboxAction.DELETE, target.id, chat_id, event=target)
            return await self._keep(entry, event, error, record)
        except ChangedMeanwhile as changed:
            await self._refresh(target)
            raise changed
        await self._no_longer_kept(OutboxAction.DELETE, target.id)
        await self._forget(target)
        if target is not event:
            await self._fetch_instances()
        return Outcome(State.DONE, event, await self._keep_undo(chat_id, record))

    async def move_event(self, event: Event, when: When, *, chat_id: int = 0) -> Outcome:
        """Put an event at another time. Raises as `cancel` does."""
        return await self.edit_event(event, replace(event, when=when), chat_id=chat_id)

    async def edit_event(self, before: Event, after: Event, *, chat_id: int = 0) -> Outcome:
        """Make Google's event like `after` (title, time, place). Raises as `cancel` does.

        What is kept of an earlier change of the same event is carried on: this one comes on top of it.
        """
        if (earlier := await self._kept(OutboxAction.UPDATE, after.id)) is not None and earlier.event is not None:
            before, after = earlier.event, changed_alike(earlier.event, before, after)
        record = UndoRecord(self.ref, before=before, after=after)
        try:
            stored = await self._api.update_event(after)
        except _KEEPABLE as error:
            entry = self._entry(OutboxAction.UPDATE, after.id, chat_id, event=after)
            return await self._keep(entry, after, error, record)
        except ChangedMeanwhile:
            await self._refresh(before)
            raise
        except NotFound:
            if await self._kept(OutboxAction.CREATE, after.id) is not None:
                # Not booked yet: the outbox sees to the entries of one event one after another.
                entry = self._entry(OutboxAction.UPDATE, after.id, chat_id, event=after)
                return await self._keep(entry, after, NotFound(""), record)
            await self._forget(before)
            raise
        await self._no_longer_kept(OutboxAction.UPDATE, after.id)
        await self._remember(stored)
        undo = await self._keep_undo(chat_id, replace(record, after=stored))
        return Outcome(State.DONE, stored, undo)

    async def undo(self, key: str = "", *, chat_id: int = 0) -> Outcome | None:
        """Take back what was done under that key, or the chat's latest. None when there is nothing to take back.

        A cancelled event comes back under its own id; where Google refuses that, under a new one (`replaced`).
        Doing it twice changes nothing more. Raises as the other writes do.
        """
        record = await self._conversation.load_undo(chat_id, key)
        if record is None:
            return None
        outcome = await self._undo_kept(record, chat_id)
        if outcome is not None:
            pass
        elif record.before is None and record.after is not None:
            outcome = await self._undo_create(record.after, chat_id)
        elif record.after is None and record.before is not None:
            outcome = await self._undo_cancel(record.before, chat_id)
        elif record.before is not None and record.after is not None:
            back = replace(record.before, etag=record.after.etag)
            outcome = await self._write_back(record.after, back, chat_id)
        else:
            return None
        await self._conversation.forget_undo(chat_id, undo_key(record))
        return outcome

    async def _undo_create(self, event: Event, chat_id: int) -> Outcome:
        try:
            await self._api.delete_event(self.ref.calendar_id, event.id)
        except _KEEPABLE as error:
            return await self._keep(self._entry(OutboxAction.DELETE, event.id, chat_id, event=event), event, error)
        await self._no_longer_kept(OutboxAction.DELETE, event.id)
        await self._forget(event)
        return Outcome(State.DONE, event, gone=True)

    async def _undo_cancel(self, event: Event, chat_id: int) -> Outcome:
        back = replace(event, status=EventStatus.CONFIRMED, etag="")
        try:
            stored = await self._api.update_event(back)
        except _KEEPABLE as error:
            return await self._keep(self._entry(OutboxAction.UPDATE, back.id, chat_id, event=back), back, error)
        except (NotFound, Conflict, ChangedMeanwhile):
            return await self._book_again(back, chat_id)
        await self._no_longer_kept(OutboxAction.UPDATE, stored.id)
        await self._remember(stored)
        return Outcome(State.DONE, stored)

    async def _book_again(self, event: Event, chat_id: int) -> Outcome:
        rule = next((line.removeprefix("RRULE:") for line in event.rrule if line.startswith("RRULE:")), "")
        draft = EventDraft(event.title, event.when, event.location, rule, event.reminder_minutes)
        outcome = await self.create_event(draft, f"{event.id.partition('_')[0]}r", chat_id=chat_id)
        return replace(outcome, replaced=True, undo_key="")

    async def _write_back(self, current: Event, back: Event, chat_id: int) -> Outcome:
        try:
            stored = await self._api.update_event(back)
        except _KEEPABLE as error:
            return await self._keep(self._entry(OutboxAction.UPDATE, back.id, chat_id, event=back), back, error)
        except ChangedMeanwhile:
            await self._refresh(current)
            raise
        except NotFound:
            await self._forget(current)
            raise
        await self._no_longer_kept(OutboxAction.UPDATE, stored.id)
        await self._remember(stored)
        return Outcome(State.DONE, stored)

    # --- reading ------------------------------------------------------------------------------------------------

    async def get_upcoming_events(
        self, start: datetime | None = None, end: datetime | None = None, *, limit: int = 50
    ) -> Upcoming:
        """Events that are not over at `start` (default: now) and begin before `end`, in order.

        From the cache; from Google where the cache has never been filled, does not reach so far, or is away.
        Raises the CalendarError of Google where neither answers.
        """
        start = start or self._clock.now()
        try:
            state = await self._events.sync_state(self.ref)
            covered = state.window_end is not None and (end is None or end <= state.window_end)
            if state.window_start is not None and start < state.window_start:
                covered = False
            if state.synced_at is not None and covered:
                return await self._from_cache(start, end, limit)
            if state.synced_at is None:
                try:
                    fresh = await self._first_sync()
                except (OutageError, RateLimitError, DeadlineExceeded):
                    return await self._from_cache(start, end, limit, stale=True)
                if end is None or (fresh.window_end is not None and end <= fresh.window_end):
                    return await self._from_cache(start, end, limit, outcome="miss")
        except StoreUnavailable:
            log.warning("list_from_google", extra={"reason": "store_unavailable"})
        horizon = end or start + timedelta(days=60)
        try:
            listing = await self._api.list_window(self.ref.calendar_id, start, horizon, person_waits=True)
        except (OutageError, RateLimitError):
            return await self._from_cache(start, end, limit, stale=True)
        self._observer.count("cache.read", outcome="miss")
        events = sorted(listing.events, key=lambda event: event.when.starts_at())
        return Upcoming(tuple(events[:limit]), None, truncated=len(events) > limit)

    async def _first_sync(self) -> SyncState:
        await self._engine.sync_calendar(self.ref)
        return await self._events.sync_state(self.ref)

    async def get_cached_events(self, *, limit: int = 250) -> tuple[Event, ...]:
        """What the cache holds from now on, without asking Google."""
        return (await self._events.get_cached_events(self.ref, self._clock.now(), limit=limit)).events

    async def find_events(self, words: str, *, limit: int = 10) -> tuple[tuple[Event, ...], bool]:
        """Upcoming events with those words in their titles, in order of start, and whether every word was found.

        A word that is in no title at all ("my", "dengan", "appointment") does not count against a match.
        """
        standing = {event.id: event for event in (await self.get_upcoming_events(limit=1000)).events}
        for entry in await self.waiting():
            if entry.draft is not None and entry.event_id not in standing and not entry.verdict:
                standing[entry.event_id] = planned_event(entry)
        titles = [(event, event.title.casefold()) for event in standing.values()]
        wanted = words.casefold().split()
        known = [word for word in wanted if any(word in title for _, title in titles)]
        if not known:
            return (), False
        found = [event for event, title in titles if all(word in title for word in known)]
        return tuple(found[:limit]), known == wanted

    async def in_the_way(self, when: When, event_id: str) -> tuple[Event, ...]:
        """Events known to take the same time, but for that one. Only what is cached is looked at, for it is a courtesy:
        it costs no call, and where the store is away nothing is said."""
        if isinstance(when, DaySpan):
            return ()
        with suppress(StoreUnavailable):
            cached = await self._events.get_cached_events(self.ref, when.start, when.end, _IN_THE_WAY)
            return overlapping(when, (one for one in cached.events if event_id not in (one.id, one.series_id)))
        return ()

    async def waiting(self) -> tuple[OutboxEntry, ...]:
        """Writes that Google has not confirmed yet, oldest first; none where the store is away."""
        with suppress(StoreUnavailable):
            return await self._outbox.pending(self.ref.account_id)
        return ()

    async def event(self, event_id: str) -> Event | None:
        """The event as it is now, from the cache or else from Google; None when it is gone, or never can have been."""
        if not may_be_event_id(event_id):
            return None
        with suppress(StoreUnavailable):
            if found := (await self._events.get_events(self.ref, [event_id])).get(event_id):
                return found
        if (booking := await self._kept(OutboxAction.CREATE, event_id)) is not None:
            return planned_event(booking)
        try:
            return await self._api.get_event(self.ref.calendar_id, event_id)
        except NotFound:
            return None

    async def freeze(self, chat_id: int, events: Sequence[Event], message_id: int = 0) -> None:
        """Remember the numbered list that is shown in a chat."""
        with suppress(StoreUnavailable):
            await self._conversation.save_agenda(chat_id, Agenda.of(tuple(events), self._clock.now()), message_id)

    async def row(self, index: int, *, chat_id: int = 0, message_id: int = 0) -> Event | None:
        """The event at `index` (from 0) of the list last shown in the chat, or of the list under that message.

        None when out of range or when no list was shown. Raises StaleAgenda.
        """
        agenda = await self._conversation.load_agenda(chat_id, message_id)
        if agenda is None or (row := agenda.row(index)) is None:
            return None
        current = await self._events.get_events(self.ref, [shown.event_id for shown in agenda.rows])
        if agenda.is_stale(current, self._clock.now()):
            raise StaleAgenda
        return current[row.event_id]

    async def shown_rows(self, chat_id: int, message_id: int = 0) -> int:
        """How many rows the list last shown has; 0 when none was shown."""
        agenda = await self._conversation.load_agenda(chat_id, message_id)
        return len(agenda.rows) if agenda else 0

    # --- reminders and sync ---------------------------------------------------------------------------------------

    async def set_reminder(self, event: Event, minutes: int, *, chat_id: int = 0) -> Reminder | None:
        """Remind that chat so many minutes before the event starts, whatever its usual leads are.

        None when that time has gone.
        """
        return await self.remind_at(event, event.when.starts_at() - timedelta(minutes=minutes), chat_id=chat_id)

    async def remind_at(self, event: Event, time: datetime, *, chat_id: int = 0) -> Reminder | None:
        """Remind that chat of the event at that instant. None when it has gone, or the event is over by then."""
        if time <= self._clock.now() or time >= event.when.ends_at():
            return None
        reminder = Reminder(
            id=f"{event.id}:{chat_id}:at{int(time.timestamp())}",
            chat_id=chat_id,
            event_id=event.id,
            calendar_id=event.calendar_id,
            title=event.title,
            when=event.when,
            location=event.location,
            time=time,
            lead=max(0, round((event.when.starts_at() - time).total_seconds() / 60)),
            source=ReminderSource.PERSON,
        )
        await self._reminders.put_reminder(self.ref.account_id, reminder)
        return reminder

    async def sync_calendar(self, *, full: bool = False) -> SyncReport:
        """Bring the cache in step with Google now. Raises SyncError or what Google says."""
        return await self._engine.sync_calendar(self.ref, full=full)

    async def resubscribe(self, account_id: str) -> None:
        """Derive the reminders of what is cached anew, after somebody joined or changed their leads."""
        await self._engine.refresh_reminders(CalendarRef(account_id, self.ref.calendar_id))

    # --- keeping what is known --------------------------------------------------------------------------------------

    async def _from_cache(
        self, start: datetime, end: datetime | None, limit: int, *, stale: bool = False, outcome: str = ""
    ) -> Upcoming:
        """What the cache has. outcome: what reading it counts as, where its age does not tell."""
        cached = await self._events.get_cached_events(self.ref, start, end, limit)
        old = cached.synced_at is None or self._clock.now() - cached.synced_at > STALE_AFTER
        self._observer.count("cache.read", outcome=outcome or ("stale" if stale or old else "hit"))
        return Upcoming(cached.events, cached.synced_at, stale or old, cached.truncated)

    async def _remember(self, event: Event) -> None:
        """Own write, own read. Where the store is away the next sync brings it, so this never fails a write."""
        try:
            if event.rrule:
                await self._fetch_instances()
                return
            subscribers = await self._people.subscribers_of(self.ref.account_id)
            rows = reminders_of(event, subscribers, self._clock.now(), missed=MISSED)
            await self._events.cache_events(self.ref, [event], rows)
        except StoreUnavailable:
            log.warning("own_write_not_cached", extra={"endpoint": "cache"})

    async def _fetch_instances(self) -> None:
        """Google alone expands a repeat, so what it made of one is read at once; failing that, with the next sync."""
        try:
            await self._engine.sync_calendar(self.ref)
        except CalendarError:
            with suppress(StoreUnavailable):
                await self._events.sync_now(self.ref, self._clock.now())

    async def _forget(self, event: Event) -> None:
        with suppress(StoreUnavailable):
            await self._events.remove_event(self.ref, event.id)

    async def _refresh(self, event: Event) -> None:
        """Somebody edited it meanwhile: let the cache have Google's version before anybody decides again."""
        with suppress(CalendarError):
            try:
                await self._remember(await self._api.get_event(self.ref.calendar_id, event.id))
            except NotFound:
                await self._forget(event)

    async def _keep_undo(self, chat_id: int, record: UndoRecord) -> str:
        key = undo_key(record)
        try:
            await self._conversation.keep_undo(chat_id, key, record)
        except StoreUnavailable:
            return ""
        return key

    # --- the outbox -------------------------------------------------------------------------------------------------

    def _entry(
        self,
        action: OutboxAction,
        event_id: str,
        chat_id: int,
        *,
        draft: EventDraft | None = None,
        event: Event | None = None,
    ) -> OutboxEntry:
        # One entry per event and verb: a redelivered message finds its own entry and adds none.
        return OutboxEntry(
            id=f"{action.value}:{event_id}",
            ref=self.ref,
            action=action,
            event_id=event_id,
            chat_id=chat_id,
            kept_at=self._clock.now(),
            draft=draft,
            event=event,
        )

    async def _keep(
        self, entry: OutboxEntry, event: Event, error: CalendarError, record: UndoRecord | None = None
    ) -> Outcome:
        wait = timedelta(seconds=error.retry_after) if error.retry_after else _OUTBOX_FIRST_TRY
        checking = isinstance(error, UnknownOutcome)
        if checking:
            entry = replace(entry, last_error=UnknownOutcome.__name__)
        try:
            await self._outbox.put(entry, self._clock.now() + (timedelta(seconds=1) if checking else wait))
        except StoreUnavailable as lost:
            if checking:
                raise UnknownOutcome(
                    "Google Calendar broke off in the middle and my own memory is away, so this may or may not have "
                    "been done. Please look with /list in a moment before you send it again."
                ) from lost
            raise NotKept from lost
        key = await self._keep_undo(entry.chat_id, record) if record is not None else ""
        return Outcome(State.KEPT, event, key, checking=checking, reason=error.message)

    async def _no_longer_kept(self, action: OutboxAction, event_id: str) -> None:
        """It is done, so what the outbox has of it is over: kept by an earlier delivery of the same message, or for
        an older wish. Done once more later, it would fail or undo what the person has asked for since."""
        with suppress(StoreUnavailable):
            await self._outbox.withdraw(self.ref, action, event_id)

    async def _kept(self, action: OutboxAction, event_id: str) -> OutboxEntry | None:
        """What the outbox has of that kind for the event; None where the store is away."""
        waiting = await self.waiting()
        return next((one for one in waiting if one.action is action and one.event_id == event_id), None)

    async def _undo_kept(self, record: UndoRecord, chat_id: int) -> Outcome | None:
        """Take back a write that has not reached Google yet. None where it is not kept (any more)."""
        now, then = record.after, record.before
        if now is None:
            entry = await self._kept(OutboxAction.DELETE, then.id) if then else None
        else:
            entry = await self._kept(OutboxAction.UPDATE if then else OutboxAction.CREATE, now.id)
        if entry is None:
            return None
        if then is None:
            return await self._take_back_booking(entry)
        cached = await self._cached(then.id)
        if not _may_have_arrived(entry) and cached is not None and changed_alike(cached, cached, then) == cached:
            await self._outbox.finish(entry)
            return Outcome(State.DONE, then)
        # It may have arrived, or another change was kept before it: then that is what Google shall have.
        if entry.action is OutboxAction.DELETE:
            await self._outbox.finish(entry)
        back = replace(then, status=EventStatus.CONFIRMED, etag="" if _may_have_arrived(entry) else then.etag)
        await self._outbox.put(self._entry(OutboxAction.UPDATE, then.id, chat_id, event=back), self._clock.now())
        return Outcome(State.KEPT, then)

    async def _cached(self, event_id: str) -> Event | None:
        with suppress(StoreUnavailable):
            return (await self._events.get_events(self.ref, [event_id])).get(event_id)
        return None

    async def _take_back_booking(self, entry: OutboxEntry) -> Outcome:
        """A booking that waits is not made. It may have arrived all the same, so a deletion is sent after it, of which
        nobody needs to hear."""
        event = planned_event(entry)
        silent = self._entry(OutboxAction.DELETE, entry.event_id, 0, event=event)
        await self._outbox.put(silent, self._clock.now())
        await self._outbox.finish(entry)
        return Outcome(State.DONE, event, gone=True)


def _may_have_arrived(entry: OutboxEntry) -> bool:
    """Whether Google may have done it already: its answer was lost, or the outbox has tried since."""
    return entry.attempts > 0 or entry.last_error == UnknownOutcome.__name__


def planned_event(entry: OutboxEntry) -> Event:
    """The event that a kept booking will be."""
    draft = entry.draft
    if draft is None:
        raise ValueError("no booking")
    calendar_id = entry.ref.calendar_id
    return Event(entry.event_id, calendar_id, draft.title, draft.when, location=draft.location)


def changed_alike(event: Event, before: Event, after: Event) -> Event:
    """`event` with the changes that lead from `before` to `after`."""
    fields = ("title", "when", "location", "reminder_minutes", "status")
    changes = {name: getattr(after, name) for name in fields if getattr(after, name) != getattr(before, name)}
    return replace(event, **changes)


def undo_key(record: UndoRecord) -> str:
    """The name of one thing that was done: the event and what became of it, so that doing it twice is one thing."""
    if record.after is None:
        return f"{record.before.id}.{_CANCELLED}" if record.before is not None else ""
    if record.before is None:
        return f"{record.after.id}.{_BOOKED}"
    version = hashlib.sha256(f"{record.after.etag}{record.after.when}".encode()).hexdigest()[:8]
    return f"{record.after.id}.{version}"
