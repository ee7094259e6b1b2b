"""`calendar-bot authorize`: get the Google refresh token, with the consent page in a browser, and write `.env`.

The way of OAuth 2.0 for native apps (RFC 8252): the consent page sends the browser back to a server of ours on
loopback; PKCE and a one-time state bind the answer to this run.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import os
import sys
import webbrowser
from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

from bot.cli.arguments import explain
from bot.cli.env_file import read_env, write_env
from bot.logs import set_up_logs
from calendar_core.errors import CalendarError, MissingScope
from calendar_core.google.aiohttp_transport import AiohttpTransport
from calendar_core.google.grants import Grant
from calendar_core.google.oauth import AUTH_URI, AuthorizationRequest, OAuthFlow
from calendar_core.google.token_endpoint import TOKEN_URI

_PATIENCE = 600.0  # seconds for the person to get through the consent page
_NEEDED = ("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    explain(
        parser,
        """Get the Google refresh token: opens the consent page in a browser, waits for the answer on a port of this
        machine alone (with PKCE and a one-time state), says which permissions were granted, and writes the token into
        .env with mode 0600.

        Needs GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET; the README says how to get them.""",
        examples={
            "calendar-bot authorize": "open the browser, and write to .env",
            "calendar-bot authorize --no-browser --port 8765": "on a machine without a browser; forward that port to "
            "yours with `ssh -L 8765:127.0.0.1:8765 HOST` and open the address there",
        },
        exit_codes={
            0: "the token is written",
            1: "Google or the person said no, or nobody answered within 10 minutes",
            2: "a setting is missing",
        },
    )
    parser.add_argument("--env", type=Path, default=Path(".env"), help="the file to write to (default: .env)")
    parser.add_argument("--no-browser", action="store_true", help="print the address instead of opening a browser")
    parser.add_argument(
        "--port", type=int, default=0, help="loopback port to listen on (default: any; for use over an SSH tunnel)"
    )


def run(args: argparse.Namespace) -> int:
    """Exit code 0 when the token is written, 1 where Google or the person said no, 2 where a setting is missing."""
    set_up_logs("WARNING")
    known = {**read_env(args.env), **{name: value for name, value in os.environ.items() if value}}
    for name in _NEEDED:
        if not known.get(name) and sys.stdin.isatty():
            known[name] = input(f"{name}: ").strip()
    if missing := [name for name in _NEEDED if not known.get(name)]:
        print(
            f"calendar-bot: {' and '.join(missing)} must be set first, in the environment or in {args.env} "
            "(README, “From an empty Google Cloud project to a refresh token”).",
            file=sys.stderr,
        )
        return 2
    try:
        grant = asyncio.run(_consent(args, known))
    except MissingScope as error:
        names = ", ".join(error.missing)
        print(
            f"calendar-bot: these permissions were not granted: {names}. Run this again and leave every box ticked.",
            file=sys.stderr,
        )
        return 1
    except CalendarError as error:
        print(f"calendar-bot: {error.message}", file=sys.stderr)
        return 1
    except TimeoutError:
        print("calendar-bot: no answer came back from the consent page within 10 minutes.", file=sys.stderr)
        return 1
    written = {name: known[name] for name in _NEEDED} | {"GOOGLE_REFRESH_TOKEN": grant.refresh_token}
    write_env(args.env, written)
    print("Granted: " + ", ".join(sorted(scope.rpartition("/")[2] for scope in grant.scopes)))
    print(f"The refresh token is in {args.env} (readable by you alone). Start the bot with: calendar-bot run")
    return 0


async def _consent(args: argparse.Namespace, known: Mapping[str, str]) -> Grant:
    answered: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()
    requests: list[AuthorizationRequest] = []

    async def come_back(request: web.Request) -> web.Response:
        query = {name: value for name, value in request.query.items() if name in ("code", "state", "error")}
        if not requests[0].accepts(query.get("state", "")):
            return _page("This answer does not belong to the request that is under way; it was ignored.", 400)
        if not answered.done():
            answered.set_result(query)
        if "error" in query:
            return _page("Nothing was granted. You can close this page.")
        return _page("Thank you. You can close this page and go back to the terminal.")

    app = web.Application()
    app.router.add_get("/", come_back)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", args.port)
    await site.start()
    port = runner.addresses[0][1]
    transport = AiohttpTransport()
    try:
        flow = OAuthFlow(
            known["GOOGLE_CLIENT_ID"],
            known["GOOGLE_CLIENT_SECRET"],
            f"http://127.0.0.1:{port}/",
            transport,
            auth_uri=known.get("GOOGLE_AUTH_URI", AUTH_URI),
            token_uri=known.get("GOOGLE_TOKEN_URI", TOKEN_URI),
        )
        requests.append(flow.authorization_request())
        print("Open this page, choose the account whose calendar the bot shall keep, and leave every box ticked:\n")
        print(f"  {requests[0].url}\n", flush=True)
        if not args.no_browser:
            await asyncio.to_thread(webbrowser.open, requests[0].url)
        query = await asyncio.wait_for(answered, _PATIENCE)
        if "code" not in query:
            raise CalendarError(f"The consent page answered “{query.get('error', 'nothing')}”, so nothing was granted.")
        return await flow.exchange(query["code"], requests[0].code_verifier)
    finally:
        await runner.cleanup()
        await transport.aclose()


def _page(text: str, status: int = 200) -> web.Response:
    body = f"<!doctype html><meta charset=utf-8><title>calendar-bot</title><p>{html.escape(text)}</p>"
    return web.Response(text=body, content_type="text/html", status=status)
