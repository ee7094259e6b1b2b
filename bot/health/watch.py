"""The watch: looks every few seconds, and tells people once what keeps the bot from serving them.

Every replica watches; the one that holds the right to does the telling, and what was told is kept in the store. While
the store is away, the last holder goes on by what it remembers: nobody else knows whom to tell, and nobody tells twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from bot.health.incidents import PATIENCE, Look, Trouble, after, end_of, is_to_be_told, look_at
from bot.health.mark import Mark, NoMark
from calendar_core.clock import Clock
from calendar_core.errors import CalendarError, MissingScope, StoreUnavailable
from calendar_core.observe import NullObserver, Observer
from calendar_core.ports import (
    CalendarRef,
    EventStore,
    Incident,
    Notice,
    NoticeKind,
    OutboxStore,
    PeopleStore,
    Person,
    WatchStore,
)

log = logging.getLogger(__name__)

LOOK_EVERY = 15.0
"""Seconds between two looks."""

_HELD = 4 * LOOK_EVERY  # seconds the right to tell is held: a killed holder is followed within a minute


@dataclass(frozen=True, slots=True)
class WatchedStores:
    """Where the watch looks, and where it remembers."""

    events: EventStore
    outbox: OutboxStore
    people: PeopleStore
    book: WatchStore


class Watch:
    """Watches over one account.

    calendars: those that are kept in sync. tell: says a notice to a person, and returns when Telegram has taken it;
    raises CalendarError. is_owner: whether that user runs this bot. refill: called when the store has lost what it
    held, after the people that this process remembers were put back. new_word: makes a word unlike any before. mark:
    knows the store's word over a restart.
    """

    def __init__(
        self,
        account_id: str,
        stores: WatchedStores,
        clock: Clock,
        *,
        calendars: Callable[[], Awaitable[Sequence[CalendarRef]]],
        tell: Callable[[Person, Notice], Awaitable[None]],
        is_owner: Callable[[int], bool],
        refill: Callable[[], Awaitable[None]],
        new_word: Callable[[], str],
        mark: Mark | None = None,
        observer: Observer | None = None,
    ) -> None:
        self._account_id = account_id
        self._stores = stores
        self._clock = clock
        self._calendars = calendars
        self._tell = tell
        self._is_owner = is_owner
        self._refill = refill
        self._new_word = new_word
        self._mark = mark or NoMark()
        self._observer = observer or NullObserver()
        self._seen = ""  # the store's witness, as it was last
        self._right = ""
        self._people: tuple[Person, ...] = ()
        self._away: Incident | None = None  # the store cannot remember this one
        self._one_at_a_time = asyncio.Lock()
        self._looks: set[asyncio.Task[None]] = set()

    async def tick(self) -> None:
        """Look once, and tell what is to be told."""
        async with self._one_at_a_time:
            try:
                await self._look()
            except StoreUnavailable:
                await self._look_alone()

    def grant_lost(self, account_id: str, error: CalendarError) -> None:
        """The token manager's callback: Google no longer accepts the grant, or it lacks a permission."""
        kind = NoticeKind.PERMISSION_MISSING if isinstance(error, MissingScope) else NoticeKind.RECONNECT_NEEDED
        look = asyncio.get_running_loop().create_task(self._note(kind, type(error).__name__))
        self._looks.add(look)
        look.add_done_callback(self._looks.discard)

    async def settle(self) -> None:
        """Wait until what `grant_lost` set off has been told."""
        await asyncio.gather(*self._looks, return_exceptions=True)

    async def stop(self) -> None:
        """Cancel what is under way; it is told by whoever looks next."""
        for look in self._looks:
            look.cancel()
        await self.settle()

    async def _note(self, kind: NoticeKind, reason: str) -> None:
        with suppress(StoreUnavailable):  # then the next sync finds it out again
            await self._stores.book.open_incident(self._account_id, kind, reason)
        await self.tick()

    # --- looking --------------------------------------------------------------------------------------------------

    async def _look(self) -> None:
        await self._look_for_losses()
        right = await self._stores.book.hold_watch(self._right, _HELD)
        self._right = right or ""
        self._people = await self._stores.people.people_of(self._account_id)
        own = () if self._away is None else (self._away,)
        if not self._right:  # another replica tells; but what this one has told alone, it takes back
            await self._act(own, after(own, Look(self._clock.now())), self._clock.now())
            return
        book = await self._stores.book.read(self._account_id)
        states = [await self._stores.events.sync_state(ref) for ref in await self._calendars()]
        look = look_at(book.now, states, await self._stores.outbox.pending(self._account_id))
        known = (*book.incidents, *own)
        await self._act(known, after(known, look), look.now)

    async def _look_alone(self) -> None:
        if not self._right:
            return  # another replica held the right when the store was last there
        now = self._clock.now()
        known = () if self._away is None else (self._away,)
        look = Look(now, {NoticeKind.STORE_AWAY: Trouble(StoreUnavailable.__name__)})
        with suppress(StoreUnavailable):
            await self._act(known, after(known, look), now)

    async def _look_for_losses(self) -> None:
        """A store that no longer has the word left there has lost people's wishes, kept writes and own reminders."""
        witness = await self._stores.book.witness(self._new_word())
        before = self._seen or self._mark.read()
        if before and witness != before:
            log.error("store_lost_what_it_held", extra={"people": len(self._people)})
            for person in self._people:
                if await self._stores.people.load_person(person.user_id) is None:
                    await self._stores.people.save_person(person)
            await self._stores.book.open_incident(self._account_id, NoticeKind.STORE_LOST)
            await self._refill()
        if witness != before:
            self._mark.write(witness)
        self._seen = witness

    # --- telling --------------------------------------------------------------------------------------------------

    async def _act(self, known: Sequence[Incident], standing: Sequence[Incident], now: datetime) -> None:
        before = {incident.kind: incident for incident in known}
        for kind in before.keys() - {incident.kind for incident in standing}:
            await self._forget(kind)
        standing_now = {incident.kind for incident in standing if not incident.over}
        for kind in PATIENCE:
            self._observer.level("incident.standing", float(kind in standing_now), kind=kind.value)
        for incident in standing:
            if incident != before.get(incident.kind):
                await self._remember(incident)
            if incident.kind not in before:
                log.warning("incident_begins", extra={"kind": incident.kind.value, "error": incident.reason or "none"})
            if is_to_be_told(incident, now):
                await self._tell_everybody(incident, now)
        await self._tell_the_end([incident for incident in standing if incident.over], now)

    async def _tell_everybody(self, incident: Incident, now: datetime) -> None:
        for person in self._people:
            if person.chat_id in incident.told or person.blocked:
                continue
            seconds = (now - incident.since).total_seconds()
            if await self._told(person, Notice(incident.kind, reason=incident.reason, seconds=seconds)):
                # Noted one by one: after a kill whoever has heard does not hear again.
                incident = replace(incident, told=incident.told | {person.chat_id})
                await self._remember(incident)

    async def _tell_the_end(self, ended: Sequence[Incident], now: datetime) -> None:
        unheard = set()
        people = {person.chat_id: person for person in self._people if not person.blocked}
        for chat, (kind, since) in end_of(ended).items():
            notice = Notice(kind, seconds=(now - since).total_seconds())
            if chat in people and not await self._told(people[chat], notice):
                unheard.add(chat)
        for incident in ended:
            if left := incident.told & unheard:
                await self._remember(replace(incident, told=left))
            else:
                await self._forget(incident.kind)
                log.warning("incident_ends", extra={"kind": incident.kind.value})

    async def _told(self, person: Person, notice: Notice) -> bool:
        try:
            await self._tell(person, replace(notice, for_owner=self._is_owner(person.user_id)))
        except StoreUnavailable:
            raise
        except CalendarError as error:
            log.warning("notice_not_told", extra={"kind": notice.kind.value, "error": type(error).__name__})
            return False
        return True

    async def _remember(self, incident: Incident) -> None:
        if incident.kind is NoticeKind.STORE_AWAY:
            self._away = incident
        else:
            await self._stores.book.save_incident(self._account_id, incident)

    async def _forget(self, kind: NoticeKind) -> None:
        if kind is NoticeKind.STORE_AWAY:
            self._away = None
        else:
            await self._stores.book.close_incident(self._account_id, kind)
