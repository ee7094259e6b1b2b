"""Another title for an event: "rename lunch to Lunch with Abu", "tukar nama kenduri kepada ...", "把开会改名为..."."""

from __future__ import annotations

import re
from functools import cache

from bot.languages import Phrase, language_codes, vocabulary_of
from bot.understanding.reading import Target

_QUOTES = " \t\n\"'“”‘’「」。."


def rename_in(text: str) -> Target | None:
    """Which event is meant (a row, or words of its title; neither: the last one) and its new title; None where no new
    title is said."""
    for pattern in _patterns():
        if (found := pattern.search(text)) is not None:
            named, title = (part.strip(_QUOTES) for part in found.groups())
            row = re.fullmatch(r"#?(\d{1,4})", named)
            if row:
                return Target(row=int(row[1]), new_title=title) if title else None
            return Target(words=named or None, new_title=title) if title else None
    if (found := _name_it().search(text)) is not None and (title := found[1].strip(_QUOTES)):
        return Target(new_title=title)
    return None


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The shortest name goes before the first "to": of "rename lunch to talk to Ali" the title is "talk to Ali"."""
    verbs: set[str] = set()
    into: dict[bool, set[str]] = {True: set(), False: set()}
    for code in language_codes():
        vocabulary = vocabulary_of(code)
        into[vocabulary.spaced] |= set(vocabulary.phrases.get(Phrase.RENAME_INTO, "").split("|"))
        if vocabulary.spaced:
            verbs |= set(vocabulary.phrases.get(Phrase.RENAME, "").split("|"))
    flags = re.IGNORECASE | re.DOTALL
    return (
        re.compile(rf"\b(?:{_either(verbs)})\b(.*?)\s(?:{_either(into[True])})\s+(.+)", flags),
        re.compile(rf"(?:把|将|將)?(.*?)的?(?:{_either(into[False])})(.+)", flags),
    )


@cache
def _name_it() -> re.Pattern[str]:
    """Call it Lunch with Abu: the last event, and its title at once."""
    names = {
        word for code in language_codes() for word in vocabulary_of(code).phrases.get(Phrase.NAME_IT, "").split("|")
    }
    return re.compile(rf"(?:{_either(names)})\s*(.+)", re.IGNORECASE | re.DOTALL)


def _either(words: set[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words - {""}, key=len, reverse=True))
