"""A message -> what the person wants. Pure: the present and the zone are arguments, nothing is fetched or kept."""

from bot.understanding.answered_more import company_in, told_plainly, without_refused
from bot.understanding.answered_time import none_suits, put_right, refuses_time, time_answered, time_refused, times_in
from bot.understanding.answers import (
    agrees_to,
    answer_in,
    asks_how_to,
    asks_of_day,
    asks_the_time,
    asks_what_was_cancelled,
    bare,
    both_in,
    choice_in,
    corrected_to,
    courtesy_in,
    is_bare_weekday,
    is_correction,
    only_part_of_day,
    order_in,
    order_without_time,
    points_back,
    repeat_corrected,
    restores,
    scope_in,
)
from bot.understanding.changed_mind import behind_no, behind_yes, changed_mind
from bot.understanding.changes.asked import place_named
from bot.understanding.changes.times import changed_time
from bot.understanding.hours import names_appointment, usual_clocks
from bot.understanding.instead import instead_of_past
from bot.understanding.message import understand, warm_up
from bot.understanding.reading import (
    Choice,
    EventReading,
    Intent,
    Problem,
    Query,
    Question,
    Reading,
    Span,
    Target,
)
from bot.understanding.requests.reminders import reminder_in
from bot.understanding.requests.renames import rename_in
from bot.understanding.requests.snoozes import Snooze, says_done, snooze_in
from bot.understanding.standing import AboutStanding, Swap, about_standing, copy_in, swap_in, title_with

__all__ = [
    "AboutStanding",
    "Choice",
    "EventReading",
    "Intent",
    "Problem",
    "Query",
    "Question",
    "Reading",
    "Snooze",
    "Span",
    "Swap",
    "Target",
    "about_standing",
    "agrees_to",
    "answer_in",
    "asks_how_to",
    "asks_of_day",
    "asks_the_time",
    "asks_what_was_cancelled",
    "bare",
    "behind_no",
    "behind_yes",
    "both_in",
    "changed_mind",
    "changed_time",
    "choice_in",
    "company_in",
    "copy_in",
    "corrected_to",
    "courtesy_in",
    "instead_of_past",
    "is_bare_weekday",
    "is_correction",
    "names_appointment",
    "none_suits",
    "only_part_of_day",
    "order_in",
    "order_without_time",
    "place_named",
    "points_back",
    "put_right",
    "refuses_time",
    "reminder_in",
    "rename_in",
    "repeat_corrected",
    "restores",
    "says_done",
    "scope_in",
    "snooze_in",
    "swap_in",
    "time_answered",
    "time_refused",
    "times_in",
    "title_with",
    "told_plainly",
    "understand",
    "usual_clocks",
    "warm_up",
    "without_refused",
]
