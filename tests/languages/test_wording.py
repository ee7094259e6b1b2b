"""The wording of every language: complete, well-formed, and in step with the code that speaks it."""

from __future__ import annotations

import ast
import re
import string
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import bot
from bot.views.wording import languages
from calendar_core import errors
from calendar_core.ports import NoticeKind, OutboxAction

BOT = Path(bot.__file__).parent
ALLOWED_TAGS = {"b", "i", "code"}
LABEL_LIMIT = 30  # characters that fit on a button of a narrow phone
TOAST_LIMIT = 200  # Bot API, answerCallbackQuery
TOASTS = ("reminder_done", "already_gone", "nothing_to_undo", "move_same")
LENGTHS = {"weekdays": 7, "weekdays_short": 7, "months_short": 12, "ordinals": 5}
VERDICTS = (NoticeKind.WRITE_DONE, NoticeKind.WRITE_FAILED)  # told by what was to be done
NOTICES = {f"{kind.value}_{action.value}" for kind in VERDICTS for action in OutboxAction} | {
    f"notice_{kind.value}" for kind in NoticeKind if kind not in VERDICTS
}

Sentences = dict[str, Any]


@cache
def sentences_of(language: str) -> Sentences:
    return tomllib.loads((BOT / "languages" / language / "wording.toml").read_text("utf-8"))


def forms(sentences: Sentences) -> Iterator[tuple[str, str]]:
    """(name, text) of every sentence, its forms `one` and `other` apart."""
    for key, value in sentences.items():
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, dict):
            yield from ((f"{key}.{form}", text) for form, text in value.items())


def facts(text: str) -> set[str]:
    """The facts a sentence takes; a month may be told by its name or its number."""
    return {
        (name or "").replace("month_number", "month")
        for _, name, _, _ in string.Formatter().parse(text)
        if name is not None
    }


every_language = pytest.mark.parametrize("language", languages())
other_language = pytest.mark.parametrize("language", [name for name in languages() if name != "en"])


# --- each language against English ---


@other_language
def test_every_language_has_the_keys_of_english(language: str) -> None:
    """A sentence that English has is there in every language, and none that English has not."""
    assert set(sentences_of(language)) == set(sentences_of("en"))


@other_language
def test_every_language_has_the_shapes_of_english(language: str) -> None:
    """What is a list, a sentence or a pair of forms in English is the same everywhere; only `one` may be missing."""
    for key, english in sentences_of("en").items():
        value = sentences_of(language)[key]
        assert type(value) is type(english), key
        if isinstance(english, dict):
            assert "other" in value and set(value) <= {"one", "other"}, key


@other_language
def test_every_language_tells_the_facts_of_english(language: str) -> None:
    """No language leaves a fact out or asks for one the code does not give; `one` may leave out the number."""
    for key, english in sentences_of("en").items():
        value = sentences_of(language)[key]
        if isinstance(english, str):
            assert facts(value) == facts(english), key
        elif isinstance(english, dict):
            assert facts(value["other"]) == facts(english["other"]), key
            if "one" in value:
                assert facts(value["one"]) | {"n"} == facts(english["other"]) | {"n"}, key


@other_language
def test_every_language_opens_with_the_same_mark(language: str) -> None:
    """The emoji before a sentence tells success from failure, so it is the same in every language."""
    theirs = dict(forms(sentences_of(language)))
    for name, english in forms(sentences_of("en")):
        if name in theirs:
            assert _mark(theirs[name]) == _mark(english), name


def _mark(text: str) -> str:
    return text[:1] if text and unicodedata.category(text[0]) == "So" else ""


@other_language
def test_every_language_names_the_same_commands(language: str) -> None:
    """A sentence that sends people to /list in English does so in every language."""
    theirs = dict(forms(sentences_of(language)))
    for name, english in forms(sentences_of("en")):
        if name in theirs:
            assert _commands(theirs[name]) == _commands(english), name


def _commands(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w<])/([a-z]+)", text))


@other_language
def test_no_sentence_was_left_in_english(language: str) -> None:
    """A sentence of three words or more is not the English one."""
    theirs = dict(forms(sentences_of(language)))
    left = [name for name, text in forms(sentences_of("en")) if len(_words(text)) > 2 and theirs.get(name) == text]
    assert left == []


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d]{2,}", re.sub(r"<code>.*?</code>|<[^>]*>|\{\w+\}", " ", text))


# --- each language by itself ---


