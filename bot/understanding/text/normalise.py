"""One spelling for what people type: NFKC, lower case, plain quotes and dashes, with the way back to the original."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from msgspec import Struct

MAX_CHARACTERS = 4096
"""Telegram's own limit for a message; what is longer is cut."""

_PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": "'",
        "´": "'",
        "–": "-",
        "—": "-",
        "−": "-",
        "‐": "-",
        "‑": "-",
        "ー": "-",
        "\r": " ",
        "\t": " ",
    }
)
_NOT_PLAIN = re.compile("[" + "".join(map(chr, _PLAIN)) + "]")


class Normalised(Struct, frozen=True, gc=False):
    """text: what is read. origin: for each of its characters the index in the original, one more at the end; None
    where both have the same indices."""

    text: str
    origin: Sequence[int] | None

    def original(self, index: int) -> int:
        """The index in the original text of the normalised index."""
        return index if self.origin is None else self.origin[index]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the original text from which the normalised ones start up to end came."""
        return (start, end) if self.origin is None else (self.origin[start], self.origin[end - 1] + 1)


def _plain(text: str) -> str:
    """With plain quotes, dashes and blanks; most texts have no others, and a translation asks for every character."""
    return text.translate(_PLAIN) if _NOT_PLAIN.search(text) else text


def normalise(text: str) -> Normalised:
    """The message in one spelling. Length may change ("㈠", "ﬁ"), so every index can be mapped back."""
    text = text[:MAX_CHARACTERS]
    if "  " in text:
        return _normalise_by_character(text)
    if text.isascii():
        lowered = text.lower()
        odd = "`" in lowered or "\t" in lowered or "\r" in lowered  # all that is not plain in ASCII
        return Normalised(_plain(lowered) if odd else lowered, None)
    usual = unicodedata.is_normalized("NFKC", text)
    lowered = _plain((text if usual else unicodedata.normalize("NFKC", text)).lower())
    if len(lowered) == len(text) and (usual or unicodedata.is_normalized("NFC", text)):
        return Normalised(lowered, None)
    return _normalise_by_character(text)


def _normalise_by_character(text: str) -> Normalised:
    """The same with the index of each character; of several blanks in a row one stays."""
    pieces: list[str] = []
    origin: list[int] = []
    before = ""
    for index, character in enumerate(text):
        if character == before == " ":
            continue
        before = character
        piece = _plain(unicodedata.normalize("NFKC", character).lower())
        pieces.append(piece)
        origin.extend([index] * len(piece))
    origin.append(len(text))
    return Normalised("".join(pieces), origin)
