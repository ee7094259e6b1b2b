"""What the middle of the core needs from the outside, as Protocols whose invariants are sentences.

The service and the sync rooms speak to these in domain types; `google` and `store` implement them; `bot.app` puts
them together. Everything here may wait and may raise a CalendarError; nothing here decides.

Over 300 lines, and one thing: whoever writes an adapter or a stand-in for one reads nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from calendar_core.domain import Agenda, Changes, Event, EventDraft, Reminder, Subscriber, When


@dataclass(frozen=True, slots=True)
class CalendarRef:
    """One calendar of one account. account_id: ours. calendar_id: Google's, or "primary"."""

    account_id: str
    calendar_id: str


# --- Google -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listing:
    """The whole answer of a listing, all pages of it.

    events: those that stand. removed: ids that Google reports as cancelled. zone: the calendar's IANA zone.
    sync_token: for the next incremental listing. unreadable: how many events were left out because their times
    contradict themselves; they never stop a sync.
    """

    events: tuple[Event, ...]
    removed: tuple[str, ...] = ()
    zone: str = "UTC"
    sync_token: str = ""
    unreadable: int = 0


class CalendarApi(Protocol):
    """Google Calendar of one account, in domain types.

    A write that raises UnknownOutcome may have happened; every other error means that it has not. person_waits
    says whether somebody is waiting for the answer (10 s, 2 attempts) or not (60 s, 3 attempts).
    """

    async def insert_event(
        self, calendar_id: str, event_id: str, draft: EventDraft, *, person_waits: bool = True
    ) -> Event:
        """The event under that id, made now or by an earlier try of the same: calling it again books nothing new.

        Raises Conflict where the id is taken by something else, or by an event that was cancelled since.
        """
        ...

    async def get_event(self, calendar_id: str, event_id: str, *, person_waits: bool = True) -> Event:
        """The event as Google has it now. Raises NotFound for one that is not there or is cancelled."""
        ...

    async def update_event(self, event: Event, *, person_waits: bool = True) -> Event:
        """The event after title, time, place and status were set to those of `event`.

        With an etag it is sent as If-Match; raises ChangedMeanwhile where Google has a newer version, and
        NotFound. Setting the status to confirmed brings a cancelled event back.
        """
        ...

    async def delete_event(self, calendar_id: str, event_id: str, *, etag: str = "", person_waits: bool = True) -> bool:
        """Cancel the event (of an instance: only it). True if it was already gone. Raises ChangedMeanwhile."""
        ...

    async def list_window(
        self, calendar_id: str, start: datetime, end: datetime, *, person_waits: bool = False
    ) -> Listing:
        """Every event that touches the window, repeats expanded; with a sync token, since this is a full sync."""
        ...

    async def list_changes(self, calendar_id: str, sync_token: str, *, person_waits: bool = False) -> Listing:
        """What changed since the token was handed out. Raises SyncTokenInvalid where Google no longer knows it."""
        ...

    async def free_busy(
        self, calendar_ids: Sequence[str], start: datetime, end: datetime
    ) -> tuple[tuple[datetime, datetime], ...]:
        """Busy spans (aware, UTC), merged and in order."""
        ...

    async def calendar_zone(self, calendar_id: str) -> tuple[str, str]:
        """Google's own id of that calendar ("primary" resolved) and its IANA zone."""
        ...


