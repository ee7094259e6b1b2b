"""Our Lua scripts, as they lie in scripts/, each with what it shares with others in front."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from calendar_core.store.script_lane import Script

_IN_FRONT = {
    **dict.fromkeys(
        ("event_put", "event_remove", "event_derive", "event_clear", "sync_apply"),
        ("event_keys", "reminder_minutes", "reminder_rows", "rows"),
    ),
    **dict.fromkeys(
        (f"inbox_{name}" for name in "put put_aside claim extend settle".split()),
        ("silence", "inbox_rows"),
    ),
    # Every call runs the whole of a script: the one that adds a row ends, mostly, before what it does not use.
    "reminder_put": ("reminder_keys", "reminder_minutes", "reminder_first", "reminder_rows"),
    **dict.fromkeys(
        (f"reminder_{name}" for name in "extend next".split()),
        ("reminder_keys", "reminder_minutes", "reminder_rows"),
    ),
    **dict.fromkeys(
        (f"reminder_{name}" for name in "cancel claim chats settle park upcoming".split()),
        ("reminder_keys", "reminder_minutes", "reminder_rows", "silence", "reminder_due"),
    ),
    "outbox_claim": ("silence",),
}
"""What scripts share with others."""


@cache
def script_named(name: str) -> Script:
    """The script in scripts/<name>.lua, with what it shares with others in front."""
    folder = files("calendar_core.store") / "scripts"
    parts = [*_IN_FRONT.get(name, ()), name]
    return Script("\n".join((folder / f"{part}.lua").read_text(encoding="utf-8") for part in parts))
