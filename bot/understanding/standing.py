"""What a message may say of an event that is there, though it could be a booking as well: "lunch at KLCC instead", "add
Ali to lunch", "kenduri tu pukul 12 bukan 11", "no gym tomorrow", 这周三不打羽毛球.

Whether that event stands decides, and only who knows the calendar can tell. One module, for its ways are tried one
after another against one text, and their order is what keeps them apart."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.languages import Kind, Phrase, language_codes, vocabulary_of
from bot.understanding.changes.repeats import repeat_in
from bot.understanding.changes.swaps import names_to_swap
from bot.understanding.changes.ways import bare_order
from bot.understanding.grammar.components import ImpossibleTime
from bot.understanding.grammar.measures import lengths_in
from bot.understanding.message import understand
from bot.understanding.reading import Intent, Target
from bot.understanding.requests.moves import SaidTime, time_in
from bot.understanding.requests.sought import name_in
from bot.understanding.resolve import Moment
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
_IT = frozenset(["", "it", "it's", "its", "that", "that's", "itu", "tu", "ini", "这个", "那个", "是"])
_LAST_NUMBER = re.compile(r"\s(\d{1,2}(?:[.:][0-5]\d)?)$")
_WORDS = re.compile(r"[\w'’-]+")
_DOTTED = re.compile(r"^(\d{1,2})\.([0-5]\d)$")
_AROUND_NAME = re.compile(r"^(?:the|my|our)\s+|\s+(?:is|are|was|tu|itu|ni|starts?|begins?|should be)$", re.IGNORECASE)


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
    if not said or len(said) > _LONGEST or "\n" in said or not _may_be(said):
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
    first, second = (_named(name, now, zone) for name in named) if named is not None else (None, None)
    return Swap(first, second) if first is not None and second is not None else None


def copy_in(text: str, now: datetime, zone: ZoneInfo) -> Target | None:
    """Which event shall be booked once more (no words: the last one), and when; None where no such thing is asked."""
    if len(text) > _LONGEST or not _copies().search(text):
        return None
    said = bare_order(text)
    moment = Moment(now, zone)
    for pattern in _copy_ways():
        if (found := pattern.fullmatch(said)) is None:
            continue
        words, time = _bare_name(found["name"]), _time_of(found["time"], moment)
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
    for pattern in _joining_ways():
        if (found := pattern.fullmatch(said)) is None:
            continue
        who, named = found["who"].strip(_EDGES), found["name"].strip(_EDGES)
        words = {word.casefold() for word in who.split()}
        if not who or len(who) > _LONGEST_NAME or words & _NO_GUEST or _time_of(who, Moment(now, zone)) is not None:
            continue
        target = _named(named, now, zone) if named else Target()
        if target is not None:
            return AboutStanding(Intent.MOVE, replace(target, joins=who))
    return None


def _not_but(said: str, moment: Moment) -> AboutStanding | None:
    """Kenduri tu pukul 12 bukan 11, the flight is at 8.15 not 7.15, 不是6点，是7点."""
    for pattern in _not_but_ways():
        if (found := pattern.fullmatch(said)) is None:
            continue
        groups = found.groupdict(default="")
        was, is_now = _time_of(groups["was"], moment), _time_of(groups["rest"], moment)
        if was is None or is_now is None or not was.whole or not was.said & {"time", "date"}:
            continue
        name = groups.get("name", "") or _name_beside(groups["rest"], is_now)
        words = _bare_name(name)
        if is_now.said & was.said & {"time", "date"}:
            return AboutStanding(Intent.MOVE, Target(words=words, new_when=is_now.when, said=is_now.said), was)
    return None


def _instead(said: str, moment: Moment) -> AboutStanding | None:
    """Lunch at KLCC instead, book dentist on Friday instead, make the lunch 12.30."""
    found = _instead_way().fullmatch(said) or _make_way().fullmatch(said)
    if found is None:
        return None
    body = found["body"].strip(_EDGES)
    time = _time_of(body, moment)
    normal = normalise(body)
    left = read_leftover(body, normal, tokenise(normal.text), time.used if time else (), order=True)
    words, place = _bare_name(left.title), left.location or ""
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
            spaced = " ".join(after) in _phrases(name, spaced=True)
            unspaced = next((word for word in _phrases(name, spaced=False) if before.endswith(word)), "")
            if not (spaced or (unspaced and not after)):
                continue
            target = _named(before.removesuffix(unspaced), now, zone)
            if target is not None:
                return AboutStanding(Intent.MOVE, replace(target, shift=shift * sign), soon=spaced and sign > 0)
    return None


def _starts_or_ends(said: str, moment: Moment) -> AboutStanding | None:
    """Kenduri mula pukul 12, the meeting ends at 5: a clock or a first day alone, for what stands."""
    for pattern, ends in _limit_ways():
        if (found := pattern.fullmatch(said)) is None:
            continue
        words, time = _bare_name(found["name"]), _time_of(found["time"], moment)
        if words is None or time is None or not time.whole:
            continue
        parts = time.said & {"time", "date"}
        if parts == {"time"} or (parts == {"date"} and not ends):  # cuti tu start 2hb
            told = time.said | {"until"} if ends else time.said
            return AboutStanding(Intent.MOVE, Target(words=words, new_when=time.when, said=told))
    return None


def _that_one_at(said: str, moment: Moment) -> AboutStanding | None:
    """Kenduri tu pukul 12, the lunch is at 1, 会议换3点: a name that was spoken of, and another time for it."""
    for pattern in _that_one_ways():
        if (found := pattern.fullmatch(said)) is None:
            continue
        words, time = _bare_name(found["name"]), _time_of(found["time"], moment)
        if words is not None and time is not None and time.whole and not time.past and "end" not in time.said:
            return AboutStanding(Intent.MOVE, Target(words=words, new_when=time.when, said=time.said))
    return None


def _moved_plainly(said: str, moment: Moment) -> AboutStanding | None:
    """Move dentist Friday, tukar kelas 5: the time stands right behind the name. Without one it is to be asked for."""
    if (found := _move_way().fullmatch(said)) is None:
        return None
    rest = found["rest"]
    time, number = _time_of(rest, moment), _LAST_NUMBER.search(rest)
    name = _name_beside(rest, time) if time is not None else rest
    if time is None and number is not None:
        time, name = _time_of(number[1], moment), rest[: number.start()]
    words = _bare_name(name)
    if words is None or (time is not None and time.past):
        return None
    if time is None:
        return AboutStanding(Intent.MOVE, Target(words=words))
    return AboutStanding(Intent.MOVE, Target(words=words, new_when=time.when, said=time.said))


def _put_off(said: str, now: datetime, zone: ZoneInfo) -> AboutStanding | None:
    """Mesyuarat projek tangguh, dentist postponed: to when is not said."""
    found = _put_off_way().fullmatch(said)
    target = _named(found[1], now, zone) if found is not None else None
    return AboutStanding(Intent.MOVE, target) if target is not None else None


def _called_off(said: str, now: datetime, zone: ZoneInfo) -> AboutStanding | None:
    """Badminton this Thursday cancel, kelas mengaji minggu ni takde, no gym tomorrow, 这周三不打羽毛球."""
    if said.endswith(("?", "？")):
        return None
    for pattern in _called_off_ways():
        if (found := pattern.fullmatch(said)) is None:
            continue
        named = " ".join(part for part in found.groups() if part)
        if (target := _named(named, now, zone)) is not None:
            return AboutStanding(Intent.CANCEL, target)
    return None


def _repeated(said: str, moment: Moment) -> AboutStanding | None:
    """Make gym weekly: where gym stands it is that one, else it is booked so."""
    normal = normalise(said)
    asked = repeat_in(normal.text, tokenise(normal.text), moment)
    return AboutStanding(Intent.MOVE, asked[0]) if asked is not None and asked[0].words else None


def _named(said: str, now: datetime, zone: ZoneInfo) -> Target | None:
    """The event that words and a time name; None where they name none."""
    target = understand(f"cancel {said}", now, zone).target if said else None
    if target is None or target.row is not None or target.rows or not target.words:
        return None
    words = _bare_name(target.words)
    return replace(target, words=words, every=False) if words is not None else None


def _bare_name(name: str) -> str | None:
    """A name without "the" and "is"; None for none: the last event is meant."""
    said = ""
    while said != name:
        said, name = name, _AROUND_NAME.sub("", name.strip(" ?？")).strip()
    return None if name.casefold() in _IT else name_in(name) or None


def _name_beside(rest: str, time: SaidTime) -> str:
    normal = normalise(rest)
    title = read_leftover(rest, normal, tokenise(normal.text), time.used, order=True).title
    return title.removesuffix("是").removesuffix("在")


def _time_of(said: str, moment: Moment) -> SaidTime | None:
    clock = _DOTTED.sub(r"\1:\2", said.strip(_EDGES))
    try:
        return time_in(tokenise(normalise(clock).text), moment)
    except ImpossibleTime:
        return None


@cache
def _phrases(name: Phrase, *, spaced: bool) -> tuple[str, ...]:
    """Longest first."""
    books = (vocabulary_of(code) for code in language_codes())
    found = {word for book in books if book.spaced is spaced for word in book.phrases.get(name, "").split("|")}
    return tuple(sorted(found - {""}, key=len, reverse=True))


def _either(name: Phrase, *, spaced: bool) -> str:
    return f"(?:{'|'.join(re.escape(word) for word in _phrases(name, spaced=spaced)) or '(?!)'})"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


@cache
def _copies() -> re.Pattern[str]:
    return _compiled(rf"{_either(Phrase.COPY, spaced=True)}|{_either(Phrase.COPY, spaced=False)}")


@cache
def _copy_ways() -> tuple[re.Pattern[str], ...]:
    """Groups: name and time."""
    spaced, unspaced = _either(Phrase.COPY, spaced=True), _either(Phrase.COPY, spaced=False)
    return (
        _compiled(rf"{spaced}\s+(?P<name>.+?)\s+(?:to|on|onto|for|ke|kepada|pada)\s+(?P<time>.+)"),
        _compiled(rf"(?:把|将|將)?(?P<name>.+?){unspaced}(?:一份)?(?:到|去)(?P<time>.+)"),
        _compiled(rf"{unspaced}(?:一份)?(?P<name>.+?)(?:到|去)(?P<time>.+)"),
    )


@cache
def _joining_ways() -> tuple[re.Pattern[str], ...]:
    """Groups: who and name."""
    spaced, unspaced = _either(Phrase.JOINING, spaced=True), _either(Phrase.JOINING, spaced=False)
    return (
        _compiled(rf"{spaced}\s+(?P<who>\D+?)\s+(?:to|into|in|ke|kepada|dalam)\s+(?P<name>.+)"),
        _compiled(rf"(?P<name>.*?)(?:也|再|还)?{unspaced}(?P<who>\D+?)(?:吧|了)?"),
    )


@cache
def _not_but_ways() -> tuple[re.Pattern[str], ...]:
    """Groups: was, and rest, in which the event is named too if there is no group for that."""
    spaced, unspaced = _either(Phrase.NOT_BUT, spaced=True), _either(Phrase.NOT_BUT, spaced=False)
    return (
        _compiled(rf"(?P<rest>.+?)[\s,]+(?:and\s+)?{spaced}\s+(?P<was>.+)"),
        _compiled(rf"(?P<name>.*?)\s*{spaced}\s+(?P<was>.+?)\s*(?:,|\s(?:but|tapi|tp))\s*(?P<rest>.+)"),
        _compiled(rf"(?P<name>.*?){unspaced}(?P<was>.+?)[,，\s]*(?:而)?是(?P<rest>.+)"),
        _compiled(rf"(?P<rest>.+?)[,，\s]*{unspaced}(?P<was>.+)"),
    )


@cache
def _instead_way() -> re.Pattern[str]:
    return _compiled(rf"(?P<body>.+?)[\s,]+{_either(Phrase.INSTEAD, spaced=True)}[\s?]*")


@cache
def _make_way() -> re.Pattern[str]:
    """With "the": make dinner at 7 may be a thing to do. Malay has a word that means nothing else."""
    return _compiled(
        r"(?:(?:actually|ok|okay|eh|pls|please|can you|tolong)[\s,]+)?"
        r"(?:(?:make|let's make)\s+(?:the|my|our|that)|jadikan|buatkan)\s+(?P<body>.+?)"
    )


@cache
def _limit_ways() -> tuple[tuple[re.Pattern[str], bool], ...]:
    """Groups: name and time; and whether it is the end."""
    return tuple(
        (_compiled(rf"(?P<name>.+?)\s+{_either(name, spaced=True)}\s+(?:at\s+|pukul\s+|jam\s+)?(?P<time>.+)"), ends)
        for name, ends in ((Phrase.ENDS, True), (Phrase.STARTS, False))
    )


@cache
def _that_one_ways() -> tuple[re.Pattern[str], ...]:
    """Groups: name and time."""
    spaced, unspaced = _either(Phrase.THAT_ONE, spaced=True), _either(Phrase.THAT_ONE, spaced=False)
    return (
        _compiled(rf"(?P<name>\S.*?)\s+{spaced}\s+(?P<time>.+)"),
        _compiled(rf"(?:the|my|our)\s+(?P<name>\S.*?)\s+{_either(Phrase.IS_AT, spaced=True)}\s+(?P<time>.+)"),
        _compiled(rf"(?P<name>[^\s\d].*?){unspaced}(?P<time>.+?)(?:吧|了)?"),
    )


@cache
def _move_way() -> re.Pattern[str]:
    """Group: rest. Verbs that open a booking as well are left out: make lunch tomorrow."""
    names = (Phrase.MOVE, Phrase.MOVE_ALWAYS)
    verbs = {word for name in names for word in _phrases(name, spaced=True)}
    verbs -= {*_phrases(Phrase.WEAK_ORDER, spaced=True), *_phrases(Phrase.ORDER, spaced=True)}
    either = "|".join(re.escape(word) for word in sorted(verbs, key=len, reverse=True))
    return _compiled(rf"(?:{either})\s+(?P<rest>.+)")


@cache
def _put_off_way() -> re.Pattern[str]:
    return _compiled(rf"(.+?)(?:[\s,]+{_either(Phrase.PUT_OFF, spaced=True)}|{_either(Phrase.PUT_OFF, spaced=False)})")


@cache
def _called_off_ways() -> tuple[re.Pattern[str], ...]:
    """All groups together name the event and its day."""
    off, no, stop = Phrase.OFF, Phrase.NO_SUCH, Phrase.NO_MORE
    return (
        _compiled(rf"(.+?)[\s,]+(?:is\s+|dah\s+|kena\s+)?{_either(off, spaced=True)}"),
        _compiled(rf"(?:{_either(no, spaced=True)}|{_either(stop, spaced=True)})\s+(.+)"),
        _compiled(rf"(.+?){_either(off, spaced=False)}"),
        _compiled(rf"(.*?)(?:{_either(no, spaced=False)}|{_either(stop, spaced=False)})(.+?)了?"),
    )


_MARKS = (
    Phrase.JOINING, Phrase.NOT_BUT, Phrase.INSTEAD, Phrase.LATER, Phrase.EARLIER, Phrase.OFF, Phrase.NO_SUCH,
    Phrase.ENDS, Phrase.STARTS, Phrase.PUT_OFF, Phrase.NO_MORE, Phrase.MAKE, Phrase.REPEATING,
    Phrase.THAT_ONE, Phrase.IS_AT, Phrase.MOVE, Phrase.MOVE_ALWAYS,
)  # fmt: skip
"""Any message that is about what stands has a word of one of these."""


def _may_be(said: str) -> bool:
    """A cheap look: most messages have no such word, and need no closer one."""
    if not said.isascii() and _unspaced_marks().search(said):
        return True
    return not _first_words().isdisjoint(_WORDS.findall(said.casefold())) and _marks().search(said) is not None


@cache
def _first_words() -> frozenset[str]:
    return frozenset(word.split()[0] for name in _MARKS for word in _phrases(name, spaced=True))


@cache
def _marks() -> re.Pattern[str]:
    """Finds whether a text in a language with blanks holds a phrase of any of these ways."""
    spaced = "|".join(_either(name, spaced=True) for name in _MARKS)
    return _compiled(rf"(?<!\w)(?:{spaced})(?!\w)")


@cache
def _unspaced_marks() -> re.Pattern[str]:
    return _compiled("|".join(_either(name, spaced=False) for name in _MARKS))
