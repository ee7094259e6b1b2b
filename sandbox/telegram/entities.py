"""Formatted text: HTML as the Bot API reads it, and the entities that Telegram finds by itself.

Offsets and lengths of entities count UTF-16 code units, offsets in errors count UTF-8 bytes, both as in the Bot API
(https://core.telegram.org/bots/api#formatting-options).
"""

from __future__ import annotations

import re
from typing import Any

from sandbox.telegram.errors import bad_request

Entity = dict[str, Any]

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]+));")
_ATTRIBUTE = re.compile(r"""([^\s=>]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")
_FOUND = re.compile(
    r"(?P<email>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b)"
    r"|(?P<url>\bhttps?://[^\s<>\"']+[^\s<>\"'.,;:!?)])"
    r"|(?<![\w/])(?P<bot_command>/[A-Za-z0-9_]{1,32}(?:@[A-Za-z0-9_]{3,32})?)(?![\w/])"
    r"|(?<!\w)(?P<mention>@[A-Za-z][A-Za-z0-9_]{3,31})\b"
    r"|(?<!\w)(?P<hashtag>#\w*[^\W\d]\w*)"
)


def utf16_length(text: str) -> int:
    """How many UTF-16 code units a text has."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def slice_utf16(text: str, offset: int, length: int) -> str:
    """The part of a text that an entity covers."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


class _HtmlReader:
    """One reading of one text. After `read` its `text` and `entities` are the result."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.text = ""
        self.entities: list[Entity] = []
        self._length = 0
        self._open: list[tuple[str, Entity]] = []

    def read(self) -> None:
        at = 0
        while at < len(self.source):
            character = self.source[at]
            if character == "<":
                closing = self.source.startswith("</", at)
                at = self._close_tag(at) if closing else self._open_tag(at)
            elif character == "&" and (reference := _REFERENCE.match(self.source, at)):
                self._add(_character(reference))
                at = reference.end()
            else:
                self._add(character)
                at += 1
        if self._open:
            raise _unparsable(f'Can\'t find end tag corresponding to start tag "{self._open[-1][0]}"')

    def _add(self, text: str) -> None:
        self.text += text
        self._length += utf16_length(text)

    def _bytes_before(self, at: int) -> int:
        return len(self.source[:at].encode())

    def _open_tag(self, at: int) -> int:
        offset = self._bytes_before(at)
        name = re.split(r"[\s>]", self.source[at + 1 :], maxsplit=1)[0]
        end = self.source.find(">", at)
        if at + 1 + len(name) == len(self.source):
            raise _unparsable(f"Unclosed start tag at byte offset {offset}")
        if name.lower() not in _TAGS:
            raise _unparsable(f'Unsupported start tag "{name.lower()}" at byte offset {offset}')
        if end < 0:
            raise _unparsable(f"Unclosed start tag at byte offset {offset}")
        attributes = {
            found[1].lower(): (found[2] or "").strip("\"'")
            for found in _ATTRIBUTE.finditer(self.source, at + 1 + len(name), end)
        }
        if name.lower() == "span" and attributes.get("class") != "tg-spoiler":
            raise _unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
        self._open.append((name.lower(), self._entity(name.lower(), attributes)))
        return end + 1

    def _entity(self, name: str, attributes: dict[str, str]) -> Entity:
        entity: Entity = {"type": _TAGS[name], "offset": self._length, "length": 0}
        if name == "a":
            entity["url"] = attributes.get("href", "")
        elif name == "tg-emoji":
            entity["custom_emoji_id"] = attributes.get("emoji-id", "")
        elif name == "blockquote" and "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
        elif name == "code" and attributes.get("class", "").startswith("language-"):
            entity["language"] = attributes["class"].removeprefix("language-")
        return entity

    def _close_tag(self, at: int) -> int:
        end = self.source.find(">", at)
        offset = self._bytes_before(at)
        if end < 0:
            raise _unparsable(f"Unclosed end tag at byte offset {offset}")
        if not self._open:
            raise _unparsable(f"Unexpected end tag at byte offset {offset}")
        name = self.source[at + 2 : end].strip().lower()
        expected, entity = self._open.pop()
        if name and name != expected:
            raise _unparsable(f'Unmatched end tag at byte offset {offset}, expected "</{expected}>", found "</{name}>"')
        entity["length"] = self._length - entity["offset"]
        if entity["type"] == "text_link" and not entity["url"]:
            entity["url"] = slice_utf16(self.text, entity["offset"], entity["length"])
        if entity["length"]:
            self.entities.append(entity)
        return end + 1


def _character(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return _NAMED.get(name, reference[0])
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else reference[0]


def _unparsable(what: str) -> Exception:
    return bad_request(f"can't parse entities: {what}")


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without the blanks around it, which Telegram never keeps."""
    left = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    length = utf16_length(text)
    kept = []
    for entity in entities:
        start = min(max(entity["offset"] - left, 0), length)
        end = min(max(entity["offset"] - left + entity["length"], 0), length)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return text, kept


def found_entities(text: str) -> list[Entity]:
    """What Telegram marks in a plain text by itself: commands, links, mentions, hashtags and addresses."""
    return [
        {
            "type": str(match.lastgroup),
            "offset": utf16_length(text[: match.start()]),
            "length": utf16_length(match[0]),
        }
        for match in _FOUND.finditer(text)
    ]


def formatted(text: str, parse_mode: str | None, entities: list[Entity] | None = None) -> tuple[str, list[Entity]]:
    """A text as it is kept, and its entities in order.

    parse_mode: "HTML" in any case, or empty for plain text with the `entities` given beside it.
    Raises BotApiError for markup that Telegram would refuse, and for modes this stand-in does not read.
    """
    if not parse_mode or parse_mode.lower() == "none":
        text, given = _trimmed(text, list(entities or []))
    elif parse_mode.lower() == "html":
        reader = _HtmlReader(text)
        reader.read()
        text, given = _trimmed(reader.text, reader.entities)
    else:
        raise bad_request("unsupported parse_mode")
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in given]
    found = [
        entity
        for entity in found_entities(text)
        if not any(start < entity["offset"] + entity["length"] and entity["offset"] < end for start, end in taken)
    ]
    return text, sorted(given + found, key=lambda entity: (entity["offset"], -entity["length"]))