# --- the store: events and sync ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SyncState:
    """Where the sync of one calendar stands.

    generation: grows by one with every write to this calendar's cache, a sync's or our own; a batch that was
    gathered from an older one still merges, but one gathered from an older token does not. full_due: when the
    window must be read anew. failures: failed runs in a row. count: events in the cache. began_at: when the last run
    that went well began. push_heard_at: the last change that a push channel told of; push_until: when the last of the channels
    that were heard ends; push_missed_at: the start of the last run that found what no push had told.
    """

    sync_token: str = ""
    generation: int = 0
    zone: str = ""
    window_start: datetime | None = None
    window_end: datetime | None = None
    full_due: datetime | None = None
    synced_at: datetime | None = None
    failures: int = 0
    last_error: str = ""
    due_at: datetime | None = None
    count: int = 0
    began_at: datetime | None = None
    push_heard_at: datetime | None = None
    push_until: datetime | None = None
    push_missed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SyncRun:
    """The right to sync one calendar. lease: the fencing token, "" where another holds it. state: as it stood then.

    skew: what the store's time is ahead of this host's; a run goes by the store's, which all replicas share.
    """

    lease: str
    state: SyncState
    skew: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class SyncBatch:
    """What one sync run writes, in one step or not at all.

    expected_token: the token that was stored when the run started; if the stored one differs, another run was
    faster and this batch is refused. lease: the run's, which is given back; if another holds it now, the batch is
    refused ("": no lease was taken). expected_generation: the generation when the run started: in a full sync,
    an event whose own write is younger than that is kept although the listing lacks it. full: whatever is not
    named is gone. moved_out: events that left the window; they go, and are told as moved. reminders: the derived
    rows of each upserted event, by event id. due_at: when the next run is due, unless somebody asked for one
    meanwhile. known_until: where the window ended before this run.
    """

    full: bool
    expected_token: str
    expected_generation: int
    sync_token: str
    zone: str
    upserts: tuple[Event, ...]
    removed: tuple[str, ...]
    reminders: Mapping[str, tuple[Reminder, ...]]
    window_start: datetime
    window_end: datetime
    full_due: datetime | None = None
    due_at: datetime | None = None
    lease: str = ""
    moved_out: tuple[Event, ...] = ()
    known_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class CachedEvents:
    """A listing from the cache, in order of start. synced_at: last successful sync, None before the first.

    truncated: the memory bound dropped events beyond the last one shown. window_start, window_end: what the cache
    reaches over, as in SyncState. writes_kept: how many of the account's writes wait in the outbox.
    """

    events: tuple[Event, ...]
    synced_at: datetime | None
    truncated: bool = False
    window_start: datetime | None = None
    window_end: datetime | None = None
    writes_kept: int = 0


class EventStore(Protocol):
    """The cache of events and the state of their sync. An event, its index entry and its derived reminder rows are
    always written together, in one step. Values of an older schema, or rubbish, count as absent."""

    async def cache_events(self, ref: CalendarRef, events: Sequence[Event], reminders: Sequence[Reminder]) -> None:
        """Put own writes in at once, so that the writer reads them; derived rows of these events become exactly
        `reminders`. Bumps the generation."""
        ...

    async def remove_event(self, ref: CalendarRef, event_id: str) -> None:
        """Take an event and its derived rows out. Bumps the generation."""
        ...

    async def get_events(self, ref: CalendarRef, event_ids: Iterable[str]) -> dict[str, Event]:
        """Those of the ids that the cache has."""
        ...

    async def get_cached_events(
        self, ref: CalendarRef, start: datetime, end: datetime | None = None, limit: int = 250
    ) -> CachedEvents:
        """Events that end after `start` and begin before `end`, in order of start, with all that a list says about
        them. One round trip."""
        ...

    async def sync_state(self, ref: CalendarRef) -> SyncState:
        """A fresh SyncState for a calendar never synced."""
        ...

    async def apply_batch(self, ref: CalendarRef, batch: SyncBatch) -> Changes | None:
        """Merge a run's result and its token in one step and answer what changed; None if the guard refused it."""
        ...

    async def note_failure(self, ref: CalendarRef, error: str, due_at: datetime, lease: str = "") -> SyncState:
        """Count a failed run, set when the next is due and give the lease back; nothing if another holds it now."""
        ...

    async def replace_reminders(
        self, ref: CalendarRef, generation: int, events: Sequence[Event], reminders: Sequence[Reminder]
    ) -> bool:
        """Make the derived rows of cached events exactly `reminders`; False, and nothing done, where the calendar's
        cache was written since that generation."""
        ...

    async def sync_now(self, ref: CalendarRef, at: datetime) -> None:
        """Move the due time of this calendar's sync to `at`, if that is earlier."""
        ...

    async def hear_push(self, channel: Channel, number: int, pace: PushPace | None) -> None:
        """A push channel was heard. number: of the message, 0 where unknown; one that is not above the last is nothing
        new. pace: how soon its calendar's sync is wanted; None: nothing changed."""
        ...

    async def note_missed_push(self, ref: CalendarRef, due_at: datetime) -> None:
        """The last run found what no push had told: the next is due by then at the latest."""
        ...

    async def forget_push(self, ref: CalendarRef, due_at: datetime) -> None:
        """There is no push channel any more: the next run is due by then at the latest."""
        ...

    async def enrol(self, refs: Iterable[CalendarRef]) -> None:
        """Have these calendars synced from now on; those that are already are left as they are."""
        ...

    async def due_calendars(self, limit: int = 100) -> tuple[CalendarRef, ...]:
        """Calendars whose sync is due, longest overdue first. A calendar enters by sync_now or enrol."""
        ...

    async def calendars_known(self) -> int:
        """How many calendars are being synced, over all accounts."""
        ...

    async def begin_sync(self, ref: CalendarRef, seconds: float) -> SyncRun:
        """The right to sync this calendar for so many seconds, a fencing token, with the state as it stands; the run
        has no lease where another holds it."""
        ...

    async def renew_lease(self, ref: CalendarRef, lease: str, seconds: float) -> bool:
        """Hold it for so long from now; False where it has passed to somebody else."""
        ...

    async def release_lease(self, ref: CalendarRef, lease: str) -> None:
        """Give it back; nothing happens if it has passed to somebody else."""
        ...

    async def clear(self, ref: CalendarRef) -> None:
        """Forget this calendar's events, derived rows and sync token, never what a person asked for."""
        ...


