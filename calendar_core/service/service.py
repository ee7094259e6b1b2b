"""The verbs of a person, with what each promises; the parts of the service beside this see to them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from calendar_core.clock import Clock
from calendar_core.domain import Event, EventDraft, Reminder, ReminderSource, When
from calendar_core.errors import StoreUnavailable
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
)
from calendar_core.service.kept import KeptWrites
from calendar_core.service.known import KnownEvents
from calendar_core.service.listing import STALE_AFTER, Listing
from calendar_core.service.outcome import Outcome, Upcoming
from calendar_core.service.undo import Undo
from calendar_core.service.writes import Writes
from calendar_core.sync.engine import SyncEngine, SyncReport

__all__ = ["STALE_AFTER", "CalendarService"]


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
        self._reminders = reminders
        self._conversation = conversation
        self._engine = engine
        self._clock = clock
        self._kept = KeptWrites(ref, outbox, conversation, clock)
        known = KnownEvents(ref, api, events, people, engine, clock)
        self._writes = Writes(ref, api, known, self._kept, conversation)
        self._undo = Undo(ref, api, known, self._kept, conversation, self._writes)
        self._listing = Listing(ref, api, events, conversation, engine, self._kept, clock, observer or NullObserver())

    # --- writing ------------------------------------------------------------------------------------------------

    async def create_event(self, draft: EventDraft, event_id: str, *, chat_id: int = 0) -> Outcome:
        """Book `draft` under `event_id` (see domain.event_id_for); the same id twice is the same event.

        Raises NotKept, or the CalendarError that says why it cannot be booked.
        """
        return await self._writes.create(draft, event_id, chat_id)

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
        return await self._writes.cancel(event, chat_id, whole_series=whole_series)

    async def move_event(self, event: Event, when: When, *, chat_id: int = 0) -> Outcome:
        """Put an event at another time. Raises as `cancel` does."""
        return await self.edit_event(event, replace(event, when=when), chat_id=chat_id)

    async def edit_event(self, before: Event, after: Event, *, chat_id: int = 0) -> Outcome:
        """Make Google's event like `after` (title, time, place, rule). Raises as `cancel` does.

        What is kept of an earlier change of the same event is carried on: this one comes on top of it.
        """
        return await self._writes.edit(before, after, chat_id)

    async def edit_series(self, before: Event, after: Event, *, chat_id: int = 0) -> Outcome:
        """Change every date of the repeating event that `before` is one of, as `after` differs from it.

        The outcome's event is the series. Raises as `cancel` does, and InvalidEventTime where its rule ties it to its
        days, so that it cannot go to another one as a whole.
        """
        return await self._writes.edit_series(before, after, chat_id)

    # --- taking back --------------------------------------------------------------------------------------------

    async def undo(self, key: str = "", *, chat_id: int = 0) -> Outcome | None:
        """Take back what was done under that key, or the chat's latest. None when there is nothing to take back.

        A cancelled event comes back under its own id; where Google refuses that, under a new one (`replaced`).
        Doing it twice changes nothing more. Raises as the other writes do.
        """
        return await self._undo.undo(key, chat_id)

    async def done_last(self, chat_id: int) -> tuple[str, ...]:
        """The undo keys of what that chat's latest request has done, in its order. Raises StoreUnavailable."""
        return await self._conversation.latest_undo(chat_id)

    async def cancelled_lately(self, chat_id: int) -> tuple[tuple[str, Event], ...]:
        """What that chat's latest requests cancelled and can still be taken back, newest first: the undo key, and the
        event as it was. Raises StoreUnavailable."""
        found = []
        for key in await self._conversation.undo_keys(chat_id):
            record = await self._conversation.load_undo(chat_id, key)
            if record is not None and record.after is None and record.before is not None:
                found.append((key, record.before))
        return tuple(found)

    async def done_together(self, chat_id: int, keys: Sequence[str]) -> None:
        """One request did all of these: they are taken back together. Where the store is away, one by one."""
        with suppress(StoreUnavailable):
            await self._conversation.join_undo(chat_id, keys)

    # --- reading ------------------------------------------------------------------------------------------------

    async def get_upcoming_events(
        self, start: datetime | None = None, end: datetime | None = None, *, limit: int = 50
    ) -> Upcoming:
        """Events that are not over at `start` (default: now) and begin before `end`, in order.

        From the cache; from Google where the cache has never been filled, does not reach so far, or is away.
        Raises the CalendarError of Google where neither answers.
        """
        return await self._listing.get_upcoming_events(start, end, limit=limit)

    async def get_cached_events(self, *, limit: int = 250) -> tuple[Event, ...]:
        """What the cache holds from now on, without asking Google."""
        return await self._listing.get_cached_events(limit=limit)

    async def find_events(self, words: str, *, limit: int = 10, nearly: bool = False) -> tuple[tuple[Event, ...], bool]:
        """Upcoming events with those words in their titles, in order of start, and whether every word was found.

        A word that is in no title at all ("my", "appointment") does not count against a match. nearly: where no title
        has all the others, those with most of them.
        """
        return await self._listing.find_events(words, limit=limit, nearly=nearly)

    async def in_the_way(self, when: When, event_id: str) -> tuple[Event, ...]:
        """Events known to take the same time, but for that one. Only what is cached is looked at, for it is a courtesy:
        it costs no call, and where the store is away nothing is said."""
        return await self._listing.in_the_way(when, event_id)

    async def waiting(self) -> tuple[OutboxEntry, ...]:
        """Writes that Google has not confirmed yet, oldest first; none where the store is away."""
        return await self._kept.waiting()

    async def event(self, event_id: str) -> Event | None:
        """The event as it is now, from the cache or else from Google; None when it is gone, or never can have been."""
        return await self._listing.event(event_id)

    async def wished(self, event: Event) -> Event:
        """The event as it will be once the change that waits for Google is made; itself where none does."""
        entry = await self._kept.kept(OutboxAction.UPDATE, event.id)
        return entry.event if entry is not None and entry.event is not None else event

    async def freeze(self, chat_id: int, events: Sequence[Event], message_id: int = 0) -> None:
        """Remember the numbered list that is shown in a chat."""
        await self._listing.freeze(chat_id, events, message_id)

    async def row(self, index: int, *, chat_id: int = 0, message_id: int = 0) -> Event | None:
        """The event at `index` (from 0) of the list last shown in the chat, or of the list under that message.

        None when out of range or when no list was shown. Raises StaleAgenda.
        """
        return await self._listing.row(index, chat_id=chat_id, message_id=message_id)

    async def shown_rows(self, chat_id: int, message_id: int = 0) -> int:
        """How many rows the list last shown has; 0 when none was shown."""
        return await self._listing.shown_rows(chat_id, message_id)

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
