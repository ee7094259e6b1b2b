"""Formatted text is read as Telegram reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.telegram.entities import formatted, slice_utf16
from sandbox.telegram.errors import BotApiError


def test_html_becomes_text_and_entities_counted_in_utf16() -> None:
    """Offsets count UTF-16 units, so an emoji before an entity counts twice."""
    text, entities = formatted("📅 <b>Meeting</b> &amp; <i>tea</i>", "HTML")
    assert text == "📅 Meeting & tea"
    assert entities == [
        {"type": "bold", "offset": 3, "length": 7},
        {"type": "italic", "offset": 13, "length": 3},
    ]
    assert [slice_utf16(text, one["offset"], one["length"]) for one in entities] == ["Meeting", "tea"]


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("日 <Ali>", 'Unsupported start tag "ali" at byte offset 4'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
    ],
)
def test_bad_html_is_refused_with_the_place(source: str, refusal: str) -> None:
    """Markup that does not close, or that Telegram does not know, is refused with its byte offset."""
    with pytest.raises(BotApiError) as caught:
        formatted(source, "HTML")
    assert caught.value.description == f"Bad Request: can't parse entities: {refusal}"


def test_links_commands_and_addresses_are_found_in_plain_text() -> None:
    """Telegram marks commands, links, mentions and addresses by itself."""
    text = "/cancel 2 see https://example.org/a?b=1. or mail ali@example.org or @aminah_k #work"
    _, entities = formatted(text, None)
    assert [(one["type"], slice_utf16(text, one["offset"], one["length"])) for one in entities] == [
        ("bot_command", "/cancel"),
        ("url", "https://example.org/a?b=1"),
        ("email", "ali@example.org"),
        ("mention", "@aminah_k"),
        ("hashtag", "#work"),
    ]


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    """Any text survives escaping and reading, except for the blanks around it."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert formatted(f"<b>{escaped}</b>", "HTML")[0] == text.strip()
