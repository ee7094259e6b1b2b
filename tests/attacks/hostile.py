"""Material of somebody hostile: texts, numbers, JSON, and what becomes of good input when it is damaged. Seeded."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from functools import cache
from typing import Any

from tests.understanding.score import LANGUAGES, lines_of

CONTROLS = "\x00\x07\x08\t\n\r\x1b\x7f\x85\x9b\u2028\u2029"
BIDI = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
SURROGATES = "\ud800\udbff\udc00\udfff"
SCRIPTS = (
    "abcXYZ 019",
    "àçéñßøœßıſ",
    "明天下午三点开会每周一二〇零两",
    "กขคงจฉชซ๐๑๒๓",
    "اليوم غدا ٠١٢٣٤٥",
    "שלום מחר",
    "कल सुबह ०१२३",
    "завтра в три",
    "こんにちは明日カナ",
    "내일오후세시",
    "தமிழ்நாளை",
    "👍🏽👨‍👩‍👧‍👦🇲🇾1️⃣",
    "e\u0301a\u0308\u0300\u0300\u0300",
    "①②Ⅳ½²³٫٬",
)
"""A sample of each script that people here write, and of digits that are no ASCII."""

PIECES = (
    *("3pm", "tomorrow", "esok", "明天", "每", "every", "until", "-", "/", ":", ".", ",", "to", "remind me", "1530"),
    *("/add", "/cancel", "/list", "/start", "@", "#", "<b>", "</b>", "&amp;", "%s", "{0}", "{title}", "${x}", "*", "_"),
    *("2026-11-23", "31/2", "25:99", "-1", "9" * 30, "0" * 20, "1e309", "../", "\\", "'", '"', "`", "\r\n"),
)

NUMBERS: tuple[Any, ...] = (
    *(0, -1, 1, 2**31, 2**53, 2**63, -(2**63), 2**64, 10**30, -(10**400)),
    *(0.1, -0.0, 1e308, 5e-324, float("inf"), float("-inf"), float("nan"), True, False, None),
)

INSTANTS = (
    *("2026-11-23T10:00:00+08:00", "2026-11-23", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"),
    *("0001-01-01", "9999-12-31", "2026-02-30", "2026-11-23T10:00:00", "2026-11-23T25:00:00Z", "20261123T100000Z"),
    *("2026-W48-1", "2026-11-23T10:00:00+99:99", "10000-01-01", "-2026-01-01", "2026-11-23T10:00:00.123456789Z"),
)

WORDS_OF_TIME = (
    *("Asia/Kuala_Lumpur", "UTC", "Etc/Nowhere", "../../etc/passwd", "/etc/localtime", "Asia/Kuala_Lumpur\x00", ""),
    *("RRULE:FREQ=DAILY;COUNT=x", "RRULE:FREQ=SECONDLY;INTERVAL=0", "RRULE:FREQ=YEARLY;BYMONTH=13;BYMONTHDAY=1"),
    *("RRULE:FREQ=WEEKLY;BYDAY=99MO,XX", "RRULE:FREQ=MONTHLY;BYMONTHDAY=,", "RRULE:FREQ=DAILY;UNTIL=never"),
    *("RRULE:FREQ=YEARLY;BYMONTH=0;BYMONTHDAY=1", "RRULE:" + "FREQ=DAILY;" * 50, "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=-1"),
)


UNITS = (
    *SCRIPTS,
    *("1", "1 ", "1:", "1/", "1-", "1.", "1,", "11", "0", "00:00 ", "12:34:56", "1st ", "2026-", "31/12/2026 "),
    *("a", "aA", "a ", "am", "am ", "pm3", "3pm ", "at ", "at at ", "on on ", "next ", "every ", "every every "),
    *("every day ", "until ", "from ", "to ", "to to ", "- ", "--", "– ", "... ", "for 1 hour ", "in 1 ", "half past "),
    *(
        "jan ",
        "jan 1 ",
        "monday ",
        "mon,",
        "tomorrow ",
        "esok ",
        "lusa ",
        "setiap ",
        "hingga ",
        "pukul 3 ",
        "minggu depan ",
    ),
    *(
        "明天",
        "下午",
        "点",
        "三点",
        "每",
        "每周",
        "下周",
        "到",
        "至",
        "半",
        "一",
        "十",
        "十一",
        "百",
        "年",
        "月",
        "日",
        "号",
        "周一",
    ),
    *(
        " ",
        "\n",
        "\t",
        "\u3000",
        "(",
        ")",
        "((",
        "()",
        "[",
        "{",
        '"',
        "'",
        "`",
        "“",
        "@",
        "@@",
        "@a ",
        "#",
        "/",
        "\\",
        "*",
        "_",
    ),
    *(
        "&",
        "<",
        "<<",
        "<a",
        "&lt;",
        "http://",
        "http://a.b/",
        "a@b.c ",
        "+60 ",
        "remind me ",
        "remind me 5 ",
        "5 min before ",
    ),
    *(
        BIDI,
        CONTROLS.replace("\x00", ""),
        "e\u0301",
        "\u0301",
        "👨‍👩‍👧‍👦",
        "①",
        "２",
        "٣",
        "³",
        "½",
        "Ⅻ",
        "İ",
        "ß",
        "ŉ",
        "ﬃ",
    ),
)
"""What regular expressions stumble on when a message is made of it alone."""


@cache
def said() -> tuple[str, ...]:
    """Messages that people do send, from the corpora."""
    found = [line["text"] for code in ("en", "ms", "zh") for line in lines_of(LANGUAGES / code / "corpus.jsonl")]
    return tuple(found)


def text(rng: random.Random, longest: int = 400) -> str:
    """A text that is hostile in some way, or only strange."""
    kind = rng.randrange(8)
    length = rng.randrange(1, longest + 1)
    if kind == 0:
        return rng.choice(("", " ", "\x00", "\ud800", "/", "<", "&", "ref:", ":"))
    if kind == 1:
        return _of(rng, rng.choice(SCRIPTS), length)
    if kind == 2:
        return _of(rng, CONTROLS + BIDI + SURROGATES + "aA 3", min(length, 60))
    if kind == 3:
        return "".join(chr(rng.randrange(0x110000)) for _ in range(min(length, 80)))
    if kind == 4:
        return rng.choice(("", " ")).join(rng.choice(PIECES) for _ in range(rng.randrange(1, 30)))[:longest]
    if kind == 5:
        piece = rng.choice(PIECES) if rng.random() < 0.5 else rng.choice(said())
        return (piece + rng.choice(("", " ", ",", "\n"))) * min(40, 1 + length // (len(piece) + 1))
    if kind == 6:
        return rng.choice(INSTANTS + WORDS_OF_TIME)
    return damaged(rng, rng.choice(said()))[:longest]


def _of(rng: random.Random, letters: Sequence[str], length: int) -> str:
    return "".join(rng.choice(letters) for _ in range(length))


def damaged(rng: random.Random, good: str) -> str:
    """A good text with a few characters gone, doubled, or replaced."""
    letters = list(good)
    for _ in range(rng.randrange(1, 6)):
        place = rng.randrange(len(letters) + 1)
        letters[place : place + rng.randrange(3)] = rng.choice((CONTROLS, BIDI, SURROGATES, *SCRIPTS, *PIECES))[
            : rng.randrange(4)
        ]
    return "".join(letters)


def value(rng: random.Random, depth: int = 3) -> Any:
    """Any JSON, and the constants that only some writers of JSON produce."""
    kind = rng.randrange(8 if depth else 5)
    if kind < 2:
        return rng.choice(NUMBERS)
    if kind < 4:
        return text(rng, 60)
    if kind == 4:
        return rng.choice(INSTANTS + WORDS_OF_TIME)
    if kind < 7:
        return {text(rng, 8): value(rng, depth - 1) for _ in range(rng.randrange(4))}
    return [value(rng, depth - 1) for _ in range(rng.randrange(4))]


def spoiled(rng: random.Random, good: Any, times: int = 0) -> Any:
    """Good JSON with some of its parts replaced by anything, gone, doubled, or buried deep."""
    whole = json.loads(json.dumps(good))
    for _ in range(times or rng.randrange(1, 5)):
        whole = _spoiled_once(rng, whole)
    return whole


def _spoiled_once(rng: random.Random, good: Any) -> Any:
    inner = list(good) if isinstance(good, dict) else list(range(len(good))) if isinstance(good, list) else []
    if not inner or rng.random() < 0.05:
        return value(rng)
    key = rng.choice(inner)
    if rng.random() < 0.6:
        good[key] = _spoiled_once(rng, good[key])
        return good
    turn = rng.randrange(5)
    if turn == 0:
        del good[key]
    elif turn == 1:
        good[key] = value(rng)
    elif turn == 2:
        good[key] = [good[key]] * rng.randrange(3)
    elif turn == 3 and isinstance(good, dict):
        good[text(rng, 8)] = good[key]
    else:
        for _ in range(rng.choice((1, 3, 60, 200))):
            good[key] = [good[key]]
    return good


def damaged_bytes(rng: random.Random, good: bytes) -> bytes:
    """Good bytes with a few of them gone, flipped, doubled, or cut off."""
    data = bytearray(good)
    for _ in range(rng.randrange(1, 5)):
        place = rng.randrange(len(data) + 1)
        turn = rng.randrange(5)
        if turn == 0:
            del data[place:]
        elif turn == 1:
            del data[place : place + rng.randrange(1, 9)]
        elif turn == 2:
            data[place:place] = rng.randbytes(rng.randrange(1, 9))
        elif turn == 3 and data:
            data[place % len(data)] ^= 1 << rng.randrange(8)
        else:
            data[place:place] = data[place : place + 40] * rng.choice((1, 2, 50))
    return bytes(data)


def json_bytes(rng: random.Random, good: Any) -> bytes:
    """A body that begins as good JSON and is spoiled as JSON, as bytes, or as both."""
    whole = spoiled(rng, good) if rng.random() < 0.8 else good
    written = json.dumps(whole, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    return damaged_bytes(rng, written) if rng.random() < 0.35 else written
