"""What a handler is given and what it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.understanding import Intent, Reading
from bot.views.reply import Reply
from bot.views.wording import Wording, wording
from calendar_core.domain import event_id_for, zone_of
from calendar_core.ports import ConversationStore, PeopleStore, Person
from calendar_core.service import CalendarService


class Service(Protocol):
    """What /status shows of the service beside the person's own calendar; `bot.app` implements it."""

    async def facts(self, person: Person) -> dict[str, object]:
        """See views.status for the keys."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What handlers work with. bot_id: Telegram's number of this bot. default_leads: of a new person."""

    calendar: CalendarService
    conversation: ConversationStore
    people: PeopleStore
    service: Service
    bot_id: int
    resubscribe: Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Request:
    """One thing that a person who may come in has said or tapped.

    now: aware, read once for the whole update. text: what was typed, without the command, or what is left of it to be
    read, perhaps together with an earlier message. said: as it was typed, always. tap: the callback data after its
    verb, None where nothing was tapped. message_id: of the message that was typed, or that holds the tapped button.
    replied_to: the message this one answers, 0 for none. reading: of typed text that is no command.
    """

    person: Person
    tools: Tools
    now: datetime
    chat_id: int
    message_id: int
    sent_at: datetime
    text: str = ""
    said: str = ""
    command: str = ""
    tap: str | None = None
    tap_verb: str = ""
    replied_to: int = 0
    reading: Reading | None = None
    words: Wording = field(default_factory=lambda: wording("en"))

    @property
    def zone(self) -> ZoneInfo:
        return zone_of(self.person.zone)

    @property
    def calendar(self) -> CalendarService:
        return self.tools.calendar

    def event_id(self, part: int = 0) -> str:
        """The id of the event that this message asks for; the same for a message that is delivered again."""
        account = self.calendar.ref.account_id
        said = self.said or self.text
        return event_id_for(account, self.tools.bot_id, self.chat_id, self.message_id, self.sent_at, part, said)


Run = Callable[[Request], Awaitable[Reply | Sequence[Reply]]]


@dataclass(frozen=True, slots=True)
class Handler:
    """One thing a person can ask.

    commands: words after the slash, the first one shown in the menu (with the wording `menu_<command>`). intents:
    what the understanding calls it. taps: verbs of callback data. place: order in /help. open: also for somebody
    who is not let in yet.
    """

    run: Run
    commands: tuple[str, ...] = ()
    intents: tuple[Intent, ...] = ()
    taps: tuple[str, ...] = ()
    place: int = 100
    listed: tuple[str, ...] = ()
