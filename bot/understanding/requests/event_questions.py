"""When and where an event is, asked: "when is my dentist", "kelas yoga pukul berapa", 瑜伽课是什么时候."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Kind, Phrase
from bot.understanding.text.lexer import Token
from bot.understanding.text.lexicon import lexicon
from bot.understanding.text.phrase_books import unspaced, without_marks

_NAMES_EVENT = frozenset({Kind.WORD, Kind.MEAL, Kind.NOUN, Kind.ENDOF})
_SHORT = 4  # words
_OWN = frozenset(["my", "the", "our"])
_HAN_MARKS = re.compile(r"[\s。.!！?？了呢啊]")


def asks_of_event(words: Sequence[str], tokens: Sequence[Token], start: int) -> int:
    """How many words from `start` on ask when or where an event is, and are no part of its name; 0 where they ask of
    something else: "when is my dentist" asks of an event, "when are you free" and "when is a good time" do not."""
    book = lexicon()
    size = book.books[Phrase.WHEN_IS].match(words, start)
    index = start + size
    while size and index < len(words) and words[index] in _OWN:
        index += 1
    if not size or index >= len(words) or tokens[index].kind not in _NAMES_EVENT:
        return 0
    others = (Phrase.SUBJECT, Phrase.POLITE, Phrase.TELLING, Phrase.CHATTER, Phrase.FREE)
    if any(book.books[name].match(words, index) for name in others):
        return 0
    return index - start


def asked_at_end(words: Sequence[str], tokens: Sequence[Token]) -> tuple[int, int] | None:
    """The words at the end that ask when or where the event named before them is: "kelas yoga pukul berapa"."""
    book = lexicon()
    told = without_marks(words, tokens)
    sizes = (size for size in (3, 2, 1) if len(told) > size)
    size = next((size for size in sizes if book.books[Phrase.WHEN_IS].match(told, len(told) - size) == size), 0)
    if not size and 1 < len(told) <= _SHORT and told[-1] == "when":
        size = 1  # dentist when?
    named = any(token.kind in _NAMES_EVENT for token in tokens[: len(told) - size])
    others = (Phrase.SUBJECT, Phrase.CHATTER, Phrase.TELLING)
    if not size or not named or any(word in book.books[name].words for word in told[:-size] for name in others):
        return None
    return len(told) - size, len(told)


def asked_in_han(text: str) -> str:
    """The phrase of a text without blanks that asks when or where an event is: 瑜伽课是什么时候. "" where none does, or
    where a person or the hour is asked about."""
    phrase = next((phrase for phrase in unspaced(Phrase.WHEN_IS) if phrase in text), "")
    rest = _HAN_MARKS.sub("", text.replace(phrase, ""))
    if not phrase or len(rest) < 2 or rest.startswith((*unspaced(Phrase.TIME_TOLD), "你", "他", "她", "它", "您")):
        return ""
    return phrase
