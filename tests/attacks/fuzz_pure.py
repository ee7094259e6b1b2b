"""What parses outside input and waits for nothing: what is fed to it, and what may come of that."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.cli.backup_file import BackupUnreadable
from bot.cli.backup_file import read as read_backup
from bot.dispatch import LONGEST_TEXT, heard_in
from bot.inbox import _chat_key, _payload_of
from bot.logs import mask
from bot.settings import Settings, SettingsError, load_settings, load_what_is_usable
from bot.telegram import AiohttpRequest, PollingRequest, kept_update
from bot.understanding import Reading, understand
from bot.understanding.message import warm_up
from bot.views.agenda import agenda
from bot.views.events import event_card
from bot.views.reminders import reminder
from bot.views.reply import MESSAGE_LIMIT
from bot.views.wording import wording
from bot.web import TelegramWebhook, WebhookRefused, webhook_path
from bot.web.bodies import Refused
from bot.web.webhook import Unreadable
from calendar_core.domain import Agenda, AgendaRow, Event, Reminder, Timespan, reminders_of
from calendar_core.domain.reminders import Subscriber
from calendar_core.errors import CalendarError
from calendar_core.google.batch_parts import read_batch_answer
from calendar_core.google.event_json import event_of
from calendar_core.google.failures import classify, masked
from calendar_core.google.grants import Grant, read_token_answer, token_failure
from calendar_core.google.oauth import AuthorizationRequest
from calendar_core.google.transport import Answer
from calendar_core.google.wire import read_object
from calendar_core.ports import CalendarRef, Person, UndoRecord
from calendar_core.resilience.backoff import parse_retry_after
from calendar_core.service import Upcoming
from calendar_core.store.channels import _read as read_channel
from calendar_core.store.chat_values import agenda_json, person_json, read_agenda, read_person, read_undo, undo_json
from calendar_core.store.outbox import _entry as read_entry
from calendar_core.store.reminder_values import read_document, read_old_reminder, row_of, rows_document
from calendar_core.store.sync_state import read_state
from calendar_core.store.values import event_json, moment_of, read_draft, read_event
from calendar_core.store.watch import _checkup as read_checkup
from calendar_core.store.watch import _incident as read_incident
from calendar_core.sync.channel_plan import MESSAGE_HEADERS, NUMBER_HEADER, digest_of, is_genuine, message_in
from sandbox.telegram.entities import formatted
from tests.attacks import hostile

NOW = datetime(2026, 11, 23, 9, 10, tzinfo=ZoneInfo("Asia/Kuala_Lumpur"))
KL = ZoneInfo("Asia/Kuala_Lumpur")
SECONDS_FOR_ONE = 2.0
"""Far above what any input takes: only something that does not end in time reaches it."""

PERSON = {"id": 1001, "is_bot": False, "first_name": "A", "language_code": "en"}
CHAT = {"id": 1001, "type": "private", "first_name": "A"}
MESSAGE = {"message_id": 5, "date": 1795000000, "chat": CHAT, "from": PERSON, "text": "lunch tomorrow 1pm"}
UPDATES: tuple[dict[str, Any], ...] = (
    {"update_id": 1, "message": MESSAGE},
    {"update_id": 1, "edited_message": {**MESSAGE, "edit_date": 1795000001}},
    {"update_id": 1, "message": {**MESSAGE, "reply_to_message": MESSAGE, "entities": [{"type": "bold", "offset": 0}]}},
    {
        "update_id": 1,
        "callback_query": {"id": "9", "from": PERSON, "chat_instance": "1", "message": MESSAGE, "data": "undo:x"},
    },
    {
        "update_id": 1,
        "my_chat_member": {
            "chat": CHAT,
            "from": PERSON,
            "date": 1795000000,
            "old_chat_member": {"user": PERSON, "status": "member"},
            "new_chat_member": {"user": PERSON, "status": "kicked", "until_date": 0},
        },
    },
)

GOOGLE_EVENT: dict[str, Any] = {
    "id": "e1",
    "status": "confirmed",
    "summary": "Lunch",
    "location": "KL Sentral",
    "etag": '"1"',
    "htmlLink": "https://example.invalid/e1",
    "updated": "2026-11-01T00:00:00.000Z",
    "start": {"dateTime": "2026-11-24T13:00:00+08:00", "timeZone": "Asia/Kuala_Lumpur"},
    "end": {"dateTime": "2026-11-24T14:00:00+08:00", "timeZone": "Asia/Kuala_Lumpur"},
    "recurrence": ["RRULE:FREQ=WEEKLY;BYDAY=TU"],
    "recurringEventId": "s1",
    "attendees": [{"email": "a@example.invalid", "self": True, "responseStatus": "accepted"}],
    "organizer": {"email": "a@example.invalid", "self": True},
    "reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 30}]},
}
WHOLE_DAY = {**GOOGLE_EVENT, "start": {"date": "2026-11-24"}, "end": {"date": "2026-11-25"}}

EVENT = event_of(GOOGLE_EVENT, "primary", "Asia/Kuala_Lumpur")
REF = CalendarRef("owner", "primary")
REMINDER = reminders_of(EVENT, [Subscriber(1001, (30,))], NOW)[0]


def timed(text: str, work: Any) -> Any:
    """What `work` answers; it has to be quick."""
    begun = time.perf_counter()
    answer = work()
    took = time.perf_counter() - begun
    assert took < SECONDS_FOR_ONE, f"{took:.1f} s for {text[:80]!r}"
    return answer


# --- Telegram -------------------------------------------------------------------------------------------------------


def polled_updates(rng: random.Random) -> None:
    """An answer to getUpdates is a list of updates, or a TelegramError; each update can be kept and read again."""
    body = hostile.json_bytes(rng, {"ok": True, "result": [rng.choice(UPDATES) for _ in range(rng.randrange(3))]})
    try:
        found = PollingRequest.parse_json_payload(body).get("result") or []
    except TelegramError:
        return
    for update in Update.de_list(found, None):
        again = kept_update(_payload_of(update), update.update_id, None)
        assert again.update_id == update.update_id
        _chat_key(again)
        heard_in(again, NOW)


def webhook_bodies(rng: random.Random) -> None:
    """A body POSTed to the webhook is an update, or refused with 400, or put aside by its number; what is one can be
    kept and read again."""
    body = hostile.json_bytes(rng, rng.choice(UPDATES))
    try:
        update = _WEBHOOK._update_in(body)
    except Refused as refusal:
        assert refusal.status == 400
        return
    except Unreadable:
        return
    again = kept_update(_payload_of(update), update.update_id, None)
    _chat_key(again)
    heard_in(again, NOW)


async def _take(update: Update) -> None:
    """Nothing is delivered here."""


_WEBHOOK = TelegramWebhook(Bot("110201543:made-up"), _take, "secret")


def bot_api_answers(rng: random.Random) -> None:
    """An answer of any other method is an object or a TelegramError."""
    with suppress(TelegramError):
        assert isinstance(AiohttpRequest.parse_json_payload(hostile.json_bytes(rng, {"ok": True, "result": {}})), dict)


@cache
def warm() -> None:
    """Build what the bot too builds before the first message, so that only the reading is timed."""
    warm_up()
    for locale in ("", "fr"):
        understand("demain 15h", NOW, KL, locale=locale)


def message_texts(rng: random.Random) -> None:
    """Any text is read, in bounded time."""
    warm()
    text = hostile.text(rng, rng.choice((40, 200, 200, 1000)))
    zone = rng.choice(("Asia/Kuala_Lumpur", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"))
    locale = rng.choice(("en", "ms", "zh", "", "xx-YY"))
    at = NOW + timedelta(minutes=rng.randrange(2_000_000))
    assert isinstance(timed(text, lambda: understand(text, at, ZoneInfo(zone), locale=locale)), Reading)


def longest_texts(rng: random.Random) -> None:
    """The longest message there is, made of one or two things over and over, is read in bounded time."""
    unit = "".join(rng.sample(hostile.UNITS, rng.choice((1, 1, 2))))
    read_in_time(unit, rng.choice(("", "!", " tomorrow 3pm", "明天下午三点")), rng.randrange(1, LONGEST_TEXT))


def read_in_time(unit: str, end: str, length: int) -> None:
    """Have a text of that length understood."""
    warm()
    text = (unit * length)[: max(0, length - len(end))] + end
    timed(text, lambda: understand(text, NOW, KL))


# --- Google ---------------------------------------------------------------------------------------------------------


def google_events(rng: random.Random) -> None:
    """An event of Google's is one of ours or a typed error, and what is one can be kept, reminded of and shown."""
    resource = hostile.spoiled(rng, rng.choice((GOOGLE_EVENT, WHOLE_DAY)))
    if not isinstance(resource, Mapping):
        return
    zone = rng.choice(("Asia/Kuala_Lumpur", "Europe/London", *hostile.WORDS_OF_TIME[:7]))
    try:
        event = event_of(resource, "primary", zone, trust_offsets=rng.random() < 0.5)
    except CalendarError:
        return
    show(event, rng)


