"""Taking back what was done, or what is kept and was to be done."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from calendar_core.domain import Event, EventStatus
from calendar_core.domain.recurrence import draft_of_event
from calendar_core.errors import ChangedMeanwhile, Conflict, NotFound, StoreUnavailable
from calendar_core.ports import CalendarApi, CalendarRef, ConversationStore, OutboxAction, UndoRecord
from calendar_core.service.kept import KEEPABLE, KeptWrites, changed_alike, may_have_arrived
from calendar_core.service.known import KnownEvents
from calendar_core.service.outcome import Outcome, State
from calendar_core.service.writes import Writes


class Undo:
    """What each promises is said in `CalendarService`."""

    def __init__(
        self,
        ref: CalendarRef,
        api: CalendarApi,
        known: KnownEvents,
        kept: KeptWrites,
        conversation: ConversationStore,
        writes: Writes,
    ) -> None:
        self._ref = ref
        self._api = api
        self._known = known
        self._kept = kept
        self._conversation = conversation
        self._writes = writes

    async def undo(self, key: str, chat_id: int) -> Outcome | None:
        key = key or next(iter(await self._conversation.undo_keys(chat_id)), "")
        record = await self._conversation.load_undo(chat_id, key) if key else None
        if record is None:
            return await self._undone_already(key, chat_id) if key else None
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
        await self._conversation.forget_undo(chat_id, key)
        if outcome.state is State.DONE and not outcome.gone:
            await self._bring_forward(outcome.event, chat_id)
        return outcome

    async def _undone_already(self, key: str, chat_id: int) -> Outcome | None:
        """The same answer to the same question, while it is true: the first may have been lost with its process."""
        record = await self._conversation.load_undone(chat_id, key)
        if record is None or (event := record.before or record.after) is None:
            return None
        gone, stands = record.before is None, await self._known.cached(event.id)
        if gone is not (stands is None) or (stands is not None and _face(stands) != _face(event)):
            return None  # something was done to it since
        waits = await self._kept.kept(OutboxAction.DELETE if gone else OutboxAction.UPDATE, event.id)
        return Outcome(State.KEPT if waits is not None and waits.chat_id else State.DONE, event, gone=gone)

    async def _bring_forward(self, event: Event, chat_id: int) -> None:
        """Google has given the event another version by this; what was done to it before is taken back from that."""
        with suppress(StoreUnavailable):
            for key in await self._conversation.undo_keys(chat_id):
                record = await self._conversation.load_undo(chat_id, key)
                if record is not None and record.after is not None and record.after.id == event.id:
                    await self._conversation.amend_undo(chat_id, key, replace(record, after=event))
                    return

    async def _undo_create(self, event: Event, chat_id: int) -> Outcome:
        try:
            await self._api.delete_event(self._ref.calendar_id, event.id)
        except KEEPABLE as error:
            entry = self._kept.entry(OutboxAction.DELETE, event.id, chat_id, event=event)
            return await self._kept.keep(entry, event, error)
        await self._kept.no_longer_kept(OutboxAction.DELETE, event.id)
        await self._known.forget(event)
        return Outcome(State.DONE, event, gone=True)

    async def _undo_cancel(self, event: Event, chat_id: int) -> Outcome:
        back = replace(event, status=EventStatus.CONFIRMED, etag="")
        try:
            stored = await self._api.update_event(back)
        except KEEPABLE as error:
            entry = self._kept.entry(OutboxAction.UPDATE, back.id, chat_id, event=back)
            return await self._kept.keep(entry, back, error)
        except (NotFound, Conflict, ChangedMeanwhile):
            return await self._book_again(back, chat_id)
        await self._kept.no_longer_kept(OutboxAction.UPDATE, stored.id)
        await self._known.remember(stored)
        return Outcome(State.DONE, stored)

    async def _book_again(self, event: Event, chat_id: int) -> Outcome:
        outcome = await self._writes.create(draft_of_event(event), f"{event.id.partition('_')[0]}r", chat_id)
        return replace(outcome, replaced=True, undo_key="")

    async def _write_back(self, current: Event, back: Event, chat_id: int) -> Outcome:
        try:
            stored = await self._api.update_event(back)
        except KEEPABLE as error:
            entry = self._kept.entry(OutboxAction.UPDATE, back.id, chat_id, event=back)
            return await self._kept.keep(entry, back, error)
        except ChangedMeanwhile:
            await self._known.refresh(current)
            raise
        except NotFound:
            await self._known.forget(current)
            raise
        await self._kept.no_longer_kept(OutboxAction.UPDATE, stored.id)
        await self._known.exchange(current, stored)
        return Outcome(State.DONE, stored)

    async def _undo_kept(self, record: UndoRecord, chat_id: int) -> Outcome | None:
        """Take back a write that has not reached Google yet. None where it is not kept (any more)."""
        now, then = record.after, record.before
        if now is None:
            entry = await self._kept.kept(OutboxAction.DELETE, then.id) if then else None
        else:
            entry = await self._kept.kept(OutboxAction.UPDATE if then else OutboxAction.CREATE, now.id)
        if entry is None:
            return None
        if then is None:
            return await self._kept.take_back_booking(entry)
        cached = await self._known.cached(then.id)
        if not may_have_arrived(entry) and cached is not None and changed_alike(cached, cached, then) == cached:
            await self._kept.finish(entry)
            return Outcome(State.DONE, then)
        # It may have arrived, or another change was kept before it: then that is what Google shall have.
        if entry.action is OutboxAction.DELETE:
            await self._kept.finish(entry)
        back = replace(then, status=EventStatus.CONFIRMED, etag="" if may_have_arrived(entry) else then.etag)
        await self._kept.put_at_once(self._kept.entry(OutboxAction.UPDATE, then.id, chat_id, event=back))
        return Outcome(State.KEPT, then)


def _face(event: Event) -> tuple[object, ...]:
    """What a person sees of an event."""
    return event.title, event.when, event.location
