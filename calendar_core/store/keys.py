"""Every key of the store in one place, with what it holds and whether it can be made again: one table, one thing.

========================================  ======  ==========  =====================================================
family                                    type    kind        holds
========================================  ======  ==========  =====================================================
calendar:event:{shard}:A:C:E              string  derived     one event, slim JSON; lives 7 days, renewed by sync
calendar:index:{shard}:A:C                zset    derived     event ids by start, in epoch seconds (and the length)
calendar:long:{shard}:A:C                 zset    derived     those of them that last longer than 3 hours
calendar:written:{shard}:A:C              hash    derived     event id -> generation of an own write (negative: own
                                                              deletion) that no sync has taken in yet
calendar:sync:{shard}:A:C                 hash    derived     where the sync of this calendar stands, and its lease
calendar:stage:{shard}:A:C:L              set     derived     events that a batch has named so far; lives 10 minutes
calendar:counts:{shard}:A                 hash    derived     C -> how many events it holds, for the bound of A
calendar:syncs:{shard}                    zset    derived     calendars by the time their sync is due
calendar:reminder:{shard}:M               hash    both        what waits for the events that end in minute M: A:C:E ->
                                                              JSON with `event_id`, `time` and its rows; a row that
                                                              somebody asked for is a list of its own
calendar:reminders:wheel:{shard}          zset    both        such minutes by the earliest due of their rows
calendar:reminders:due:{shard}            zset    both        rows that are due soon; a leased one by its lease's end
calendar:reminders:sent:{shard}:M         hash    derived     rows that were sent -> start of the event at that time
calendar:rows:{shard}:B                   hash    both        digest of A:C:E -> M where the index does not know the
                                                              event; B: three digits of the digest
calendar:rows:{shard}:A:C                 hash    derived     `*`: until when the calendar has such events
calendar:reminders:leases:{shard}         hash    derived     row -> "receipt attempts due" of a claimed row; the last
                                                              receipt (`#`), when the store was last asked (`@`)
calendar:reminders:silent:{shard}         set     derived     chats that blocked the bot
calendar:reminders:parked:{shard}:chat    zset    both        their rows that came due meanwhile
calendar:outbox:{shard}:entry             hash    a promise   one write that Google could not take yet
calendar:outboxes:due:{shard}             zset    a promise   entries by due time, a leased one by its lease's end
calendar:outboxes:of:{shard}:A            zset    a promise   an account's entries by the time they were kept
calendar:outboxes:busy:{shard}            hash    derived     event -> "receipt until": one writer an event; `#` and
                                                              `@` as above
calendar:person:{people}:U                string  asked for   who may speak to the bot, and their wishes
calendar:people:{people}:A                set     asked for   the people of an account
calendar:secret:{shard}:A                 hash    asked for   an account's tokens, encrypted
calendar:chat:{chat}:...                  string  derived     lists shown, undo records and notes; each with its life
calendar:channels:{channels}:A:C          hash    derived     a calendar's push channels, one a field, and how the last
                                                              try to open one ended
calendar:channel:{channels}:id            string  derived     the calendar ("A:C") of a push channel; gone with it
calendar:channels:due:{channels}          zset    derived     calendars by the time their channels are to be tended
calendar:watch:{shard}:A                  hash    derived     incidents that people were told of, the last checkup
calendar:witness:{people}                 string  derived     a word that is gone only where the store lost what it held
calendar:inbox:{inbox}:...                several a promise   updates of Telegram that are not handled yet
calendar:lease:{inbox}:name               string  derived     a right that one replica holds
rate_limit:{limits}:starts:A:endpoint     zset    derived     starts of that endpoint's window by microsecond, past and
                                                              reserved; `:starts:A` of all its endpoints, `:starts`
                                                              of all accounts
rate_limit:{limits}:breaker:endpoint      string  derived     a circuit breaker that is not at rest
rate_limit:{limits}:cool:...              string  derived     the cool-down of the project, a `user` or a `calendar`
rate_limit:{limits}:clock                 string  derived     the instant that a script handed out last
rate_limit:{limits}:replicas              zset    derived     replicas by their last sign of life
rate_limit:{limits}:return                string  derived     when all replicas go back to this store after an outage
========================================  ======  ==========  =====================================================

A: account, C: calendar, E: event id, M: minute in UTC, U: user id. Derived keys can be lost and come back by
themselves; `clear` and eviction may take them. The others hold what a person asked for. What stands in braces is the
hash tag of Redis Cluster: all keys of a script carry the same one. Names are percent-encoded, so a colon always
separates.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote

CHANNELS_DUE = "calendar:channels:due:{channels}"
"""The calendars whose push channels are tended, over all accounts."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Names the keys. shards: over how many hash tags the accounts are spread; fixed for the life of a store."""

    shards: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.shards <= 100:
            raise ValueError("shards must be between 1 and 100")

    def tag(self, account_id: str) -> str:
        """The hash tag of that account, braces and all."""
        return f"{{s{zlib.crc32(account_id.encode()) % self.shards:02d}}}"

    @property
    def tags(self) -> tuple[str, ...]:
        """The hash tags of all shards."""
        return tuple(f"{{s{number:02d}}}" for number in range(self.shards))

    def calendar(self, account_id: str, calendar_id: str) -> CalendarKeys:
        """The keys of one calendar."""
        return _calendar(self.shards, account_id, calendar_id)

    def outbox_of(self, account_id: str) -> str:
        return f"calendar:outboxes:of:{self.tag(account_id)}:{encoded(account_id)}"

    def secret(self, account_id: str) -> str:
        return f"calendar:secret:{self.tag(account_id)}:{encoded(account_id)}"

    def person(self, user_id: int) -> str:
        return f"calendar:person:{{people}}:{user_id}"

    def people(self, account_id: str) -> str:
        return f"calendar:people:{{people}}:{encoded(account_id)}"

    def chat(self, chat_id: int, *parts: str) -> str:
        return ":".join((f"calendar:chat:{{c{chat_id}}}", *map(encoded, parts)))

    def channel(self, channel_id: str) -> str:
        return f"calendar:channel:{{channels}}:{encoded(channel_id)}"

    def channels(self, account_id: str, calendar_id: str) -> str:
        return f"calendar:channels:{{channels}}:{encoded(account_id)}:{encoded(calendar_id)}"

    def watch(self, account_id: str) -> str:
        return f"calendar:watch:{self.tag(account_id)}:{encoded(account_id)}"

    @property
    def witness(self) -> str:
        return "calendar:witness:{people}"

    def inbox(self, *parts: str) -> str:
        return ":".join(("calendar:inbox:{inbox}", *parts))

    def inbox_keys(self) -> list[str]:
        """In the order in which the scripts of the inbox know them (scripts/inbox_rows.lua)."""
        names = ("ready", "busy", "receipts", "seen", "waiting", "parked")
        return [*map(self.inbox, names), self.inbox("update", ""), self.inbox("chat", "")]

    def lease(self, name: str) -> str:
        return f"calendar:lease:{{inbox}}:{encoded(name)}"


