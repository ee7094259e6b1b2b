"""What is to be done about the push channels of a calendar, and whether a message of one is genuine. Pure.

Sources: the push guide of the Google Calendar API and its reference of events.watch: a channel lives a week unless
asked otherwise and falls silent without a word; its first message has the state `sync`; ids have at most 64
characters; messages carry id, token and resource of their channel in X-Goog-* headers.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_core.errors import (
    AuthenticationError,
    CalendarError,
    ConnectFailed,
    DeadlineExceeded,
    MissingScope,
    OutageError,
    RateLimitError,
)
from calendar_core.ports import Channel, ChannelBook


@dataclass(frozen=True, slots=True)
class ChannelPolicy:
    """How channels are kept open.

    life: asked of Google for each. renewed_at: the share of its life after which the next one is opened. answered_in:
    how long a watch request may be under way; what is not known by then has come to nothing. first_pause,
    longest_pause: between tries that fail. without_grant: until the next try while there is no grant to use, which
    costs no request.
    """

    life: timedelta = timedelta(days=7)
    renewed_at: float = 0.8
    answered_in: timedelta = timedelta(minutes=2)
    first_pause: timedelta = timedelta(minutes=1)
    longest_pause: timedelta = timedelta(hours=1)
    without_grant: timedelta = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ChannelPlan:
    """What to do now. open_one: open a further channel. close: have Google stop these. drop: forget these.

    next_at: when to look again, if nothing is heard before; None: there is nothing to look after. silent: the channel
    that counts was opened a while ago and never heard.
    """

    open_one: bool = False
    close: tuple[Channel, ...] = ()
    drop: tuple[Channel, ...] = ()
    next_at: datetime | None = None
    silent: bool = False


def plan_of(book: ChannelBook, address: str, now: datetime, policy: ChannelPolicy) -> ChannelPlan:
    """What the channels of a calendar need. address: where messages are to go; "": there is to be no channel.

    The next channel is opened before the one it follows ends; that one is stopped once the next was heard, so that at
    each moment one is open that works, and else left to its own end. A channel to another address is stopped as soon
    as one to this address is open.
    """
    ended = [channel for channel in book.channels if channel.expires <= now]
    living = [channel for channel in book.channels if channel.expires > now]
    lost = [one for one in living if not one.resource_id and one.made_at + policy.answered_in <= now]
    asked = [one for one in living if not one.resource_id and one not in lost]
    opened = [one for one in living if one.resource_id]
    here = [one for one in opened if one.address == address]
    if not address:
        return ChannelPlan(close=tuple(opened), drop=(*ended, *lost, *asked), next_at=None)
    current = here[-1] if here else None
    done_with = [one for one in opened if current and one is not current and _follows(current, one)]
    renewal = renewal_of(current, policy) if current else now
    blocked = book.try_at is not None and book.try_at > now
    open_one = not asked and renewal <= now and not blocked
    looks = [renewal if renewal > now else book.try_at if blocked and book.try_at else now + policy.answered_in]
    looks += [look for one in living if one.heard_at is None and (look := one.made_at + policy.answered_in) > now]
    looks += [one.expires for one in opened]
    silent = current is not None and current.heard_at is None and current.made_at + policy.answered_in <= now
    return ChannelPlan(open_one, tuple(done_with), (*ended, *lost), min(looks), silent)


def _follows(current: Channel, other: Channel) -> bool:
    return current.heard_at is not None or other.address != current.address


def renewal_of(channel: Channel, policy: ChannelPolicy) -> datetime:
    """When the channel's successor is to be opened."""
    return channel.made_at + (channel.expires - channel.made_at) * policy.renewed_at


def try_after(error: CalendarError, failures: int, now: datetime, policy: ChannelPolicy, spread: float) -> datetime:
    """When to try again after that many failures in a row, this one counted. spread: 0 to 1, random."""
    if isinstance(error, AuthenticationError | MissingScope):
        return now + policy.without_grant
    pause = policy.first_pause * float(2 ** min(failures - 1, 16)) * (0.75 + 0.5 * spread)
    if isinstance(error, RateLimitError) and error.retry_after is not None:
        return now + max(timedelta(seconds=error.retry_after), min(pause, policy.first_pause))
    return now + min(pause, policy.longest_pause)


def may_be_open(error: CalendarError) -> bool:
    """Whether Google may have opened a channel although asking for it has failed: its answer may have been lost."""
    return isinstance(error, OutageError | DeadlineExceeded) and not isinstance(error, ConnectFailed)


_REASON = re.compile(r"[A-Za-z][\w.-]{0,63}")


def failure_word(error: CalendarError) -> str:
    """Google's reason, such as `push.webhookUrlNotHttps`, or the class of the error: for the log and /status."""
    reason = error.reason or ""
    return reason if _REASON.fullmatch(reason) else type(error).__name__


# --- messages -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PushMessage:
    """A message of a channel, as its headers tell it.

    state: "sync" for the first, else something changed. number: grows with each message of a channel, with gaps; 1 is
    the first; 0 where it is not told.
    """

    channel_id: str
    token: str
    resource_id: str
    state: str
    number: int = 0

    @property
    def is_first(self) -> bool:
        return self.state == "sync"


MESSAGE_HEADERS = ("x-goog-channel-id", "x-goog-channel-token", "x-goog-resource-id", "x-goog-resource-state")
"""The headers of a message that say whose it is."""

NUMBER_HEADER = "x-goog-message-number"

_STATES = frozenset({"sync", "exists", "not_exists"})
_WORD = re.compile(r"[A-Za-z0-9_\-+/=]{1,64}")  # what Google allows in an id, and no more of it
_NUMBER = re.compile(r"[0-9]{1,15}")
_LONGEST = 256  # characters of any header that is read


def message_in(headers: Mapping[str, Sequence[str]]) -> PushMessage | None:
    """The message in these headers; None where one is missing, said twice, too long or of an unknown shape.

    headers: the values of each of MESSAGE_HEADERS and of NUMBER_HEADER, without which it is none the less a message.
    """
    given = [headers.get(name, ()) for name in MESSAGE_HEADERS]
    if any(len(values) != 1 or not 0 < len(values[0]) <= _LONGEST for values in given):
        return None
    channel_id, token, resource_id, state = (values[0] for values in given)
    if not _WORD.fullmatch(channel_id) or state not in _STATES:
        return None
    number = _NUMBER.fullmatch(next(iter(headers.get(NUMBER_HEADER, ())), ""))
    told = int(number[0]) if number else 0
    # Only a first message has the number 1; who gives it to others too does not count, so none of them is left out.
    return PushMessage(channel_id, token, resource_id, state, told if told > 1 or state == "sync" else 0)


def digest_of(secret: str) -> str:
    """What is kept of a channel's secret: its SHA-256, in hex."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def is_genuine(message: PushMessage, channel: Channel, now: datetime) -> bool:
    """Whether the message is of that channel: by its secret, compared in constant time, its resource, and its life.

    A message may come before the answer to the request that opened its channel; its resource is not known then.
    """
    secret = hmac.compare_digest(digest_of(message.token), channel.digest)
    resource = not channel.resource_id or hmac.compare_digest(
        message.resource_id.encode(errors="surrogatepass"), channel.resource_id.encode()
    )
    return secret and resource and now < channel.expires
