"""Book what a message says; the order in which it is tried as an answer, a correction and a booking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.handlers import open_question
from bot.handlers.answer_choice import answer_choice
from bot.handlers.answer_offer import answer_offer
from bot.handlers.answer_time import add_with_earlier, answer_time
from bot.handlers.book import ask_name, book_chosen, book_or_ask, only_event
from bot.handlers.lists import show_list
from bot.handlers.move import answer_with_time, correct_days, correct_last
from bot.handlers.remade import remade
from bot.handlers.remind import remind_of_standing
from bot.handlers.request import Handler, Request
from bot.handlers.snooze import about_reminder
from bot.handlers.standing import about_what_stands
from bot.understanding import EventReading, Intent, asks_of_day, is_correction, points_back
from bot.views.reply import Reply


async def add(request: Request) -> Reply | Sequence[Reply]:
    """Book the events of a reading, or say what is in the way."""
    if request.tap is not None:
        return await book_chosen(request)
    reading = request.reading
    if reading is None:
        return Reply(request.words("add_how"))
    if (put_off := await about_reminder(request)) is not None:
        return put_off
    if (answered := await answer_time(request)) is not None:
        return answered
    if (about := await about_what_stands(request)) is not None:
        return about
    if (listed := asks_of_day(request.text, request.now, request.zone)) is not None:
        return await show_list(replace(request, reading=listed))
    if len(reading.events) > 1 and (days := await correct_days(request)) is not None:
        return days
    only = only_event(reading)
    if only is not None and (again := await remade(request, only)) is not None:
        return again
    if only is not None and (reminded := await remind_of_standing(request, only)) is not None:
        return reminded
    if only is not None and (missing := await _without_name(request, only)) is not None:
        return missing
    return await book_or_ask(request, reading)


async def _without_name(request: Request, event: EventReading) -> Reply | Sequence[Reply] | None:
    """A time that stands alone: it belongs to what was asked about or done just before, or its name is asked for.

    None where the event has a name of its own, or more than its name is in doubt.
    """
    if (corrected := await correct_last(request)) is not None:
        return corrected
    question = await open_question.open_question(request)
    if question is not None and question.choosing and (choice := await answer_choice(request)) is not None:
        return choice
    if event.rrule and (points_back(event.title) or is_correction(event.title)):
        return Reply(request.words("repeat_how"))
    if event.title and not is_correction(event.title):
        # "1pm at Din Tai Fung" after "lunch on Friday": the place stands alone, and is no name.
        return await answer_with_time(request, question) if question is not None else None
    if question is not None and (offered := await answer_offer(request, question)) is not None:
        return offered
    if question is not None and (timed := await answer_with_time(request, question)) is not None:
        return timed
    if question is not None and question.text and question.named:
        answer = await add_with_earlier(request, question)
        if answer is not None:
            return answer
    asked = request.reading.question if request.reading else None
    if request.reading is None or (request.reading.kind != "event" and (not asked or asked.code != "no_title")):
        return None
    return await ask_name(request, event)


HANDLER = Handler(add, commands=("add",), intents=(Intent.ADD,), taps=("pick",), place=10)
