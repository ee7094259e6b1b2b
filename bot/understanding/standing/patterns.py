"""The patterns of these ways, made of the words of all languages, and the look that tells whether any can match."""

from __future__ import annotations

import re
from functools import cache

from bot.languages import Phrase, language_codes, vocabulary_of

_WORDS = re.compile(r"[\w'’-]+")


@cache
def phrases(name: Phrase, *, spaced: bool) -> tuple[str, ...]:
    """Longest first."""
    books = (vocabulary_of(code) for code in language_codes())
    found = {word for book in books if book.spaced is spaced for word in book.phrases.get(name, "").split("|")}
    return tuple(sorted(found - {""}, key=len, reverse=True))


def _either(name: Phrase, *, spaced: bool) -> str:
    return f"(?:{'|'.join(re.escape(word) for word in phrases(name, spaced=spaced)) or '(?!)'})"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@cache
def copies() -> re.Pattern[str]:
    """Finds whether a text asks for another one like it at all."""
    return _compiled(rf"{_either(Phrase.COPY, spaced=True)}|{_either(Phrase.COPY, spaced=False)}")


@cache
def copy_ways() -> tuple[re.Pattern[str], ...]:
    """Groups: name and time."""
    spaced, unspaced = _either(Phrase.COPY, spaced=True), _either(Phrase.COPY, spaced=False)
    return (
        _compiled(rf"{spaced}\s+(?P<name>.+?)\s+(?:to|on|onto|for|ke|kepada|pada)\s+(?P<time>.+)"),
        _compiled(rf"(?:把|将|將)?(?P<name>.+?){unspaced}(?:一份)?(?:到|去)(?P<time>.+)"),
        _compiled(rf"{unspaced}(?:一份)?(?P<name>.+?)(?:到|去)(?P<time>.+)"),
    )


@cache
def joining_ways() -> tuple[re.Pattern[str], ...]:
    """Groups: who and name."""
    spaced, unspaced = _either(Phrase.JOINING, spaced=True), _either(Phrase.JOINING, spaced=False)
    return (
        _compiled(rf"(?:(?:and|then|dan)\s+)?{spaced}\s+(?P<who>\D+?)\s+(?:to|into|in|ke|kepada|dalam)\s+(?P<name>.+)"),
        _compiled(
            rf"(?P<name>)(?:(?:and|then|dan)\s+)?{spaced}\s+(?P<who>\D+?)"
            r"\s+(?:too|also|as well|sekali|juga|jugak)"
        ),
        _compiled(rf"(?P<name>.*?)(?:也|再|还)?{unspaced}(?P<who>\D+?)(?:吧|了)?"),
    )


@cache
def not_but_ways() -> tuple[re.Pattern[str], ...]:
    """Groups: was, and rest, in which the event is named too if there is no group for that."""
    spaced, unspaced = _either(Phrase.NOT_BUT, spaced=True), _either(Phrase.NOT_BUT, spaced=False)
    return (
        _compiled(rf"(?P<rest>.+?)[\s,]+(?:and\s+)?{spaced}\s+(?P<was>.+)"),
        _compiled(rf"(?P<name>.*?)\s*{spaced}\s+(?P<was>.+?)\s*(?:,|\s(?:but|tapi|tp))\s*(?P<rest>.+)"),
        _compiled(rf"(?P<name>.*?){unspaced}(?P<was>.+?)[,，\s]*(?:而)?是(?P<rest>.+)"),
        _compiled(rf"(?P<rest>.+?)[,，\s]*{unspaced}(?P<was>.+)"),
    )


@cache
def instead_way() -> re.Pattern[str]:
    """Group: body, what stands before "instead"."""
    return _compiled(rf"(?P<body>.+?)[\s,]+{_either(Phrase.INSTEAD, spaced=True)}[\s?]*")


@cache
def make_way() -> re.Pattern[str]:
    """Group: body. With "the": make dinner at 7 may be a thing to do. Malay has a word that means nothing else."""
    return _compiled(
        r"(?:(?:actually|ok|okay|eh|pls|please|can you|tolong)[\s,]+)?"
        r"(?:(?:make|let's make)\s+(?:the|my|our|that)|jadikan|buatkan)\s+(?P<body>.+?)"
    )


