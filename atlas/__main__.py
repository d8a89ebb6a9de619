"""`python -m atlas`: the command line."""

import gc
import signal
import sys

gc.disable()  # imports leave little garbage and much to walk through: a tenth of a short command

from atlas.interface.cli.main import app  # noqa: E402


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
    gc.freeze()  # what was imported stays
    gc.enable()
    app()


if __name__ == "__main__":
    main()
