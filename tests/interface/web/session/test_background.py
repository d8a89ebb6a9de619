"""Work beside the page: it tells how far it is, ends when asked, and says what went wrong."""

import threading

import pytest

from atlas.interface.web.session.background import BackgroundTask, StoppedError


def test_it_returns_what_was_made():
    work = BackgroundTask(lambda told: told(50, 100, "half") or "made")
    assert work.wait(5)
    assert (work.result, work.error) == ("made", None)
    assert work.progress == (50, 100, "half")


def test_it_ends_at_its_next_word_once_it_is_not_wanted():
    begun, go_on = threading.Event(), threading.Event()
    reached = []

    def do(told):
        begun.set()
        go_on.wait(5)
        told(1, 2, "on")
        reached.append("further")

    work = BackgroundTask(do)
    assert begun.wait(5)
    assert not work.is_done
    work.stop()
    go_on.set()
    assert work.wait(5)
    assert isinstance(work.error, StoppedError)
    assert reached == []


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("y")])
def test_it_keeps_what_went_wrong(error):
    def fails(_told):
        raise error

    work = BackgroundTask(fails)
    assert work.wait(5)
    assert work.error is error
