"""Our Lua scripts, as they lie in scripts/, each with what it shares with others in front."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import sha1
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Script:
    """A script as Redis caches it. digest: SHA-1 of its text, by which EVALSHA names it."""

    text: str
    digest: str


_IN_FRONT = {
    **dict.fromkeys(
        ("event_put", "event_remove", "event_derive", "event_clear", "sync_apply"),
        ("event_keys", "reminder_rows", "rows"),
    ),
    **dict.fromkeys((f"inbox_{name}" for name in "put claim extend settle".split()), ("silence", "inbox_rows")),
    **dict.fromkeys(
        (f"reminder_{name}" for name in "put cancel claim chats extend settle park next upcoming".split()),
        ("reminder_keys", "reminder_rows", "silence", "reminder_due"),
    ),
    "outbox_claim": ("silence",),
}
"""What scripts share with others."""


@cache
def script_named(name: str) -> Script:
    """The script in scripts/<name>.lua, with what it shares with others in front."""
    folder = files("calendar_core.store") / "scripts"
    parts = [*_IN_FRONT.get(name, ()), name]
    text = "\n".join((folder / f"{part}.lua").read_text(encoding="utf-8") for part in parts)
    return Script(text, sha1(text.encode()).hexdigest())  # noqa: S324 - Redis names scripts so
