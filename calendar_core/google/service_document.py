"""Google's own description of the Calendar API as request builders, without anything that could send.

google-api-python-client reads its shipped discovery document and builds and parses; a Transport sends. Importing it
takes 0.3 s, so it is imported by `build_service` only, which belongs off the event loop.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NoReturn
from urllib.parse import urljoin, urlsplit

from calendar_core.errors import BadRequest

API_ENDPOINT = "https://www.googleapis.com/calendar/v3/"


class NeverSends:
    """What the library is given as its HTTP client, so that no request can leave the house beside our transport."""

    def request(self, *_: object, **__: object) -> NoReturn:
        raise RuntimeError("requests are sent by the transport, never by googleapiclient itself")

    def close(self) -> None:
        return None


@dataclass(frozen=True, slots=True)
class RequestBuilders:
    """The Calendar v3 resource and those of its parts that are in use.

    They are held for life: making `service.events()` anew for each call costs 1.6 ms and 0.5 MB of garbage. They hold
    no credentials, so one set serves all accounts.
    """

    service: Any
    events: Any
    calendar_list: Any
    free_busy: Any
    channels: Any


_built: dict[str, RequestBuilders] = {}


def builders_for(api_endpoint: str) -> RequestBuilders | None:
    """The builders for that base, if this process has made them."""
    return _built.get(api_endpoint)


def build_service(api_endpoint: str = API_ENDPOINT) -> RequestBuilders:
    """Builders whose requests go to `api_endpoint`, the whole base that ends in `/calendar/v3/`; made once.

    Blocks for some 0.3 s the first time. Raises BadRequest for a base that is none, OSError where the library's
    document cannot be read.
    """
    if (known := _built.get(api_endpoint)) is not None:
        return known
    if urlsplit(api_endpoint).scheme not in ("http", "https") or not urlsplit(api_endpoint).netloc:
        raise BadRequest("The address of the Google Calendar API has to begin with https://")
    discovery: Any = import_module("googleapiclient.discovery")
    # Below that level it writes down whole addresses, and with them the names of calendars and events.
    logging.getLogger(discovery.__name__).setLevel(logging.WARNING)
    shipped: Any = import_module("googleapiclient.discovery_cache")
    document = shipped.get_static_doc("calendar", "v3")
    if document is None:
        raise OSError("google-api-python-client came without its description of Calendar v3")
    base = api_endpoint if api_endpoint.endswith("/") else f"{api_endpoint}/"
    service = discovery.build_from_document(document, http=NeverSends(), client_options={"api_endpoint": base})
    return _built.setdefault(
        api_endpoint,
        RequestBuilders(service, service.events(), service.calendarList(), service.freebusy(), service.channels()),
    )


def batch_uri_of(api_endpoint: str = API_ENDPOINT) -> str:
    """Where batches for that base go: `/batch/calendar/v3` under the same root.

    `service.new_batch_http_request()` would send them to Google's own host whatever the base is.
    """
    path = urlsplit(api_endpoint).path
    root = path.removesuffix("/").removesuffix("calendar/v3")
    return urljoin(api_endpoint, f"{root or '/'}batch/calendar/v3")
