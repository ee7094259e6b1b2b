"""Who may come in. Closed by default: the allowed ids, or whoever brings the one-time code printed at start."""

from __future__ import annotations

import hmac
import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from calendar_core.domain import zone_of
from calendar_core.errors import StoreUnavailable
from calendar_core.ports import ConversationStore, PeopleStore, Person

log = logging.getLogger(__name__)

_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that look alike
_CODE_LENGTH = 8
_CODE = re.compile(rf"[{_CODE_LETTERS}]{{{_CODE_LENGTH}}}".encode())
_CODE_LIFE = 24 * 3600
_HOUR = 3600
_TRIES_AN_HOUR = 5
_TRIES_A_CODE = 50
_NOBODY = 0  # the chat under which notes that belong to no chat are kept


class Verdict(StrEnum):
    """What to do with somebody. SILENT: say nothing."""

    IN = "in"
    PAIRED = "paired"
    STRANGER = "stranger"
    CODE_WRONG = "code_wrong"
    CODE_TOO_OFTEN = "code_too_often"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who speaks: Telegram's user, the private chat, and the language their Telegram is in."""

    user_id: int
    chat_id: int
    language: str
    text: str


class Access:
    """The door of one account.

    allowed: user ids from the settings; where empty, pairing. on_joined: told the account that
    somebody has joined, so that its reminders reach them too. draw: gives a random letter of those it is handed;
    injected so that a test knows the code.
    """

    def __init__(
        self,
        people: PeopleStore,
        notes: ConversationStore,
        *,
        account_id: str,
        allowed: tuple[int, ...],
        zone: str,
        leads: tuple[int, ...],
        on_joined: Callable[[str], Awaitable[None]],
        draw: Callable[[str], str] = secrets.choice,
    ) -> None:
        self._people = people
        self._notes = notes
        self._account_id = account_id
        self._allowed = allowed
        self._zone = str(zone_of(zone))
        self._leads = leads
        self._on_joined = on_joined
        self._draw = draw
        self._known: dict[int, Person] = {}

    async def pairing_code(self) -> str | None:
        """The code to print, None where nobody can be paired. Replicas on one store print the same."""
        if self._allowed or await self._people.people_of(self._account_id):
            return None
        kept = await self._notes.load_note(_NOBODY, "pairing_code")
        if kept is not None and _CODE.fullmatch(kept):
            return kept.decode()
        if kept is not None:  # rubbish, which nobody could ever type
            await self._notes.take_note(_NOBODY, "pairing_code")
        code = "".join(self._draw(_CODE_LETTERS) for _ in range(_CODE_LENGTH)).encode()
        return (await self._notes.keep_first_note(_NOBODY, "pairing_code", code, _CODE_LIFE)).decode()

    async def expect(self) -> None:
        """Have those on the list reminded before they have said anything: a private chat has its person's id."""
        for user_id in self._allowed:
            if await self._people.load_person(user_id) is None:
                person = Person(user_id, user_id, self._account_id, "", self._zone, self._leads)
                await self._people.save_person(person)
        if self._allowed:
            await self._on_joined(self._account_id)

    def is_owner(self, user_id: int) -> bool:
        """Whether that person runs this bot: the first of those on the list, or whoever paired."""
        return user_id == self._allowed[0] if self._allowed else True

    async def admit(self, caller: Caller) -> tuple[Verdict, Person]:
        """Whether the caller may come in, and as whom. With the store away, those known before still may."""
        try:
            person = await self._people.load_person(caller.user_id)
        except StoreUnavailable:
            return self._from_memory(caller)
        if self._allowed and caller.user_id not in self._allowed:
            return await self._turn_away(caller)
        if person is not None:
            if person.chat_id != caller.chat_id or person.blocked or not person.language:
                person = self._person(caller, person)
                await self._people.save_person(person)
            self._known[person.user_id] = person
            return Verdict.IN, person
        if self._allowed:
            # Somebody who was here before and is gone has been lost with the store, and keeps their wishes.
            return Verdict.IN, await self._welcome(caller, self._known.get(caller.user_id))
        return await self._try_code(caller)

    def _from_memory(self, caller: Caller) -> tuple[Verdict, Person]:
        person = self._known.get(caller.user_id)
        if person is not None:
            return Verdict.IN, person
        fresh = self._person(caller)
        return (Verdict.IN if caller.user_id in self._allowed else Verdict.SILENT), fresh

    async def _try_code(self, caller: Caller) -> tuple[Verdict, Person]:
        given = caller.text.strip().removeprefix("/start").strip().upper()
        code = await self.pairing_code()
        looks_like_one = len(given) == _CODE_LENGTH and given.isalnum()
        if code is None or not looks_like_one:
            return await self._turn_away(caller)
        guesses = await self._notes.count_note(caller.user_id, "code_guesses", _HOUR)
        if guesses > _TRIES_AN_HOUR:
            # Said once an hour: whoever floods us is not answered each time.
            first = guesses == _TRIES_AN_HOUR + 1
            return Verdict.CODE_TOO_OFTEN if first else Verdict.SILENT, self._person(caller)
        if not hmac.compare_digest(given.encode(), code.encode()):
            await self._note_wrong_guess()
            return Verdict.CODE_WRONG, self._person(caller)
        if await self._notes.take_note(_NOBODY, "pairing_code") != code.encode():
            return await self._turn_away(caller)  # somebody else has used it just now
        log.warning("owner_paired")
        return Verdict.PAIRED, await self._welcome(caller)

    async def _note_wrong_guess(self) -> None:
        """A code guessed at fifty times in all is replaced. Guesses over somebody's own bound are not compared and do
        not count here: else one flooder could take the printed code from its owner."""
        if await self._notes.count_note(_NOBODY, "code_guesses", _CODE_LIFE) < _TRIES_A_CODE:
            return
        await self._notes.take_note(_NOBODY, "code_guesses")
        await self._notes.take_note(_NOBODY, "pairing_code")
        log.warning("pairing_code_void_after_too_many_guesses", extra={"what": "restart the bot, which prints another"})

    async def _turn_away(self, caller: Caller) -> tuple[Verdict, Person]:
        """One polite sentence an hour."""
        if await self._notes.load_note(caller.user_id, "turned_away"):
            return Verdict.SILENT, self._person(caller)
        await self._notes.keep_note(caller.user_id, "turned_away", b"1", _HOUR)
        return Verdict.STRANGER, self._person(caller)

    async def _welcome(self, caller: Caller, before: Person | None = None) -> Person:
        person = self._person(caller, before)
        await self._people.save_person(person)
        await self._on_joined(person.account_id)
        self._known[person.user_id] = person
        return person

    def _person(self, caller: Caller, before: Person | None = None) -> Person:
        short = caller.language.partition("-")[0] or "en"
        if before is not None:
            return replace(before, chat_id=caller.chat_id, language=before.language or short, blocked=False)
        return Person(caller.user_id, caller.chat_id, self._account_id, short, self._zone, self._leads)
