"""Push notifications: channels, and the POSTs that tell their owners that something changed.

Source: https://developers.google.com/workspace/calendar/api/guides/push. Delivery goes to loopback only; what is meant
for elsewhere is noted as undelivered.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import quote, urlsplit

import aiohttp

from sandbox.google.calls import Call, Reply
from sandbox.google.errors import ApiError, Json, required
from sandbox.google.state import Calendar, GoogleState

_USUAL_LIFE = 7 * 24 * 3600
_LONGEST_LIFE = 30 * 24 * 3600
_TRIES = 3
_LONGEST_ID = 64


@dataclass
class Channel:
    """A subscription to the events of one calendar. expires: when Google stops telling."""

    id: str
    resource_id: str
    calendar_id: str
    account: str
    address: str
    token: str
    expires: datetime
    messages: int = 0


@dataclass
class Push:
    """One notification. status: the receiver's answer, None when nobody took it."""

    channel_id: str
    number: int
    state: str
    headers: Mapping[str, str]
    address: str
    status: int | None = None


class Pushes:
    """The channels of the stand-in and their deliveries, each channel's in order.

    enabled: False loses every notification silently, as Google does now and then. times: how often each is delivered.
    refused_hosts: those whose domain the app has not registered, so that channels to them are refused. longest_life:
    seconds that a channel lives at most, whatever is asked.
    """

    def __init__(self, state: GoogleState, root: str) -> None:
        self._state = state
        self._root = root
        self.channels: dict[str, Channel] = {}
        self.sent: list[Push] = []
        self.enabled = True
        self.times = 1
        self.refused_hosts: set[str] = set()
        self.longest_life = _LONGEST_LIFE
        self._queue: asyncio.Queue[Push] = asyncio.Queue()
        self._worker: asyncio.Task[None] | None = None
        state.on_change.append(self.changed)

    async def start(self) -> None:
        self._queue = asyncio.Queue()
        self._worker = asyncio.create_task(self._deliver_all())

    async def stop(self) -> None:
        """Drop what is not yet delivered."""
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
            self._worker = None

    async def delivered(self) -> None:
        """Wait until every notification so far was taken or given up."""
        if self._worker is not None:
            await self._queue.join()

    def send_again(self, push: Push) -> None:
        """Deliver a notification once more, whatever has come after it."""
        self._queue.put_nowait(push)

    def watch(self, call: Call) -> Reply:
        """events.watch. Raises ApiError."""
        calendar = self._state.calendar(call.account, call.path["calendarId"])
        body = call.body
        for name in ("id", "type", "address"):
            if not body.get(name):
                raise required(f"Missing {name}.", name)
        if len(body["id"]) > _LONGEST_ID:
            raise _refused("channelIdTooLong", "Channel id is too long.")
        if body["type"] not in ("web_hook", "webhook"):
            raise _refused("channelTypeUnknown", "Unknown channel type.")
        if body["id"] in self.channels:
            raise _refused("channelIdNotUnique", f"Channel id {body['id']} not unique")
        address = urlsplit(body["address"])
        if address.scheme != "https" and not _is_loopback(address.hostname):
            raise _refused("push.webhookUrlNotHttps", "WebHook callback must be HTTPS.")
        if address.hostname in self.refused_hosts:
            said = f"Unauthorized WebHook callback channel: {body['address']}"
            raise ApiError(401, "push.webhookUrlUnauthorized", said)
        channel = Channel(
            id=body["id"],
            resource_id=sha256(f"events of {calendar.id}".encode()).hexdigest()[:27],
            calendar_id=calendar.id,
            account=call.account.email,
            address=body["address"],
            token=body.get("token") or "",
            expires=self._expiry(body),
        )
        self.channels[channel.id] = channel
        self._tell(channel, "sync")
        return Reply(200, _resource(channel, self._uri(channel)))

    def stop_channel(self, call: Call) -> Reply:
        """channels.stop. Raises ApiError 404."""
        channel = self.channels.get(call.body.get("id") or "")
        ours = channel is not None and channel.account == call.account.email
        if channel is None or not ours or channel.resource_id != call.body.get("resourceId"):
            raise ApiError(404, "notFound", f"Channel '{call.body.get('id')}' not found for project 'sandbox'")
        del self.channels[channel.id]
        return Reply(204)

    def changed(self, calendar: Calendar) -> None:
        """Tell every channel that watches the calendar."""
        for channel in list(self.channels.values()):
            if channel.calendar_id == calendar.id:
                self._tell(channel, "exists")

    def _expiry(self, body: Json) -> datetime:
        now = self._state.now().timestamp()
        life = float((body.get("params") or {}).get("ttl") or _USUAL_LIFE)
        end = float(body["expiration"]) / 1000 if body.get("expiration") else now + life
        if end <= now:
            raise _refused("channelExpirationInPast", "The channel expires in the past.")
        return datetime.fromtimestamp(min(end, now + self.longest_life), UTC)

    def _tell(self, channel: Channel, what: str) -> None:
        if channel.expires <= self._state.now():
            self.channels.pop(channel.id, None)
            return
        channel.messages += 1
        headers = {
            "X-Goog-Channel-ID": channel.id,
            "X-Goog-Channel-Expiration": format_datetime(channel.expires, usegmt=True),
            "X-Goog-Message-Number": str(channel.messages),
            "X-Goog-Resource-ID": channel.resource_id,
            "X-Goog-Resource-State": what,
            "X-Goog-Resource-URI": self._uri(channel),
        }
        if channel.token:
            headers["X-Goog-Channel-Token"] = channel.token
        if self.enabled and self._worker is not None:
            push = Push(channel.id, channel.messages, what, headers, channel.address)
            self.sent.append(push)
            for _ in range(self.times):
                self._queue.put_nowait(push)

    def _uri(self, channel: Channel) -> str:
        return f"{self._root}calendars/{quote(channel.calendar_id, safe='@')}/events?alt=json"

    async def _deliver_all(self) -> None:
        timeout = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(timeout=timeout, trust_env=False) as session:
            while True:
                push = await self._queue.get()
                try:
                    await self._deliver(session, push)
                finally:
                    self._queue.task_done()

    async def _deliver(self, session: aiohttp.ClientSession, push: Push) -> None:
        if not _is_loopback(urlsplit(push.address).hostname):
            return
        for _ in range(_TRIES):
            try:
                async with session.post(push.address, headers=push.headers, data=b"") as answer:
                    push.status = answer.status
            except (aiohttp.ClientError, TimeoutError):
                push.status = None
            # Google tries again on these; the pause between is left out, nothing is won by it here.
            if push.status not in (None, 500, 502, 503, 504):
                return


def _resource(channel: Channel, uri: str) -> Json:
    token = {"token": channel.token} if channel.token else {}
    return {
        "kind": "api#channel",
        "id": channel.id,
        "resourceId": channel.resource_id,
        "resourceUri": uri,
        "expiration": str(int(channel.expires.timestamp() * 1000)),
    } | token


def _refused(reason: str, message: str) -> ApiError:
    return ApiError(400, reason, message)


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
