"""A coroutine run to its end from a test, wherever else an event loop may run."""

import asyncio
from concurrent.futures import ThreadPoolExecutor


def finished(coroutine):
    """Return what a coroutine returns; the browser's tests leave a loop in the main thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()
