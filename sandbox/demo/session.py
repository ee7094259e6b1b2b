"""One session of the demo: typed lines in order, each with its answer, and whatever comes by itself."""

from __future__ import annotations

import asyncio
import contextlib

from sandbox.demo.commands import COMMAND, Commands, Refused
from sandbox.demo.rendering import Style, harmless, said
from sandbox.demo.stage import PATIENCE, Stage
from sandbox.demo.terminal import Terminal
from sandbox.demo.transcript import Transcript
from sandbox.telegram import OWNER

_WELCOME = """\
{title}
Nothing leaves this computer: Telegram and Google are stand-ins.
State is kept in {folder} (--fresh starts over).
{time}
  Type the way you talk:  lunch with Ali tomorrow 12.30-2pm
  Ask the bot:            /list   /cancel 2   /help
  Press a button:         #1, the number before it
  Move time and look:     :forward 30m   :google   :offline google   :help   :quit"""


class Session:
    """Reads lines, hands them to the bot or the demo, and shows the chat."""

    def __init__(self, stage: Stage, terminal: Terminal) -> None:
        self._stage = stage
        self._terminal = terminal
        self._style = Style(ansi=terminal.colours)
        self._transcript = Transcript(stage.telegram, self._style, stage.keep_file)
        self._commands = Commands(stage, self._transcript, self.show)

    async def run(self) -> None:
        """The whole session: returns when the input has ended, all is answered, or the person has quit."""
        self._terminal.write(
            _WELCOME.format(
                title=self._style.mark("Your calendar secretary, a demo", "1"),
                folder=self._stage.folder,
                time=self._commands.time(),
            )
        )
        if self._stage.new:
            await self._line("/start")
        elif earlier := len(self._stage.telegram.chat(OWNER)):
            self._terminal.write(self._style.dim(f"({earlier} messages of earlier are kept; the bot's last was:)"))
            self._transcript.recall()
            self.show()
        watch = asyncio.create_task(self._watch())
        try:
            async for line in self._terminal.lines():
                if line.strip():
                    await self._line(line, echo=not self._terminal.interactive)
                if self._commands.done:
                    break
            await self._answered()
        finally:
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch

    def show(self) -> None:
        """Show what has happened in the chat since the last time."""
        for block in self._transcript.take():
            self._terminal.write(block)

    async def _line(self, line: str, *, echo: bool = True) -> None:
        if echo:
            who = "Demo" if COMMAND.fullmatch(line.strip()) else "You"
            self._terminal.write(said(who, harmless(line), self._style, "1;35" if who == "Demo" else "1;36"))
        try:
            if words := await self._commands.do(line.strip()):
                self._note(words)
        except Refused as refusal:
            self._note(str(refusal))
        await self._answered()

    async def _answered(self) -> None:
        """Wait for the answer to what was typed and show it."""
        if not await self._stage.settle():
            self._note(f"(The bot has not finished within {PATIENCE:.0f} seconds; its answer will come when it does.)")
        self._stage.save()
        self.show()

    def _note(self, words: str) -> None:
        self.show()
        self._terminal.write("\n".join(self._style.mark(line, "33") for line in words.split("\n")))

    async def _watch(self) -> None:
        """Show what comes by itself, such as reminders, while the person thinks."""
        changes = self._stage.telegram.changes
        while True:
            await changes.wait_for(lambda: self._transcript.waiting, None)
            self.show()
