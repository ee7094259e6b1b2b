"""The demo that `./demo` starts: the real bot between two stand-ins, and a chat in the terminal."""
