"""Several events in one message: where it is cut, and what a part has from the others."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from bot.languages import Kind, Phrase
from bot.understanding.grammar.components import Clock, ClockRange, Day, DayRange, Edge, Found, Part, Repeat
from bot.understanding.grammar.name_numbers import in_words
from bot.understanding.grammar.neighbours import counts
from bot.understanding.reading import EventReading
from bot.understanding.refine import Plan
from bot.understanding.text.lexer import Tokens
from bot.understanding.text.lexicon import lexicon

_TWELVE = 12
_MOST_CUTS = 200  # each is weighed against all that was found
_LINKS = frozenset({Kind.AND, Kind.COMMA, Kind.ON, Kind.AT, Kind.LINE})
_CLAUSES = frozenset({Kind.COMMA, Kind.LINE})
_NAMES = frozenset({Kind.WORD, Kind.MEAL, Kind.NOUN})
_DONE = _NAMES | {Kind.NUM, Kind.OPAQUE}
_CLOCKS = frozenset({Clock, ClockRange})
_DAYS = frozenset({Day, DayRange})
_CUTS = frozenset({Kind.LINE, Kind.AND, Kind.THEN, Kind.COMMA, Kind.STOP})


def segments(tokens: Tokens, found: Sequence[Found]) -> list[tuple[int, int]]:
    """Where the message is to be cut, so that each part is one event; the whole of it where it is one."""
    whole = [(0, len(tokens))]
    if len(found) < 2:
        return whole
    words = tokens.words
    if _CUTS.isdisjoint(tokens.kinds):
        return whole if words.count(words[0]) < 2 else _by_turns(tokens, found) or whole
    times = clocks = days = 0
    for item in found:
        kind = type(item.value)
        if kind in _CLOCKS:
            times += 1
            clocks += _is_plain(item)
        elif kind in _DAYS:
            times += 1
            days += kind is Day
    if times < 2:
        return whole
    if clocks > 1:
        return _by_times(tokens, found)
    if (days > 1 and (parts := _by_days(tokens, found))) or (parts := _by_hours(tokens, found)):
        return parts
    # A title, a day and a time may be on lines of their own; without a clock only a line is a part.
    return whole if clocks or Kind.LINE not in tokens.kinds else _by_times(tokens, found)


def _by_times(tokens: Tokens, found: Sequence[Found]) -> list[tuple[int, int]]:
    """Dentist 3pm and gym 7pm: cut where both sides have a time and a name, or a further time for the name before."""
    cuts = [index for index, kind in enumerate(tokens.kinds) if kind in _CUTS][:_MOST_CUTS]
    parts: list[tuple[int, int]] = []
    begin = 0
    for cut in cuts:
        alone = _stands_alone(tokens, found, begin, cut) or (begin and _is_further_time(tokens, found, begin, cut))
        rest = (tokens, found, cut + 1, len(tokens))
        further = _is_further_time(*rest) and not _in_words_before(tokens, found, cut)
        if alone and (further or _stands_alone(*rest)):
            parts.append((begin, cut))
            begin = cut + 1
    parts.append((begin, len(tokens)))
    return parts


def _by_days(tokens: Tokens, found: Sequence[Found]) -> list[tuple[int, int]]:
    """Mon dentist, Tue gym: every part between commas begins with a day of its own, or every part ends with one, and
    names something. Empty where not."""
    cuts = [index for index, kind in enumerate(tokens.kinds) if kind in _CLAUSES][:_MOST_CUTS]
    starts, ends = [0, *(cut + 1 for cut in cuts)], [*cuts, len(tokens)]
    parts = [(first, last) for first, last in zip(starts, ends, strict=True) if first < last]
    edges = [_day_edges(tokens, found, first, last) for first, last in parts]
    same = len(parts) > 1 and any(all(edge[side] for edge in edges) for side in (0, 1))
    return parts if same else []


def _by_turns(tokens: Tokens, found: Sequence[Found]) -> list[tuple[int, int]]:
    """Meeting 3pm meeting 4pm: the first word again, each time with a clock behind it. Empty where not."""
    name = tokens.words[0]
    if tokens[0].kind not in _NAMES:
        return []
    starts = [index for index, word in enumerate(tokens.words) if word == name]
    ends = {item.last for item in found if isinstance(item.value, (Clock, ClockRange)) and _is_plain(item)}
    turns = list(zip(starts, [*starts[1:], len(tokens)], strict=True))
    return turns if all(last in ends for _, last in turns) else []


def _by_hours(tokens: Tokens, found: Sequence[Found]) -> list[tuple[int, int]]:
    """Tmr 9 standup, 10 review and 11 lunch: behind a day every part begins with an hour and names something; bare
    hours then count as clocks. Empty where not."""
    if not found or not isinstance(found[0].value, Day) or found[0].first:
        return []
    hours = {item.first: item for item in found if isinstance(item.value, Clock) and item.value.hour <= _TWELVE}
    cuts = [i for i, kind in enumerate(tokens.kinds) if kind in _CUTS and i + 1 in hours][:_MOST_CUTS]
    starts = [found[0].last, *(cut + 1 for cut in cuts)]
    if not cuts or any(not _names_hour(tokens, hours.get(start)) for start in starts):
        return []
    for start in starts:
        clock = hours[start].value
        if isinstance(clock, Clock):
            hours[start].value = structs.replace(clock, weak=False, marked=True)
    return list(zip([0, *starts[1:]], [*cuts, len(tokens)], strict=True))


def _names_hour(tokens: Tokens, hour: Found | None) -> bool:
    """Whether an hour has what is done then behind it, and no count of things: 9 standup, 11 1:1; not "3 cats"."""
    following = tokens[hour.last] if hour is not None and hour.last < len(tokens) else None
    return following is not None and following.kind in _DONE and not counts(following)


def _day_edges(tokens: Tokens, found: Sequence[Found], first: int, last: int) -> tuple[bool, bool]:
    """Whether a part that names an event begins with a day, and whether it ends with one."""
    inside = [item for item in found if first <= item.first and item.last <= last]
    times = [item for item in inside if isinstance(item.value, (Day, Clock, ClockRange, Part))]
    if not any(isinstance(item.value, Day) for item in times) or len(times) < len(inside):
        return False, False
    taken = {index for item in times for index in range(item.first, item.last)}
    named = any(index not in taken and tokens[index].kind in _NAMES for index in range(first, last))
    if not named or lexicon().talk.starts(tokens.words[first:last]):
        return False, False
    opens = isinstance(times[0].value, Day) and times[0].first == first and not _is_name_of_month(times[0])
    return opens, times[-1].last == last


def _is_name_of_month(item: Found) -> bool:
    """Mei, Jan, April: without more, rather a person's name than a day."""
    return isinstance(item.value, Day) and item.value.weak and item.value.weekday is None


