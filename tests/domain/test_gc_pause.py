"""The collector waits as long as a block lasts, and goes on whatever became of it."""

import gc

import pytest

from atlas.domain.gc_pause import gc_paused


def test_the_collector_waits_for_a_block_and_goes_on():
    assert gc.isenabled()
    with gc_paused():
        assert not gc.isenabled()
        with gc_paused():
            assert not gc.isenabled()
        assert not gc.isenabled()  # the inner block did not stop it
    assert gc.isenabled()
    with pytest.raises(ValueError, match="x"), gc_paused():
        raise ValueError("x")
    assert gc.isenabled()


def test_whoever_wants_none_keeps_none():
    gc.disable()
    try:
        with gc_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
