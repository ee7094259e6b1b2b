"""The command line explains itself, and the README and it say the same."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import pytest

from bot.cli import COMMANDS, build_parser, main

ROOT = Path(__file__).parent.parent.parent


def help_of(name: str) -> str:
    """What `calendar-bot NAME --help` prints."""
    parser = build_parser([name])
    (commands,) = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    text: str = commands.choices[name].format_help()
    return text


def typed(text: str) -> list[list[str]]:
    """The arguments of each `calendar-bot ...` that a text says to type, up to a pipe, a redirection or a remark."""
    found = re.findall(
        r"^(?:\s*|.*?`)(?:[A-Z]+=\S+ )?(?:\S*/)?calendar-bot ((?!COMMAND)[a-z][^`\n]*)", text, re.MULTILINE
    )
    return [shlex.split(re.split(r"\s[|<]\s", line)[0], comments=True) for line in found]


@pytest.mark.parametrize("name", COMMANDS)
def test_each_help_has_examples_and_exit_codes(name: str) -> None:
    """What it does, at least one example that parses, and what each exit code means."""
    text = help_of(name)
    what, _, rest = text.partition("examples:")
    examples, _, codes = rest.partition("exit codes:")
    assert len(what.split()) > 30
    assert len(re.findall(r"^  \d  \S", codes, re.MULTILINE)) >= 2
    assert re.search(r"^  0  ", codes, re.MULTILINE)
    commands = typed("\n".join(line for line in examples.splitlines() if re.match(r" {2}\S", line)))
    assert commands
    assert all(words[0] == name for words in commands)


def everything_typed() -> list[list[str]]:
    """Every command line of the helps, the README, the deployment's page and CONTRIBUTING."""
    texts = [help_of(name) for name in COMMANDS] + [
        (ROOT / name).read_text("utf-8")
        for name in ("README.md", "CONTRIBUTING.md", "deploy/README.md", ".env.example")
    ]
    return [words for text in texts for words in typed(text)]


@pytest.mark.parametrize("words", everything_typed(), ids=" ".join)
def test_what_is_said_to_be_typed_is_accepted(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command line that a help or a page shows is one the parser takes."""
    monkeypatch.chdir(tmp_path)
    if "--env" in words:
        words[words.index("--env") + 1] = str(tmp_path / "settings")
    (tmp_path / "settings").touch()
    if words[0] in ("backup", "restore") and len(words) == 1:
        words = [*words, "file"]  # named in passing
    assert build_parser(words).parse_args(words).command == words[0]


def test_the_overview_tells_where_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    """`calendar-bot --help` lists every command with its line, the first steps, and the version is to be had."""
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    text = " ".join(capsys.readouterr().out.split())
    assert ended.value.code == 0
    for name, summary in COMMANDS.items():
        assert f"{name} {summary}" in text
    assert "the first thing" in text
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("calendar-bot ")


def test_a_word_that_is_no_command_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, and the commands there are."""
    with pytest.raises(SystemExit) as ended:
        main(["docter"])
    assert ended.value.code == 2
    assert "doctor" in capsys.readouterr().err


def test_the_readme_says_what_the_help_says() -> None:
    """The README's line of each command begins with the summary of the overview."""
    readme = (ROOT / "README.md").read_text("utf-8")
    for name, summary in COMMANDS.items():
        (row,) = re.findall(rf"^\| `calendar-bot {name}` \| (.*?) \|$", readme, re.MULTILINE)
        assert row.replace("`", "").startswith(summary.replace("`", "").split(",")[0]), name
