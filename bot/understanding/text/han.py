"""Runs of Chinese, which have no blanks: the longest known word first, numbers next, the rest as one word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.languages import Kind
from bot.understanding.text.lexicon import Lexicon
from bot.understanding.text.tokens import Token

CJK = "\u3007\u3400-\u4dbf\u4e00-\u9fff"
CHINESE = re.compile(f"[{CJK}]")
_AFTER_MINUTE = "分刻到至"
_LENGTHS = ("个小时", "個小時", "个半", "個半", "个钟", "個鐘", "小时", "小時", "天", "刻")
_HAN_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_NUMERALS = frozenset("零〇一二三四五六七八九十两兩廿")
_AFTER_DIGIT = frozenset("分刻到至:.-~ ")
_AFTER_WEEK_DIGIT = frozenset("次个個天点點日回:.周週")


def read_han(text: str, start: int, end: int, tokens: list[Token], book: Lexicon) -> None:
    """Cut a run without blanks: the longest known word first, numbers next, the rest as one word."""
    unspaced = book.unspaced
    unknown = index = start
    while index < end:
        character = text[index]
        sizes = unspaced.get(text[index : index + 2]) or unspaced.get(character)
        last = _end_of_word(text, index, end, sizes, book) if sizes else index
        if last > index:
            word = text[index:last]
            kind, value, language = book.words[word]
            if kind is Kind.WORD:
                value = word
            elif kind is Kind.IN and _is_past_hour(text, index, last, tokens):
                kind = Kind.PAST
        elif character in _NUMERALS:
            last = index + 1
            while last < end and text[last] in _NUMERALS:
                last += 1
            if last - index == 1 and unknown == index and _is_no_minute(text, index, end, tokens):
                index = last
                continue
            value = han_number(text[index:last])
            kind, language = Kind.NUMWORD if value < 1000 else Kind.NUM4, "zh"
        else:
            index += 1
            continue
        if unknown < index:
            tokens.append(Token(Kind.WORD, text[unknown:index], unknown, index, "zh"))
        tokens.append(Token(kind, value, index, last, language))
        unknown = index = last
    if unknown < end:
        tokens.append(Token(Kind.WORD, text[unknown:end], unknown, end, "zh"))


def _end_of_word(text: str, index: int, end: int, sizes: Sequence[int], book: Lexicon) -> int:
    """Where the longest known word ends that begins at `index`; `index` where none does. sizes: the lengths to try."""
    for size in sizes:
        last = index + size
        word = text[index:last]
        if word in book.words and last <= end and not (last < end and text[last] in book.unless.get(word, "")):
            return last
    return index


def _is_past_hour(text: str, index: int, last: int, tokens: Sequence[Token]) -> bool:
    """三点过五分; of 过两天 and 11点过方案 it is something else."""
    oclock = bool(tokens) and tokens[-1].kind is Kind.OCLOCK and tokens[-1].end == index
    return oclock and (text[last : last + 1] in _NUMERALS or text[last : last + 1].isdigit())


def _is_no_minute(text: str, index: int, end: int, tokens: list[Token]) -> bool:
    """Whether one digit after 点 begins a word: minutes under ten take a 零 or a 分, 三点一对一 has none."""
    oclock = bool(tokens) and tokens[-1].kind is Kind.OCLOCK
    if oclock and text.startswith(_LENGTHS, index + 1):
        return False  # 晚上8点 一个小时钢琴课
    if oclock and tokens[-1].end < index:
        return text[index + 1 : index + 2] != "分"  # 3点 二楼会议室
    return oclock and index + 1 < end and text[index] in _HAN_DIGITS and text[index + 1] not in _AFTER_MINUTE


def han_number(characters: str) -> int:
    """The value of a Chinese number: by tens (二十三) or digit by digit (二〇二七)."""
    characters = characters.replace("廿", "二十")
    if "十" not in characters:
        return int("".join(str(_HAN_DIGITS[character]) for character in characters))
    tens, _, ones = characters.partition("十")
    tail = ones.replace("十", "")
    return (_HAN_DIGITS[tens[-1]] if tens else 1) * 10 + (_HAN_DIGITS[tail[-1]] if tail else 0)


def is_of_word(text: str, end: int, before: Token, start: int) -> bool:
    """Whether one digit belongs to the Chinese word around it: 每周3 is a weekday, of 3点1对1 the 1 is no minute."""
    if before.language != "zh":
        return False
    if before.kind is Kind.UNIT and before.value == "week":
        return before.end == start and text[end : end + 1] not in _AFTER_WEEK_DIGIT
    return before.kind is Kind.OCLOCK and CHINESE.match(text, end) is not None and text[end] not in _AFTER_DIGIT


def take_into(tokens: list[Token], digit: int, start: int, end: int) -> None:
    """Append the digit to the Chinese word before it: 每周3 becomes a weekday, else it is a mere word."""
    week = tokens[-1]
    if week.kind is Kind.UNIT and 1 <= digit <= 7:
        tokens[-1] = Token(Kind.WEEKDAY, digit - 1, week.start, end, "zh")
    else:
        tokens.append(Token(Kind.WORD, str(digit), start, end, "zh"))
