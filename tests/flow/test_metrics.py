"""A bot that serves, and what its /metrics tells meanwhile: each figure moves when what it counts happens."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from redis.asyncio import Redis

from sandbox.faults import Fault
from sandbox.telegram import OWNER
from tests.flow.world import World
from tests.ports import free_port


class Measured:
    """A world whose figures can be read, and compared with those read before."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def page(self, path: str = "metrics") -> str:
        """As Prometheus reads it. The bot tells what it found within the last second, so a second goes by first."""
        self.world.clock.advance(1.5)
        port = self.world.settings().port
        async with aiohttp.ClientSession() as browser, browser.get(f"http://127.0.0.1:{port}/{path}") as answer:
            return await answer.text()

    async def read(self) -> dict[str, float]:
        """Every series by name and labels, without the prefix: `sync_runs_total{kind="full",outcome="ok"}`."""
        found = {}
        for family in text_string_to_metric_families(await self.page()):
            for sample in family.samples:
                labels = ",".join(f'{name}="{value}"' for name, value in sorted(sample.labels.items()))
                name = sample.name.removeprefix("calendar_bot_")
                found[f"{name}{{{labels}}}" if labels else name] = sample.value
        return found


@pytest.fixture
async def measured(redis: Redis, redis_url: str) -> AsyncIterator[Measured]:
    world = World(redis_url, port=free_port())
    await world.start()
    yield Measured(world)
    await world.stop()


def grown(before: dict[str, float], after: dict[str, float], name: str) -> float:
    """By how much that series is more than it was."""
    return after.get(name, 0.0) - before.get(name, 0.0)


async def test_a_quiet_hour_of_a_bot_that_is_used(measured: Measured) -> None:
    """Bookings, lists, syncs and reminders show in calls, cache, updates, messages, reminders and process figures."""
    world, before = measured.world, await measured.read()
    assert "Booked" in await world.say("meeting at 10am")
    assert "meeting" in await world.say("/list")
    await world.later(minutes=30)
    await world.later(minutes=6)
    now = await measured.read()
    grew = {name: grown(before, now, name) for name in now}
    # sync
    assert grew['sync_runs_total{kind="incremental",outcome="ok"}'] >= 2
    assert grew['sync_duration_seconds_count{kind="incremental"}'] >= 2
    assert 0 <= now["sync_last_success_age_seconds"] < 300
    assert now["sync_consecutive_failures"] == 0
    assert now["sync_calendars"] == 1
    # Google, by endpoint
    assert grew['google_calls_total{endpoint="event_create",outcome="ok"}'] == 1
    assert grew['google_call_duration_seconds_count{endpoint="event_create"}'] == 1
    assert grew['limiter_requests_total{endpoint="event_create",verdict="go"}'] == 1
    assert 0 < now['limiter_headroom_requests{endpoint="event_create"}'] < 60
    assert now['breaker_pause_seconds{endpoint="event_create"}'] == 0
    # cache
    assert grew['cache_reads_total{outcome="hit"}'] >= 1
    assert now["cache_events"] == 1
    # reminders
    assert grew["reminder_lateness_seconds_count"] == 1
    assert grew["reminder_repeats_total"] == 0
    assert now["reminder_overdue_seconds"] == 0
    # Telegram and updates
    assert grew["telegram_messages_total"] >= 3
    assert grew['update_duration_seconds_count{kind="text"}'] == 2
    # nothing waits
    assert now["outbox_writes"] == now["inbox_updates"] == now["inbox_parked_updates"] == 0
    # the store and the process
    assert grew["store_round_trip_seconds_count"] >= 1
    assert now["process_resident_memory_bytes"] > 10**7
    assert now["process_cpu_seconds_total"] > 0
    assert now["clock_drift_seconds"] == pytest.approx(0, abs=2)
    assert now["unknown_observations_total"] == 0


