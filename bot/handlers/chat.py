"""Everything that is no order: answers to what was asked, thanks, greetings, questions, chatter. What answers nothing
creates nothing, and is never left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.handlers import open_question
from bot.handlers.answer_choice import answer_choice, answer_number
from bot.handlers.answer_offer import answer_offer
from bot.handlers.answer_time import add_with_earlier, answer_time, ask_when
from bot.handlers.cancelled_lately import cancelled_lately
from bot.handlers.choose import row_number
from bot.handlers.help import show_help
from bot.handlers.lists import show_list
from bot.handlers.move import answer_with_time, correct_last
from bot.handlers.open_question import OpenQuestion
from bot.handlers.preferences import set_in_words
from bot.handlers.remind import remind_before
from bot.handlers.request import Handler, Request
from bot.handlers.snooze import about_reminder
from bot.handlers.standing import about_what_stands
from bot.handlers.undo import undo
from bot.understanding import (
    Intent,
    answer_in,
    asks_how_to,
    asks_of_day,
    asks_the_time,
    courtesy_in,
    names_appointment,
    order_without_time,
    restores,
)
from bot.views.reply import Reply
from bot.views.times import clock_text, day_text

_ANSWERS = {
    Intent.GREETING: "greeting",
    Intent.THANKS: "thanks",
    Intent.QUESTION: "question",
    Intent.CHATTER: "chatter",
}
_COURTESIES = {"sorry": "no_worries", "wrong": "what_is_wrong", "bye": "bye", "smile": "smile"}


async def chat(request: Request) -> Reply | Sequence[Reply]:
    """A useful answer, with an example to type; a bare number, a yes, a no or a name answers what was asked."""
    if (put_off := await about_reminder(request)) is not None:
        return put_off
    intent = request.reading.intent if request.reading else Intent.CHATTER
    question = await open_question.open_question(request)
    number = row_number(request.text)
    if intent is Intent.QUESTION and (about := await about_what_stands(request)) is not None:
        return about
    if restores(request.text):
        return await undo(request)
    if asks_the_time(request.text):
        return _clock(request)
    if intent is Intent.QUESTION and (cancelled := await cancelled_lately(request)) is not None:
        return cancelled
    if intent is Intent.QUESTION and asks_how_to(request.text):
        return await show_help(request)
    if intent is not Intent.CHATTER and number is None:
        return Reply(request.words(_ANSWERS[intent]))
    if question is not None and (answer := await _answer(request, question)) is not None:
        return answer
    if number is not None and (question is None or question.choosing):
        return await answer_number(request, number)
    if number is not None:
        return Reply(request.words("bare_number", number=number))
    if (listed := asks_of_day(request.text, request.now, request.zone)) is not None:
        return await show_list(replace(request, reading=listed))
    if (corrected := await correct_last(request)) is not None:
        return corrected
    if courtesy := courtesy_in(request.text):
        if courtesy == "wrong" and question is not None:
            await open_question.close(request)  # a later "ok" must not do what was called wrong
        return Reply(request.words(_COURTESIES[courtesy]))
    if question is not None and question.text and (whole := await add_with_earlier(request, question)) is not None:
        return whole
    if (setting := await set_in_words(request)) is not None:
        return setting
    if said := answer_in(request.text):
        return await _yes_or_no(request, question, said)
    if (about := await about_what_stands(request)) is not None:
        return about
    if (reminded := await remind_before(request)) is not None:
        return reminded
    if order := order_without_time(request.text, request.now, request.zone):
        return await ask_when(request, order)
    if names_appointment(request.text):
        return await ask_when(request, request.text.strip())
    return await answer_choice(request) or _asked_still(request, question)


async def _yes_or_no(request: Request, question: OpenQuestion | None, said: str) -> Reply:
    """A yes or a no that no button stands for: a no to "when shall it be?" leaves the event where it is."""
    if question is None or said != "no" or not (question.moving or question.untimed or question.naming):
        return Reply(request.words("nothing_asked"))
    await open_question.close(request)
    return Reply(request.words("kept_as_is"))


def _asked_still(request: Request, question: OpenQuestion | None) -> Reply:
    """What answers nothing leaves the question open, and says what is awaited."""
    if question is None or question.untimed:
        return Reply(request.words("chatter"))
    if question.moving and not question.lasting:
        return Reply(request.words("move_when"))
    return Reply(request.words("answer_which" if question.taps or question.choosing else "answer_when"))


def _clock(request: Request) -> Reply:
    here, words = request.now.astimezone(request.zone), request.words
    day = day_text(here.date(), words, here.date())
    return Reply(words("clock_now", clock=clock_text(here, words), day=day, zone=request.zone.key))


async def _answer(request: Request, question: OpenQuestion) -> Reply | Sequence[Reply] | None:
    """What the words do as the answer to a question; None where they are none."""
    if (told := await answer_time(request)) is not None:
        return told
    if (offered := await answer_offer(request, question)) is not None:
        return offered
    if (timed := await answer_with_time(request, question)) is not None:
        return timed
    if question.choosing and (choice := await answer_choice(request)) is not None:
        return choice
    return await open_question.answered(request, question)


HANDLER = Handler(chat, intents=(Intent.GREETING, Intent.THANKS, Intent.QUESTION, Intent.CHATTER), place=200)
