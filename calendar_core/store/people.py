"""Who may speak to the bot, and how they like it."""

from __future__ import annotations

from calendar_core.domain import Subscriber
from calendar_core.ports import Person
from calendar_core.store.chat_values import person_json, read_person
from calendar_core.store.connection import Store
from calendar_core.store.reminders import RedisReminderStore


class RedisPeopleStore:
    """Implements ports.PeopleStore. What each method promises is said there.

    A chat's reminder rows are parked while its person is blocked or gone, and taken up again when they are back.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reminders = RedisReminderStore(store)

    async def save_person(self, person: Person) -> None:
        before = await self.load_person(person.user_id)
        if before is not None and before.account_id != person.account_id:
            await self._store.call("SREM", self._store.keys.people(before.account_id), person.user_id)
        await self._store.call("SET", self._store.keys.person(person.user_id), person_json(person), promised=True)
        await self._store.call("SADD", self._store.keys.people(person.account_id), person.user_id)
        if before is None or before.blocked != person.blocked:
            await self._reminders.park_chat(person.chat_id, person.blocked)

    async def load_person(self, user_id: int) -> Person | None:
        return read_person(await self._store.call("GET", self._store.keys.person(user_id)))

    async def remove_person(self, user_id: int) -> None:
        person = await self.load_person(user_id)
        if person is not None:
            await self._store.call("SREM", self._store.keys.people(person.account_id), user_id)
            await self._reminders.park_chat(person.chat_id, True)
        await self._store.call("DEL", self._store.keys.person(user_id))

    async def people_of(self, account_id: str) -> tuple[Person, ...]:
        members = await self._store.call("SMEMBERS", self._store.keys.people(account_id))
        users = sorted(int(member) for member in members)
        if not users:
            return ()
        values = await self._store.call("MGET", *(self._store.keys.person(user) for user in users))
        return tuple(
            person for value in values if (person := read_person(value)) is not None and person.account_id == account_id
        )

    async def subscribers_of(self, account_id: str) -> tuple[Subscriber, ...]:
        people = await self.people_of(account_id)
        return tuple(Subscriber(person.chat_id, person.leads) for person in people if not person.blocked)
