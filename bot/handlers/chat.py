"""Everything that is no order: thanks, greetings, questions, chatter. It creates nothing and is never left alone."""

from __future__ import annotations

from bot.handlers.cancel import cancel_or_ask
from bot.handlers.choose import asked_before, by_row, row_number
from bot.handlers.move import move_as_asked
from bot.handlers.request import Handler, Request
from bot.understanding import Intent
from bot.views.reply import Reply

_ANSWERS = {
    Intent.GREETING: "greeting",
    Intent.THANKS: "thanks",
    Intent.QUESTION: "question",
    Intent.CHATTER: "chatter",
}


async def chat(request: Request) -> Reply:
    """A useful answer, with an example to type; a bare number answers "which one?"."""
    number = row_number(request.text)
    if number is not None:
        return await _number(request, number)
    intent = request.reading.intent if request.reading else Intent.CHATTER
    return Reply(request.words(_ANSWERS.get(intent, "chatter")))


async def _number(request: Request, number: int) -> Reply:
    """A row of the question asked last, if its list is still the one last shown; else what numbers are for."""
    asked = await asked_before(request)
    if asked is None or not 0 < number <= len(asked.ids):
        return Reply(request.words("bare_number", number=number))
    chosen = await by_row(request, number)
    if chosen.reply is not None:
        return chosen.reply
    if chosen.event is None or chosen.event.id != asked.ids[number - 1]:
        return Reply(request.words("bare_number", number=number))
    if asked.verb == "cancel":
        return await cancel_or_ask(request, chosen.event)
    return await move_as_asked(request, asked, chosen.event)


HANDLER = Handler(chat, intents=(Intent.GREETING, Intent.THANKS, Intent.QUESTION, Intent.CHATTER), place=200)
