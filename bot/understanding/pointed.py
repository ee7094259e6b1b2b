"""What the few words of an answer point at: the later one, the name, the same again."""

from __future__ import annotations

from functools import cache
from typing import Literal

from bot.languages import Phrase, language_codes, vocabulary_of
from bot.understanding.answers import bare, without_particles

Order = Literal["first", "last"]

_LONGEST = 40  # characters


def names_move(title: str) -> bool:
    """Whether what is left of a message beside its time is the mere order to move: "move", "pindah"."""
    return bare(title) in _words(Phrase.MOVE) | _words(Phrase.MOVE_ALWAYS) | _words(Phrase.RELOCATE)


def wants_same_again(title: str) -> bool:
    """Whether what is left beside a day asks for the last event once more: "same", "also", 也是."""
    return bare(title) in _words(Phrase.SAME_AGAIN)


def its_part(text: str) -> Literal["", "name", "place"]:
    """Whether the whole message means the name of an event, or its place."""
    said = bare(text)
    for word in (said, without_particles(said)):
        if word in _words(Phrase.ITS_NAME):
            return "name"
        if word in _words(Phrase.ITS_PLACE):
            return "place"
    return ""


def order_in(text: str) -> Order | None:
    """Which of several a short message means by when they begin: "the later one", "yang awal", 晚的那个."""
    if len(text) > _LONGEST:
        return None
    said = bare(text)
    for phrase in (said, without_particles(said)):
        if phrase in _words(Phrase.LATER_ONE):
            return "last"
        if phrase in _words(Phrase.EARLIER_ONE):
            return "first"
    return None


def renamed_what(text: str) -> str | None:
    """Which event shall have another name, where the message says no more: "rename dinner" -> "dinner", "rename it" ->
    "it"; None where it is no such order."""
    said = bare(text)
    for verb in sorted(_words(Phrase.RENAME), key=len, reverse=True):
        edge = f"{verb} " if verb.isascii() else verb
        if said.startswith(edge) or said == verb:
            return said.removeprefix(verb).strip()
    return None


@cache
def _words(name: Phrase) -> frozenset[str]:
    books = (vocabulary_of(code).phrases.get(name, "") for code in language_codes())
    return frozenset(phrase for book in books for phrase in book.split("|")) - {""}
