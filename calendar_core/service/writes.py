"""Booking, cancelling and changing: each tried on Google at once, and kept where Google cannot take it now."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from calendar_core.domain import Event, EventDraft
from calendar_core.domain.recurrence import changed_series
from calendar_core.domain.repeating import repeats_anew, series_anew
from calendar_core.errors import CalendarError, ChangedMeanwhile, NotFound, StoreUnavailable
from calendar_core.ports import CalendarApi, CalendarRef, ConversationStore, OutboxAction, UndoRecord
from calendar_core.service.kept import KEEPABLE, KeptWrites, changed_alike, planned_event
from calendar_core.service.known import KnownEvents
from calendar_core.service.outcome import Outcome, State
from calendar_core.service.undo_records import keep_undo, undo_key


class Writes:
    """The three writes; what each promises is said in `CalendarService`."""

    def __init__(
        self,
        ref: CalendarRef,
        api: CalendarApi,
        known: KnownEvents,
        kept: KeptWrites,
        conversation: ConversationStore,
    ) -> None:
        self._ref = ref
        self._api = api
        self._known = known
        self._kept = kept
        self._conversation = conversation

    async def create(self, draft: EventDraft, event_id: str, chat_id: int) -> Outcome:
        try:
            event = await self._api.insert_event(self._ref.calendar_id, event_id, draft)
        except KEEPABLE as error:
            entry = self._kept.entry(OutboxAction.CREATE, event_id, chat_id, draft=draft)
            planned = planned_event(entry)
            return await self._kept.keep(entry, planned, error, UndoRecord(self._ref, before=None, after=planned))
        await self._kept.no_longer_kept(OutboxAction.CREATE, event_id)
        await self._known.remember(event)
        undo = await self._keep_undo(chat_id, UndoRecord(self._ref, before=None, after=event))
        return Outcome(State.DONE, event, undo)

    async def cancel(self, event: Event, chat_id: int, *, whole_series: bool) -> Outcome:
        target = await self._series_of(event) if whole_series and event.series_id else event
        if (booking := await self._kept.kept(OutboxAction.CREATE, target.id)) is not None:
            with suppress(StoreUnavailable):  # the booking is no longer there to be taken back
                await self._conversation.forget_undo(chat_id, undo_key(UndoRecord(self._ref, None, target)))
            return await self._kept.take_back_booking(booking)
        record = UndoRecord(self._ref, before=target, after=None)
        try:
            await self._api.delete_event(self._ref.calendar_id, target.id, etag=target.etag)
        except KEEPABLE as error:
            entry = self._kept.entry(OutboxAction.DELETE, target.id, chat_id, event=target)
            return await self._kept.keep(entry, event, error, record)
        except ChangedMeanwhile:
            await self._known.refresh(target)
            raise
        await self._kept.no_longer_kept(OutboxAction.DELETE, target.id)
        await self._known.forget(target)
        if target is not event:
            await self._known.fetch_instances()
        return Outcome(State.DONE, event, await self._keep_undo(chat_id, record))

    async def edit(self, before: Event, after: Event, chat_id: int) -> Outcome:
        if (earlier := await self._kept.kept(OutboxAction.UPDATE, after.id)) is not None and earlier.event is not None:
            before, after = earlier.event, changed_alike(earlier.event, before, after)
        if before.rrule and not repeats_anew(before, after):
            after = changed_series(before, before, after)
        record = UndoRecord(self._ref, before=before, after=after)
        try:
            stored = await self._api.update_event(after)
        except KEEPABLE as error:
            entry = self._kept.entry(OutboxAction.UPDATE, after.id, chat_id, event=after)
            return await self._kept.keep(entry, after, error, record)
        except ChangedMeanwhile:
            await self._known.refresh(before)
            raise
        except NotFound:
            if await self._kept.kept(OutboxAction.CREATE, after.id) is not None:
                # Not booked yet: the outbox sees to the entries of one event one after another.
                entry = self._kept.entry(OutboxAction.UPDATE, after.id, chat_id, event=after)
                return await self._kept.keep(entry, after, NotFound(""), record)
            await self._known.forget(before)
            raise
        await self._kept.no_longer_kept(OutboxAction.UPDATE, after.id)
        await self._known.exchange(before, stored)
        undo = await self._keep_undo(chat_id, replace(record, after=stored))
        return Outcome(State.DONE, stored, undo)

    async def edit_series(self, before: Event, after: Event, chat_id: int) -> Outcome:
        series = await self._api.get_event(self._ref.calendar_id, before.series_id)
        of_all = series_anew if repeats_anew(before, after) else changed_series
        return await self.edit(series, of_all(series, before, after), chat_id)

    async def _series_of(self, event: Event) -> Event:
        """The series as it began, so that it can come back so; where Google does not tell, it goes by its id alone."""
        try:
            return replace(await self._api.get_event(self._ref.calendar_id, event.series_id), etag="")
        except CalendarError:
            return replace(event, id=event.series_id, etag="")

    async def _keep_undo(self, chat_id: int, record: UndoRecord) -> str:
        return await keep_undo(self._conversation, chat_id, record)
