"""Asking to be reminded of an event that is there: "remind me 30 min before", "ingatkan 1 jam sebelum yoga"."""

from __future__ import annotations

from typing import NamedTuple

from bot.languages import Phrase
from bot.understanding.grammar.components import Lead
from bot.understanding.grammar.families import GRAMMAR
from bot.understanding.refine import refine
from bot.understanding.requests.sought import name_in
from bot.understanding.text.lexer import tokenise
from bot.understanding.text.lexicon import lexicon
from bot.understanding.text.normalise import normalise
from bot.understanding.title.leftover import read_leftover

_LONGEST = 100  # characters


class ReminderSaid(NamedTuple):
    """minutes: before the start. name: words of the event's title, "" for the last one."""

    minutes: int
    name: str


def reminder_in(text: str) -> ReminderSaid | None:
    """What the message asks to be reminded of and how long before; None where it says a time, or asks nothing."""
    if len(text) > _LONGEST:
        return None
    normal = normalise(text)
    tokens = tokenise(normal.text)
    found = GRAMMAR.find(tokens)
    leads = [item.value for item in found if isinstance(item.value, Lead)]
    plan = refine(found, tokens)
    if len(leads) != 1 or plan.has_time:
        return None
    title = read_leftover(text, normal, tokens, plan.used, order=True).title
    return ReminderSaid(leads[0].minutes, name_in(_without_order(title)))


def _without_order(title: str) -> str:
    """Without "can you" and "set", where nothing else was named."""
    words, book = title.split(), lexicon()
    said = [word.casefold() for word in words]
    index = 0
    while index < len(words):
        size = max(book.books[name].match(said, index) for name in (Phrase.POLITE, Phrase.ORDER))
        if not size:
            break
        index += size
    return " ".join(words[index:])
