"""The ground of every vocabulary: dateparser's tables of months, weekdays, units and relative days.

They are read as the plain data they are, without importing dateparser itself, which costs 60 ms and is only needed
for phrases that our grammar does not own.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.languages.lexemes import Kind

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_UNITS = ("second", "minute", "hour", "day", "week", "month", "year")
_DAYS = {
    "3 day ago": -3,
    "2 day ago": -2,
    "1 day ago": -1,
    "0 day ago": 0,
    "in 1 day": 1,
    "in 2 day": 2,
    "in 3 day": 3,
}


def locale_table(locale: str) -> dict[str, Any]:
    """dateparser's table of that locale ("ms", "zh-Hant"); empty where it has none."""
    package = importlib.util.find_spec("dateparser")
    if package is None or not package.submodule_search_locations:
        return {}
    folder = Path(package.submodule_search_locations[0])
    path = folder / "data" / "date_translation_data" / f"{locale}.py"
    if not path.is_file():
        return {}
    spec = importlib.util.spec_from_file_location(f"_locale_table_{locale.replace('-', '_')}", path)
    if spec is None or spec.loader is None:
        return {}
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    table: dict[str, Any] = module.info
    return table


def locale_words(locale: str) -> Iterator[tuple[Kind, Any, str]]:
    """(kind, value, words) of everything in that table which our kinds know; words in lower case."""
    table = locale_table(locale)
    for number, key in enumerate(_MONTHS, 1):
        yield from ((Kind.MONTH, number, word.lower()) for word in table.get(key, ()))
    for number, key in enumerate(_WEEKDAYS):
        yield from ((Kind.WEEKDAY, number, word.lower()) for word in table.get(key, ()))
    for unit in _UNITS:
        yield from ((Kind.UNIT, unit, word.lower()) for word in table.get(unit, ()))
    yield from ((Kind.MERIDIEM, False, word.lower()) for word in table.get("am", ()))
    yield from ((Kind.MERIDIEM, True, word.lower()) for word in table.get("pm", ()))
    relative = table.get("relative-type", {})
    for key, offset in _DAYS.items():
        yield from ((Kind.DAY, offset, word.lower()) for word in relative.get(key, ()))
