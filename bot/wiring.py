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


def build(outside: Outside) -> Parts:
    """Every part, none of them started."""
    settings, store, clock, rng = outside.settings, outside.store, outside.clock, outside.rng
    observer = outside.observer
    ref = CalendarRef(ACCOUNT, settings.calendar_id)
    events, people, reminders = RedisEventStore(store), RedisPeopleStore(store), RedisReminderStore(store)
    conversation, outbox = RedisConversationStore(store), RedisOutboxStore(store)
    limiter = RateLimiter(
        RedisLimiterStore(store.client, clock=clock),
        account=ACCOUNT,
        breaker=BreakerSettings(trial_lease=settings.default_timeout + 15),  # longer than one attempt
        clock=clock,
        rng=rng,
        observer=observer,
    )
    limits = SendLimits(overall=settings.telegram_messages_per_second)
    permits = SendPermits(RedisSendPermits(store), clock, limits=limits)
    sender = Sender(outside.bot, conversation, permits, clock, observer)
    notices = TelegramNotices(people, sender, clock, home=settings.timezone)
    transport = AiohttpTransport(TransportLimits(read=settings.default_timeout, total=settings.default_timeout))
    drift = DriftWatch(transport, clock)

    def grant_lost(account_id: str, error: CalendarError) -> None:
        watch.grant_lost(account_id, error)
        channels.on_grant_lost(account_id)

    api = _google(outside, drift, limiter, grant_lost)
    behind = api.in_background()
    engine = SyncEngine(
        lambda account_id: api,
        events=events,
        people=people,
        clock=clock,
        rng=rng,
        observer=observer,
        pushed=bool(settings.public_url),
    )
    service = CalendarService(
        ref,
        api=api,
        events=events,
        reminders=reminders,
        conversation=conversation,
        people=people,
        outbox=outbox,
        engine=engine,
        clock=clock,
        observer=observer,
    )
    access = Access(
        people,
        conversation,
        account_id=ACCOUNT,
        allowed=settings.telegram_allowed_user_ids,
        zone=settings.timezone,
        leads=settings.reminder_minutes,
        on_joined=service.resubscribe,
    )

    async def calendars() -> tuple[CalendarRef, ...]:
        return (ref,)

    sync = SyncWorker(engine, events, clock=clock, calendars=calendars, observer=observer)
    channel_store = RedisChannelStore(store)
    channels = ChannelKeeper(
        lambda account_id: api,
        channel_store,
        events,
        address=f"{settings.public_url}/{PUSH_PATH}" if settings.public_url else "",
        calendars=calendars,
        new_id=lambda: secrets.token_urlsafe(24),
        new_secret=lambda: secrets.token_urlsafe(32),
        clock=clock,
        rng=rng,
    )

    book = RedisWatchStore(store)
    watch = _watch(outside, WatchedStores(events, outbox, people, book), notices, access, calendars)
    surroundings = Surroundings(
        outside.telegram_state,
        outside.scheduler_state,
        lambda: drift.seconds,
        None if settings.redis_url else Disk(settings.data_dir),
    )
    health = Health(
        ACCOUNT,
        HealthStores(events, reminders, outbox, outside.inbox_store, people, book),
        limiter,
        clock,
        surroundings,
        calendars=calendars,
        is_owner=access.is_owner,
        rhythm=Rhythm(engine, channels, events, clock, calendars=calendars).facts,
    )
    tools = Tools(
        calendar=service,
        conversation=conversation,
        people=people,
        service=health,
        bot_id=int(settings.telegram_bot_token.get_secret_value().partition(":")[0]),
        resubscribe=service.resubscribe,
    )
    dispatcher = Dispatcher(access, sender, tools, clock)
    return Parts(
        ref=ref,
        events=events,
        reminders=reminders,
        outbox_store=outbox,
        limiter=limiter,
        access=access,
        sender=sender,
        inbox=Inbox(outside.inbox_store, outside.bot, dispatcher, clock, backoff=Backoff(rng).delay, observer=observer),
        health=health,
        watch=watch,
        checkup=_checkup(outside, engine, book, calendars),
        book=book,
        calendars=calendars,
        surroundings=surroundings,
        notices=notices,
        pusher=ReminderPusher(reminders, people, sender, permits, clock, home=settings.timezone, observer=observer),
        outbox=OutboxDrain(
            outbox,
            lambda account_id: behind,
            events=events,
            people=people,
            notices=notices,
            clock=clock,
            rng=rng,
            observer=observer,
        ),
        sync=sync,
        channels=channels,
        push=PushIntake(channel_store, events, clock=clock, wake=sync.wake, observer=observer),
        transport=transport,
    )


def _watch(
    outside: Outside, stores: WatchedStores, notices: TelegramNotices, access: Access, calendars: Calendars
) -> Watch:
    async def refill() -> None:
        await access.expect()
        await stores.events.enrol(await calendars())

    return Watch(
        ACCOUNT,
        stores,
        outside.clock,
        calendars=calendars,
        tell=notices.tell_person,
        is_owner=access.is_owner,
        refill=refill,
        new_word=lambda: f"{outside.rng.getrandbits(64):016x}",
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
