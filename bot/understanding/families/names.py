"""Numbers that are no times: the names of rooms and gates, and counts of things."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.understanding.components import Edge
from bot.understanding.lexer import Token
from bot.understanding.phrases import rule


def _name(match: re.Match[str], tokens: Sequence[Token]) -> Edge:
    return Edge("name")


NAMES = [
    rule("named", "NOUN OTHERMARK? (NUM | NUM4 | DECIMAL | HHMM | NUMWORD) (?! MERIDIEM | PART | IN? THE PART)", _name),
    rule("counted", "(NUM | NUM4 | DECIMAL | HHMM | NUMWORD | FEW | A) MEASURE? COUNTED", _name),
    rule("counted range", "(NUM|NUM4) (DASH|TO) (NUM|NUM4) COUNTED", _name),
    rule("opaque", "OPAQUE", _name),
]
