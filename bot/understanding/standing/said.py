"""The ways to speak of an event that is there, tried one after another: their order keeps them apart."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.languages import Kind, Phrase
from bot.understanding.changes.repeats import repeat_in
from bot.understanding.changes.swaps import names_to_swap
from bot.understanding.changes.ways import bare_order
from bot.understanding.grammar.measures import lengths_in
from bot.understanding.reading import Intent, Target
from bot.understanding.requests.moves import SaidTime
from bot.understanding.resolve import Moment
from bot.understanding.standing.named import bare_name, event_named, name_beside, time_of
from bot.understanding.standing.patterns import (
    called_off_ways,
    copies,
    copy_ways,
    instead_way,
    joining_ways,
    limit_ways,
    make_way,
    may_be,
    move_way,
    not_but_ways,
    phrases,
    put_off_way,
    that_one_ways,
)
from bot.understanding.text.lexer import tokenise
from bot.understanding.text.normalise import normalise
from bot.understanding.text.phrase_books import language_of
from bot.understanding.title.leftover import read_leftover

_LONGEST = 120  # characters
_LONGEST_NAME = 40
_HAN_WITH = ("跟", "和", "与", "與", "同")
_EDGES = " \t\n\"'“”‘’「」。.!！,，"
_NO_GUEST = frozenset(
    "reminder reminders alarm note notes link description event meeting appointment time it this that "
    "peringatan nota pautan acara masa ini itu 提醒 备注 链接 时间 活动 日程".split()
)
_LAST_NUMBER = re.compile(r"\s(\d{1,2}(?:[.:][0-5]\d)?)$")


class AboutStanding(NamedTuple):
    """intent: MOVE or CANCEL. target: which event, where it has no words the last one, and what it shall be. was: when
    it has to stand for this to be meant ("not 11"); None where that was not said. soon: meant only of what is near."""

    intent: Intent
    target: Target
    was: SaidTime | None = None
    soon: bool = False


class Swap(NamedTuple):
    """The two events that shall change places."""

    first: Target
    second: Target


def about_standing(text: str, now: datetime, zone: ZoneInfo) -> AboutStanding | None:
    """None where the message can be of nothing that is there. now: aware."""
    said = text.strip(_EDGES)
    if not said or len(said) > _LONGEST or "\n" in said or not may_be(said):
        return None
    moment = Moment(now, zone)
    return (
        _joined(said, now, zone)
        or _not_but(said, moment)
        or _instead(said, moment)
        or _later(said, now, zone)
        or _starts_or_ends(said, moment)
        or _put_off(said, now, zone)
        or _called_off(said, now, zone)
        or _repeated(said, moment)
        or _that_one_at(said, moment)
        or _moved_plainly(said, moment)
    )


def swap_in(text: str, now: datetime, zone: ZoneInfo) -> Swap | None:
    """Which two events shall change places; None where no such thing is asked. now: aware."""
    named = names_to_swap(text)
    first, second = (event_named(name, now, zone) for name in named) if named is not None else (None, None)
    return Swap(first, second) if first is not None and second is not None else None


def copy_in(text: str, now: datetime, zone: ZoneInfo) -> Target | None:
    """Which event shall be booked once more (no words: the last one), and when; None where no such thing is asked."""
    if len(text) > _LONGEST or not copies().search(text):
        return None
    said = bare_order(text)
    moment = Moment(now, zone)
    for pattern in copy_ways():
        if (found := pattern.fullmatch(said)) is None:
            continue
        words, time = bare_name(found["name"]), time_of(found["time"], moment)
        if time is not None and time.whole and not time.past and "date" in time.said:
            return Target(words=words, new_when=time.when, said=time.said)
    return None


def title_with(title: str, name: str) -> str:
    """A title with one more person in it, joined the way the title itself does."""
    tokens = tokenise(normalise(title).text)
    if any("\u3400" <= character <= "\u9fff" for character in title):
        return f"{title} + {name}" if title.startswith(_HAN_WITH) else f"跟{name}{title}"
    if any("\u3400" <= character <= "\u9fff" for character in name):
        return f"{title} 跟{name}"
    if Kind.WITH in tokens.kinds:
        return f"{title} & {name}"
    return f"{title} dengan {name}" if language_of(tokens) == "ms" else f"{title} with {name}"


def _joined(said: str, now: datetime, zone: ZoneInfo) -> AboutStanding | None:
    """Add Ali to lunch, tambah Ali ke kenduri, 饭局加上小明."""
    said = bare_order(said)  # without "also"
    for pattern in joining_ways():
        if (found := pattern.fullmatch(said)) is None:
            continue
        who, named = found["who"].strip(_EDGES), found["name"].strip(_EDGES)
        words = {word.casefold() for word in who.split()}
        if not who or len(who) > _LONGEST_NAME or words & _NO_GUEST or time_of(who, Moment(now, zone)) is not None:
            continue
        target = event_named(named, now, zone) if named else Target()
        if target is not None:
            return AboutStanding(Intent.MOVE, replace(target, joins=who))
    return None


def _not_but(said: str, moment: Moment) -> AboutStanding | None:
    """Kenduri tu pukul 12 bukan 11, the flight is at 8.15 not 7.15, 不是6点，是7点."""
    for pattern in not_but_ways():
        if (found := pattern.fullmatch(said)) is None:
            continue
        groups = found.groupdict(default="")
        was, is_now = time_of(groups["was"], moment), time_of(groups["rest"], moment)
        if was is None or is_now is None or not was.whole or not was.said & {"time", "date"}:
            continue
        name = groups.get("name", "") or name_beside(groups["rest"], is_now)
        words = bare_name(name)
        if is_now.said & was.said & {"time", "date"}:
            return AboutStanding(Intent.MOVE, Target(words=words, new_when=is_now.when, said=is_now.said), was)
    return None


def _instead(said: str, moment: Moment) -> AboutStanding | None:
    """Lunch at KLCC instead, book dentist on Friday instead, make the lunch 12.30."""
    found = instead_way().fullmatch(said) or make_way().fullmatch(said)
    if found is None:
        return None
    body = found["body"].strip(_EDGES)
    time = time_of(body, moment)
    normal = normalise(body)
    left = read_leftover(body, normal, tokenise(normal.text), time.used if time else (), order=True)
    words, place = bare_name(left.title), left.location or ""
    if words is None or not (time or place):
        return None
    if time is None:
        return AboutStanding(Intent.MOVE, Target(words=words, place=place))
    return AboutStanding(Intent.MOVE, Target(words=words, new_when=time.when, said=time.said, place=place))


def _later(said: str, now: datetime, zone: ZoneInfo) -> AboutStanding | None:
    """Lunch 30 minutes later, 考试提早30分钟."""
    normal = normalise(said)
    tokens = tokenise(normal.text)
    for length, first, last in lengths_in(tokens):
        if length.months or not first:
            return None
        before, after = normal.text[: tokens[first].start].strip(), tuple(tokens.words[last:])
        shift = timedelta(days=length.days, minutes=round(length.minutes))
        for name, sign in ((Phrase.LATER, 1), (Phrase.EARLIER, -1)):
            spaced = " ".join(after) in phrases(name, spaced=True)
            unspaced = next((word for word in phrases(name, spaced=False) if before.endswith(word)), "")
            if not (spaced or (unspaced and not after)):
                continue
            target = event_named(before.removesuffix(unspaced), now, zone)
            if target is not None:
                return AboutStanding(Intent.MOVE, replace(target, shift=shift * sign), soon=spaced and sign > 0)
    return None


def _starts_or_ends(said: str, moment: Moment) -> AboutStanding | None:
    """Kenduri mula pukul 12, the meeting ends at 5: a clock or a first day alone, for what stands."""
    for pattern, ends in limit_ways():
        if (found := pattern.fullmatch(said)) is None:
            continue
        words, time = bare_name(found["name"]), time_of(found["time"], moment)
        if words is None or time is None or not time.whole:
            continue
        parts = time.said & {"time", "date"}
        if parts == {"time"} or (parts == {"date"} and not ends):  # cuti tu start 2hb
            told = time.said | {"until"} if ends else time.said
            return AboutStanding(Intent.MOVE, Target(words=words, new_when=time.when, said=told))
    return None


def _that_one_at(said: str, moment: Moment) -> AboutStanding | None:
    """Kenduri tu pukul 12, the lunch is at 1, 会议换3点: a name that was spoken of, and another time for it."""
    for pattern in that_one_ways():
        if (found := pattern.fullmatch(said)) is None:
            continue
        words, time = bare_name(found["name"]), time_of(found["time"], moment)
        if words is not None and time is not None and time.whole and not time.past and "end" not in time.said:
            return AboutStanding(Intent.MOVE, Target(words=words, new_when=time.when, said=time.said))
    return None


def _moved_plainly(said: str, moment: Moment) -> AboutStanding | None:
    """Move dentist Friday, tukar kelas 5: the time stands right behind the name. Without one it is to be asked for."""
    if (found := move_way().fullmatch(said)) is None:
        return None
    rest = found["rest"]
    time, number = time_of(rest, moment), _LAST_NUMBER.search(rest)
    name = name_beside(rest, time) if time is not None else rest
    if time is None and number is not None:
        time, name = time_of(number[1], moment), rest[: number.start()]
    words = bare_name(name)
    if words is None or (time is not None and time.past):
        return None
    if time is None:
        return AboutStanding(Intent.MOVE, Target(words=words))
    return AboutStanding(Intent.MOVE, Target(words=words, new_when=time.when, said=time.said))


def _put_off(said: str, now: datetime, zone: ZoneInfo) -> AboutStanding | None:
    """Mesyuarat projek tangguh, dentist postponed: to when is not said."""
    found = put_off_way().fullmatch(said)
    target = event_named(found[1], now, zone) if found is not None else None
    return AboutStanding(Intent.MOVE, target) if target is not None else None


def _called_off(said: str, now: datetime, zone: ZoneInfo) -> AboutStanding | None:
    """Badminton this Thursday cancel, kelas mengaji minggu ni takde, no gym tomorrow, 这周三不打羽毛球."""
    if said.endswith(("?", "？")):
        return None
    for pattern in called_off_ways():
        if (found := pattern.fullmatch(said)) is None:
            continue
        named = " ".join(part for part in found.groups() if part)
        if (target := event_named(named, now, zone)) is not None:
            return AboutStanding(Intent.CANCEL, target)
    return None


def _repeated(said: str, moment: Moment) -> AboutStanding | None:
    """Make gym weekly: where gym stands it is that one, else it is booked so."""
    normal = normalise(said)
    asked = repeat_in(normal.text, tokenise(normal.text), moment)
    return AboutStanding(Intent.MOVE, asked[0]) if asked is not None and asked[0].words else None
