"""What the service answers: what came of a write, and a list with its age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from calendar_core.domain import Event


class State(StrEnum):
    """Where a write stands. DONE: Google said so. KEPT: in the outbox, the verdict follows in the chat."""

    DONE = "done"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a write.

    event: as it is (or, where kept, will be); for a cancelled one, as it was. checking: it may already be done
    (the answer was lost). undo_key: for `undo`. replaced: it came back under a new id.
    """

    state: State
    event: Event
    undo_key: str = ""
    checking: bool = False
    replaced: bool = False
    gone: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A list of events in order of start.

    as_of: when the cache was last in step with Google; None where the list comes from Google itself just now.
    stale: Google could not be asked lately, so it may have changed since. truncated: there are more. writes_kept: there
    may be writes that Google has not confirmed yet (CalendarService.waiting).
    """

    events: tuple[Event, ...]
    as_of: datetime | None
    stale: bool = False
    truncated: bool = False
    writes_kept: bool = True
