"""What of the chat has been shown, what is new, and which number presses which button."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.demo.rendering import Style, shown
from sandbox.telegram import OWNER, Message, TelegramSandbox

Keep = Callable[[Message], str]
"""Puts a message's picture or file somewhere and returns its path."""


@dataclass(frozen=True)
class Press:
    """A button that has been shown. label: its text."""

    message_id: int
    label: str
    data: str | None
    url: str | None


class Transcript:
    """The conversation as the terminal shows it. Numbers of buttons go up, so an old one stays right."""

    def __init__(self, telegram: TelegramSandbox, style: Style, keep: Keep) -> None:
        self._telegram = telegram
        self._style = style
        self._keep = keep
        self._buttons: list[Press] = []
        self._toasted: set[str] = set()
        self._toasted |= self._new_toasts().keys()
        self._seen = {message.message_id: _looks(message) for message in self._messages()}

    def recall(self) -> None:
        """Let the bot's last message be shown again, so that its buttons can be pressed after a new start."""
        standing = [message for message in self._messages() if not message.deleted]
        if standing:
            self._seen.pop(standing[-1].message_id, None)

    @property
    def waiting(self) -> bool:
        """Something has happened that is not shown yet."""
        messages = self._messages()
        changed = any(self._seen.get(message.message_id) != _looks(message) for message in messages)
        return changed or bool(self._new_toasts())

    def take(self) -> list[str]:
        """What is new since the last call, as text blocks in the order of the chat; then it counts as shown."""
        toasts = self._new_toasts()
        self._toasted |= toasts.keys()
        blocks = [self._style.dim(f"(pop-up: {toast})") for toast in toasts.values() if toast]
        for message in self._messages():
            before, now = self._seen.get(message.message_id), _looks(message)
            if before == now:
                continue
            self._seen[message.message_id] = now
            if before is None and message.deleted:
                continue
            blocks.append(self._block(message, new=before is None))
        return blocks

    def button(self, typed: str) -> Press | None:
        """The button meant by `#3`, or by `#Undo`: the newest of that label which is still there, signs apart."""
        wanted = typed.removeprefix("#").strip().casefold()
        if wanted.isdigit():
            number = int(wanted)
            return self._buttons[number - 1] if 0 < number <= len(self._buttons) else None
        meant = [
            press
            for press in reversed(self._buttons)
            if wanted in {press.label.casefold(), re.sub(r"^\W+|\W+$", "", press.label).casefold()}
        ]
        return next((press for press in meant if self._still_there(press)), meant[0] if meant else None)

    def _still_there(self, press: Press) -> bool:
        return any(
            message.message_id == press.message_id and not message.deleted and press.data in {b.data, b.url}
            for message in self._messages()
            for b in message.buttons
        )

    def _messages(self) -> list[Message]:
        return [message for message in self._telegram.chat(OWNER, deleted=True) if message.from_bot]

    def _new_toasts(self) -> dict[str, str]:
        """What newly answered taps show, by the tap's id; most show nothing."""
        return {
            query_id: str(query.answer["text"])
            for query_id, query in self._telegram.account.callbacks.items()
            if query.answer is not None and query_id not in self._toasted
        }

    def _block(self, message: Message, *, new: bool) -> str:
        if message.deleted:
            return self._style.dim(f"(The bot deleted: {message.text.partition(chr(10))[0]})")
        first = len(self._buttons) + 1
        self._buttons += [Press(message.message_id, one.text, one.data, one.url) for one in message.buttons]
        numbers = range(first, len(self._buttons) + 1)
        attachment = self._keep(message) if new and message.content in {"photo", "document"} else ""
        return shown(message, numbers, self._style, "" if new else "edited", attachment)


def _looks(message: Message) -> str:
    return json.dumps([message.text, message.markup, message.entities, message.deleted])
