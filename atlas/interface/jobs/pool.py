"""
The pool: some processes that answer long questions, one job at a time each.

A process is started for the first job and kept for the next. One that dies takes its job with it
and nothing else: the job says so, and the next job gets a new process. To stop is to ask the
search for the best plan so far, and to end the process where it does not answer soon.
"""

import atexit
import hashlib
import os
import pickle
import queue
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import IO, Any, cast

import atlas
from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.question import Question, definition_hash
from atlas.errors import AtlasError, Refused
from atlas.interface.jobs.job import Job
from atlas.interface.jobs.length import limit_of
from atlas.questions import kind_of

_MOST_KEPT = 60
_GRACE_S = 3.0  # to end politely in
_LOOK_S = 2.0
_GONE_S = 20.0  # a connection may be lost for a moment


class _Process:
    """One worker process and the catalogue it holds."""

    def __init__(self) -> None:
        self._holds: Catalogue | None = None
        # a stop comes from another thread: it must not fall into a question on its way
        self._sending = threading.RLock()
        self._run = subprocess.Popen(
            [sys.executable, "-m", "atlas.interface.jobs.worker"],
            cwd=atlas.SHIPPED,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._given = cast(IO[bytes], self._run.stdin)
        self._told = cast(IO[bytes], self._run.stdout)

    @property
    def pid(self) -> int:
        return self._run.pid

    def ask(self, catalogue: Catalogue, definition: Question) -> None:
        with self._sending:
            if catalogue is not self._holds:
                self._send("catalogue", catalogue)
                self._holds = catalogue
            self._send("run", definition)

    def stop(self) -> None:
        self._send("stop", None)

    def next_word(self) -> tuple[str, Any]:
        # from the process we started
        return cast(tuple[str, Any], pickle.load(self._told))  # noqa: S301

    def kill(self) -> None:
        """End it from any thread; who listens to it then finds the pipe closed."""
        self._run.kill()

    def end(self) -> None:
        """End it and let go of it; for the thread that listens."""
        self._run.kill()
        self._run.wait()
        for pipe in (self._given, self._told):
            try:
                pipe.close()
            except OSError:
                continue  # what was still to be sent to a process that is gone

    def _send(self, what: str, content: Any) -> None:
        with self._sending:
            pickle.dump((what, content), self._given)
            self._given.flush()


class _Runner(threading.Thread):
    """Takes job after job and has its process do them."""

    def __init__(self, waiting: "queue.Queue[tuple[Job, Catalogue] | None]") -> None:
        super().__init__(daemon=True)
        self._waiting = waiting
        self.process: _Process | None = None
        self.job: Job | None = None

    def run(self) -> None:
        while (taken := self._waiting.get()) is not None:
            job, catalogue = taken
            if job.state == "waiting":
                self.job = job
                self._do(job, catalogue)
                self.job = None
        if self.process is not None:
            self.process.end()
            self.process = None

    def _do(self, job: Job, catalogue: Catalogue) -> None:
        job.begin()
        limit = threading.Timer(job.limit_s, self.interrupt, (job, "time"))
        limit.daemon = True
        limit.start()
        try:
            self.process = self.process or _Process()
            self.process.ask(catalogue, job.definition)
            if job.wish:
                self.process.stop()
            self._listen(job, self.process)
        except (EOFError, OSError, pickle.UnpicklingError):
            self._dropped(job)
        finally:
            limit.cancel()

    def _listen(self, job: Job, process: _Process) -> None:
        while not job.over.is_set():
            what, content = process.next_word()
            if what == "progress":
                job.best, job.bound = content
            elif what == "step":
                job.steps = content
            elif what == "done":
                job.end("stopped" if job.wish else "done", finding=content)
            elif what == "failed":
                self._failed(job, content)

    def _dropped(self, job: Job) -> None:
        if self.process is not None:
            self.process.end()
            self.process = None
        self._failed(job, Refused(reason="worker_died"))

    @staticmethod
    def _failed(job: Job, error: AtlasError) -> None:
        """Part an end that was requested from a failure."""
        if job.wish == "stop":
            job.end("stopped")
        else:
            job.end("failed", error=Refused(reason="out_of_time") if job.wish else error)

    def interrupt(self, job: Job, wish: Any) -> None:
        """Ask the search to end, and end the process where it does not within the grace."""
        process = self.process
        if self.job is not job or job.over.is_set():
            return
        job.wish = wish
        if process is None:
            return  # it is being started, and told when it is
        try:
            process.stop()
        except OSError:
            return  # it has ended by itself, which its runner sees
        if not job.over.wait(_GRACE_S) and self.job is job:
            process.kill()


class Pool:
    """
    Jobs and the processes that do them.

    Parameters
    ----------
    size
        How many at once; by default one fewer than the machine has cores, two at most.
    """

    def __init__(self, size: int | None = None) -> None:
        count = size or max(1, min(2, (os.cpu_count() or 2) - 1))
        self._waiting: queue.Queue[tuple[Job, Catalogue] | None] = queue.Queue()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._runners = [_Runner(self._waiting) for _ in range(count)]
        for runner in self._runners:
            runner.start()
        self._closing = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()
        atexit.register(self.close)

    def submit(
        self,
        catalogue: Catalogue,
        definition: Question,
        *,
        limit_s: float | None = None,
        is_here: Callable[[], bool] | None = None,
    ) -> Job:
        """
        Have a question answered, or return the job that does or did so already.

        Parameters
        ----------
        catalogue
            The layers, as they are now.
        definition
            The question.
        limit_s
            Seconds after which it is ended; by default the question's own limit of the
            search and a minute for all else.
        is_here
            Whether the caller still waits: a job ends when all its callers have left. A job
            with a caller that gives none goes on.

        Returns
        -------
        job
            Waiting, running or done; one that was stopped or failed is begun anew.
        """
        key = job_key(catalogue, definition)
        is_here = is_here or _always
        with self._lock:
            known = self._jobs.get(key)
            if known is not None and (known.is_under_way or known.state == "done"):
                self._jobs.move_to_end(key)
                known.waiting.append(is_here)
                return known
            job = Job(key, definition, limit_s or limit_of(definition), waiting=[is_here])
            self._jobs[key] = job
            self._jobs.move_to_end(key)
            self._forget()
        self._waiting.put((job, catalogue))
        return job

    def answered(self, catalogue: Catalogue, definition: Question) -> Finding | None:
        """Return the answer, if a job gave it on the data as they are now."""
        with self._lock:
            job = self._jobs.get(job_key(catalogue, definition))
        return job.finding if job is not None and job.state == "done" else None

    def at_once(self, catalogue: Catalogue, definition: Question) -> Question:
        """Return the question as it can be answered without a wait: by a preview, if need be."""
        kind = kind_of(definition)
        if kind is None or self.answered(catalogue, definition):
            return definition
        return cast(Question, kind.preview(definition))

    def stop(self, job: Job) -> None:
        """End a job: one that waits at once, one that runs with the best it has by then."""
        if job.state == "waiting":
            job.wish = "stop"
            job.end("stopped")
        for runner in self._runners:
            if runner.job is job:
                threading.Thread(target=runner.interrupt, args=(job, "stop"), daemon=True).start()

    def _watch(self) -> None:
        """End the jobs that nobody waits for any more."""
        while not self._closing.wait(_LOOK_S):
            with self._lock:
                known = list(self._jobs.values())
            for job in known:
                if job.is_under_way and not job.wish and job.is_forsaken(_GONE_S):
                    self.stop(job)

    def processes(self) -> list[int]:
        """Return the ids of the processes that live."""
        return [runner.process.pid for runner in self._runners if runner.process is not None]

    def close(self) -> None:
        """End every process."""
        atexit.unregister(self.close)
        self._closing.set()
        for runner in self._runners:
            self._waiting.put(None)
            if runner.job is not None:
                runner.job.wish = "stop"
            if runner.process is not None:
                runner.process.kill()
        for runner in self._runners:
            runner.join(_GRACE_S)

    def _forget(self) -> None:
        """Let go of the oldest jobs that are over."""
        over = [key for key, job in self._jobs.items() if job.over.is_set()]
        for key in over[: max(0, len(self._jobs) - _MOST_KEPT)]:
            del self._jobs[key]


def _always() -> bool:
    return True


def job_key(catalogue: Catalogue, definition: Question) -> str:
    """Return the key of a question and the data that would answer it."""
    versions = ",".join(f"{layer.id}={layer.version}" for layer in catalogue.values())
    data = hashlib.sha256(versions.encode()).hexdigest()[:12]
    return f"{definition_hash(definition)}-{data}"