@every_language
def test_html_is_what_telegram_takes(language: str) -> None:
    """Tags are b, i and code, closed in the order they were opened, and no bare sign of HTML stands beside them."""
    for name, text in forms(sentences_of(language)):
        assert _html_fault(text) == "", f"{name}: {text}"


def _html_fault(text: str) -> str:
    opened: list[str] = []
    for slash, tag in re.findall(r"<(/?)([a-z]+)>", text):
        if tag not in ALLOWED_TAGS:
            return f"tag {tag}"
        if not slash:
            opened.append(tag)
        elif not opened or opened.pop() != tag:
            return f"closes {tag} out of order"
    rest = re.sub(r"</?[a-z]+>|&(?:amp|lt|gt);", "", text)
    if opened:
        return f"never closes {opened}"
    return "a bare sign" if set(rest) & set("<>&") else ""


@pytest.mark.parametrize(
    "text", ["<b>a", "a</b>", "<b><i>a</b></i>", "<u>a</u>", "a < b", "a & b", '<a href="x">a</a>']
)
def test_broken_html_is_seen(text: str) -> None:
    """The check above finds what Telegram would refuse."""
    assert _html_fault(text) != ""


@every_language
def test_facts_are_put_in_as_they_are(language: str) -> None:
    """A fact is named, and never numbered, formatted or converted: it is text by the time it is put in."""
    for name, text in forms(sentences_of(language)):
        for _, field, spec, conversion in string.Formatter().parse(text):
            assert field is None or (field.isidentifier() and not spec and conversion is None), name


@every_language
def test_lists_have_their_lengths(language: str) -> None:
    """Seven weekdays, twelve months, five ordinals; all different, none empty."""
    for key, length in LENGTHS.items():
        words = sentences_of(language)[key]
        assert len(words) == len(set(words)) == length, key
        assert all(word and word == word.strip() for word in words), key


@every_language
def test_parts_of_the_day_cover_it(language: str) -> None:
    """The parts of the day follow each other up to midnight, and tell 3:00 from 15:00."""
    hours = [until for until, _ in sentences_of(language)["parts_of_day"]]
    assert hours == sorted(set(hours)) and hours[-1] == 24

    def part(hour: int) -> str:
        return str(next(word for until, word in sentences_of(language)["parts_of_day"] if hour < until))

    assert all(part(hour) != part(hour + 12) for hour in range(12))


@every_language
def test_labels_are_short(language: str) -> None:
    """A button's label is read at a glance, and holds no HTML, which Telegram would show as it stands."""
    labels = [(name, text) for name, text in forms(sentences_of(language)) if name.startswith("button_")]
    assert labels
    for name, text in labels:
        assert 0 < len(text) <= LABEL_LIMIT, name
        assert not set(text) & set("<>&"), name


@every_language
def test_menu_lines_and_toasts_are_plain(language: str) -> None:
    """The command menu and the short word over the screen show no HTML and keep within Telegram's bounds."""
    for name, text in forms(sentences_of(language)):
        if name.startswith("menu_") or name in TOASTS:
            assert not set(text) & set("<>&"), name
            assert 0 < len(text) <= (60 if name.startswith("menu_") else TOAST_LIMIT), name


@every_language
def test_no_sentence_is_empty_or_badly_spaced(language: str) -> None:
    """No sentence is empty, ends in a blank, or says the same blank thrice."""
    joins = {"and", "comma", "row_place"}  # stand between two others
    for name, text in forms(sentences_of(language)):
        assert text.strip() and "   " not in text, name
        assert text == text.strip() or name in joins, name


def test_languages_call_themselves_by_different_names() -> None:
    """/language can tell every language by its own name."""
    names = [sentences_of(language)["language_name"].casefold() for language in languages()]
    assert len(set(names)) == len(names) >= 3


# --- what a native reader stumbles over ---

HAN = "[\u4e00-\u9fff]"
INDONESIAN = set("bisa silakan jadwal kalender rapat besok hapus pengingat senin jumat kemarin sore kantor".split())


def _plain(text: str) -> str:
    return re.sub(r"<code>.*?</code>", "X", text)


def test_chinese_has_its_own_punctuation() -> None:
    """Between Chinese words stand full-width marks, no English commas, and beside them no blanks."""
    for name, text in forms(sentences_of("zh")):
        told = _plain(text)
        assert not re.search(rf"{HAN}[,.!?;:()]|[,!?;:()]{HAN}", told), f"{name}: {text}"
        assert not re.search(r" [，。：；？！）]|[，。：；？！（] ", told), f"{name}: {text}"
        assert "您" not in told, f"{name}: one way to address people"