def show(event: Event, rng: random.Random) -> None:
    """Keep it, read it again, show it in every form; every text is HTML that Telegram takes."""
    again = read_event(event_json(event), event.calendar_id)
    assert again is not None
    words = wording(rng.choice(("en", "ms", "zh")))
    zone = ZoneInfo(rng.choice(("Asia/Kuala_Lumpur", "America/New_York")))
    rows = reminders_of(event, [Subscriber(1001, (30, 0))], NOW)
    listed = agenda(
        Upcoming((again,), None), words, zone, NOW, heading=words("list_hint"), nothing=words("no_reminder")
    )
    texts = [listed.text, event_card(again, words, zone, NOW), *(reminder(row, words, zone, NOW).text for row in rows)]
    for text in texts:
        assert len(text) <= MESSAGE_LIMIT, len(text)
        text.encode()
        formatted(text, "HTML")


def google_answers(rng: random.Random) -> None:
    """A refusal of Google's is a typed error with a short sentence, and a good answer an object or MalformedAnswer."""
    reason = rng.choice(("quotaExceeded", "forbidden", "rateLimitExceeded", hostile.text(rng, 30)))
    said = hostile.text(rng)
    refusal = {"error": {"code": 403, "message": said, "errors": [{"reason": reason}], "details": [{}]}}
    body = hostile.json_bytes(rng, refusal)
    headers = {"retry-after": hostile.text(rng, 20), "content-type": hostile.text(rng, 40)}
    status = rng.choice((200, 301, 400, 401, 403, 404, 407, 410, 412, 429, 500, 503, 999, 0, -1))
    for error in (classify(status, headers, body, NOW, syncing=True), token_failure(status, headers, body, NOW)):
        assert isinstance(error, CalendarError)
        assert len(str(error)) < 500
    assert "\n" not in masked(said)
    try:
        read_object(body)
        read_batch_answer(Answer(200, headers, body), 3)
    except CalendarError:
        pass