# --- push channels ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PushPace:
    """How soon a sync follows a push, in seconds: at once after a rest, else folded into one that comes `gap` after
    the start of the run before and `quiet` after the last message, but no later than `longest` after the first of
    them. after_failure: the gap while runs fail."""

    gap: float = 5.0
    quiet: float = 2.0
    longest: float = 15.0
    after_failure: float = 60.0


@dataclass(frozen=True, slots=True)
class Channel:
    """A push channel of one calendar (Google Calendar API, events.watch).

    id: ours, made up. digest: SHA-256 of its secret, in hex; the secret itself is known to Google alone. address:
    where Google posts. resource_id: Google's, "" until it has told. heard_at: when its first message came.
    """

    id: str
    ref: CalendarRef
    digest: str
    address: str
    made_at: datetime
    expires: datetime
    resource_id: str = ""
    heard_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChannelBook:
    """The channels of one calendar, oldest first.

    failures: tries in a row to open one that failed. error: the reason of the last of them, Google's word or the
    class of the error. try_at: not before.
    """

    channels: tuple[Channel, ...] = ()
    failures: int = 0
    error: str = ""
    try_at: datetime | None = None


class ChannelApi(Protocol):
    """Google's push channels for the calendars of one account."""

    async def open_channel(self, channel: Channel, secret: str, life: timedelta) -> Channel:
        """The channel as Google made it: with its resource id, and with the end that Google gave it.

        Sent once: an outage that raises may have left an open channel behind. Raises BadRequest or PermissionDenied
        with Google's `reason` where it wants no such channel, AuthenticationError and MissingScope.
        """
        ...

    async def close_channel(self, channel: Channel) -> None:
        """Have Google stop it; one that Google does not know is closed already."""
        ...


class ChannelStore(Protocol):
    """What is known of push channels. All of it can be lost and comes back by itself: new channels are opened."""

    async def book(self, ref: CalendarRef) -> ChannelBook:
        """The channels of that calendar; an empty book where nothing is known."""
        ...

    async def find(self, channel_id: str) -> Channel | None:
        """The channel of that id. Reads only."""
        ...

    async def put(self, channel: Channel) -> None:
        """Add or replace it; what was heard of it meanwhile stays."""
        ...

    async def hear(self, channel: Channel, resource_id: str, at: datetime) -> None:
        """Its first message came, and its calendar is to be tended now. Later ones change nothing."""
        ...

    async def drop(self, channel: Channel) -> None:
        """Forget it; its messages are those of an unknown channel from now on."""
        ...

    async def note_attempt(self, ref: CalendarRef, failures: int, error: str, try_at: datetime | None) -> None:
        """How the last try to open one ended; see ChannelBook."""
        ...

    async def enrol(self, refs: Iterable[CalendarRef]) -> None:
        """Have these calendars tended from now on; those that are already are left as they are."""
        ...

    async def tend_at(self, ref: CalendarRef, at: datetime | None) -> None:
        """Have the calendar tended then, and not before; None: not any more."""
        ...

    async def tended(self) -> tuple[CalendarRef, ...]:
        """All calendars that are enrolled."""
        ...

    async def to_tend(self, limit: int = 100) -> tuple[CalendarRef, ...]:
        """Those that are to be tended now, the longest overdue first."""
        ...

    async def tending_lease(self, ref: CalendarRef, seconds: float) -> str | None:
        """The right to tend that calendar's channels; None while another has it."""
        ...

    async def release_tending(self, ref: CalendarRef, lease: str) -> None:
        """Give it back; nothing happens if it has passed to somebody else."""
        ...


