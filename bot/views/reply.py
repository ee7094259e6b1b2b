"""What the bot says: text and buttons, before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass

from bot.views.wording import Markup
from calendar_core.domain import Event

MESSAGE_LIMIT = 4096
"""Characters Telegram takes in one message (Bot API, sendMessage)."""


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


def lines(*parts: str) -> Markup:
    """Those of the parts that say something, each on a line of its own."""
    return Markup("\n".join(part for part in parts if part))


def shown_title(title: str) -> str:
    """A title as it is shown: whole, unless it would drown the message."""
    return shortened(title, _TITLE_SHOWN)


def shortened(text: str, longest: int) -> str:
    """A text of at most so many characters, its end cut where there are more."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def within_limit(text: str) -> Markup:
    """Text cut at a line's end so that Telegram takes it."""
    if len(text) <= MESSAGE_LIMIT:
        return Markup(text)
    return Markup(text[: MESSAGE_LIMIT - 2].rsplit("\n", 1)[0] + "\n…")
