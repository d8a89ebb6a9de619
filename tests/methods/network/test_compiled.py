"""How compiled code is kept and how costs are shelved; answers are in `test_network_search`."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from atlas.methods.network import compiled


def kept_by(njit, monkeypatch) -> bool:
    """Tell whether a function that is compiled so is kept."""
    monkeypatch.setattr(compiled, "njit", njit)
    return compiled._compiled(len)


def test_where_nothing_may_be_written_nothing_is_kept(monkeypatch) -> None:
    def njit(*, nogil, cache=False):
        if cache:
            raise RuntimeError("no locator available for file")
        return lambda function: (function, nogil, cache)

    assert kept_by(njit, monkeypatch) == (len, True, False)


def test_where_something_may_be_written_it_is_kept(monkeypatch) -> None:
    def njit(*, nogil, cache=False):
        return lambda function: (function, nogil, cache)

    assert kept_by(njit, monkeypatch) == (len, True, True)


@pytest.mark.parametrize(
    ("prices", "width", "shelves"),
    [
        # half the edges are 2 long, the longest spans 3 shelves; 3 + 2 need 8 in turn
        ([2, 2, 6, 6], 2, 8),
        # edges of no length say nothing
        ([0, 0, 0, 4], 4, 4),
        ([0, 0], 1, 2),
        ([], 1, 2),
        # a long edge widens the shelves: 4096 of them, and two
        ([1, 1, 1, 8192], 2, 8192),
    ],
)
def test_shelves_are_as_wide_as_short_edges(prices, width, shelves) -> None:
    graph = csr_array(
        (np.array(prices, dtype=float), np.zeros(len(prices), int), [0, len(prices)]), shape=(1, 1)
    )
    streets = compiled._streets(graph)
    assert (streets.shelf_width, streets.shelves) == (width, shelves)