def batch_answers(rng: random.Random) -> None:
    """A multipart answer is read part by part; what is damaged counts as missing."""
    head = b"--b\r\nContent-Type: application/http\r\nContent-ID: <response-x + 0>\r\n\r\n"
    part = head + b'HTTP/1.1 200 OK\r\n\r\n{"id":1}\r\n'
    body = hostile.damaged_bytes(rng, part + part.replace(b"+ 0", b"+ 1") + b"--b--")
    kind = rng.choice(("multipart/mixed; boundary=b", "multipart/mixed; boundary=" + hostile.text(rng, 10)))
    with suppress(CalendarError):
        assert len(read_batch_answer(Answer(200, {"content-type": kind}, body), 2)) == 2


def token_answers(rng: random.Random) -> None:
    """An answer of the token endpoint is a grant that can be kept, used in a header, and read again, or refused."""
    good = {
        "access_token": "ya29.x",
        "expires_in": 3599,
        "scope": "a b",
        "refresh_token": "1//x",
        "token_type": "Bearer",
    }
    try:
        grant = read_token_answer(hostile.json_bytes(rng, good), Grant("old"), NOW.astimezone(UTC))
    except CalendarError:
        return
    assert Grant.from_json(grant.to_json()) == grant
    assert all(" " <= letter <= "~" for letter in grant.token), "a token is printable ASCII (RFC 6749, A.12)"