# --- the store: what a person asked for ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReminderClaim:
    """A due reminder that this process may send until the lease ends. receipt: fences the ack."""

    reminder: Reminder
    receipt: str
    attempts: int
    due: datetime


class ReminderStore(Protocol):
    """Reminder rows. Whoever claims a row may send it until its lease ends; unacknowledged rows come back."""

    async def put_reminder(self, account_id: str, reminder: Reminder) -> None:
        """Keep a row that a person asked for; the same id is replaced."""
        ...

    async def cancel_reminder(self, ref: CalendarRef, event_id: str, reminder_id: str) -> bool:
        """Take a row of that event out; False if there was none."""
        ...

    async def due_chats(self, limit: int) -> tuple[int, ...]:
        """At most so many chats for which something is due that nobody is sending, the longest overdue first."""
        ...

    async def claim_due(self, limit: int, lease: float, *, chat_id: int | None = None) -> tuple[ReminderClaim, ...]:
        """At most `limit` due rows (of that chat), earliest first, none of a parked chat, none twice while its lease
        (s) runs."""
        ...

    async def extend(self, claims: Sequence[ReminderClaim], lease: float) -> bool:
        """They are still being sent: ours for so many seconds from now. Rows that are no longer ours stay; False where
        none of them is."""
        ...

    async def acknowledge(self, claims: Sequence[ReminderClaim]) -> None:
        """They were sent, or need not be; a row that was re-timed meanwhile stays."""
        ...

    async def release(self, claims: Sequence[ReminderClaim], after: float) -> None:
        """They could not be sent now: due again after so many seconds."""
        ...

    async def next_due(self) -> datetime | None:
        """When the earliest row is due."""
        ...

    async def park_chat(self, chat_id: int, parked: bool) -> None:
        """Stop (or take up again) sending to a chat that blocked the bot."""
        ...

    async def upcoming(self, account_id: str, limit: int) -> tuple[Reminder, ...]:
        """The next rows of an account, for people to see."""
        ...


