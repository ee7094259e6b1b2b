"""What was asked, what was told, and what is true: the books of a campaign.

Every event has a title of its own, so that a message of the bot, an event in Google and what a person asked for can
be laid side by side. PURE but for the stand-ins it reads.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.views.wording import wording
from sandbox.google import GoogleSandbox
from sandbox.telegram import TelegramSandbox

_SYLLABLES = [a + b for a in "zvxqk" for b in "aeiou"]
_ROUNDING = timedelta(seconds=2)  # message dates and event times are whole seconds
_CODE = re.compile(r"\bZ[a-z]{8}q\b")


def title_word(number: int) -> str:
    """A word that is in no language and in no other title."""
    digits = []
    for _ in range(4):
        number, digit = divmod(number, len(_SYLLABLES))
        digits.append(_SYLLABLES[digit])
    return "Z" + "".join(digits) + "q"


def about(text: str) -> str:
    """A message without its note of a clash, which names other events."""
    return text.partition(_CLASH)[0]


class Verdict(StrEnum):
    """What the bot said of an event, boiled down."""

    THERE = "there"
    GONE = "gone"
    KEPT = "kept"
    REFUSED = "refused"
    REMINDED = "reminded"
    OTHER = "other"


def _plain(text: str) -> str:
    return re.sub(r"<[^>]+>", "", html.unescape(text)).strip()


def _beginnings(*keys: str) -> tuple[str, ...]:
    words = wording("en")
    facts = dict.fromkeys(("reason", "wait", "reference", "what"), "\0")
    return tuple(_plain(str(words(key, **facts))).partition("\0")[0].strip() for key in keys)


_CLASH = wording("en")("note_overlap", events="\0").partition("\0")[0]

_SAID: dict[Verdict, tuple[str, ...]] = {
    Verdict.THERE: _beginnings(
        *("booked", "write_done_create", "moved", "write_done_update", "undone_back", "undone_new_id")
    ),
    Verdict.GONE: _beginnings("cancelled", "write_done_delete", "undone_booking", "already_gone"),
    Verdict.KEPT: _beginnings("kept_booking", "kept_checking", "kept_cancel", "kept_move", "kept_undo"),
    Verdict.REFUSED: _beginnings(
        *("failed", "write_failed_create", "write_failed_update", "write_failed_delete", "changed_meanwhile"),
        *("nothing_to_undo", "nothing_more_to_undo", "list_outdated", "no_list_yet", "found_nothing", "perhaps_done"),
        *("question_lapsed", "failed_reference"),
    ),
    Verdict.REMINDED: ("⏰",),
}


def verdict_of(text: str) -> Verdict:
    """What kind of message of the bot this is."""
    plain = _plain(text)
    for verdict, beginnings in _SAID.items():
        if any(begin and plain.startswith(begin) for begin in beginnings):
            return verdict
    return Verdict.OTHER


@dataclass(frozen=True)
class Told:
    """One message that Telegram took from the bot, an edit too."""

    at: datetime
    chat_id: int
    text: str
    number: int

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.text)

    @property
    def titles(self) -> list[str]:
        """Of what it is about, not of what else is at the same time."""
        return _CODE.findall(about(self.text))


@dataclass
class Asked:
    """One event that somebody wants: who, when it starts (where a reminder is to come), and what was asked of it.

    acts: verbs in order. answer: to the last of them. hands_off: an answer did not come in time or was not final, so
    nothing more is asked of it.
    """

    title: str
    chat_id: int
    acts: list[str] = field(default_factory=list)
    due: datetime | None = None
    hands_off: bool = False
    answer: Told | None = None

    @property
    def wanted(self) -> Verdict:
        return Verdict.GONE if self.acts and self.acts[-1] in ("cancel", "undo booking", "remove") else Verdict.THERE


@dataclass
class Disturbance:
    """Something that was broken on purpose, from then to then."""

    what: str
    began: datetime
    ended: datetime


class Ledger:
    """The books. `broken` says what does not add up; empty is what a campaign is for."""

    def __init__(self, google: GoogleSandbox, telegram: TelegramSandbox, people: Sequence[int]) -> None:
        self._google = google
        self._telegram = telegram
        self.people = people
        self.asked: dict[str, Asked] = {}
        self.disturbances: list[Disturbance] = []

    def told(self, chat_id: int = 0) -> list[Told]:
        """What Telegram took, oldest first; of one chat, or of all."""
        found = []
        for number, call in enumerate(self._telegram.calls):
            if call.method in ("sendMessage", "editMessageText") and call.status == 200:
                chat = int(call.params["chat_id"])
                if not chat_id or chat == chat_id:
                    found.append(Told(call.at, chat, str(call.params.get("text", "")), number))
        return found

    def standing(self) -> dict[str, list[bool]]:
        """For each title, each event that Google has or had under it: whether it still stands."""
        found: dict[str, list[bool]] = {}
        for calendar in self._google.calendars.values():
            for event in calendar.events.values():
                for title in _CODE.findall(str(event.fields.get("summary", ""))):
                    found.setdefault(title, []).append(not event.cancelled)
        return found

    # --- what does not add up ---------------------------------------------------------------------------------------

    def broken(self) -> list[str]:
        """Each promise that was not kept, in a line."""
        told = self.told()
        return [*self._writes(told), *self._reminders(told), *self._repeats(told)]

    def _writes(self, told: Sequence[Told]) -> Iterator[str]:
        standing = self.standing()
        for title, asked in self.asked.items():
            stands = standing.get(title, [])
            said = self._said_of(asked, told)
            final = [one.verdict for one in said if one.verdict in (Verdict.THERE, Verdict.GONE, Verdict.REFUSED)]
            about = f"{title} ({', '.join(asked.acts)}; told {[str(one.verdict) for one in said]}; in Google {stands})"
            if "by hand" in asked.acts:
                continue
            if len(stands) > 1:
                yield f"double: {about}"
            elif not stands and Verdict.REFUSED not in final and not self._refused_without_title(asked, told):
                yield f"lost: {about}"
            yield from self._truth(about, asked, any(stands), said)
        for title in standing.keys() - self.asked.keys():
            yield f"nobody asked for {title}"

    def _said_of(self, asked: Asked, told: Sequence[Told]) -> list[Told]:
        """What its chat was told of it. "No longer in the calendar" names nothing: it answers what was asked last."""
        said = [one for one in told if one.chat_id == asked.chat_id and asked.title in one.titles]
        if asked.answer is not None and asked.answer.verdict is Verdict.GONE and not asked.answer.titles:
            said.append(asked.answer)
        return sorted(said, key=lambda one: one.number)

    def _refused_without_title(self, asked: Asked, told: Sequence[Told]) -> bool:
        plain = [one for one in told if one.chat_id == asked.chat_id and not one.titles]
        return any(one.verdict is Verdict.REFUSED for one in plain)

    def _truth(self, about: str, asked: Asked, stands: bool, said: Sequence[Told]) -> Iterator[str]:
        states = [one.verdict for one in said if one.verdict in (Verdict.THERE, Verdict.GONE)]
        verdicts = [one.verdict for one in said if one.verdict not in (Verdict.OTHER, Verdict.REMINDED)]
        newest = verdicts[-1] if verdicts else None
        is_now = Verdict.THERE if stands else Verdict.GONE
        if newest is None:
            if stands or not asked.hands_off:
                yield f"never told: {about}"
        elif newest is Verdict.KEPT:
            yield f"kept and no verdict: {about}"
        elif states and states[-1] is not is_now and not (asked.wanted is is_now and asked.hands_off):
            yield f"told otherwise than it is: {about}"
        elif is_now is not asked.wanted and not asked.hands_off:
            yield f"not as asked: {about}"

    def _reminders(self, told: Sequence[Told]) -> Iterator[str]:
        reminded = {(one.chat_id, title) for one in told if one.verdict is Verdict.REMINDED for title in one.titles}
        standing = self.standing()
        for title, asked in self.asked.items():
            if asked.due is not None and any(standing.get(title, ())):
                # An event that the bot first heard of when it had begun reminds nobody.
                known = next((one.at for one in told if title in one.titles and one.verdict is not Verdict.KEPT), None)
                missing = [chat for chat in self.people if (chat, title) not in reminded]
                if missing and known is not None and known < asked.due - _ROUNDING:
                    yield f"reminder lost: {title}, due {asked.due:%H:%M:%S}, known {known:%H:%M:%S}, for {missing}"

    def _repeats(self, told: Sequence[Told]) -> Iterator[str]:
        for first, again in self.repeats(told):
            if not self._explained(first, again):
                what = f"{first.verdict} {', '.join(first.titles)}"
                yield f"repeated with nothing broken: {what} at {first.at:%H:%M:%S.%f} and {again.at:%H:%M:%S.%f}"

    def repeats(self, told: Sequence[Told]) -> list[tuple[Told, Told]]:
        """What a chat was told again: reminders and verdicts, the earlier beside the later."""
        found = []
        seen: dict[tuple[object, ...], Told] = {}
        for one in told:
            if one.verdict is Verdict.OTHER or not one.titles:
                continue
            for title in one.titles:
                what = (one.chat_id, one.verdict, title, "" if one.verdict is Verdict.REMINDED else one.text)
                if what in seen:
                    found.append((seen[what], one))
                seen[what] = one
        return found

    def _explained(self, first: Told, again: Told) -> bool:
        """Something broke while the first was on its way or not yet noted down."""
        slack = timedelta(seconds=3)
        return any(
            one.began - slack <= first.at <= one.ended + slack and one.began - slack <= again.at
            for one in self.disturbances
        )
