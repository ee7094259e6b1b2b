"""The expression families: which phrases there are, and what each says. One file a family."""

from bot.understanding.grammar.families.clock_ranges import CLOCK_RANGES
from bot.understanding.grammar.families.clocks import CLOCKS
from bot.understanding.grammar.families.days import DAYS
from bot.understanding.grammar.families.distances import DISTANCES
from bot.understanding.grammar.families.lengths import LENGTHS
from bot.understanding.grammar.families.names import NAMES
from bot.understanding.grammar.families.reminders import REMINDERS
from bot.understanding.grammar.families.repeats import REPEATS
from bot.understanding.grammar.phrases import Grammar

GRAMMAR = Grammar([*NAMES, *REMINDERS, *REPEATS, *DISTANCES, *LENGTHS, *DAYS, *CLOCK_RANGES, *CLOCKS])
"""In order of precedence where several phrases begin at the same word."""