def test_malay_is_that_of_malaysia() -> None:
    """No word of Indonesian that a Malaysian would not write, and Google's calendar has one name."""
    for name, text in forms(sentences_of("ms")):
        told = set(re.findall(r"[a-z]+", _plain(text).casefold()))
        assert not told & INDONESIAN, f"{name}: {told & INDONESIAN}"
        assert "Google Calendar" not in text.replace("Google Calendar API", ""), name


# --- the wording against the code ---


@cache
def _modules() -> tuple[ast.Module, ...]:
    paths = [path for path in sorted(BOT.rglob("*.py")) if "languages" not in path.parts]
    return tuple(ast.parse(path.read_text("utf-8")) for path in paths)


def _is_wording(called: ast.expr) -> bool:
    """words(...), request.words(...), wording(name)(...), and their .names and .has."""
    if isinstance(called, ast.Attribute) and called.attr in {"names", "has"}:
        called = called.value
    if isinstance(called, ast.Call):
        return isinstance(called.func, ast.Name) and called.func.id == "wording"
    name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
    return name == "words"


def _calls() -> Iterator[tuple[ast.Call, tuple[str, ...]]]:
    """Every call for a sentence, with regular expressions of the keys it may ask for, as far as its scope tells."""
    for module in _modules():
        scopes = [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        for scope in scopes:
            for node in ast.walk(scope):
                if isinstance(node, ast.Call) and node.args and _is_wording(node.func):
                    yield node, tuple(_keys(node.args[0], scope))


def _keys(expression: ast.expr, scope: ast.AST) -> Iterator[str]:
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        yield expression.value
    elif isinstance(expression, ast.IfExp):
        yield from _keys(expression.body, scope)
        yield from _keys(expression.orelse, scope)
    elif isinstance(expression, ast.JoinedStr) and isinstance(expression.values[0], ast.Constant):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else r"\w+" for part in expression.values)
    elif isinstance(expression, ast.Name):
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == expression.id for target in node.targets
            ):
                yield from _keys(node.value, scope)


def test_every_key_the_code_asks_for_exists() -> None:
    """No sentence is asked for that no language has; of a family of keys there is at least one."""
    known = set(sentences_of("en"))
    asked = {key for _, keys in _calls() for key in keys}
    assert len(asked) > 100
    assert [key for key in sorted(asked) if not any(re.fullmatch(key, name) for name in known)] == []


def test_every_key_is_asked_for() -> None:
    """No sentence is kept that nothing says."""
    patterns = {key for _, keys in _calls() for key in keys} | NOTICES
    constants = {
        node.value
        for module in _modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    unused = [
        name
        for name in sentences_of("en")
        if name not in constants and not any(re.fullmatch(pattern, name) for pattern in patterns)
    ]
    assert unused == []


def test_the_code_gives_every_fact_a_sentence_needs() -> None:
    """Each call names the facts of the sentence it asks for, so that none fails the moment it is said."""
    english = sentences_of("en")
    lacking = []
    for call, keys in _calls():
        given = {keyword.arg.replace("month_number", "month") for keyword in call.keywords if keyword.arg}
        if any(keyword.arg is None for keyword in call.keywords) or not isinstance(call.func, ast.Name | ast.Attribute):
            continue
        for key in keys:
            value = english.get(key)
            texts = value.values() if isinstance(value, dict) else [value] if isinstance(value, str) else []
            lacking += [(key, need) for text in texts for need in facts(text) - given]
    assert lacking == []


def test_every_notice_has_its_sentence() -> None:
    """Whatever the core tells a person unasked, there are words for it."""
    assert set(sentences_of("en")) >= NOTICES


def test_every_reason_belongs_to_an_error() -> None:
    """No sentence is kept for a class of errors that is gone or was renamed."""
    names = {re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower() for name in vars(errors)}
    assert [key for key in sentences_of("en") if key.startswith("error_") and key[6:] not in names] == []


def test_every_listed_command_has_its_menu_line() -> None:
    """Each command of /help and of Telegram's menu says what it does."""
    listed = {
        str(word.value)
        for module in _modules()
        for node in ast.walk(module)
        if isinstance(node, ast.keyword) and node.arg == "listed" and isinstance(node.value, ast.Tuple)
        for word in node.value.elts
        if isinstance(word, ast.Constant)
    }
    assert len(listed) > 5
    assert {f"menu_{command}" for command in listed} == {key for key in sentences_of("en") if key.startswith("menu_")}
