"""
The process that computes: `python -m atlas.interface.jobs.worker`, driven through its pipes.

It receives a catalogue, then question after question, and reports its progress. A search that is
to stop returns the best it has; other work ends at its next step without an answer. The process
ends when the pipe from the server closes, so that no worker outlives its server, and when it
meets a fault that is none of the atlas's own: the server starts another.
"""

import os
import pickle
import queue
import sys
import threading
from time import monotonic
from typing import IO, Any

import atlas
from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.question import Question
from atlas.errors import AtlasError, Refused
from atlas.questions.kind import ShouldStop

_TELL_EVERY_S = 0.2


class _Door:
    """Both pipes: a thread sorts what comes in, what goes out is written message by message."""

    def __init__(self, given: IO[bytes], told: IO[bytes]) -> None:
        self._given, self._told = given, told
        self.asked: queue.Queue[tuple[str, Any]] = queue.Queue()
        self.is_stopped = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                # from the server that started this process, and from nobody else
                what, content = pickle.load(self._given)  # noqa: S301
            except EOFError:
                os._exit(0)  # the server is gone: nobody waits for the answer
            if what == "stop":
                self.is_stopped.set()
                continue
            if what == "run":
                self.is_stopped.clear()  # in the order told: a stop that follows must hold
            self.asked.put((what, content))

    def tell(self, what: str, content: Any) -> None:
        pickle.dump((what, content), self._told)
        self._told.flush()


def serve_job(given: IO[bytes], told: IO[bytes]) -> None:
    """Answer questions until the pipe closes."""
    door = _Door(given, told)
    catalogue = Catalogue((), ())  # until one is given
    door.tell("ready", None)
    while True:
        what, content = door.asked.get()
        if what == "catalogue":
            catalogue = content
            continue
        try:
            door.tell("done", _answer(door, catalogue, content))
        except AtlasError as error:
            door.tell("failed", error)


def _answer(door: _Door, catalogue: Catalogue, question: Question) -> Finding:
    def tell(done: int, total: int, stage: str) -> None:
        if door.is_stopped.is_set():
            raise Refused(reason="stopped")
        door.tell("step", (done, total, stage))

    return atlas.run(catalogue, question, should_stop=_watching(door), progress=tell)


def _watching(door: _Door) -> ShouldStop:
    last = 0.0

    def watch(best: float, bound: float) -> bool:
        nonlocal last
        if monotonic() - last >= _TELL_EVERY_S:
            last = monotonic()
            door.tell("progress", (best, bound))
        return door.is_stopped.is_set()

    return watch


def main() -> None:
    """Keep the pipe for answers; whatever else prints goes where errors go."""
    told = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve_job(sys.stdin.buffer, told)


if __name__ == "__main__":
    main()
