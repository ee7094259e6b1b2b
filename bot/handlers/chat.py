"""Everything that is no order: answers to what was asked, thanks, greetings, questions, chatter. What answers nothing
creates nothing, and is never left alone."""

from __future__ import annotations

from collections.abc import Sequence

from bot.handlers import open_question
from bot.handlers.add import add_with_earlier, ask_when
from bot.handlers.cancel import cancel_or_ask
from bot.handlers.choose import asked_before, by_row, row_number
from bot.handlers.move import correct_last, move_as_asked
from bot.handlers.open_question import OpenQuestion
from bot.handlers.rename import rename_as_asked
from bot.handlers.request import Handler, Request
from bot.understanding import Intent, answer_in, order_without_time
from bot.views.reply import Reply

_ANSWERS = {
    Intent.GREETING: "greeting",
    Intent.THANKS: "thanks",
    Intent.QUESTION: "question",
    Intent.CHATTER: "chatter",
}


async def chat(request: Request) -> Reply | Sequence[Reply]:
    """A useful answer, with an example to type; a bare number, a yes, a no or a name answers what was asked."""
    number = row_number(request.text)
    if number is not None:
        return await _number(request, number)
    intent = request.reading.intent if request.reading else Intent.CHATTER
    if intent is Intent.CHATTER:
        if (corrected := await correct_last(request)) is not None:
            return corrected
        question = await open_question.open_question(request)
        if question is not None and (answer := await _answer(request, question)) is not None:
            return answer
        if order := order_without_time(request.text, request.now, request.zone):
            return await ask_when(request, order)
        if answer_in(request.text):
            return Reply(request.words("nothing_asked"))
    return Reply(request.words(_ANSWERS.get(intent, "chatter")))


async def _answer(request: Request, question: OpenQuestion) -> Reply | Sequence[Reply] | None:
    """What the words do as the answer to a question; None where they are none."""
    answered = await open_question.answered(request, question)
    if answered is not None or not question.text:
        return answered
    return await add_with_earlier(request, question)


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
    again = rename_as_asked if asked.verb == "rename" else move_as_asked
    return await again(request, asked, chosen.event)


HANDLER = Handler(chat, intents=(Intent.GREETING, Intent.THANKS, Intent.QUESTION, Intent.CHATTER), place=200)
