"""Puts the parts together: the one place that knows which adapter stands behind which port.

Loaded by `bot.app` in a thread while the first getUpdates is already under way, for it pulls in everything else.
Over 300 lines, and one thing: a list of what there is, each part built once and handed to those that need it.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Bot

from bot.access import Access
from bot.account import ACCOUNT, encryption_keys, google_account
from bot.dispatch import Dispatcher
from bot.handlers import load_handlers
from bot.handlers.request import Tools
from bot.health import (
    CheckupPolicy,
    ConsistencyCheck,
    Disk,
    Health,
    HealthStores,
    MarkFile,
    Rhythm,
    Surroundings,
    Watch,
    WatchedStores,
)
from bot.inbox import Inbox
from bot.notices import TelegramNotices
from bot.push import ReminderPusher
from bot.sending import Sender
from bot.settings import Settings
from bot.understanding import warm_up
from bot.views.help import menu
from bot.views.wording import languages, wording
from calendar_core.clock import Clock
from calendar_core.errors import CalendarError
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.calendar import GoogleCalendar
from calendar_core.google.client import GoogleCalendarClient
from calendar_core.google.drift import DriftWatch
from calendar_core.google.grants import NEEDED
from calendar_core.google.token_manager import TokenManager
from calendar_core.google.transport import Transport, TransportLimits
from calendar_core.observe import Observer
from calendar_core.ports import CalendarRef, InboxStore
from calendar_core.resilience.backoff import Backoff
from calendar_core.resilience.limits import BreakerSettings
from calendar_core.resilience.rate_limiter import RateLimiter
from calendar_core.resilience.send_permits import SendLimits, SendPermits
from calendar_core.service import CalendarService
from calendar_core.store.channels import RedisChannelStore
from calendar_core.store.connection import Store
from calendar_core.store.conversation import RedisConversationStore
from calendar_core.store.events import RedisEventStore
from calendar_core.store.limits import RedisLimiterStore
from calendar_core.store.outbox import RedisOutboxStore
from calendar_core.store.people import RedisPeopleStore
from calendar_core.store.reminders import RedisReminderStore
from calendar_core.store.secrets import RedisTokenStore
from calendar_core.store.send_permits import RedisSendPermits
from calendar_core.store.watch import RedisWatchStore
from calendar_core.sync.channels import ChannelKeeper
from calendar_core.sync.engine import SyncEngine
from calendar_core.sync.outbox import OutboxDrain
from calendar_core.sync.push import PushIntake
from calendar_core.sync.worker import SyncWorker

__all__ = ["Outside", "Parts", "build", "command_menus", "warm_up"]


PUSH_PATH = "google/push"
"""The end of the address that Google is given for its push messages; the same on every replica."""


Calendars = Callable[[], Awaitable[tuple[CalendarRef, ...]]]
"""Those that are kept in sync."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What is there before the parts are: where they reach out to."""

    settings: Settings
    store: Store
    inbox_store: InboxStore
    bot: Bot
    clock: Clock
    rng: random.Random
    telegram_state: Callable[[], str]
    scheduler_state: Callable[[], str]
    observer: Observer


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that runs."""

    ref: CalendarRef
    events: RedisEventStore
    reminders: RedisReminderStore
    outbox_store: RedisOutboxStore
    limiter: RateLimiter
    access: Access
    sender: Sender
    inbox: Inbox
    health: Health
    watch: Watch
    checkup: ConsistencyCheck
    book: RedisWatchStore
    calendars: Calendars
    surroundings: Surroundings
    notices: TelegramNotices
    pusher: ReminderPusher
    outbox: OutboxDrain
    sync: SyncWorker
    channels: ChannelKeeper
    push: PushIntake
    transport: AiohttpTransport


@dataclass(frozen=True, slots=True)
class Stores:
    """What is kept, each kind by its own store, all on one Redis."""

    events: RedisEventStore
    people: RedisPeopleStore
    reminders: RedisReminderStore
    conversation: RedisConversationStore
    outbox: RedisOutboxStore
    channels: RedisChannelStore
    book: RedisWatchStore

    @classmethod
    def on(cls, store: Store) -> Stores:
        return cls(
            events=RedisEventStore(store),
            people=RedisPeopleStore(store),
            reminders=RedisReminderStore(store),
            conversation=RedisConversationStore(store),
            outbox=RedisOutboxStore(store),
            channels=RedisChannelStore(store),
            book=RedisWatchStore(store),
        )


def build(outside: Outside) -> Parts:
    """Every part, none of them started."""
    settings, clock, rng, observer = outside.settings, outside.clock, outside.rng, outside.observer
    ref = CalendarRef(ACCOUNT, settings.calendar_id)
    stores, limiter = Stores.on(outside.store), _limiter(outside)
    permits = SendPermits(
        RedisSendPermits(outside.store), clock, limits=SendLimits(overall=settings.telegram_messages_per_second)
    )
    sender = Sender(outside.bot, stores.conversation, permits, clock, observer)
    notices = TelegramNotices(stores.people, sender, clock, home=settings.timezone)
    transport = AiohttpTransport(TransportLimits(read=settings.default_timeout, total=settings.default_timeout))
    drift = DriftWatch(transport, clock)

    def grant_lost(account_id: str, error: CalendarError) -> None:
        watch.grant_lost(account_id, error)
        channels.on_grant_lost(account_id)

    async def calendars() -> tuple[CalendarRef, ...]:
        return (ref,)

    api = _google(outside, drift, limiter, grant_lost)
    behind = api.in_background()
    engine = _engine(outside, stores, api)
    service = _service(outside, stores, ref, api, engine)
    access = _access(outside, stores, service)
    sync = SyncWorker(engine, stores.events, clock=clock, calendars=calendars, observer=observer)
    outbox = OutboxDrain(
        stores.outbox,
        lambda account_id: behind,
        events=stores.events,
        people=stores.people,
        notices=notices,
        clock=clock,
        rng=rng,
        observer=observer,
    )
    engine.recovered = outbox.google_answered
    channels = _channels(outside, stores, api, calendars)
    watch = _watch(outside, stores, notices, access, calendars)
    surroundings = Surroundings(
        outside.telegram_state,
        outside.scheduler_state,
        lambda: drift.seconds,
        None if settings.redis_url else Disk(settings.data_dir),
    )
    health = Health(
        ACCOUNT,
        HealthStores(stores.events, stores.reminders, stores.outbox, outside.inbox_store, stores.people, stores.book),
        limiter,
        clock,
        surroundings,
        calendars=calendars,
        is_owner=access.is_owner,
        rhythm=Rhythm(engine, channels, stores.events, clock, calendars=calendars).facts,
    )
    dispatcher = Dispatcher(access, sender, _tools(settings, stores, service, health), clock)
    return Parts(
        ref=ref,
        events=stores.events,
        reminders=stores.reminders,
        outbox_store=stores.outbox,
        limiter=limiter,
        access=access,
        sender=sender,
        inbox=Inbox(outside.inbox_store, outside.bot, dispatcher, clock, backoff=Backoff(rng).delay, observer=observer),
        health=health,
        watch=watch,
        checkup=_checkup(outside, engine, stores.book, calendars),
        book=stores.book,
        calendars=calendars,
        surroundings=surroundings,
        notices=notices,
        pusher=ReminderPusher(
            stores.reminders,
            stores.people,
            sender,
            permits,
            clock,
            home=settings.timezone,
            notes=stores.conversation,
            observer=observer,
        ),
        outbox=outbox,
        sync=sync,
        channels=channels,
        push=PushIntake(stores.channels, stores.events, clock=clock, wake=sync.wake, observer=observer),
        transport=transport,
    )


def _limiter(outside: Outside) -> RateLimiter:
    return RateLimiter(
        RedisLimiterStore(outside.store.client, clock=outside.clock),
        account=ACCOUNT,
        breaker=BreakerSettings(trial_lease=outside.settings.default_timeout + 15),  # longer than one attempt
        clock=outside.clock,
        rng=outside.rng,
        observer=outside.observer,
    )


def _engine(outside: Outside, stores: Stores, api: GoogleCalendar) -> SyncEngine:
    return SyncEngine(
        lambda account_id: api,
        events=stores.events,
        people=stores.people,
        clock=outside.clock,
        rng=outside.rng,
        observer=outside.observer,
        pushed=bool(outside.settings.public_url),
    )


def _service(
    outside: Outside, stores: Stores, ref: CalendarRef, api: GoogleCalendar, engine: SyncEngine
) -> CalendarService:
    return CalendarService(
        ref,
        api=api,
        events=stores.events,
        reminders=stores.reminders,
        conversation=stores.conversation,
        people=stores.people,
        outbox=stores.outbox,
        engine=engine,
        clock=outside.clock,
        observer=outside.observer,
    )


def _access(outside: Outside, stores: Stores, service: CalendarService) -> Access:
    settings = outside.settings
    return Access(
        stores.people,
        stores.conversation,
        account_id=ACCOUNT,
        allowed=settings.telegram_allowed_user_ids,
        zone=settings.timezone,
        leads=settings.reminder_minutes,
        on_joined=service.resubscribe,
    )


def _channels(outside: Outside, stores: Stores, api: GoogleCalendar, calendars: Calendars) -> ChannelKeeper:
    public_url = outside.settings.public_url
    return ChannelKeeper(
        lambda account_id: api,
        stores.channels,
        stores.events,
        address=f"{public_url}/{PUSH_PATH}" if public_url else "",
        calendars=calendars,
        new_id=lambda: secrets.token_urlsafe(24),
        new_secret=lambda: secrets.token_urlsafe(32),
        clock=outside.clock,
        rng=outside.rng,
    )


def _tools(settings: Settings, stores: Stores, service: CalendarService, health: Health) -> Tools:
    return Tools(
        calendar=service,
        conversation=stores.conversation,
        people=stores.people,
        service=health,
        bot_id=int(settings.telegram_bot_token.get_secret_value().partition(":")[0]),
        resubscribe=service.resubscribe,
    )


def _watch(outside: Outside, stores: Stores, notices: TelegramNotices, access: Access, calendars: Calendars) -> Watch:
    async def refill() -> None:
        await access.expect()
        await stores.events.enrol(await calendars())

    return Watch(
        ACCOUNT,
        WatchedStores(stores.events, stores.outbox, stores.people, stores.book),
        outside.clock,
        calendars=calendars,
        tell=notices.tell_person,
        is_owner=access.is_owner,
        refill=refill,
        new_word=lambda: f"{outside.rng.getrandbits(64):016x}",
        mark=MarkFile(outside.settings.data_dir, outside.settings.redis_url),
        observer=outside.observer,
    )


def _checkup(outside: Outside, engine: SyncEngine, book: RedisWatchStore, calendars: Calendars) -> ConsistencyCheck:
    return ConsistencyCheck(
        ACCOUNT,
        engine,
        book,
        calendars=calendars,
        clock=outside.clock,
        rng=outside.rng,
        policy=CheckupPolicy(period=outside.settings.consistency_check_minutes * 60.0),
        observer=outside.observer,
    )


def _google(
    outside: Outside,
    transport: Transport,
    limiter: RateLimiter,
    grant_lost: Callable[[str, CalendarError], None],
) -> GoogleCalendar:
    settings, clock, rng, observer = outside.settings, outside.clock, outside.rng, outside.observer
    account = google_account(settings)
    tokens = RedisTokenStore(outside.store, encryption_keys(settings))
    token_manager = TokenManager(
        account,
        transport,
        tokens,
        clock=clock,
        rng=rng,
        scopes=NEEDED,
        observer=observer,
        on_grant_lost=grant_lost,
    )
    client = GoogleCalendarClient(
        account,
        limiter,
        token_manager=token_manager,
        transport=transport,
        api_endpoint=settings.google_api_endpoint,
        default_timeout=settings.default_timeout,
        retry_timeout=settings.retry_timeout,
        person_timeout=settings.person_timeout,
        clock=clock,
        rng=rng,
        observer=observer,
    )
    return GoogleCalendar(client, settings.timezone)


def command_menus() -> dict[str, list[tuple[str, str]]]:
    """Telegram's command menu in each language: commands with their lines."""
    listed = [command for handler in load_handlers() for command in handler.listed]
    return {language: menu(listed, wording(language)) for language in languages()}
