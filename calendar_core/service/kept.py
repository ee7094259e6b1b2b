"""Writes that Google could not take yet: put into the outbox, looked up there, and taken back from it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from calendar_core.clock import Clock
from calendar_core.domain import Event, EventDraft
from calendar_core.domain.recurrence import recurrence_of
from calendar_core.errors import (
    CalendarError,
    DeadlineExceeded,
    NotKept,
    OutageError,
    RateLimitError,
    StoreUnavailable,
    UnknownOutcome,
)
from calendar_core.ports import CalendarRef, ConversationStore, OutboxAction, OutboxEntry, OutboxStore, UndoRecord
from calendar_core.service.outcome import Outcome, State
from calendar_core.service.undo_records import keep_undo

KEEPABLE = (UnknownOutcome, OutageError, RateLimitError, DeadlineExceeded)
"""What a write may fail with and be kept: it passes by itself, or the write may have been done."""

_OUTBOX_FIRST_TRY = timedelta(seconds=30)


class KeptWrites:
    """The outbox of one calendar, as its person's requests need it."""

    def __init__(self, ref: CalendarRef, outbox: OutboxStore, conversation: ConversationStore, clock: Clock) -> None:
        self._ref = ref
        self._outbox = outbox
        self._conversation = conversation
        self._clock = clock

    def entry(
        self,
        action: OutboxAction,
        event_id: str,
        chat_id: int,
        *,
        draft: EventDraft | None = None,
        event: Event | None = None,
    ) -> OutboxEntry:
        """What is to be done later. chat_id: who is told the verdict, 0 for nobody."""
        # One entry per event and verb: a redelivered message finds its own entry and adds none.
        return OutboxEntry(
            id=f"{action.value}:{event_id}",
            ref=self._ref,
            action=action,
            event_id=event_id,
            chat_id=chat_id,
            kept_at=self._clock.now(),
            draft=draft,
            event=event,
        )

    async def keep(
        self, entry: OutboxEntry, event: Event, error: CalendarError, record: UndoRecord | None = None
    ) -> Outcome:
        """Keep what failed with `error`. Raises NotKept, or UnknownOutcome where it may have been done."""
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
        key = await keep_undo(self._conversation, entry.chat_id, record) if record is not None else ""
        return Outcome(State.KEPT, event, key, checking=checking, reason=error.message)

    async def put_at_once(self, entry: OutboxEntry) -> None:
        """Keep it, due now. Raises StoreUnavailable."""
        await self._outbox.put(entry, self._clock.now())

    async def finish(self, entry: OutboxEntry) -> None:
        """It need not be done any longer, nor told. Raises StoreUnavailable."""
        await self._outbox.finish(entry)

    async def no_longer_kept(self, action: OutboxAction, event_id: str) -> None:
        """It is done, so what the outbox has of it is over: kept by an earlier delivery of the same message, or for
        an older wish. Done once more later, it would fail or undo what the person has asked for since."""
        with suppress(StoreUnavailable):
            await self._outbox.withdraw(self._ref, action, event_id)

    async def waiting(self) -> tuple[OutboxEntry, ...]:
        """Writes that Google has not confirmed yet, oldest first; none where the store is away."""
        with suppress(StoreUnavailable):
            return await self._outbox.pending(self._ref.account_id)
        return ()

    async def kept(self, action: OutboxAction, event_id: str) -> OutboxEntry | None:
        """What the outbox has of that kind for the event; None where the store is away."""
        waiting = await self.waiting()
        return next((one for one in waiting if one.action is action and one.event_id == event_id), None)

    async def take_back_booking(self, entry: OutboxEntry) -> Outcome:
        """A booking that waits is not made. It may have arrived all the same, so a deletion is sent after it, of which
        nobody needs to hear. Raises StoreUnavailable."""
        event = planned_event(entry)
        await self.put_at_once(self.entry(OutboxAction.DELETE, entry.event_id, 0, event=event))
        await self._outbox.finish(entry)
        await self.no_longer_kept(OutboxAction.UPDATE, entry.event_id)  # nor what was to become of it
        return Outcome(State.DONE, event, gone=True)


def may_have_arrived(entry: OutboxEntry) -> bool:
    """Whether Google may have done it already: its answer was lost, or the outbox has tried since."""
    return entry.attempts > 0 or entry.last_error == UnknownOutcome.__name__


def planned_event(entry: OutboxEntry) -> Event:
    """The event that a kept booking will be."""
    draft = entry.draft
    if draft is None:
        raise ValueError("no booking")
    calendar_id = entry.ref.calendar_id
    rule = recurrence_of(draft)
    return Event(entry.event_id, calendar_id, draft.title, draft.when, location=draft.location, rrule=rule)


def changed_alike(event: Event, before: Event, after: Event) -> Event:
    """`event` with the changes that lead from `before` to `after`."""
    fields = ("title", "when", "location", "rrule", "reminder_minutes", "status")
    changes = {name: getattr(after, name) for name in fields if getattr(after, name) != getattr(before, name)}
    return replace(event, **changes)