@cache
def limit_ways() -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Groups: name and time; and whether it is the end."""
    return tuple(
        (_compiled(rf"(?P<name>.+?)\s+{_either(name, spaced=True)}\s+(?:at\s+|pukul\s+|jam\s+)?(?P<time>.+)"), ends)
        for name, ends in ((Phrase.ENDS, True), (Phrase.STARTS, False))
    )


@cache
def that_one_ways() -> tuple[re.Pattern[str], ...]:
    """Groups: name and time."""
    spaced, unspaced = _either(Phrase.THAT_ONE, spaced=True), _either(Phrase.THAT_ONE, spaced=False)
    return (
        _compiled(rf"(?P<name>\S.*?)\s+{spaced}\s+(?P<time>.+)"),
        _compiled(rf"(?:the|my|our)\s+(?P<name>\S.*?)\s+{_either(Phrase.IS_AT, spaced=True)}\s+(?P<time>.+)"),
        _compiled(rf"(?P<name>[^\s\d].*?){unspaced}(?P<time>.+?)(?:吧|了)?"),
    )


@cache
def move_way() -> re.Pattern[str]:
    """Group: rest. Verbs that open a booking as well are left out: make lunch tomorrow."""
    names = (Phrase.MOVE, Phrase.MOVE_ALWAYS)
    verbs = {word for name in names for word in phrases(name, spaced=True)}
    verbs -= {*phrases(Phrase.WEAK_ORDER, spaced=True), *phrases(Phrase.ORDER, spaced=True)}
    either = "|".join(re.escape(word) for word in sorted(verbs, key=len, reverse=True))
    return _compiled(rf"(?:{either})\s+(?P<rest>.+)")


@cache
def put_off_way() -> re.Pattern[str]:
    """Group: what is put off, with no time for it."""
    return _compiled(rf"(.+?)(?:[\s,]+{_either(Phrase.PUT_OFF, spaced=True)}|{_either(Phrase.PUT_OFF, spaced=False)})")


@cache
def called_off_ways() -> tuple[re.Pattern[str], ...]:
    """All groups together name the event and its day."""
    off, no, stop = Phrase.OFF, Phrase.NO_SUCH, Phrase.NO_MORE
    return (
        _compiled(rf"(.+?)[\s,]+(?:is\s+|dah\s+|kena\s+)?{_either(off, spaced=True)}"),
        _compiled(rf"(?:{_either(no, spaced=True)}|{_either(stop, spaced=True)})\s+(.+)"),
        _compiled(rf"(.+?){_either(off, spaced=False)}"),
        _compiled(rf"(.*?)(?:{_either(no, spaced=False)}|{_either(stop, spaced=False)})(.+?)了?"),
    )


_MARKS = (
    Phrase.JOINING, Phrase.NOT_BUT, Phrase.INSTEAD, Phrase.LATER, Phrase.EARLIER, Phrase.OFF, Phrase.NO_SUCH,
    Phrase.ENDS, Phrase.STARTS, Phrase.PUT_OFF, Phrase.NO_MORE, Phrase.MAKE, Phrase.REPEATING,
    Phrase.THAT_ONE, Phrase.IS_AT, Phrase.MOVE, Phrase.MOVE_ALWAYS,
)  # fmt: skip
"""Any message that is about what stands has a word of one of these."""


def may_be(said: str) -> bool:
    """A cheap look: most messages have no such word, and need no closer one."""
    if not said.isascii() and _unspaced_marks().search(said):
        return True
    return not _first_words().isdisjoint(_WORDS.findall(said.casefold())) and _marks().search(said) is not None


@cache
def _first_words() -> frozenset[str]:
    return frozenset(word.split()[0] for name in _MARKS for word in phrases(name, spaced=True))


@cache
def _marks() -> re.Pattern[str]:
    """Finds whether a text in a language with blanks holds a phrase of any of these ways."""
    spaced = "|".join(_either(name, spaced=True) for name in _MARKS)
    return _compiled(rf"(?<!\w)(?:{spaced})(?!\w)")


@cache
def _unspaced_marks() -> re.Pattern[str]:
    return _compiled("|".join(_either(name, spaced=False) for name in _MARKS))
