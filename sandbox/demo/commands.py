"""The demo's own commands: everything that begins with a colon, and the pressing of buttons."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

from sandbox.demo.moments import moment, span
from sandbox.demo.stage import Stage
from sandbox.demo.transcript import Transcript

COMMAND = re.compile(r":([a-z]+)(?:\s+(.*))?", re.DOTALL)
PRESS = re.compile(r"#\s*\S.*")

HELP = """\
Anything else you type goes to the bot, as in Telegram: /help shows what it understands.
  #3  or  #Undo            press a button, by its number or its words
  :forward 30m             move the clock (also 2h, 1d, 1h30m); reminders due on the way arrive
  :until 14:55             move it to a time (also 4pm, tomorrow 9:00, fri 8am, 2026-12-24 9:00)
  :google                  what is in Google Calendar (also :google 30, that many days)
  :google move 2 4pm       change it there, as if on another phone (also move 2 +1h)
  :google cancel 2         delete it there
  :google add Swimming 4pm add something there (also: Swimming fri 4pm)
  :offline google          take Google off the net (also: telegram);  :online  brings both back
  :edit lunch at 2pm       edit the last message you sent
  :forwarded tea at 4pm    forward somebody else's message to the bot
  :time  :state  :help  :quit"""


class Refused(Exception):
    """A command cannot be done; the text says why, in a sentence for the person."""


class Commands:
    """Does what a typed line says. Each command returns the demo's own words, if any."""

    def __init__(self, stage: Stage, transcript: Transcript, show: Callable[[], None]) -> None:
        """show: called while time is moved, so that what arrives is seen with its time."""
        self._stage = stage
        self._show = show
        self._transcript = transcript
        self._own: int | None = None
        self.done = False
        """The person wants to leave."""
        self._known: dict[str, Callable[[str], str | Awaitable[str]]] = {
            "help": lambda _: HELP,
            "forward": self._forward,
            "until": self._until,
            "google": self._google,
            "offline": self._offline,
            "online": self._online,
            "edit": self._edit,
            "forwarded": self._forwarded,
            "time": lambda _: self.time(),
            "state": lambda _: f"State is kept in {stage.folder}",
            "quit": self._quit,
            "exit": self._quit,
        }

    async def do(self, line: str) -> str:
        """Carry out one line. Raises Refused."""
        if found := COMMAND.fullmatch(line):
            return await self._command(found[1], (found[2] or "").strip())
        if PRESS.fullmatch(line) and (pressed := self._press(line)) is not None:
            return pressed
        self._say(line)
        return ""

    async def _command(self, name: str, words: str) -> str:
        if name not in self._known:
            raise Refused(f"There is no :{name}. :help lists what there is.")
        try:
            answer = self._known[name](words)
            return answer if isinstance(answer, str) else await answer
        except ValueError as trouble:
            raise Refused(f"Not done: {trouble}.") from None

    def _say(self, text: str, **how: str) -> None:
        try:
            update = self._stage.telegram.user_says(text, **how)  # type: ignore[arg-type]
        except ValueError:
            raise Refused(
                f"Telegram takes 4096 characters in one message, and this one has {len(text)}; nothing was sent."
            ) from None
        self._own = int(update.json["message"]["message_id"])

    def _press(self, line: str) -> str | None:
        """Press a button; None for a line that only looks like it, such as a hashtag."""
        press = self._transcript.button(line)
        if press is None and line[1:].strip().isdigit():
            raise Refused(f"There is no button {line}.")
        if press is None:
            return None
        if press.data is None:
            return f"That button opens {press.url}"
        try:
            self._stage.telegram.user_taps(press.message_id, press.data)
        except LookupError:
            raise Refused("That button is gone: the message has changed since.") from None
        return ""

    async def _forward(self, words: str) -> str:
        if not words:
            raise ValueError("say by how much, like :forward 30m")
        return await self._go((span(words)).total_seconds())

    async def _until(self, words: str) -> str:
        if not words:
            raise ValueError("say until when, like :until 14:55")
        return await self._go((moment(words, self._stage.now) - self._stage.now).total_seconds())

    async def _go(self, seconds: float) -> str:
        if seconds > 366 * 86_400:
            raise ValueError("a year at a time is the most")
        await self._stage.forward(self._stage.clock.now() + timedelta(seconds=seconds), self._show)
        return self.time()

    def time(self) -> str:
        """What the clock of this world says."""
        now = self._stage.now
        return f"It is {now:%A} {now.day} {now:%B %Y, %H:%M} in {self._stage.zone}."

    def _google(self, words: str) -> str:
        calendar = self._stage.calendar
        verb, _, rest = words.partition(" ")
        if not verb or verb.isdigit():
            return calendar.listing(self._stage.now, min(int(verb or 7), 366))
        number, _, how = rest.strip().partition(" ")
        if verb == "move":
            done = calendar.move(number, how.strip())
        elif verb in {"cancel", "delete"}:
            done = calendar.cancel(number)
        elif verb == "add":
            done = calendar.add(rest.strip(), self._stage.now)
        else:
            raise ValueError("after :google comes nothing, a number of days, move, cancel or add")
        return f"{done}\nThe bot hears of it at its next sync: /sync, or :forward 5m."

    def _offline(self, words: str) -> str:
        self._stage.cut(words.lower())
        return f"{words.capitalize()} is off the net. :online brings it back."

    def _online(self, words: str) -> str:
        self._stage.mend()
        return "Google and Telegram are on the net."

    def _edit(self, words: str) -> str:
        if self._own is None or not words:
            raise ValueError("send something first, then :edit with the new text")
        self._stage.telegram.user_says(words, edit=self._own)
        return ""

    def _forwarded(self, words: str) -> str:
        if not words:
            raise ValueError("say what the message says, like :forwarded tea at 4pm")
        self._say(words, forward="Mei Ling")
        return ""

    def _quit(self, words: str) -> str:
        self.done = True
        return ""
