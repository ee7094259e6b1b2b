"""Notices and invitations: the line that is labelled as the event is the title; brackets around a time go with it."""

from __future__ import annotations

from bot.languages import Kind, Phrase
from bot.understanding.text.lexicon import Lexicon
from bot.understanding.title.unclaimed import Unclaimed

_OPENING = {"(": ")", "（": "）", "[": "]", "【": "】"}
_NAMES = frozenset({Kind.WORD, Kind.MEAL, Kind.NOUN, Kind.OPAQUE})
_LONGEST_SIGNATURE = 10  # tokens
SALUTATIONS = frozenset(
    ["dear", "salam", "assalamualaikum", "asalamualaikum", "hi", "hello", "hey", "hai", "greetings"]
)
"""First words of a message that may speak to somebody."""
_LONGEST_SALUTATION = 6  # tokens
_SPOKEN_TO = frozenset({Kind.WORD, Kind.NOUN, Kind.ME, Kind.DASH, Kind.AND, Kind.OTHERMARK})
_AFTER_SALUTATION = frozenset({Kind.COMMA, Kind.LINE})
_NO_TITLES = frozenset(["date", "memo", "re", "simpan", "save", "note", "peringatan"])
"""First words of labels behind which something else than a title stands."""


def drop_empty_brackets(words: Unclaimed) -> None:
    """18 Dec (Fri): where all that stood between brackets was of the time, they are no part of the title."""
    index = words.left.find(Kind.OTHERMARK)
    while index >= 0:
        if _opened_before(words, index):
            words.claim(index, index + 1)
        elif (closing := _OPENING.get(words.words[index])) is not None:
            last = words.next_free(index + 1)
            if index + 1 < last < len(words) and words.words[last] == closing:
                words.claim(index, last + 1)
        index = words.left.find(Kind.OTHERMARK, index + 1)


def _opened_before(words: Unclaimed, index: int) -> bool:
    """Whether this closes a bracket that went with the time already."""
    opening = next((mark for mark, closing in _OPENING.items() if closing == words.words[index]), "")
    before = next((i for i in range(index - 1, -1, -1) if words.words[i] in (opening, words.words[index])), -1)
    return bool(opening) and before >= 0 and words.words[before] == opening and not words.is_free(before)


def drop_salutation(words: Unclaimed) -> bool:
    """Dear Mr Tan, your appointment ...; Salam jiran-jiran, on a line of its own: who is spoken to, up to the mark.
    Whether there was one."""
    end = 1 if words.is_free(0) else 0
    while end < _LONGEST_SALUTATION and words.left[end] in _SPOKEN_TO:
        end += 1
    spoken = end > 1 and words.left[end] in _AFTER_SALUTATION and words.any_after(end)
    if spoken:
        words.claim(0, end + 1)
    return spoken


def drop_signature(words: Unclaimed, book: Lexicon) -> None:
    """Regards, Mei: the last lines of a letter name who wrote it, and no more than that."""
    sign_off, kinds = book.books[Phrase.SIGN_OFF], words.kinds
    line = kinds.find(Kind.LINE)
    while line >= 0:
        first = line + 1
        signed = first < len(words) and sign_off.match(words.words, first) > 0
        if signed and words.run(first) == len(words) <= first + _LONGEST_SIGNATURE:
            if words.next_free() < line:
                words.claim(line, len(words))
            return
        line = kinds.find(Kind.LINE, first)


def keep_labelled_line(words: Unclaimed, book: Lexicon) -> None:
    """Topic: Thesis check / Time: ... / Join Zoom Meeting: of several lines, only the one labelled so is the title."""
    if Kind.LINE not in words.kinds or Kind.COLON not in words.kinds:
        return
    heading = book.books[Phrase.HEADING]
    first = 0
    while first < len(words):
        last = words.kinds.find(Kind.LINE, first)
        last = last if last >= 0 else len(words)
        size = heading.match(words.words[:last], first) if first < last else 0
        label = first + size
        labels = size and words.words[label - 1].endswith(":") and words.words[first] not in _NO_TITLES
        if labels and not _NAMES.isdisjoint(words.left[label:last]):
            words.claim(0, label)
            words.claim(last, len(words))
            return
        first = last + 1