@dataclass(frozen=True, slots=True)
class ShardKeys:
    """The keys that all accounts of a shard share. tag: its hash tag."""

    tag: str

    @property
    def syncs(self) -> str:
        return f"calendar:syncs:{self.tag}"

    @property
    def due(self) -> str:
        return f"calendar:reminders:due:{self.tag}"

    @property
    def leases(self) -> str:
        return f"calendar:reminders:leases:{self.tag}"

    @property
    def silent(self) -> str:
        return f"calendar:reminders:silent:{self.tag}"

    @property
    def parked(self) -> str:
        """What all keys of parked rows begin with; the chat's id follows."""
        return f"calendar:reminders:parked:{self.tag}:"

    @property
    def row(self) -> str:
        """What all hashes of reminder rows begin with; the minute follows."""
        return f"calendar:reminder:{self.tag}:"

    @property
    def sent(self) -> str:
        """What all hashes of sent rows begin with; the minute follows."""
        return f"calendar:reminders:sent:{self.tag}:"

    @property
    def wheel(self) -> str:
        return f"calendar:reminders:wheel:{self.tag}"

    @property
    def strays(self) -> str:
        """What all hashes of events that wait outside the index begin with; three digits follow, or
        "account:calendar"."""
        return f"calendar:rows:{self.tag}:"

    @property
    def index(self) -> str:
        """What all indexes begin with; "account:calendar" follows."""
        return f"calendar:index:{self.tag}:"

    @property
    def event(self) -> str:
        """What all events begin with; "account:calendar:event id" follows."""
        return f"calendar:event:{self.tag}:"

    def reminder_keys(self) -> list[str]:
        """In the order in which the scripts that work on reminder rows know them (scripts/reminder_keys.lua)."""
        return [*self.reminder_put_keys(), self.sent, self.silent, self.parked, self.event]

    def reminder_put_keys(self) -> list[str]:
        """Those of them that adding a row needs."""
        return [self.row, self.due, self.leases, self.wheel, self.index, self.strays]

    @property
    def outbox(self) -> str:
        """What all outbox entries begin with; the entry's member name follows."""
        return f"calendar:outbox:{self.tag}:"

    @property
    def outboxes_due(self) -> str:
        return f"calendar:outboxes:due:{self.tag}"

    @property
    def outboxes_busy(self) -> str:
        return f"calendar:outboxes:busy:{self.tag}"


