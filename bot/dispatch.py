"""From a Telegram update to a handler, and from its replies to the chat.

Handlers see a Request and answer with Replies; what an update looks like is known to `bot.heard`.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec
from telegram import Update
from telegram.error import Forbidden

from bot.access import Access, Caller, Verdict
from bot.handlers import by_command, by_intent, by_tap, load_handlers
from bot.handlers.again import booked_already
from bot.handlers.changed_mind import taken_up
from bot.handlers.request import Handler, Request, Tools
from bot.heard import Heard, heard_in
from bot.sending import Sender
from bot.taps import long_tap
from bot.understanding import Reading, understand
from bot.understanding.commands import alike, command_in
from bot.views.failures import refusal
from bot.views.reply import Button, Reply
from bot.views.wording import Markup, Wording, wording
from calendar_core.clock import Clock
from calendar_core.domain import zone_of
from calendar_core.errors import CalendarError, StoreUnavailable
from calendar_core.ports import Person
from calendar_core.sync.leases import Held, always_held

log = logging.getLogger(__name__)

LONGEST_TEXT = 4096
_ASKING = {"list": ("what's on", "when is"), "free": ("am i free",)}
"""Commands whose words are read as those of a question: /list Friday, /list dentist, /free tomorrow afternoon."""

_ANSWER_LIFE = 3600  # seconds an answer is kept for an update that may have to be taken up again


@dataclass(frozen=True, slots=True)
class _Turn:
    """One go at an update; see Dispatcher.handle. key: of the note in which its answer is kept."""

    key: str
    again: bool
    held: Held


class Dispatcher:
    """Routes what was heard. One instance serves every chat; order within a chat is the inbox' business."""

    def __init__(self, access: Access, sender: Sender, tools: Tools, clock: Clock) -> None:
        self._access = access
        self._sender = sender
        self._tools = tools
        self._clock = clock
        handlers = load_handlers()
        self._commands: Mapping[str, Handler] = by_command(handlers)
        self._intents: Mapping[str, Handler] = by_intent(handlers)
        self._taps: Mapping[str, Handler] = by_tap(handlers)

    async def handle(self, update: Update, *, again: bool = False, held: Held = always_held) -> str:
        """Answer one update; its kind, for metrics. Raises what is a fault of ours, so that it is tried again.

        again: it was taken up before and broke off; what was done then is told, and not done anew. held: whether it is
        still ours to answer, asked when the answer is there.
        """
        now = self._clock.now()
        heard = heard_in(update, now)
        if heard is None:
            return "ignored"
        toast = ""
        try:
            toast = await self._answer(heard, now, _Turn(f"answer:{update.update_id}", again, held))
        except Forbidden:
            await self._block(heard)
        finally:
            if heard.tap_id:
                await self._sender.answer_tap(heard.tap_id, toast)
        return heard.kind

    async def apologise(self, update: Update, reference: str) -> None:
        """The one sentence for an update that could not be handled after every try."""
        heard = heard_in(update, self._clock.now())
        if heard is not None:
            words = wording(heard.user.language_code or "en")
            await self._sender.send(heard.chat_id, Reply(words("failed_reference", reference=reference)))

    async def _answer(self, heard: Heard, now: datetime, turn: _Turn) -> str:
        """Do what is asked and say it; the word to show over the screen of whoever tapped, if any."""
        language = heard.user.language_code or ""
        verdict, person = await self._access.admit(Caller(heard.user.id, heard.chat_id, language, heard.text))
        words = wording(person.language)
        if verdict is Verdict.SILENT:
            return ""
        if verdict is Verdict.PAIRED:
            await self._sender.send(heard.chat_id, Reply(words("paired")))
            heard = replace(heard, text="/start")
        elif verdict is not Verdict.IN:
            await self._sender.send(heard.chat_id, Reply(words(verdict.value)))
            return ""
        try:
            tapped = await long_tap(self._tools.conversation, heard.chat_id, heard.tap or "")
        except StoreUnavailable:
            tapped = heard.tap or ""
        request = self._request(heard, tapped, person, now, words)
        request = replace(request, said=request.text)
        replies = await self._kept_answer(heard, turn) if turn.again else None
        if replies is None:
            try:
                known = await booked_already(request) if turn.again and heard.tap is None else ()
                replies = known or await self._run(heard, request)
            except CalendarError as error:
                log.info("request_refused", extra={"error": type(error).__name__, "reason": error.reason})
                replies = [Reply(refusal(error, request.words))]
            replies = await self._keep_answer(heard, turn, replies)
        if not await turn.held():
            log.warning("answer_left_to_whoever_took_over")
            return ""
        await self._send(heard, request, replies)
        await self._remember_language(request)
        return next((reply.toast for reply in replies if reply.toast), "")

    async def _keep_answer(self, heard: Heard, turn: _Turn, replies: Sequence[Reply]) -> Sequence[Reply]:
        """What is to be said, which is kept before it is.

        Between doing and telling the process may die: run again, a cancellation would find nothing to cancel and deny
        that it did. Where another replica may be at the same update, what was kept first is what both say; whoever
        holds it then says it. Lists are left out, for they are made anew as things stand.
        """
        if any(reply.agenda is not None for reply in replies):
            return replies
        kept = msgspec.json.encode([_KeptReply.of(reply) for reply in replies])
        notes = self._tools.conversation
        with suppress(StoreUnavailable):
            if turn.again or not await turn.held():
                first = await notes.keep_first_note(heard.chat_id, turn.key, kept, _ANSWER_LIFE)
                return replies if first == kept else _read_kept(first) or replies
            await notes.keep_note(heard.chat_id, turn.key, kept, _ANSWER_LIFE)
        return replies

    async def _kept_answer(self, heard: Heard, turn: _Turn) -> Sequence[Reply] | None:
        with suppress(StoreUnavailable):
            if note := await self._tools.conversation.load_note(heard.chat_id, turn.key):
                return _read_kept(note)
        return None

    async def _remember_language(self, request: Request) -> None:
        """Commands, reminders and verdicts come in the language somebody last wrote in, until they choose one."""
        person, spoken = request.person, request.words.language
        if request.reading is None or not request.reading.language or person.language_chosen:
            return
        if spoken == person.language:
            return
        with suppress(StoreUnavailable):
            known = await self._tools.people.load_person(person.user_id)
            if known is not None and not known.language_chosen:
                await self._tools.people.save_person(replace(known, language=spoken))

    async def _run(self, heard: Heard, request: Request) -> Sequence[Reply]:
        words = request.words
        if heard.kind == "edited":
            return [Reply(words("edited"))]
        if heard.kind == "media":
            return [Reply(words("only_text"))]
        if heard.tap is not None:
            handler = self._taps.get(request.tap_verb)
            answer = await handler.run(request) if handler else Reply(words("question_lapsed"))
        elif request.command:
            handler = self._commands.get(request.command)
            if handler is None:
                near = alike(request.command, self._commands)
                key = "unknown_command_alike" if near else "unknown_command"
                return [Reply(words(key, command=request.command, alike=near))]
            answer = await handler.run(request)
        else:
            if not heard.text.strip():
                return [Reply(words("empty_message"))]
            request, first = await taken_up(request)
            answer = await self._intents[request.reading.intent if request.reading else "chatter"].run(request)
            answer = [*first, *([answer] if isinstance(answer, Reply) else answer)]
        return [answer] if isinstance(answer, Reply) else answer

    def _request(self, heard: Heard, tapped: str, person: Person, now: datetime, words: Wording) -> Request:
        request = Request(
            person=person,
            tools=self._tools,
            now=now,
            chat_id=heard.chat_id,
            message_id=heard.message_id,
            sent_at=heard.sent_at,
            text=heard.text,
            replied_to=heard.replied_to,
            words=words,
        )
        if heard.tap is not None:
            verb, _, rest = tapped.partition(":")
            return replace(request, tap=rest, tap_verb=verb)
        if (found := command_in(heard.text, self._commands)) is not None:
            request = replace(request, command=found.name, text=found.rest)
            if request.command in _ASKING and request.text:
                return replace(request, reading=_question_of(request))
            if request.command != "add":
                return request
        if heard.kind not in ("text", "caption") or not request.text.strip():
            return replace(request, command=request.command)
        said_at, zone = _said_at(heard.sent_at, now), zone_of(person.zone)
        reading = understand(request.text[:LONGEST_TEXT], said_at, zone, locale=person.language)
        return replace(request, reading=reading, words=wording(_spoken(reading, person)))

    async def _send(self, heard: Heard, request: Request, replies: Sequence[Reply]) -> None:
        tapped = heard.message_id if heard.tap is not None else 0
        for reply in replies:
            if reply.agenda is not None:
                # Frozen before it is seen: a quick "/cancel 2" must find it.
                await self._tools.calendar.freeze(heard.chat_id, reply.agenda)
            message_id = await self._sender.send(heard.chat_id, reply, tapped_message=tapped)
            if reply.agenda:
                await self._tools.calendar.freeze(heard.chat_id, reply.agenda, message_id)

    async def _block(self, heard: Heard) -> None:
        log.info("chat_blocked_the_bot")
        person = await self._tools.people.load_person(heard.user.id)
        if person is not None and not person.blocked:
            await self._tools.people.save_person(replace(person, blocked=True))


