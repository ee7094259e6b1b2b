"""The words of a message that no component has claimed, on their way to becoming title and place."""

from __future__ import annotations

from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.lexer import Token
from bot.understanding.normalise import Normalised

EDGE_MARKS = frozenset({Kind.COMMA, Kind.COLON, Kind.DASH, Kind.STOP, Kind.LINE})


class Unclaimed:
    """Tokens with a mark on each that is still free; words are in the normalised spelling, spans in the original."""

    def __init__(
        self, original: str, text: Normalised, tokens: Sequence[Token], used: Sequence[tuple[str, int, int]]
    ) -> None:
        self.original = original
        self.text = text
        self.tokens = list(tokens)
        self.words = [text.text[token.start : token.end] for token in tokens]
        self.free = [True] * len(tokens)
        for _, first, last in used:
            self.claim(first, last)

    def __len__(self) -> int:
        return len(self.tokens)

    def claim(self, first: int, last: int) -> None:
        """Take tokens first up to last away."""
        for index in range(first, last):
            self.free[index] = False

    def next_free(self, index: int = 0) -> int:
        """The first free token from `index` on; the number of tokens where there is none."""
        while index < len(self.tokens) and not self.free[index]:
            index += 1
        return index

    def last_free(self) -> int:
        """The last free token; -1 where there is none."""
        index = len(self.tokens) - 1
        while index >= 0 and not self.free[index]:
            index -= 1
        return index

    def run(self, index: int) -> int:
        """The end of the stretch of free tokens that begins at `index`: no phrase reaches over a time."""
        while index < len(self.tokens) and self.free[index]:
            index += 1
        return index

    def any_after(self, index: int) -> bool:
        """Whether a free word is left from `index` on."""
        return any(self.free[i] and self.tokens[i].kind not in EDGE_MARKS for i in range(index, len(self.tokens)))

    def glued(self, index: int) -> bool:
        """Whether a token stands without a blank after the one before it."""
        return index > 0 and self.tokens[index - 1].end == self.tokens[index].start

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The original characters of tokens first up to last."""
        return self.text.original(self.tokens[first].start), self.text.original(self.tokens[last - 1].end - 1) + 1

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
                self.tokens[index] = token._replace(start=stop)
                self.words[index] = self.text.text[stop : token.end]
