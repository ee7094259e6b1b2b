"""The words of a message that no component has claimed, on their way to becoming title and place."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from bot.languages import Kind
from bot.understanding.text.lexer import Token, Tokens
from bot.understanding.text.normalise import Normalised

EDGE_MARKS = frozenset({Kind.COMMA, Kind.COLON, Kind.DASH, Kind.STOP, Kind.LINE})


class Unclaimed:
    """Tokens with a mark on each that is still free; words are in the normalised spelling, spans in the original.

    free: a byte for each token, 1 while it is free, so that the next one is found without a loop.
    """

    def __init__(self, original: str, text: Normalised, tokens: Tokens, used: Sequence[tuple[str, int, int]]) -> None:
        self.original = original
        self.text = text
        self.tokens: list[Token] = tokens
        self.kinds = tokens.kinds
        self.words = tokens.words
        self.size = len(tokens)
        self.free = bytearray(b"\1") * self.size
        for _, first, last in used:
            self.free[first:last] = bytes(last - first)

    def __len__(self) -> int:
        return self.size

    def claim(self, first: int, last: int) -> None:
        """Take tokens first up to last away."""
        self.free[first:last] = bytes(last - first)

    def next_free(self, index: int = 0) -> int:
        """The first free token from `index` on; the number of tokens where there is none."""
        found = self.free.find(1, index)
        return found if found >= 0 else self.size

    def last_free(self) -> int:
        """The last free token; -1 where there is none."""
        return self.free.rfind(1)

    def run(self, index: int) -> int:
        """The end of the stretch of free tokens that begins at `index`: no phrase reaches over a time."""
        found = self.free.find(0, index)
        return found if found >= 0 else self.size

    def any_after(self, index: int) -> bool:
        """Whether a free word is left from `index` on."""
        return any(self.free[i] and self.kinds[i] not in EDGE_MARKS for i in range(index, self.size))

    def glued(self, index: int) -> bool:
        """Whether a token stands without a blank after the one before it."""
        return 0 < index < self.size and self.tokens[index - 1].end == self.tokens[index].start

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The original characters of tokens first up to last."""
        start, end, origin = self.tokens[first].start, self.tokens[last - 1].end, self.text.origin
        return (start, end) if origin is None else (origin[start], origin[end - 1] + 1)

    def slice(self, first: int, last: int) -> str:
        """The original text of tokens first up to last."""
        start, end = self.span(first, last)
        return self.original[start:end]

    def claim_until(self, first: int, last: int, stop: int) -> None:
        """Take what lies before the character `stop` of the normalised text; a token astride of it is cut."""
        for index in range(first, last):
            token = self.tokens[index]
            if token.end <= stop:
                self.free[index] = False
            elif token.start < stop:
                self.cut(index, stop, token.end)

    def cut(self, index: int, start: int, end: int) -> None:
        """Keep of a token only the characters start up to end."""
        self.tokens = list(self.tokens)
        self.words = list(self.words)
        self.tokens[index] = replace(self.tokens[index], start=start, end=end)
        self.words[index] = self.text.text[start:end]