class OutboxAction(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A write that Google could not take yet, or whose outcome is unknown.

    id: the idempotency key; the same id is kept once. event: what Google shall have (for DELETE: what shall go).
    draft: for CREATE. chat_id: who is told the verdict. attempts: tries so far. verdict: what came of it, once that is
    known and only the telling is left. receipt: the store's, of this content and claim.
    """

    id: str
    ref: CalendarRef
    action: OutboxAction
    event_id: str
    chat_id: int
    kept_at: datetime
    draft: EventDraft | None = None
    event: Event | None = None
    attempts: int = 0
    last_error: str = ""
    verdict: str = ""
    receipt: str = ""


class OutboxStore(Protocol):
    """Writes that are promised. An entry leaves only by `finish`, after the person was told."""

    async def put(self, entry: OutboxEntry, due_at: datetime) -> None:
        """Keep it, so that it survives this process; where a replica exists, wait for it. Raises StoreUnavailable.

        The same id with the same content is kept once; with other content the later one replaces the earlier.
        """
        ...

    async def claim_due(self, limit: int, lease: float) -> tuple[OutboxEntry, ...]:
        """Due entries, oldest first; none twice while its lease (s) runs, and those of one event one after another."""
        ...

    async def extend(self, entry: OutboxEntry, lease: float) -> bool:
        """It is still being seen through: ours for so many seconds from now, and its verdict, if it has one, is kept.
        False, and nothing done, where it was replaced or has passed to somebody else."""
        ...

    async def reschedule(self, entry: OutboxEntry, due_at: datetime, *, guess: bool = False) -> None:
        """Save the entry's attempts, last_error and verdict, and try again then; nothing where it was replaced.

        guess: nobody named that time, so it may be brought forward by `hasten`.
        """
        ...

    async def hasten(self, account_id: str) -> int:
        """Google has answered for that account: what waits for it until a guessed time is due now. How many."""
        ...

    async def finish(self, entry: OutboxEntry) -> None:
        """Done and told. Where other content has replaced it meanwhile, that stays."""
        ...

    async def withdraw(self, ref: CalendarRef, action: OutboxAction, event_id: str) -> None:
        """A later request of that kind was done at once: what was kept of it is neither done again nor told."""
        ...

    async def pending(self, account_id: str) -> tuple[OutboxEntry, ...]:
        """What waits, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class UndoRecord:
    """How to take back one thing that was done. before, after: the event then and now; None: there was none."""

    ref: CalendarRef
    before: Event | None
    after: Event | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may speak to the bot.

    language: "en", "ms" or "zh"; "" until they have said something. language_chosen: they asked for it; else it is the
    one they wrote in last. leads: minutes, empty for no reminders.
    """

    user_id: int
    chat_id: int
    account_id: str
    language: str = "en"
    zone: str = "Asia/Kuala_Lumpur"
    leads: tuple[int, ...] = (30,)
    blocked: bool = False
    language_chosen: bool = False


class ConversationStore(Protocol):
    """What a chat has been shown and may refer to."""

    async def save_agenda(self, chat_id: int, agenda: Agenda, message_id: int = 0) -> None:
        """The list last shown in this chat (and under that message, where it is known)."""
        ...

    async def load_agenda(self, chat_id: int, message_id: int = 0) -> Agenda | None:
        """The list last shown, or the one of that message."""
        ...

    async def keep_undo(self, chat_id: int, key: str, undo: UndoRecord) -> None:
        """How to take something back, for 48 hours; also the chat's latest."""
        ...

    async def amend_undo(self, chat_id: int, key: str, undo: UndoRecord) -> None:
        """The same thing is to be taken back another way; nothing where it was taken back meanwhile."""
        ...

    async def join_undo(self, chat_id: int, keys: Sequence[str]) -> None:
        """One request did these, in that order; also the chat's latest."""
        ...

    async def latest_undo(self, chat_id: int) -> tuple[str, ...]:
        """The keys of the latest request that was not taken back, in the order in which it did them."""
        ...

    async def undo_keys(self, chat_id: int) -> tuple[str, ...]:
        """The keys of the last ten requests that were not taken back, the latest first."""
        ...

    async def load_undo(self, chat_id: int, key: str = "") -> UndoRecord | None:
        """By key, or the chat's latest, None where that was taken back."""
        ...

    async def forget_undo(self, chat_id: int, key: str) -> None:
        """It was taken back."""
        ...

    async def keep_note(self, chat_id: int, key: str, value: bytes, seconds: int) -> None:
        """A small value a later tap needs, such as the choices of a question."""
        ...

    async def load_note(self, chat_id: int, key: str) -> bytes | None:
        """The value, None when it has lapsed."""
        ...

    async def keep_first_note(self, chat_id: int, key: str, value: bytes, seconds: int) -> bytes:
        """Keep the value unless there is one already; the one that is kept, the same for all who ask at once."""
        ...

    async def take_note(self, chat_id: int, key: str) -> bytes | None:
        """The value, which is gone with that: of several who ask at once one gets it."""
        ...

    async def count_note(self, chat_id: int, key: str, seconds: int) -> int:
        """Count one more, from 1; over so many seconds from the first, and over all replicas."""
        ...


class PeopleStore(Protocol):
    """Who may speak to the bot, and how they like it."""

    async def save_person(self, person: Person) -> None:
        """Add or replace."""
        ...

    async def load_person(self, user_id: int) -> Person | None:
        """None for a stranger."""
        ...

    async def remove_person(self, user_id: int) -> None:
        """And with them their reminders' rows lose their chat."""
        ...

    async def people_of(self, account_id: str) -> tuple[Person, ...]:
        """Everybody who shares that account."""
        ...

    async def subscribers_of(self, account_id: str) -> tuple[Subscriber, ...]:
        """The chats that are reminded, with their leads; blocked ones left out."""
        ...


@dataclass(frozen=True, slots=True)
class InboxItem:
    """An update that this process may handle until its lease ends. attempts: tries before this one."""

    update_id: int
    chat_key: str
    payload: bytes
    attempts: int
    receipt: str


class InboxStore(Protocol):
    """Updates that are not handled yet, in order for each chat, each known by its update id for a week."""

    async def put(self, update_id: int, chat_key: str, payload: bytes) -> bool:
        """Keep it, so that it survives this process; False where that very update was here before."""
        ...

    async def receive(self, update_id: int, chat_key: str, payload: bytes, lease: float) -> InboxItem | None:
        """The same, and claim it where its chat has nothing before it; None where it waits or was here before."""
        ...

    async def claim(self, lease: float) -> InboxItem | None:
        """The oldest update of a chat that nobody is handling; None where there is none.

        lease: seconds in which the store is heard; those of an outage do not count, for nobody can renew then.
        """
        ...

    async def extend(self, item: InboxItem, lease: float) -> bool:
        """It is still being handled: so many seconds from now until somebody else may take it up. False, and nothing
        done, where somebody has."""
        ...

    async def done(self, item: InboxItem) -> None:
        """It was handled; the chat's next may be claimed."""
        ...

    async def done_and_claim(self, item: InboxItem, lease: float) -> InboxItem | None:
        """The same, and claim as `claim` does, in one step."""
        ...

    async def fail(self, item: InboxItem, after: float, tries: int) -> bool:
        """It could not be handled: again after so many seconds, or, after so many tries, parked (True)."""
        ...

    async def put_aside(self, update_id: int, payload: bytes) -> None:
        """Park what nobody can read, known by its update id like any other. Raises StoreUnavailable."""
        ...

    async def depth(self) -> int:
        """How many wait or are being handled."""
        ...

    async def parked(self) -> int:
        """How many were given up."""
        ...

    async def polling_lease(self, lease: str, seconds: float) -> str | None:
        """Take the right to poll Telegram, or renew it under the word it was given under; None while another has it."""
        ...

    async def release_polling(self, lease: str) -> None:
        """Give it back; nothing happens if it has passed to somebody else."""
        ...


# --- telling people ---------------------------------------------------------------------------------------------


class NoticeKind(StrEnum):
    """What a person is told without having asked. Each has its wording in every language."""

    WRITE_DONE = "write_done"
    WRITE_FAILED = "write_failed"
    RECONNECT_NEEDED = "reconnect_needed"
    PERMISSION_MISSING = "permission_missing"
    QUOTA_SPENT = "quota_spent"
    SYNC_FAILING = "sync_failing"
    STORE_AWAY = "store_away"
    STORE_LOST = "store_lost"
    BACK_AGAIN = "back_again"
    STORE_BACK = "store_back"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something a person has to hear. action, event, title, when: of the write a verdict is about.

    reason: name of an error's class. seconds: how long it lasts already, or has lasted. for_owner: whoever hears it
    runs this bot, and can do what others can only be told is being done.
    """

    kind: NoticeKind
    action: OutboxAction | None = None
    event: Event | None = None
    title: str = ""
    when: When | None = None
    reason: str = ""
    seconds: float = 0.0
    for_owner: bool = True


class Notices(Protocol):
    """Pushes a notice into a chat. Returns only when Telegram has taken it; raises CalendarError otherwise."""

    async def tell(self, chat_id: int, notice: Notice) -> None:
        """Say it."""
        ...


# --- watching over the service ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that keeps the bot from serving an account, from when it began until everybody knows that it is over.

    kind: what people are told. reason: name of an error's class, or "". told: the chats that have heard of it. over:
    it has ended, and those in `told` have yet to hear that.
    """

    kind: NoticeKind
    since: datetime
    reason: str = ""
    told: frozenset[int] = frozenset()
    over: bool = False


@dataclass(frozen=True, slots=True)
class Checkup:
    """One comparison of the cache with Google. checked: events that Google has. differing: events that differed at
    first. outcome: see bot.health.consistency."""

    at: datetime
    checked: int
    differing: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Watchbook:
    """What is known of an account's incidents. now: the store's time, which all replicas share."""

    now: datetime
    incidents: tuple[Incident, ...] = ()
    checkup: Checkup | None = None


class WatchStore(Protocol):
    """What the watch over the service remembers, so that replicas and restarts tell people once."""

    async def hold_watch(self, word: str, seconds: float) -> str | None:
        """Take the right to tell people, or renew it under the word it was given under; None while another has it."""
        ...

    async def witness(self, word: str) -> str:
        """The word that was left here first. It differs from the one seen before only where the store has lost what
        it held; `word` is left where there is none."""
        ...

    async def read(self, account_id: str) -> Watchbook:
        """Everything at once. Rubbish counts as absent."""
        ...

    async def open_incident(self, account_id: str, kind: NoticeKind, reason: str = "") -> None:
        """Note that it has begun, now by the store's time; nothing where it is known already."""
        ...

    async def save_incident(self, account_id: str, incident: Incident) -> None:
        """Add or replace."""
        ...

    async def close_incident(self, account_id: str, kind: NoticeKind) -> None:
        """Forget it: the next of its kind is told anew."""
        ...

    async def claim_checkup(self, account_id: str, period: float) -> bool:
        """The right to the checkup that is due, once over all replicas; the next is then due `period` seconds later,
        and so is the very first."""
        ...

    async def save_checkup(self, account_id: str, checkup: Checkup) -> None:
        """Keep the last one."""
        ...
