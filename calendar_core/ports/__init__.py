"""What the middle of the core needs from the outside, as Protocols whose invariants are sentences.

The service and the sync rooms speak to these in domain types; `google` and `store` implement them; `bot.wiring` puts
them together. Everything here may wait and may raise a CalendarError; nothing here decides. One module for each thing
that is asked or kept: whoever writes an adapter or a stand-in for one reads that.
"""

from calendar_core.ports.calendars import CalendarApi, CalendarRef, Listing
from calendar_core.ports.channels import Channel, ChannelApi, ChannelBook, ChannelStore, PushPace
from calendar_core.ports.conversation import ConversationStore, UndoRecord
from calendar_core.ports.events import CachedEvents, EventStore, SyncBatch, SyncRun, SyncState
from calendar_core.ports.inbox import InboxItem, InboxStore
from calendar_core.ports.notices import Notice, NoticeKind, Notices
from calendar_core.ports.outbox import OutboxAction, OutboxEntry, OutboxStore
from calendar_core.ports.people import PeopleStore, Person
from calendar_core.ports.reminders import ReminderClaim, ReminderStore
from calendar_core.ports.watch import Checkup, Incident, Watchbook, WatchStore

__all__ = [
    "CachedEvents",
    "CalendarApi",
    "CalendarRef",
    "Channel",
    "ChannelApi",
    "ChannelBook",
    "ChannelStore",
    "Checkup",
    "ConversationStore",
    "EventStore",
    "InboxItem",
    "InboxStore",
    "Incident",
    "Listing",
    "Notice",
    "NoticeKind",
    "Notices",
    "OutboxAction",
    "OutboxEntry",
    "OutboxStore",
    "PeopleStore",
    "Person",
    "PushPace",
    "ReminderClaim",
    "ReminderStore",
    "SyncBatch",
    "SyncRun",
    "SyncState",
    "UndoRecord",
    "WatchStore",
    "Watchbook",
]
