"""What follows a slash, as people type it: /batal 2, /cancel1, /senarai, /lang, /tz, /cancle."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

from bot.languages import language_codes, vocabulary_of

_COMMAND = re.compile(r"[/／](\w{1,32})(?:@\w+)?(?:[\s:#,]+(.*))?", re.DOTALL)
_GLUED = re.compile(r"(\D+?)_?(\d+)")
_ALIKE = 0.7
"""How alike two words have to be (difflib's ratio) for one to be offered in place of the other."""


class Command(NamedTuple):
    """name: of the command, as it is known or else as it was typed. rest: what stands after it."""

    name: str
    rest: str


def command_in(text: str, known: Collection[str]) -> Command | None:
    """The command a message gives; None where it gives none. known: the names there are.

    A name in another language, or one with its number glued on, is the known one.
    """
    found = _COMMAND.fullmatch(text.strip())
    if found is None:
        return None
    word, rest = found[1].lower(), (found[2] or "").strip()
    if (name := _name_of(word, known)) is not None:
        return Command(name, rest)
    glued = _GLUED.fullmatch(word)
    if glued is not None and (name := _name_of(glued[1], known)) is not None:
        return Command(name, f"{glued[2]} {rest}".strip())
    return Command(word, rest)


def alike(word: str, known: Collection[str]) -> str:
    """The known name that a mistyped one is most like; "" where none is near."""
    names = {**_aliases(), **{name: name for name in known}}
    near = get_close_matches(word, names, n=1, cutoff=_ALIKE)
    return names[near[0]] if near and names[near[0]] in known else ""


def _name_of(word: str, known: Collection[str]) -> str | None:
    if word in known:
        return word
    name = _aliases().get(word)
    return name if name in known else None


@cache
def _aliases() -> dict[str, str]:
    """Every other word for a command, in every language."""
    found: dict[str, str] = {}
    for code in language_codes():
        for name, words in vocabulary_of(code).commands.items():
            found.update(dict.fromkeys(words.split("|"), name))
    return found
