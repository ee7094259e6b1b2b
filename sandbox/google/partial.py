"""Partial answers: the `fields` parameter, such as `items(id,start/dateTime),nextPageToken`. Pure.

Source: https://developers.google.com/workspace/calendar/api/guides/performance#partial-response
"""

from __future__ import annotations

from typing import Any

from sandbox.google.errors import invalid

Mask = dict[str, "Mask"]
"""Names to keep, each with what to keep inside; an empty mask keeps everything, and `*` is any name."""


def parse_mask(text: str) -> Mask:
    """Read a selector. Raises ApiError 400 for one that cannot be read."""
    mask, rest = _members(text.strip())
    if rest or not mask:
        raise invalid("Invalid field selection", "fields")
    return mask


def masked(value: Any, mask: Mask) -> Any:
    """What of the value the mask keeps; a list is masked item by item."""
    if not mask:
        return value
    if isinstance(value, list):
        return [masked(item, mask) for item in value]
    if not isinstance(value, dict):
        return value
    every = mask.get("*")
    return {
        name: masked(item, mask.get(name, every or {}))
        for name, item in value.items()
        if name in mask or every is not None
    }


def _members(text: str) -> tuple[Mask, str]:
    mask: Mask = {}
    while True:
        _, text = _member(text, mask)
        if not text.startswith(","):
            return mask, text
        text = text[1:]


def _member(text: str, mask: Mask) -> tuple[Mask, str]:
    length = next((index for index, letter in enumerate(text) if letter in ",()/"), len(text))
    name, rest = text[:length].strip(), text[length:]
    if not name:
        raise invalid("Invalid field selection", "fields")
    inner = mask.setdefault(name, {})
    if rest.startswith("/"):
        return _member(rest[1:], inner)
    if rest.startswith("("):
        members, rest = _members(rest[1:])
        if not rest.startswith(")"):
            raise invalid("Invalid field selection", "fields")
        inner.update(members)
        rest = rest[1:]
    return inner, rest
