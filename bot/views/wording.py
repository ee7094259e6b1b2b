"""The bot's sentences: keys and facts to text, in the language of whoever reads it.

A sentence is data (`bot/languages/<language>/wording.toml`); a key may have the forms `one` and `other`, chosen by
the fact `n`. Texts are Telegram HTML; facts are escaped unless they are Markup already.
"""

from __future__ import annotations

import html
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

FALLBACK = "en"


class Markup(str):
    """Text that is Telegram HTML already and must not be escaped again."""

    __slots__ = ()


class Wording:
    """The sentences of one language."""

    def __init__(self, language: str, sentences: Mapping[str, Any]) -> None:
        self.language = language
        self._sentences = sentences

    def __call__(self, key: str, /, **facts: object) -> Markup:
        """The sentence of that key, with its facts put in. Raises KeyError for a key no language has."""
        sentence = self._sentences[key]
        if isinstance(sentence, Mapping):
            sentence = sentence["one" if facts.get("n") == 1 and "one" in sentence else "other"]
        return Markup(sentence.format_map({name: escape(fact) for name, fact in facts.items()}))

    def names(self, key: str) -> list[Any]:
        """A list of words, such as the weekdays from Monday."""
        return list(self._sentences[key])

    def joined(self, parts: Sequence[str]) -> Markup:
        """ "Monday", "Monday and Friday", "Monday, Wednesday and Friday"."""
        last, comma = self("and"), self("comma")
        told = [escape(part) for part in parts]
        return Markup(last.join([comma.join(told[:-1]), told[-1]]) if len(told) > 1 else "".join(told))

    def has(self, key: str) -> bool:
        return key in self._sentences


def escape(fact: object) -> str:
    """A fact as Telegram HTML."""
    return fact if isinstance(fact, Markup) else html.escape(str(fact), quote=False)


def languages() -> tuple[str, ...]:
    """Every language there is a folder for."""
    folders = files("bot.languages").iterdir()
    return tuple(sorted(folder.name for folder in folders if folder.joinpath("wording.toml").is_file()))


@cache
def wording(language: str) -> Wording:
    """The wording of a language ("en", "ms-MY", "zh_hans"); English where there is none."""
    short = language.replace("_", "-").partition("-")[0].lower()
    name = short if short in languages() else FALLBACK
    return Wording(name, tomllib.loads(files("bot.languages").joinpath(name, "wording.toml").read_text("utf-8")))
