"""The words of a message that no component has claimed, on their way to becoming title and place."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from bot.languages import Kind
from bot.understanding.text.lexer import Token
from bot.understanding.text.normalise import Normalised

EDGE_MARKS = frozenset({Kind.COMMA, Kind.COLON, Kind.DASH, Kind.STOP, Kind.LINE})
TAKEN = " "
"""What stands in `Unclaimed.left` for a token that is claimed; no kind is a blank."""
_NO_WORDS = "".join([TAKEN, *sorted(EDGE_MARKS)])


class Unclaimed(Struct, gc=False):
    """Tokens of which some are still free; words are in the normalised spelling, spans in the original.

    left: of each token its kind while it is free, then TAKEN; behind the last one TAKEN more, so that every stretch has
    an end. A string, so that what is left and what it is are one look, and what is sought is found without a loop.
    """

    original: str
    text: Normalised
    tokens: list[Token]
    kinds: str
    words: list[str]
    size: int
    left: str

    def __len__(self) -> int:
        return self.size

    def claim(self, first: int, last: int) -> None:
        """Take tokens first up to last away."""
        left = self.left
        self.left = f"{left[:first]}{TAKEN * (last - first)}{left[last:]}"

    def is_free(self, index: int) -> bool:
        """Whether there is such a token and it is free."""
        return 0 <= index <= self.size and self.left[index] != TAKEN

    def next_free(self, index: int = 0) -> int:
        """The first free token from `index` on; beyond the last one where there is none."""
        return self.size + 1 - len(self.left[index:].lstrip(TAKEN))

    def last_free(self) -> int:
        """The last free token; -1 where there is none."""
        return len(self.left.rstrip(TAKEN)) - 1

    def is_alone(self) -> bool:
        """Whether one token is left."""
        return len(self.left.strip(TAKEN)) == 1

    def run(self, index: int) -> int:
        """The end of the stretch of free tokens that begins at `index`: no phrase reaches over a time."""
        return self.left.find(TAKEN, index)

    def any_after(self, index: int) -> bool:
        """Whether a free word is left from `index` on."""
        return bool(self.left[index:].strip(_NO_WORDS))

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
                self.claim(index, index + 1)
            elif token.start < stop:
                self.cut(index, stop, token.end)

    def cut(self, index: int, start: int, end: int) -> None:
        """Keep of a token only the characters start up to end."""
        self.tokens = list(self.tokens)
        self.words = list(self.words)
        self.tokens[index] = replace(self.tokens[index], start=start, end=end)
        self.words[index] = self.text.text[start:end]


def left_by(used: Sequence[tuple[str, int, int]], kinds: str) -> str:
    """The kinds of tokens, TAKEN for each that one of the components in `used` (role, first, last) has claimed, and
    TAKEN at the end."""
    left = kinds + TAKEN
    for _, first, last in used:
        left = f"{left[:first]}{TAKEN * (last - first)}{left[last:]}"
    return left