class _KeptReply(msgspec.Struct, frozen=True, omit_defaults=True):
    """A reply on its way through the store; the text is Telegram HTML already."""

    text: str
    buttons: list[list[tuple[str, str]]] = []
    replaces: bool = False
    toast: str = ""
    strips_buttons: bool = False

    @classmethod
    def of(cls, reply: Reply) -> _KeptReply:
        buttons = [[(str(button.label), button.data) for button in row] for row in reply.buttons]
        return cls(str(reply.text), buttons, reply.replaces, str(reply.toast), reply.strips_buttons)

    def reply(self) -> Reply:
        buttons = tuple(tuple(Button(label, data) for label, data in row) for row in self.buttons)
        return Reply(
            Markup(self.text),
            buttons,
            replaces=self.replaces,
            toast=self.toast,
            strips_buttons=self.strips_buttons,
        )


def _read_kept(note: bytes) -> Sequence[Reply] | None:
    with suppress(msgspec.DecodeError):
        return [kept.reply() for kept in msgspec.json.decode(note, type=list[_KeptReply])]
    return None


def _question_of(request: Request) -> Reading | None:
    """What a command with words asks for, as the question that they are the end of."""
    for opening in _ASKING[request.command]:
        asked = f"{opening} {request.text[:LONGEST_TEXT]}"
        reading = understand(asked, request.now, request.zone, locale=request.person.language)
        if reading.query is not None and (reading.query.when or reading.query.words):
            return reading
    return None


def _said_at(sent_at: datetime, now: datetime) -> datetime:
    """Relative words count from when the message was sent, not from when it is read after an outage; Telegram keeps
    undelivered updates for 24 hours (Bot API, Getting updates), so an older date is none."""
    return sent_at if timedelta(0) < now - sent_at < timedelta(hours=24) else now


def _spoken(reading: Reading, person: Person) -> str:
    """The language to answer in: the one they chose, else the one this was written in, where it shows."""
    return person.language if person.language_chosen or not reading.language else reading.language
