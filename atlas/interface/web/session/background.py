"""
Long work beside the page: a thread that reports its progress and can be stopped.

Stopping asks: the work ends at its next word of progress, and what it had done is thrown away.
A page that is closed leaves its work to end by itself.
"""

import threading
from collections.abc import Callable
from typing import Any

import streamlit as st

from atlas.domain.progress import Progress
from atlas.errors import AtlasError
from atlas.interface.outcomes import describe
from atlas.interface.web.session.session import lang, unmarked, word

SOON_S = 0.5  # what ends so soon needs no bar
_LOOK_S = 0.4


class StoppedError(Exception):
    """The visitor does not want it any more."""


class BackgroundTask:
    """
    A function in a thread of its own.

    Parameters
    ----------
    do
        Called with a progress function; returns the result.
    may_stop
        Whether the visitor is offered to stop it; what is being written is not left half done.
    """

    def __init__(self, do: Callable[[Progress], Any], *, may_stop: bool = True) -> None:
        self.may_stop = may_stop
        self.progress: tuple[int, int, str] = (0, 100, "")
        self.result: Any = None
        self.error: BaseException | None = None
        self._is_unwanted = threading.Event()
        self._do = do
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self.result = self._do(self._tell)
        except Exception as error:  # told on the page, whatever it is
            self.error = error

    def _tell(self, done: int, total: int, stage: str) -> None:
        if self._is_unwanted.is_set():
            raise StoppedError
        self.progress = (done, total, stage)

    @property
    def is_done(self) -> bool:
        """Whether it has ended, one way or the other."""
        return not self._thread.is_alive()

    def wait(self, seconds: float) -> bool:
        """Wait a little; return whether it has ended."""
        self._thread.join(seconds)
        return self.is_done

    def stop(self) -> None:
        """Ask it to end."""
        self._is_unwanted.set()


def begin_task(name: str, do: Callable[[Progress], Any], *, may_stop: bool = True) -> None:
    """
    Begin work under a name; what ran under it is stopped.

    Parameters
    ----------
    name
        One task at a time runs under it in a session.
    do
        The work; called with a progress function, in a thread of its own.
    may_stop
        Whether the visitor is offered to stop it.
    """
    if (running := st.session_state.get(name)) is not None:
        running.stop()
    st.session_state.pop(_problem(name), None)
    st.session_state.pop(_stopped(name), None)
    st.session_state[name] = BackgroundTask(do, may_stop=may_stop)


def is_under_way(name: str) -> bool:
    """Return whether work was begun under a name and its outcome not collected yet."""
    return st.session_state.get(name) is not None


def was_stopped(name: str) -> bool:
    """Return whether the visitor stopped the last work of a name."""
    return bool(st.session_state.get(_stopped(name)))


def has_failed(name: str) -> bool:
    """Return whether the last work of a name went wrong, which `outcome` reports."""
    return _problem(name) in st.session_state


def outcome(name: str) -> Any | None:
    """
    Return the result of the work of that name once; None while there is none.

    While it runs, the page shows how far it is and offers to stop; the page runs again when it
    has ended. What went wrong is shown where the result would stand, until other work begins.
    """
    work: BackgroundTask | None = st.session_state.get(name)
    if work is None:
        if problem := st.session_state.get(_problem(name)):
            st.error(unmarked(problem), icon=":material/error:")
        return None
    if not work.wait(SOON_S):
        _bar(name)
        return None
    del st.session_state[name]
    if work.error is None:
        return work.result
    if not isinstance(work.error, StoppedError):
        st.session_state[_problem(name)] = describe(work.error, lang())
        if not isinstance(work.error, AtlasError):
            raise work.error  # the server's log has to say where
        return outcome(name)
    return None


def _problem(name: str) -> str:
    return f"{name}_problem"


def _stopped(name: str) -> str:
    return f"{name}_stopped"


@st.fragment(run_every=_LOOK_S)
def _bar(name: str) -> None:
    work: BackgroundTask | None = st.session_state.get(name)
    if work is None or work.is_done:
        st.rerun()
        return
    done, total, stage = work.progress
    st.progress(done / total, text=word(f"stage_{stage or 'reading'}"))
    if work.may_stop and st.button(word("stop"), key=f"stop_{name}", type="tertiary"):
        work.stop()
        st.session_state[_stopped(name)] = True
        del st.session_state[name]
        st.rerun()