async def test_an_outage_shows_and_passes(measured: Measured) -> None:
    """With Google away the failures, retries, the breaker, the kept writes and the incident show; then they pass."""
    world = measured.world
    await world.say("/list")
    before = await measured.read()
    world.google.faults.add(Fault(path="/calendar/", status=503, times=None))
    for title in ("lunch", "gym", "run"):
        await world.say(f"{title} tomorrow 1pm")
    await world.say("/sync")
    for _ in range(20):
        await world.later(minutes=4)
    now = await measured.read()
    assert (
        grown(before, now, 'google_calls_total{endpoint="event_create",outcome="OutageError"}')
        + grown(before, now, 'google_calls_total{endpoint="event_create",outcome="UnknownOutcome"}')
        >= 2
    )
    assert grown(before, now, 'google_retries_total{endpoint="event_list"}') >= 1
    assert sum(grown(before, now, name) for name in now if name.startswith("breaker_openings_total")) >= 1
    assert max(value for name, value in now.items() if name.startswith("breaker_pause_seconds")) > 0
    assert now["outbox_writes"] == 3
    assert now["outbox_oldest_age_seconds"] > 3600
    assert sum(grown(before, now, name) for name in now if name.startswith("outbox_failures_total")) >= 1
    assert now["sync_consecutive_failures"] >= 3
    assert now["sync_last_success_age_seconds"] > 3600
    assert sum(grown(before, now, name) for name in now if name.startswith('sync_runs_total{kind="any"')) >= 3
    assert now['incident_standing{kind="sync_failing"}'] == 1
    assert now['health_check_passing{check="google"}'] == now['health_check_passing{check="sync"}'] == 0
    assert sum(grown(before, now, name) for name in now if name.startswith("log_records_total")) >= 3
    assert '"degraded": ["google", "sync"]' in await measured.page("readyz")
    world.google.faults.clear()
    for _ in range(12):
        await world.later(minutes=5)
    after = await measured.read()
    assert grown(now, after, 'outbox_verdicts_total{outcome="done"}') == 3
    assert after["outbox_writes"] == after["sync_consecutive_failures"] == 0
    assert after['incident_standing{kind="sync_failing"}'] == 0
    assert after['health_check_passing{check="google"}'] == 1
    assert after["unknown_observations_total"] == 0


async def test_telegram_that_throttles_shows(measured: Measured) -> None:
    """A 429 of Telegram is counted, and the message goes out after it."""
    world, before = measured.world, await measured.read()
    world.telegram.refuse("sendMessage", 429, "Too Many Requests: retry after 3", 3, times=1)
    assert "Booked" in await world.say("lunch tomorrow 1pm")
    assert grown(before, await measured.read(), "telegram_throttles_total") == 1


async def test_a_list_that_google_has_to_be_asked_for_is_a_miss(measured: Measured) -> None:
    """What lies beyond the cache's window is no hit, so that the hit ratio tells the truth."""
    world, before = measured.world, await measured.read()
    await world.say("what's on 24 Dec 2027?")
    await world.say("/list")
    now = await measured.read()
    assert grown(before, now, 'cache_reads_total{outcome="hit"}') >= 1
    assert grown(before, now, 'cache_reads_total{outcome="miss"}') == 1


async def test_the_checkup_is_counted(measured: Measured) -> None:
    """The comparison with Google runs by itself and shows in /metrics and in the owner's /status."""
    world = measured.world
    await world.say("lunch tomorrow 1pm")
    for _ in range(5):
        await world.later(minutes=15)
    now = await measured.read()
    assert now['consistency_checkups_total{outcome="in_step"}'] == 1
    assert now["consistency_differing_events_total"] == 0
    assert now["consistency_last_checkup_age_seconds"] < 1800
    assert "Compared with Google" in await world.say("/status")


async def test_no_figure_names_anybody(measured: Measured) -> None:
    """No label or value holds a title, a person, a chat, a calendar or a token."""
    world = measured.world
    await world.say("lunch with Zulaikha tomorrow 1pm")
    await world.later(minutes=10)
    page = await measured.page()
    labels = re.findall(r'"([^"]*)"', page)
    for secret in ("Zulaikha", str(OWNER), world.telegram.token, world.google.account.email, "primary"):
        assert not any(secret in label for label in labels)
    assert "Zulaikha" not in page
    assert len(re.findall(r"^calendar_bot_", page, re.MULTILINE)) < 3000
