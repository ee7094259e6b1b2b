"""Addresses in the settings that are not what they seem."""

from __future__ import annotations

import pytest

from bot.settings import SettingsError, load_settings
from tests.attacks.fuzz_pure import NEEDED

TRICKS = [
    "https://",
    "https:///path",
    "https://user:password@example.com",
    "https://example.com@evil.invalid",
    "https://example.com?x=1",
    "https://example.com/#x",
    "https://example.com/?",
    "https://exa\nmple.com",
    "https://example.com/\r\nX-A: 1",
    "https://example.com/a b",
    "https://example.com/\u202etest",
    "https://example.com:99999",
    "https://[::1",
    "https://example.com/a/../b",
    "https://example.com/%2e%2e/b",
    "https://example.com//b",
    "http://example.com",
    "http://127.0.0.1.evil.invalid",
    "http://localhost.evil.invalid",
    "http://localhost@evil.invalid",
    "javascript:alert(1)",
    "//example.com",
]


@pytest.mark.parametrize("address", TRICKS, ids=ascii)
def test_a_public_url_is_what_it_seems_or_refused(address: str) -> None:
    """A PUBLIC_URL with a user, a query, odd characters or a path that nobody answers is refused in one sentence."""
    with pytest.raises(SettingsError, match="PUBLIC_URL") as refusal:
        load_settings({"_env_file": None, **NEEDED, "public_url": address})
    assert address not in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "address",
    ["https://example.com", "https://example.com:8443/bot/", "http://127.0.0.1:8080/x", "https://[2001:db8::1]"],
)
def test_a_plain_public_url_is_taken(address: str) -> None:
    """Host, port and a plain path are kept, without the last slash."""
    assert load_settings({"_env_file": None, **NEEDED, "public_url": address}).public_url == address.rstrip("/")


@pytest.mark.parametrize("name", ["google_token_uri", "google_api_endpoint", "telegram_api_base_url"])
@pytest.mark.parametrize(
    "address", ["https://oauth2.googleapis.com@evil.invalid/token", "https://a\nb", "file:///etc/passwd"]
)
def test_an_endpoint_that_hides_its_host_is_refused(name: str, address: str) -> None:
    """Where tokens are sent to is the host one reads: an address with a user before an @ is refused."""
    with pytest.raises(SettingsError, match=name.upper()):
        load_settings({"_env_file": None, **NEEDED, name: address})
