"""The terminal's edge: lines that come in, text that goes out.

Reading blocks, so it has a thread of its own. From a pipe it reads the descriptor itself: a thread that waits inside
`sys.stdin` would hold its lock when the interpreter ends, which ends it with a fatal error.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import io
import os
import shutil
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator

from sandbox.demo.rendering import folded

PROMPT = "> "
_CHUNK = 65_536


class Terminal:
    """Standard input and output. interactive: a person types and sees what they type."""

    def __init__(self) -> None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # an old terminal shows a question mark for an emoji
        shown = sys.stdout is not None and sys.stdout.isatty()
        self._closed = sys.stdin is None  # then descriptor 0 is free and may be any file of ours
        self.interactive = shown and not self._closed and sys.stdin.isatty()
        self.colours = shown and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self._folds = shown
        self._asking = False
        self._typed_so_far: Callable[[], str] = str
        if self.interactive:
            with contextlib.suppress(ImportError):
                import readline

                self._typed_so_far = readline.get_line_buffer

    def write(self, text: str) -> None:
        """Show a block; while the person is typing it goes above what they have typed."""
        if self._folds:
            text = folded(text, max(20, shutil.get_terminal_size().columns))
        if self._asking:
            text = f"\r\x1b[K{text}\n{PROMPT}{self._typed_so_far()}"
            sys.stdout.write(text)
        else:
            sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    def end(self) -> None:
        """Leave the line that was being typed."""
        self._asking = False
        self.write("")

    async def lines(self) -> AsyncIterator[str]:
        """Each line without its end, until the input ends. The next one is read when it is asked for."""
        if self._closed:
            return
        loop = asyncio.get_running_loop()
        wanted, arrived = threading.Semaphore(0), asyncio.Queue[str | None]()

        def read() -> None:
            source = self._ask() if self.interactive else _read_pipe()
            while True:
                wanted.acquire()
                line = next(source, None)
                with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
                    loop.call_soon_threadsafe(arrived.put_nowait, line)
                if line is None:
                    return

        threading.Thread(target=read, daemon=True, name="stdin").start()
        while True:
            self._asking = self.interactive
            wanted.release()
            line = await arrived.get()
            self._asking = False
            if line is None:
                return
            yield line

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Put the terminal back as it was, even when a line was being typed."""
        if not self.interactive:
            yield
            return
        import termios

        before = termios.tcgetattr(sys.stdin)
        try:
            yield
        finally:
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)

    def _ask(self) -> Iterator[str]:
        while True:
            try:
                yield input(PROMPT)
            except EOFError:
                self.end()  # Ctrl-D leaves the cursor behind the prompt
                return
            except UnicodeDecodeError:
                yield ""


def _read_pipe() -> Iterator[str]:
    """Lines of descriptor 0; what is no UTF-8 becomes the replacement character."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    left = ""
    while chunk := _read():
        *whole, left = (left + decoder.decode(chunk)).split("\n")
        yield from (line.removesuffix("\r") for line in whole)
    left += decoder.decode(b"", final=True)
    if left:
        yield left


def _read() -> bytes:
    try:
        return os.read(0, _CHUNK)
    except OSError:  # the other side has gone: that ends the input, too
        return b""


def silence() -> None:
    """Nobody reads any more: keep the interpreter's own last flush from complaining."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
