"""`python -m sandbox`: says what there is to start."""

from __future__ import annotations

import sys

sys.stdout.write(
    "python -m sandbox.demo      chat with the bot in this terminal (what ./demo starts)\n"
    "python -m sandbox.google    the Google Calendar stand-in by itself\n"
    "python -m sandbox.telegram  the Telegram stand-in by itself\n"
)
