"""What the bot asked last in a chat, so that typed words answer it as a tap would."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import msgspec

from bot.handlers import by_tap, load_handlers
from bot.handlers.request import Request
from bot.understanding import agrees_to, answer_in, bare, scope_in
from bot.views.reply import Button, Reply
from calendar_core.errors import StoreUnavailable

_KEY = "open"
_LIFE = 1800  # seconds in which a typed answer counts, unless something is done before; buttons stay good for longer


class OpenQuestion(msgspec.Struct, frozen=True, omit_defaults=True):
    """A question that stands open.

    taps: what each button does, by its bare label. yes, no: callback data of what these words stand for, "" where one
    word does not settle it. one, every: of "only this one" and "all of them". text: what was said and lacks something,
    to be read again together with it. named: it is a name that lacks its time, else a time that lacks its name.
    day, clock: the day and the clock that were said with such a name, kept where the answer says none.
    choosing: one of a list is to be chosen. untimed: id of the event that was booked for a whole day or a part of one
    and may get a clock. moving: id of the event whose new time was asked for. lasting: its new length was,
    as in Target. wrong: words of a date that does not exist, to be put right by another day or month alone.
    naming: id of the event whose new name was asked for.
    """

    taps: dict[str, str] = {}
    yes: str = ""
    no: str = ""
    text: str = ""
    named: bool = True
    one: str = ""
    every: str = ""
    choosing: bool = False
    untimed: str = ""
    moving: str = ""
    day: str = ""
    clock: str = ""
    lasting: str = ""
    wrong: str = ""
    naming: str = ""

    def tap_for(self, text: str) -> str | None:
        """Callback data that a typed text stands for; "" where it agrees or declines and names none; None where it
        is no answer."""
        if (data := self.taps.get(bare(text))) is not None:
            return data
        if (scope := scope_in(text)) is not None and (data := {"one": self.one, "all": self.every}[scope]):
            return data
        answer = answer_in(text)
        if self.untimed or self.moving or self.naming:
            return None  # nothing was asked that a yes or a no would settle
        if answer == "yes" and (named := agrees_to(text)) and not self.choosing:
            cancels = any(data.startswith("cancel") for data in self.taps.values())
            if cancels is not (named == "cancel"):  # "cancel it" is no yes to a booking, nor "book it" to "cancel?"
                answer = None if cancels else "no"
        return {"yes": self.yes, "no": self.no}[answer] if answer else None


async def ask(
    request: Request,
    buttons: Sequence[Sequence[Button]] = (),
    *,
    yes: str = "",
    no: str = "",
    text: str = "",
    named: bool = True,
    one: str = "",
    every: str = "",
    choosing: bool = False,
    untimed: str = "",
    moving: str = "",
    day: str = "",
    clock: str = "",
    lasting: str = "",
    wrong: str = "",
    naming: str = "",
) -> None:
    """Keep the question that is about to be shown with those buttons. Where the store is away only taps answer."""
    taps = {label: button.data for row in buttons for button in row if (label := bare(button.label))}
    asked = OpenQuestion(
        taps, yes, no, text, named, one, every, choosing, untimed, moving, day, clock, lasting, wrong, naming
    )
    note = msgspec.json.encode(asked)
    with suppress(StoreUnavailable):
        await request.tools.conversation.keep_note(request.chat_id, _KEY, note, _LIFE)


async def open_question(request: Request) -> OpenQuestion | None:
    """The question asked last; None where it was answered, has lapsed or cannot be read."""
    with suppress(StoreUnavailable, msgspec.DecodeError, UnicodeDecodeError):
        if note := await request.tools.conversation.load_note(request.chat_id, _KEY):
            return msgspec.json.decode(note, type=OpenQuestion)
    return None


async def answered(request: Request, question: OpenQuestion) -> Reply | Sequence[Reply] | None:
    """What a typed yes, no or label does; None where the text is none of these."""
    data = question.tap_for(request.text)
    if data is None:
        return None
    if data:
        return await press(request, data)
    if answer_in(request.text) == "yes":
        return Reply(request.words("answer_when" if question.text and not question.taps else "answer_which"))
    await close(request)
    return Reply(request.words("question_dropped"))


async def press(request: Request, data: str) -> Reply | Sequence[Reply]:
    """Do what the button with that callback data does; the question is answered by it."""
    verb, _, rest = data.partition(":")
    await close(request)  # before it is done: doing it may ask on
    return await by_tap(load_handlers())[verb].run(replace(request, tap=rest, tap_verb=verb))


async def close(request: Request) -> None:
    """It is answered, or something else was booked or changed since: a later "yes" would mean something else."""
    with suppress(StoreUnavailable):
        await request.tools.conversation.keep_note(request.chat_id, _KEY, b"", 1)
