"""Telegram messages as lines of a terminal. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sandbox.telegram import Button, Message
from sandbox.telegram.entities import Entity

_STYLES = {
    "bold": "1",
    "italic": "3",
    "underline": "4",
    "strikethrough": "9",
    "code": "36",
    "pre": "36",
    "bot_command": "34",
    "url": "4;34",
    "email": "4;34",
}
_RESET = "\x1b[0m"
_MARGIN = "  "

_RENDITION = re.compile(r"\x1b\[[0-9;]*m")
_MARGIN_OF = re.compile(r"(?:\x1b\[[0-9;]*m)*(?: +(?:\d+\. +)?|(?:You|Bot|Demo)(?: \(\w+\))?: )")
# A button, a gap, a word.
_PIECES = re.compile(r"\[(?:\x1b\[1;33m)?#\d+(?:\x1b\[0m)? [^\]]*\]| +|[^ ]+")

# Whatever a message says, it does not steer the terminal.
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Style:
    """How to write. ansi: with colours and type faces, for a terminal only."""

    ansi: bool

    def mark(self, text: str, code: str) -> str:
        """The text in an ANSI rendition, or as it is."""
        return f"\x1b[{code}m{text}{_RESET}" if self.ansi and text else text

    def dim(self, text: str) -> str:
        return self.mark(text, "2")

    def rich(self, text: str, entities: Sequence[Entity]) -> str:
        """A text with its entities; links show their address behind them."""
        units = text.encode("utf-16-le")
        cuts = {0, len(units) // 2}
        for entity in entities:
            cuts |= {entity["offset"], entity["offset"] + entity["length"]}
        places = sorted(cuts)
        written = ""
        for start, end in pairwise(places):
            piece = harmless(units[2 * start : 2 * end].decode("utf-16-le", "replace"))
            inside = [one for one in entities if one["offset"] <= start and end <= one["offset"] + one["length"]]
            codes = [_STYLES[one["type"]] for one in inside if one["type"] in _STYLES]
            # Each line is marked by itself, for margins come between them.
            written += "\n".join(self.mark(line, ";".join(codes)) if codes else line for line in piece.split("\n"))
            for one in inside:
                if one["type"] == "text_link" and one["offset"] + one["length"] == end:
                    written += self.dim(f" ({one['url']})")
        return written


def harmless(text: str) -> str:
    """The text without what would steer the terminal."""
    return _STEERING.sub("�", text)


def said(who: str, text: str, style: Style, code: str) -> str:
    """What somebody says, with their name before the first line and a margin before the rest."""
    head = f"{who}: "
    first, *rest = text.split("\n")
    margin = " " * _width(head)
    return "\n".join([style.mark(head, code) + first, *(margin + line if line else "" for line in rest)])


def shown(message: Message, numbers: Sequence[int], style: Style, note: str = "", attachment: str = "") -> str:
    """A message of the bot. numbers: of its buttons, in order; note: what happened to it, such as "edited"."""
    text = style.rich(message.text, message.entities)
    if attachment:
        text = f"[{message.content}: {attachment}]" + (f"\n{text}" if text else "")
    if keyboard := button_rows(message.rows, numbers, style):
        text += f"\n{keyboard}"
    return said(f"Bot ({note})" if note else "Bot", text, style, "1;32")


def button_rows(rows: Sequence[Sequence[Button]], numbers: Sequence[int], style: Style) -> str:
    """Buttons as they lie, each with the number that presses it; those that open an address show it."""
    left = iter(numbers)
    lines = []
    for row in rows:
        cells = [
            f"[{style.mark(f'#{next(left)}', '1;33')} {one.text}{f' -> {one.url}' if one.url else ''}]" for one in row
        ]
        lines.append(_MARGIN.join(cells))
    return "\n".join(lines)


def folded(text: str, columns: int) -> str:
    """The text with its long lines broken between words, what goes on standing under where the line began."""
    return "\n".join(_folded_line(line, columns) if _width(line) > columns else line for line in text.split("\n"))


def _folded_line(line: str, columns: int) -> str:
    margin = " " * min(_width(begin[0]) if (begin := _MARGIN_OF.match(line)) else 0, columns // 2)
    lines, gap = [""], ""
    for piece in _PIECES.findall(line):
        if piece.isspace():
            gap = piece
        elif lines[-1].strip() and _width(lines[-1] + gap + piece) > columns:
            lines.append(margin + piece)
            gap = ""
        else:
            lines[-1] += gap + piece
            gap = ""
    return "\n".join(lines)


def _width(text: str) -> int:
    """Cells of a terminal; renditions and joiners take none."""
    text = _RENDITION.sub("", text)
    return sum(
        2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
        if unicodedata.category(character) not in {"Mn", "Me", "Cf"}
    )
