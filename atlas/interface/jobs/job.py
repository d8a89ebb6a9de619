"""
A job: one question under way, how far it is, and what came of it.

Read by any thread and written by the one that runs it. `best` and `bound` are as the model counts
them and only say that the search goes on and how far apart the two are; work without a search
says how many steps of how many it has done.
"""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Literal

from atlas.domain.finding import Finding
from atlas.domain.question import Question
from atlas.errors import AtlasError

State = Literal["waiting", "running", "done", "stopped", "failed"]


@dataclass(eq=False)
class Job:
    """
    One question under way.

    `steps` are those done, those there are, and the stage that has begun. `finding` is there once
    it is done, and after a stop where the search had a plan by then; `error` where it failed.
    `wish` is why it was ended from outside, if it was. `waiting` holds a function for each caller:
    whether it is still there, and `seen` is when one was last.
    """

    key: str
    definition: Question
    limit_s: float
    state: State = "waiting"
    best: float | None = None
    bound: float | None = None
    steps: tuple[int, int, str] | None = None
    finding: Finding | None = None
    error: AtlasError | None = None
    wish: Literal["", "stop", "time"] = ""
    began: float | None = None
    ended: float | None = None
    over: threading.Event = field(default_factory=threading.Event, repr=False)
    waiting: list[Callable[[], bool]] = field(default_factory=list, repr=False)
    seen: float = field(default_factory=monotonic, repr=False)

    @property
    def seconds(self) -> float:
        """How long it has been running."""
        if self.began is None:
            return 0.0
        return (self.ended or monotonic()) - self.began

    @property
    def gap(self) -> float | None:
        """How far best and bound are apart, as a share of the best; None while unknown."""
        if self.best is None or self.bound is None or not self.best:
            return None
        gap = abs(self.bound - self.best) / abs(self.best)
        return gap if math.isfinite(gap) else None

    @property
    def is_under_way(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in {"waiting", "running"}

    @property
    def search_s(self) -> float:
        """How long the question itself lets the search go on."""
        return float(getattr(self.definition, "time_limit_s", self.limit_s))

    def is_forsaken(self, patience_s: float) -> bool:
        """Look who still waits; return whether nobody has for so long."""
        if not self.waiting or any(is_here() for is_here in list(self.waiting)):
            self.seen = monotonic()
        return monotonic() - self.seen > patience_s

    def begin(self) -> None:
        """Note that it runs."""
        self.state, self.began = "running", monotonic()

    def end(
        self, state: State, *, finding: Finding | None = None, error: AtlasError | None = None
    ) -> None:
        """
        Store the outcome and wake the callers.

        Parameters
        ----------
        state
            How it ended.
        finding
            The answer, of a job that has one.
        error
            What went wrong, of a job that failed.
        """
        self.finding, self.error, self.ended = finding, error, monotonic()
        self.state = state
        self.over.set()
