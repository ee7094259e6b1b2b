"""A token of a message, and the tokens of a message or of a part of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from bot.languages import Kind


class Token(Struct, gc=False):
    """kind, its value, where it stands in the normalised text, and the language whose word it is ("" for none).

    Words of the title have a language where they are common in one and in no other: "the", "untuk".
    """

    kind: Kind
    value: Any
    start: int
    end: int
    language: str


class Tokens(list[Token]):
    """The tokens of a message or of a part of it, and two views of them that are asked for again and again.

    kinds: their kinds, one character each. words: the normalised spelling of each. text: the normalised message.
    """

    __slots__ = ("kinds", "text", "words")

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        """text: the normalised message in which the tokens stand."""
        self += tokens
        self.text = text
        self.kinds = "".join([token.kind for token in tokens])
        self.words = [text[token.start : token.end] for token in tokens]

    def part(self, first: int, last: int | None = None) -> Tokens:
        """The tokens first up to, not including, last."""
        part = Tokens.__new__(Tokens)  # all that `__init__` would find out is known here
        part += self[first:last]
        part.text, part.kinds, part.words = self.text, self.kinds[first:last], self.words[first:last]
        return part
