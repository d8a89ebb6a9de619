"""`python -m atlas`: the command line."""

import signal
import sys

from atlas.interface.cli.main import app


def main() -> None:
    """
    Run the command line.

    The console is told to write UTF-8, which Windows does not do. SIGTERM ends a command as
    Ctrl-C does: what it has begun and written for a while is cleaned up.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()


if __name__ == "__main__":
    main()
