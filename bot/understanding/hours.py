"""When a thing of that name usually begins: what is offered where a day was said and no clock."""

from __future__ import annotations

from datetime import time

from bot.languages import Kind, Phrase
from bot.understanding.answers import bare
from bot.understanding.text.lexer import tokenise
from bot.understanding.text.lexicon import lexicon
from bot.understanding.text.normalise import normalise
from bot.understanding.text.phrase_books import unspaced

_CLOCKS = {
    "breakfast": (time(8), time(9), time(10)),
    "morning": (time(8), time(9), time(10)),
    "lunch": (time(12), time(12, 30), time(13)),
    "afternoon": (time(15), time(16), time(17)),
    "tea": (time(15), time(16), time(17)),
    "dinner": (time(19), time(19, 30), time(20)),
    "outing": (time(19), time(20), time(21)),
    "night": (time(20), time(21), time(22)),
}
_SHORT = 5  # words
_NO_THING = frozenset(["me", "back", "of", "off", "us", "one", "and", "or", "to", "if", "when"])
"""Behind the verb of a thing to do, these make it something else that is said: call me, pay back."""
_ANY = (time(10), time(15), time(20))
"""Of an appointment: morning, afternoon or evening."""


def usual_clocks(title: str, message: str) -> tuple[time, ...]:
    """Wall clocks at which an event of that title may begin, earliest first; none where it may well take the whole day.

    message: all that was said, for whoever wrote "all day" is not asked.
    """
    if Kind.ALLDAY in tokenise(normalise(message).text).kinds:
        return ()
    tokens = tokenise(normalise(title).text)
    meal = tokens.kinds.find(Kind.MEAL)
    if meal >= 0:
        return _CLOCKS.get(tokens[meal].value, _ANY)
    return _ANY if _is_appointment(title) else ()


def names_appointment(text: str) -> bool:
    """Whether a short message is the mere name of such an event, or of a thing to do, whose time was forgotten: "lunch
    with Ali", "book dentist", "beli susu"."""
    words = bare(text).split()
    if not words or len(words) > _SHORT or len(text) > _SHORT * 8 or text.rstrip().endswith(("?", "？")):
        return False
    if tokenise(normalise(text).text).kinds.startswith(Kind.MEAL):
        return True
    if not text.isascii() and any(word in text for word in unspaced(Phrase.APPOINTMENT)):
        return len(text) <= _SHORT * 2
    if text.startswith(unspaced(Phrase.TASK)):
        return 2 < len(text) <= _SHORT * 2
    books = lexicon().books
    size = books[Phrase.TASK].match(words, 0)
    if size and len(words) > size:
        return words[size] not in books[Phrase.SUBJECT].words | books[Phrase.POINTING].words | _NO_THING
    return books[Phrase.APPOINTMENT].match(words, 0) > 0


def _is_appointment(title: str) -> bool:
    book, words = lexicon().books[Phrase.APPOINTMENT], bare(title).split()
    return any(book.match(words, index) for index in range(len(words))) or any(
        word in title for word in unspaced(Phrase.APPOINTMENT)
    )
