"""The load: people who book, list, cancel, move and take back, and somebody who edits in Google by hand."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_core.clock import Clock
from sandbox.google import GoogleSandbox
from sandbox.telegram import Message, TelegramSandbox
from tests.campaign.ledger import Asked, Ledger, Told, Verdict, about, title_word

KL = ZoneInfo("Asia/Kuala_Lumpur")
_PATIENCE = 20.0  # seconds a person looks at the chat before doing something else
_FINAL = (Verdict.THERE, Verdict.GONE)


class Titles:
    """Titles nobody else has."""

    def __init__(self) -> None:
        self._numbers: Iterator[int] = itertools.count(1)

    def fresh(self) -> str:
        return title_word(next(self._numbers) * 7919 % 390_625)


class Person:
    """One chat. Each act waits for its answer, as people do, and is written into the ledger before it is done."""

    def __init__(
        self, chat_id: int, telegram: TelegramSandbox, ledger: Ledger, titles: Titles, clock: Clock, rng: random.Random
    ) -> None:
        self.chat_id = chat_id
        self._telegram = telegram
        self._ledger = ledger
        self._titles = titles
        self._clock = clock
        self._rng = rng

    async def live(self, over: Callable[[], bool], pause: float) -> None:
        """Do one thing after another until `over`. pause: seconds between two, on average."""
        acts: list[Callable[[], Awaitable[object]]] = [self._book, self._book, self._book, self._alarm, self._list]
        acts += [self._cancel, self._undo, self._move, self._cancel_row, self._undo_latest]
        while not over():
            await self._rng.choice(acts)()
            await self._clock.sleep(self._rng.uniform(0.2, 1.8) * pause)

    # --- acts ---------------------------------------------------------------------------------------------------------

    async def _book(self) -> Asked | None:
        asked = Asked(self._titles.fresh(), self.chat_id, ["book"])
        day = self._rng.choice(("tomorrow", "on Friday", "in 3 days", "next Monday"))
        return await self._say(asked, f"Review {asked.title} {day} {self._rng.randint(9, 11)}am")

    async def _alarm(self) -> None:
        seconds = self._rng.randint(8, 20)
        due = self._clock.now() + timedelta(seconds=seconds)
        asked = Asked(self._titles.fresh(), self.chat_id, ["book"], due=due)
        await self._say(asked, f"Call {asked.title} in {seconds} seconds")
        asked.hands_off = True

    async def _list(self) -> None:
        await self._answered(lambda: self._telegram.user_says("/list", user_id=self.chat_id), lambda one: True)

    async def _cancel(self) -> None:
        asked = self._mine("cancel")
        if asked is not None:
            await self._tap(asked, "cancel:", "cancel")

    async def _cancel_row(self) -> None:
        """ "/cancel 2" of the list just shown."""
        mine = {asked.title: asked for asked in self._all_mine("cancel")}
        await self._list()
        lists = [message for message in self._telegram.replies(self.chat_id) if re.search(r"^1\. ", message.text, re.M)]
        rows = re.findall(r"^(\d+)\. .*?\b(Z[a-z]{8}q)\b", lists[-1].text, re.M) if lists else []
        rows = [(number, mine[title]) for number, title in rows if title in mine]
        if rows:
            number, asked = self._rng.choice(rows)
            asked.acts.append("cancel")
            await self._say(asked, f"/cancel {number}")

    async def _undo(self) -> None:
        asked = self._mine("undo")
        if asked is not None:
            await self._tap(asked, "undo:", "undo cancel" if asked.wanted is Verdict.GONE else "undo booking")

    async def _undo_latest(self) -> None:
        """Book, think again, and say so."""
        asked = await self._book()
        if asked is not None and not asked.hands_off:
            asked.acts.append("undo booking")
            await self._say(asked, "/undo")
            asked.hands_off = True

    async def _move(self) -> None:
        asked = self._mine("move")
        if asked is not None:
            asked.acts.append("move")
            await self._say(asked, f"move Review {asked.title} to {self._rng.randint(2, 6)}pm")

    # --- how they are done --------------------------------------------------------------------------------------------

    def _all_mine(self, act: str) -> list[Asked]:
        """Events of this chat that may have this done to them: each thing once, so that no two answers are alike."""
        found = []
        for asked in self._ledger.asked.values():
            free = asked.chat_id == self.chat_id and not asked.hands_off and asked.due is None
            undone = any(done.startswith("undo") for done in asked.acts)
            if act == "undo":
                fits = not undone and "move" not in asked.acts
            else:
                fits = not undone and act not in asked.acts and asked.wanted is Verdict.THERE
            if free and fits:
                found.append(asked)
        return found

    def _mine(self, act: str) -> Asked | None:
        found = self._all_mine(act)
        return self._rng.choice(found) if found else None

    async def _say(self, asked: Asked, text: str) -> Asked:
        self._ledger.asked[asked.title] = asked
        answer = await self._answered(
            lambda: self._telegram.user_says(text, user_id=self.chat_id), lambda one: self._answers(one, asked)
        )
        asked.answer = answer
        asked.hands_off |= answer is None or answer.verdict not in _FINAL
        return asked

    async def _tap(self, asked: Asked, verb: str, act: str) -> None:
        found = self._button(asked.title, verb)
        if found is None:
            return
        message, data = found
        asked.acts.append(act)
        answer = await self._answered(
            lambda: self._telegram.user_taps(message.message_id, data, user_id=self.chat_id, stale=True),
            lambda one: self._answers(one, asked),
        )
        asked.answer = answer
        asked.hands_off |= answer is None or answer.verdict not in _FINAL

    def _button(self, title: str, verb: str) -> tuple[Message, str] | None:
        for message in reversed(self._telegram.replies(self.chat_id)):
            if title in about(message.text) and not re.search(r"^1\. ", message.text, re.M):
                for button in message.buttons:
                    if button.data and button.data.startswith(verb):
                        return message, button.data
        return None

    def _answers(self, one: Told, asked: Asked) -> bool:
        if one.verdict is Verdict.REMINDED:
            return False
        return asked.title in one.titles or not one.titles

    async def _answered(self, act: Callable[[], object], is_answer: Callable[[Told], bool]) -> Told | None:
        before = len(self._telegram.calls)
        act()

        def answer() -> Told | None:
            told = (one for one in self._ledger.told(self.chat_id) if one.number >= before)
            return next((one for one in told if is_answer(one)), None)

        try:
            await self._telegram.wait_for(lambda: answer() is not None, _PATIENCE)
        except TimeoutError:
            return None
        return answer()


class Hand:
    """Somebody at calendar.google.com: puts events in that are soon, and says /sync so that the bot knows."""

    def __init__(
        self, google: GoogleSandbox, telegram: TelegramSandbox, ledger: Ledger, titles: Titles, clock: Clock
    ) -> None:
        self._google = google
        self._telegram = telegram
        self._ledger = ledger
        self._titles = titles
        self._clock = clock

    def put(self, ahead: float) -> None:
        """An event that begins in so many seconds, and for which everybody is to be reminded."""
        start = self._clock.now() + timedelta(seconds=ahead)
        asked = Asked(self._titles.fresh(), self._ledger.people[0], ["by hand"], due=start, hands_off=True)
        self._ledger.asked[asked.title] = asked
        self._google.put_event({"summary": f"Standup {asked.title}", "start": _time(start), "end": _time(start, 1)})
        self._telegram.user_says("/sync", user_id=self._ledger.people[0])


def _time(at: datetime, hours: int = 0) -> dict[str, str]:
    stamp = (at + timedelta(hours=hours)).astimezone(KL)
    return {"dateTime": stamp.isoformat(timespec="seconds"), "timeZone": "Asia/Kuala_Lumpur"}