def retry_after(rng: random.Random) -> None:
    """Any Retry-After is None or seconds within a day."""
    given = rng.choice((hostile.text(rng, 40), str(rng.choice(hostile.NUMBERS)), "Sun, 06 Nov 1994 08:49:37 GMT"))
    given = hostile.damaged(rng, given) if rng.random() < 0.5 else given
    found = parse_retry_after(given, NOW)
    assert found is None or 0 < found <= 86400


def oauth_redirects(rng: random.Random) -> None:
    """No state but the one that was drawn is accepted, whatever it is made of."""
    state = "made-up-state-of-43-characters"
    given = rng.choice((hostile.text(rng, 60), hostile.damaged(rng, state), state[: rng.randrange(len(state))]))
    assert AuthorizationRequest("https://example.invalid", state, "v").accepts(given) == (given == state)


def push_headers(rng: random.Random) -> None:
    """Any headers are a message or none; without the secret none is genuine."""
    good: dict[str, Sequence[str]] = {
        MESSAGE_HEADERS[0]: ["channel-1"],
        MESSAGE_HEADERS[1]: ["secret"],
        MESSAGE_HEADERS[2]: ["resource-1"],
        MESSAGE_HEADERS[3]: ["exists"],
        NUMBER_HEADER: ["7"],
    }
    spoilt = rng.choice(list(good))
    good[spoilt] = [hostile.text(rng, 300) for _ in range(rng.choice((0, 1, 1, 1, 2)))]
    good[MESSAGE_HEADERS[1]] = [hostile.damaged(rng, "secret")]
    message = message_in(good)
    channel = read_channel(REF, "channel-1", {b"channel channel-1": CHANNEL})
    assert channel is not None
    if message is not None and is_genuine(message, channel, NOW):
        assert message.token == "secret"


CHANNEL = json.dumps(
    {
        "v": 1,
        "id": "channel-1",
        "digest": digest_of("secret"),
        "address": "https://example.invalid/push",
        "made": 1795000000.0,
        "expires": 1799999999.0,
        "resource": "resource-1",
    }
).encode()


# --- the store ------------------------------------------------------------------------------------------------------

SPAN = Timespan(NOW, NOW + timedelta(hours=1), "Asia/Kuala_Lumpur")
STORED: dict[str, bytes] = {
    "event": event_json(EVENT).encode(),
    "agenda": agenda_json(Agenda(NOW, (AgendaRow("e1", "primary", "Lunch", SPAN),))).encode(),
    "undo": undo_json(UndoRecord(REF, EVENT, None)).encode(),
    "person": person_json(Person(1001, 1001, "owner", "en", "Asia/Kuala_Lumpur", (30,))).encode(),
    "rows": rows_document(REMINDER).encode(),
    "grant": Grant("1//x", "ya29.x", NOW.astimezone(UTC), ("a",)).to_json(),
    "channel": CHANNEL,
}


