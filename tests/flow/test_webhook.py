"""With a public address Telegram calls us, and the same port tells how the bot is."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from redis.asyncio import Redis

from tests.flow.world import World
from tests.ports import free_port


@pytest.fixture
async def hooked(redis: Redis, redis_url: str) -> AsyncIterator[World]:
    """A bot in webhook mode that Telegram has been told of."""
    port = free_port()
    world = World(redis_url, port=port, public_url=f"http://127.0.0.1:{port}")
    await world.start()
    await world.until(lambda: any(call.method == "setWebhook" and call.status == 200 for call in world.telegram.calls))
    yield world
    await world.stop()


async def _page(world: World, path: str) -> tuple[int, str]:
    assert world.app is not None
    port = world.settings().port
    async with aiohttp.ClientSession() as browser, browser.get(f"http://127.0.0.1:{port}/{path}") as answer:
        return answer.status, await answer.text()


async def test_a_message_comes_by_webhook(hooked: World) -> None:
    """Booking, listing and cancelling work the same when Telegram calls us; nobody polls."""
    assert "Booked" in await hooked.say("lunch tomorrow 1pm")
    assert "lunch" in await hooked.say("/list")
    assert "Cancelled" in await hooked.say("/cancel 1")
    assert hooked.booked() == []
    assert not hooked.telegram.polling


async def test_the_port_tells_how_the_bot_is(hooked: World) -> None:
    """Alive, ready and measured, without a title or a token on any page."""
    await hooked.say("lunch with Zulaikha tomorrow 1pm")
    assert (await _page(hooked, "healthz"))[0] == 200
    status, ready = await _page(hooked, "readyz")
    assert (status, '"store"' in ready) == (200, True)
    status, metrics = await _page(hooked, "metrics")
    assert status == 200
    assert 'kind="text"' in metrics
    for page in (ready, metrics):
        assert "Zulaikha" not in page
        assert hooked.telegram.token not in page


async def test_a_port_without_a_public_address_is_health_only(redis: Redis, redis_url: str) -> None:
    """In polling mode the port tells how the bot is, and the bot polls."""
    port = free_port()
    world = World(redis_url, port=port)
    await world.start()
    assert "Booked" in await world.say("lunch tomorrow 1pm")
    assert (await _page(world, "healthz"))[0] == 200
    assert world.telegram.polling
    await world.stop()
