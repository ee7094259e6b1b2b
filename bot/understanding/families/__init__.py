"""The expression families: which phrases there are, and what each says. One file a family."""

from bot.understanding.families.clock_ranges import CLOCK_RANGES
from bot.understanding.families.clocks import CLOCKS
from bot.understanding.families.days import DAYS
from bot.understanding.families.distances import DISTANCES
from bot.understanding.families.lengths import LENGTHS
from bot.understanding.families.names import NAMES
from bot.understanding.families.reminders import REMINDERS
from bot.understanding.families.repeats import REPEATS
from bot.understanding.phrases import Grammar

GRAMMAR = Grammar([*NAMES, *REMINDERS, *REPEATS, *DISTANCES, *LENGTHS, *DAYS, *CLOCK_RANGES, *CLOCKS])
"""In order of precedence where several phrases begin at the same word."""
