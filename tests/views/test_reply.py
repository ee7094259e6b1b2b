"""Somebody else's text in our messages, and Telegram's limit on them."""

from __future__ import annotations

import pytest

from bot.views.reply import MESSAGE_LIMIT, length_shown, shortened, within_limit


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Lunch", "Lunch"),
        ("Lunch\nwith  Ali\t", "Lunch with Ali"),
        ("2. All day\r\n3. Fake", "2. All day 3. Fake"),
        ("a\u202eb\u2066c", "abc"),
        ("\u200b\u200e", ""),
        ("👨\u200d👩\u200d👧 day", "👨\u200d👩\u200d👧 day"),
        ("פגישה", "\u2068פגישה\u2069"),
        ("موعد 3pm", "\u2068موعد 3pm\u2069"),
    ],
    ids=["plain", "blanks", "lines", "direction", "nothing seen", "joined emoji", "hebrew", "arabic"],
)
def test_a_title_stays_on_its_line_and_in_its_direction(title: str, shown: str) -> None:
    """No title can forge a row of a list, or turn the clocks beside it around."""
    assert shortened(title, 60) == shown


def test_an_emoji_is_not_cut_in_half() -> None:
    """Where the end of a title is cut, no half of a joined emoji is left before the dots."""
    assert shortened("ab👨\u200d👩\u200d👧", 5) == "ab👨…"


@pytest.mark.parametrize(
    ("text", "length"), [("abc", 3), ("<b>a</b>", 1), ("&lt;&amp;", 2), ("🎉", 2), ("<code>a &lt; b</code>", 5)]
)
def test_a_message_is_measured_as_telegram_reads_it(text: str, length: int) -> None:
    """Tags do not count, an escaped sign counts as one, and an emoji as its two UTF-16 units."""
    assert length_shown(text) == length


def test_a_text_is_cut_between_its_lines() -> None:
    """What is too long ends with whole lines and a mark; what fits is left as it is."""
    fits = "\n".join(["<b>🎉&lt;</b>" + "x" * 60] * 60)
    assert within_limit(fits) == fits
    cut = within_limit("\n".join([fits, fits]))
    assert MESSAGE_LIMIT - 80 < length_shown(cut) <= MESSAGE_LIMIT
    assert cut.endswith("x\n…") and set(cut.splitlines()[:-1]) == {fits.splitlines()[0]}