def stored_values(rng: random.Random) -> None:
    """A stored value that is rubbish, older, newer or another's counts as absent, or is whole."""
    good = STORED[rng.choice(list(STORED))]
    value = (
        hostile.json_bytes(rng, json.loads(good)) if rng.random() < 0.8 else hostile.text(rng).encode(errors="ignore")
    )
    event = read_event(value, "primary")
    if event is not None:
        show(event, rng)
    for person in filter(None, [read_person(value)]):
        assert person_json(person)
    read_agenda(value)
    read_undo(value)
    read_draft(value)
    Grant.from_json(value)
    read_checkup(value)
    read_incident("incident:sync_failing", value)
    read_channel(REF, "c", {b"channel c": value})
    read_old_reminder(value, "r")
    document = read_document(value)
    if document is not None:
        for name in document.rows:
            row = row_of(document, "primary", name)
            assert row is None or isinstance(row, Reminder)
    moment_of(value)
    words = [b"v", b"1", b"token", value, b"window_start", value, b"failures", value, b"due_at", value, b"zone", value]
    read_state(words)
    read_entry({b"body": value, b"kept_at": b"1795000000", b"chat": value[:5]})
    entry = json.dumps({"v": 1, "id": "a", "account": "o", "calendar": "p", "action": "create", "event_id": "e"})
    read_entry({b"body": entry.encode(), b"kept_at": value[:20], b"chat": value[:20], b"last_error": value})


def backups(rng: random.Random) -> None:
    """A file that is no backup, or a damaged one, is said to be so."""
    head = json.dumps({"format": "calendar-bot backup", "version": 1, "created_at": "2026-11-23T00:00:00Z"})
    file = f'{head}\n{{"kind": "token"}}\n{{"pieces": 1, "sha256": "00"}}\n'.encode()
    try:
        read_backup(hostile.damaged_bytes(rng, file))
    except BackupUnreadable as unreadable:
        assert len(str(unreadable)) < 300


# --- settings and logs ----------------------------------------------------------------------------------------------

NEEDED = {
    "telegram_bot_token": "110201543:made-up",
    "google_client_id": "x",
    "google_client_secret": "x",
    "google_refresh_token": "x",
}


def settings_values(rng: random.Random) -> None:
    """Any value of a setting is taken or refused in one sentence that does not repeat it."""
    name = rng.choice([name for name in Settings.model_fields if name not in ("data_dir",)])
    urls = (
        "https://example.invalid",
        "http://127.0.0.1:8080/x",
        "redis://:pw@h:1/0",
        "https://[::1",
        "https://h:99999",
    )
    given = rng.choice(
        (hostile.text(rng, 60), str(rng.choice(hostile.NUMBERS)), hostile.damaged(rng, rng.choice(urls)))
    )
    try:
        found = load_settings({"_env_file": None, **NEEDED, name: given})
        load_what_is_usable({"_env_file": None, **NEEDED, name: given})
        if found.public_url:
            assert webhook_path(found)
    except SettingsError as error:
        assert "\n" not in str(error)
        assert len(given) < 8 or given not in str(error)
    except WebhookRefused as refused:
        assert len(given) < 8 or given not in str(refused)


def log_lines(rng: random.Random) -> None:
    """Whatever a field of a log line holds, the line stays one, holds no control characters, and no token."""
    from tests.attacks.test_logs import rendered

    token = "110201543:AAE" + "x" * 32
    given = hostile.text(rng, 200) + rng.choice(("", token)) + hostile.text(rng, 20)
    line = rendered(given, {"what": given})
    assert line.endswith("\n")
    assert len(line.splitlines()) == 1, line
    assert not any(letter in line[:-1] for letter in hostile.CONTROLS + hostile.BIDI), ascii(line)
    json.loads(line)
    timed(given, lambda: mask(given * 20))


PURE = (
    polled_updates,
    webhook_bodies,
    bot_api_answers,
    message_texts,
    longest_texts,
    google_events,
    google_answers,
    batch_answers,
    token_answers,
    retry_after,
    oauth_redirects,
    push_headers,
    stored_values,
    backups,
    settings_values,
    log_lines,
)
"""Each is fed by a generator of chance and raises where its promise does not hold."""