@dataclass(frozen=True, slots=True)
class CalendarKeys:
    """The keys of one calendar. member: "account:calendar", its name inside sets and rows."""

    tag: str
    member: str

    @property
    def shard(self) -> ShardKeys:
        return ShardKeys(self.tag)

    @property
    def event(self) -> str:
        """What this calendar's events begin with; the event's id follows."""
        return f"calendar:event:{self.tag}:{self.member}:"

    @property
    def index(self) -> str:
        return f"calendar:index:{self.tag}:{self.member}"

    @property
    def long(self) -> str:
        return f"calendar:long:{self.tag}:{self.member}"

    @property
    def written(self) -> str:
        return f"calendar:written:{self.tag}:{self.member}"

    @property
    def state(self) -> str:
        return f"calendar:sync:{self.tag}:{self.member}"

    def stage(self, lease: str) -> str:
        return f"calendar:stage:{self.tag}:{self.member}:{lease}"

    def script_keys(self) -> list[str]:
        """In the order in which the scripts that write events and rows know them (scripts/event_keys.lua)."""
        shard = self.shard
        return [
            self.state,
            self.index,
            self.long,
            self.written,
            self.event,
            shard.strays,
            shard.row,
            shard.due,
            shard.leases,
            shard.syncs,
            shard.sent,
            shard.wheel,
        ]


@lru_cache(maxsize=4096)
def _calendar(shards: int, account_id: str, calendar_id: str) -> CalendarKeys:
    return CalendarKeys(Keys(shards).tag(account_id), f"{encoded(account_id)}:{encoded(calendar_id)}")


@lru_cache(maxsize=4096)
def encoded(name: str) -> str:
    """The name without colons and braces, readable all the same."""
    return quote(name, safe="@.-_+")


def decoded(name: str) -> str:
    return unquote(name)


_TYPES = {
    "calendar:index": "zset",
    "calendar:long": "zset",
    "calendar:syncs": "zset",
    "calendar:counts": "hash",
    "calendar:channels:due": "zset",
    "calendar:reminders:due": "zset",
    "calendar:reminders:wheel": "zset",
    "calendar:rows": "hash",
    "calendar:outboxes:due": "zset",
    "calendar:outboxes:of": "zset",
    "calendar:written": "hash",
    "calendar:sync": "hash",
    "calendar:reminders:leases": "hash",
    "calendar:outboxes:busy": "hash",
    "calendar:secret": "hash",
    "calendar:watch": "hash",
    "calendar:outbox": "hash",
    "calendar:reminders:silent": "set",
    "calendar:people": "set",
    "calendar:person": "string",
    "calendar:stage": "set",
}


def type_of(key: str) -> str | None:
    """The Redis type that a key of that name has to have; None where it is not known or is only a beginning."""
    return None if key.endswith(":") else _TYPES.get(key.partition(":{")[0])
