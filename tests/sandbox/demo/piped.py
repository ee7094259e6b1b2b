"""`python -m tests.sandbox.demo.piped ARGUMENTS`: the demo's own program with the echo bot in the product's place."""

from __future__ import annotations

import sys

from sandbox.demo import __main__ as demo
from tests.sandbox.demo.echo_bot import EchoBot

if __name__ == "__main__":
    sys.exit(demo.main(sys.argv[1:], EchoBot))
