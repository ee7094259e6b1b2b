"""What the bot says: text and buttons, before anything is sent."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from bot.views.wording import Markup
from calendar_core.domain import Event

MESSAGE_LIMIT = 4096
"""Characters Telegram takes in one message, after its HTML is read (Bot API, sendMessage)."""


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button. data: a verb, a colon, and what for; see bot.taps for the 64 bytes Telegram takes."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message of the bot.

    text: Telegram HTML. buttons: rows of buttons. agenda: the numbered events it shows, to be frozen with it; None
    where it shows no list. replaces: edit the message whose button was tapped, instead of sending a new one. toast:
    a short word over the screen for whoever tapped, instead of a message where the tap needs no more. strips_buttons:
    take the buttons from the message that was tapped, so that it cannot be tapped again.
    """

    text: Markup
    buttons: tuple[tuple[Button, ...], ...] = ()
    agenda: tuple[Event, ...] | None = None
    replaces: bool = False
    toast: str = ""
    strips_buttons: bool = False


BLANK = Markup(" ")
"""An empty line between two parts."""

_TITLE_SHOWN = 200
_TAG = re.compile(r"</?[a-z]+>")
_BLANKS = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\x00-\x1f\x7f]")
_HALF_A_SIGN = "\u200d\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_ISOLATED = "\u2068{}\u2069"  # first strong isolate, pop directional isolate (UAX 9)


def lines(*parts: str) -> Markup:
    """Those of the parts that say something, each on a line of its own."""
    return Markup("\n".join(part for part in parts if part))


def shown_title(title: str) -> str:
    """A title as it is shown: whole, unless it would drown the message."""
    return shortened(title, _TITLE_SHOWN)


def shortened(text: str, longest: int) -> str:
    """Somebody's text on one line of ours, of at most so many characters, its end cut where there are more.

    What would break the line or turn its direction is taken out; a text from right to left is isolated, so that the
    clocks and numbers around it keep their places (UAX 9, explicit directional isolates).
    """
    told = _INVISIBLE.sub("", _BLANKS.sub(" ", text)).strip()
    if len(told) > longest:
        told = f"{told[: longest - 1].rstrip().rstrip(_HALF_A_SIGN)}…"
    return _ISOLATED.format(told) if _runs_from_right(told) else told


def _runs_from_right(text: str) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in text)


def length_shown(text: str) -> int:
    """How long Telegram counts a text: as it is read, without its tags, in UTF-16 code units."""
    return len(html.unescape(_TAG.sub("", text)).encode("utf-16-le")) // 2


def within_limit(text: str) -> Markup:
    """Text cut at a line's end so that Telegram takes it."""
    if length_shown(text) <= MESSAGE_LIMIT:
        return Markup(text)
    kept, left = [], MESSAGE_LIMIT - 1
    for line in text.split("\n"):
        left -= length_shown(line) + 1
        if left < 0:
            break
        kept.append(line)
    return Markup("\n".join([*kept, "…"]))
