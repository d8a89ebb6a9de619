"""
Classification: numbers sorted into a few classes, and the colours that stand for them.

Where the breaks lie decides what a map seems to say: equal steps follow the scale, quantiles put
as many things into each class whatever their values, natural breaks follow gaps. So a legend
names the method. Hues keep clear of those of land use (yellow, red, bright green) and grow darker
step by step, so that they differ without seeing colour too.

References
----------
Fisher (1958), On grouping for maximum homogeneity, JASA 53; Jenks (1977), Optimal data
classification for choropleth maps.
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
from matplotlib.colors import to_hex, to_rgb
from numpy.typing import NDArray

from atlas.deliverables.sheet import Method, Palette
from atlas.errors import BadInput

Values: TypeAlias = NDArray[np.float64]
NO_VALUE = "#E3E6EA"
# at least 20 apart (CIE 1976) as seen with and without each kind of colour blindness
CATEGORIES = (
    "#1F3A93",
    "#9ACEB4",
    "#B466B4",
    "#808080",
    "#3280E8",
    "#663266",
    "#8018E8",
    "#661832",
)
_ENDS: Mapping[Palette, tuple[str, ...]] = {
    "teal": ("#DCEDEA", "#7ABBBC", "#0F5F68"),
    "blue": ("#DEE8F4", "#7FA6D3", "#1B3F7A"),
    "violet": ("#EAE3F2", "#AE94CD", "#4E2A77"),
    "grey": ("#E9ECF0", "#9AA6B4", "#2C3744"),
}
_MOST_DISTINCT = 1000


def breaks(values: Values, *, method: Method, k: int) -> Values:
    """
    Return the upper ends of classes, each inclusive.

    Natural breaks of more than 1000 distinct values are found among 1000 groups of equal count.

    Parameters
    ----------
    values
        Numbers; missing ones are left out.
    method
        `equal`, `quantile` or `natural`.
    k
        How many classes are wished for, 2 to 9.

    Returns
    -------
    ends
        Rising, at most `k`, fewer where there are fewer distinct values; the last is the
        largest value.

    Raises
    ------
    BadInput
        If there is no number among the values, or `k` is out of bounds.
    """
    if not 2 <= k <= 9:
        raise BadInput(argument="k", reason="not_a_count_of_classes")
    finite = np.sort(values[np.isfinite(values)])
    if not len(finite):
        raise BadInput(argument="values", reason="no_numbers")
    distinct = np.unique(finite)
    if len(distinct) <= k:
        return distinct
    return _METHODS[method](finite, k)


def classes_of(values: Values, ends: Values) -> NDArray[np.int_]:
    """Return the number of each value's class from 0, and -1 where the value is missing."""
    numbers = np.minimum(np.searchsorted(ends, values, side="left"), len(ends) - 1)
    return np.where(np.isfinite(values), numbers, -1)


def sequential(palette: Palette, k: int) -> tuple[str, ...]:
    """Return `k` colours from light to dark."""
    anchors = np.array([to_rgb(color) for color in _ENDS[palette]])
    at = np.linspace(0, 1, len(anchors))
    mixed = [np.interp(np.linspace(0, 1, k), at, channel) for channel in anchors.T]
    return tuple(to_hex(color) for color in np.transpose(mixed))


def _equal(finite: Values, k: int) -> Values:
    return np.linspace(finite[0], finite[-1], k + 1)[1:]


def _quantile(finite: Values, k: int) -> Values:
    return np.unique(np.quantile(finite, np.arange(1, k + 1) / k))


def _natural(finite: Values, k: int) -> Values:
    """Return the breaks that leave the least sum of squares within the classes."""
    distinct, counts = np.unique(finite, return_counts=True)
    weights = counts.astype(float)
    tops = distinct
    if len(distinct) > _MOST_DISTINCT:
        groups = np.array_split(finite, _MOST_DISTINCT)
        tops = np.array([group[-1] for group in groups])
        distinct = np.array([group.mean() for group in groups])
        weights = np.array([float(len(group)) for group in groups])
    return np.unique(tops[_least_squares(distinct - distinct.mean(), weights, k)])


def _least_squares(values: Values, weights: Values, k: int) -> NDArray[np.int_]:
    """Return the last row of each of `k` runs of rising values, by dynamic programming."""
    count = len(values)
    summed, squares, total = (
        np.concatenate([[0.0], np.cumsum(part)])
        for part in (weights * values, weights * values**2, weights)
    )

    def within(first: NDArray[np.int_], last: int) -> Values:
        inside = summed[last + 1] - summed[first]
        spread = squares[last + 1] - squares[first] - inside**2 / (total[last + 1] - total[first])
        return np.asarray(spread)

    best = np.array([within(np.array([0]), last)[0] for last in range(count)])
    starts = np.zeros((k, count), dtype=int)
    for run in range(1, k):
        before, best = best, np.full(count, np.inf)
        for last in range(run, count):
            first = np.arange(run, last + 1)
            cost = before[first - 1] + within(first, last)
            choice = int(np.argmin(cost))
            best[last], starts[run, last] = cost[choice], first[choice]
    ends = [count - 1]
    for run in range(k - 1, 0, -1):
        ends.append(starts[run, ends[-1]] - 1)
    return np.array(ends[::-1])


_METHODS: Mapping[Method, Callable[[Values, int], Values]] = {
    "equal": _equal,
    "quantile": _quantile,
    "natural": _natural,
}