def shifted(found: Sequence[Found], first: int, last: int) -> list[Found]:
    """The components of one part of a message, placed as in that part."""
    return [Found(f.value, f.first - first, f.last - first) for f in found if first <= f.first and f.last <= last]


def share_last_day(plans: Sequence[tuple[Tokens, Plan]]) -> None:
    """standup 9am, lunch 1pm and gym 7pm tomorrow: a day said once, at the end, is that of all."""
    if len(plans) < 2:
        return
    bare = [plan for _, plan in plans[:-1] if not plan.days and plan.ahead is None and plan.repeat is None]
    if len(bare) < len(plans) - 1 or len(plans[-1][1].days) != 1:
        return
    tokens, last = plans[-1]
    if not any(role == "date" and end == len(tokens) for role, _, end in last.used):
        return
    for plan in bare:
        plan.days = list(last.days)


def under_title(event: EventReading, before: Sequence[EventReading]) -> EventReading:
    """dentist 2 Jan 10am and 3 Jan 11am: a further time is of the event that was named last."""
    if event.title or not before:
        return event
    notes = tuple(note for note in event.notes if note != "no_title")
    place = event.location or before[-1].location
    return structs.replace(event, title=before[-1].title, location=place, people=before[-1].people, notes=notes)


def _stands_alone(tokens: Tokens, found: Sequence[Found], first: int, last: int) -> bool:
    """Whether these tokens have a clock (or, on a line of their own, a day) and words that could be a title."""
    inside = [item for item in found if first <= item.first and item.last <= last]
    if any(item.first < first < item.last or item.first < last < item.last for item in found):
        return False
    own_line = (first == 0 or tokens[first - 1].kind is Kind.LINE) and (
        last == len(tokens) or tokens[last].kind is Kind.LINE
    )
    times = (Clock, ClockRange, Day, DayRange, Repeat) if own_line else (Clock, ClockRange)
    if not any(isinstance(item.value, times) and _is_plain(item) for item in inside):
        return False
    taken = {index for item in inside if not isinstance(item.value, Edge) for index in range(item.first, item.last)}
    closing = lexicon().books[Phrase.CLOSING]
    words = tokens.words
    index = first
    while index < last:
        named = index not in taken and tokens[index].kind in (Kind.WORD, Kind.MEAL, Kind.NOUN)
        size = closing.match(words, index) if named else 1
        if not size:
            return True
        index += size
    return False


def _is_further_time(tokens: Tokens, found: Sequence[Found], first: int, last: int) -> bool:
    """dentist 2 Jan 10am and 3 Jan 11am: nothing but a day and a clock of its own, and the words that join it."""
    inside = [item for item in found if first <= item.first and item.last <= last]
    taken = {index for item in inside for index in range(item.first, item.last)}
    days = [item for item in inside if isinstance(item.value, Day)]
    clocks = [item for item in inside if isinstance(item.value, (Clock, ClockRange)) and _is_plain(item)]
    linked = all(index in taken or tokens[index].kind in _LINKS for index in range(first, last))
    return linked and 0 < len(days) == len(clocks) and Kind.BETWEEN not in tokens.kinds


def _in_words_before(tokens: Tokens, found: Sequence[Found], cut: int) -> bool:
    """Drinks at Six, 9pm tonight: before a clock in figures a number word is rather a name than a time of its own."""
    clocks = [item for item in found if isinstance(item.value, (Clock, ClockRange))]
    before = [in_words(item, tokens) for item in clocks if item.last <= cut]
    return all(before) and not all(in_words(item, tokens) for item in clocks if item.first > cut)


def _is_plain(item: Found) -> bool:
    """Whether it is a time without its neighbours saying so: 8pm, @ 1, and not 10 alone."""
    value = item.value
    return not value.weak or (type(value) is Clock and value.marked and value.hour <= _TWELVE)
