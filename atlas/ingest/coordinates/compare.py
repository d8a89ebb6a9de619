"""
Comparison: which candidate lands the file's places on the known ones, and by how much it misses.

Half a kilometre lies between the shifts of map services, a hundred metres between CGCS2000 and
the older datums. A comparison tells candidates apart only where nearly every place agrees and
the second best misses at least twice as far; otherwise it says nothing, however near the best
one comes. It also says where even the best misses all places by the same stretch: then the file
is in something that is not among the candidates.
"""

from dataclasses import dataclass

import geopandas
import numpy as np
import shapely

from atlas.domain.crs import xy
from atlas.ingest.coordinates.candidates import Candidate
from atlas.ingest.coordinates.numbers import Floats, Numbers
from atlas.ingest.coordinates.reference_places import (
    SURE_M,
    ReferencePlaces,
    distance_to_outlines,
    named_rows,
    nearest_points,
)

LEAST_PAIRS = 3
NEAR_M = 150.0  # how near a nameless point must come to a known one to count as the same
LEAST_NEAR = 10
NEAR_SHARE = 0.3
TIMES = 3.0  # and how many times more of them than under the second candidate
AGREE = 0.8  # share of the pairs that prefer the same candidate
OFFSET_M = 40.0  # a common offset larger than this, beyond its error, is no accident
LEAST_ERROR_M = 40.0  # how well known places are known at best
SETTLED_M = 70.0  # less than what lies between CGCS2000 and an older datum here
_SPREAD = 1.4826  # of a normal distribution, for one median absolute deviation
_MEDIAN_ERROR = 1.2533  # standard error of a median, for that of a mean
_SAMPLE = 1_500


@dataclass(frozen=True)
class LayerComparison:
    """
    What comparing said.

    `residuals_m` has one median distance for each candidate, infinite where none was near;
    `best` and `second` are numbers of candidates; `told_apart` whether the best one is
    certain; `pairs` how many places were compared; `offset_m` how far all of them are off to
    the same side under the best, and `offset_error_m` three standard errors of that, both None
    where only distances are known; `is_split` whether some places fit one candidate, some another.
    """

    residuals_m: tuple[float, ...]
    best: int
    second: int | None
    told_apart: bool
    pairs: int
    offset_m: float | None = None
    offset_error_m: float | None = None
    is_split: bool = False
    by_name: bool = False

    def is_far(self, i: int) -> bool:
        """Whether the places named under a candidate are not where it puts them."""
        return self.by_name and self.residuals_m[i] > SURE_M

    @property
    def is_off(self) -> bool:
        """Whether something that no candidate explains lies between file and known places."""
        if self.offset_m is None or self.offset_error_m is None:
            return self.is_far(self.best)
        is_beyond = self.told_apart and self.offset_m > max(OFFSET_M, self.offset_error_m)
        return is_beyond or self.is_far(self.best)

    @property
    def settles_datum(self) -> bool:
        """Whether even the hundred metres to an older datum would have been seen."""
        if not self.told_apart or self.offset_m is None or self.offset_error_m is None:
            return False
        return self.offset_m + self.offset_error_m < SETTLED_M


def compare(
    frame: geopandas.GeoDataFrame,
    numbers: Numbers,
    tried: tuple[Candidate, ...],
    places: ReferencePlaces,
) -> LayerComparison | None:
    """
    Hold candidates against the known places: by names, then by nearest points or outlines.

    Parameters
    ----------
    frame
        The file's rows, for their names.
    numbers
        Of the same file.
    tried
        At least one candidate.
    places
        What is known.

    Returns
    -------
    comparison
        None where there is nothing to compare.
    """
    raw, target = named_rows(frame, numbers, places)
    if len(raw) >= LEAST_PAIRS:
        return _by_name(tried, raw, target)
    near = _by_position(numbers, tried, places)
    if len(raw) and not (near and near.told_apart):
        return _by_name(tried, raw, target)  # one name proves nothing, but it may contradict
    return near


def _by_position(
    numbers: Numbers, tried: tuple[Candidate, ...], places: ReferencePlaces
) -> LayerComparison | None:
    sample = numbers.sample(most=_SAMPLE)
    types = shapely.get_type_id(numbers.geometry.array[numbers.in_main])
    is_points = bool((types == shapely.GeometryType.POINT).all())
    if is_points and len(places.xy) >= LEAST_NEAR:
        return _by_points(tried, sample, places)
    if not is_points and len(places.outlines):
        return _by_outlines(tried, sample, places)
    return None


def _by_name(tried: tuple[Candidate, ...], raw: Floats, target: Floats) -> LayerComparison | None:
    misses = np.stack([xy(one.placed(raw)) - target for one in tried])
    distances = np.hypot(misses[..., 0], misses[..., 1])
    residuals = np.median(distances, axis=1)
    best, second = _two_least(residuals)
    if not np.isfinite(residuals[best]):
        return None  # beyond what the projections can take back
    prefers = np.argmin(distances, axis=0)
    support = float((prefers == best).mean())
    apart = len(raw) >= LEAST_PAIRS and residuals[best] <= SURE_M and support >= AGREE
    if second is not None:
        apart = apart and residuals[second] >= 2 * residuals[best]
    least = max(LEAST_PAIRS, (1 - AGREE) * len(raw))
    fits = distances.min(axis=0) <= SURE_M / 2
    groups = np.bincount(prefers[fits], minlength=len(tried))
    return LayerComparison(
        residuals_m=tuple(residuals.tolist()),
        best=best,
        second=second,
        told_apart=bool(apart),
        pairs=len(raw),
        is_split=bool((groups >= least).sum() > 1),
        by_name=True,
        **_offset(misses[best][np.isfinite(distances[best])]),
    )


def _by_points(
    tried: tuple[Candidate, ...], sample: Floats, places: ReferencePlaces
) -> LayerComparison | None:
    moved = [_metres(one, sample) for one in tried]
    misses = [here - nearest_points(here, places) for here in moved]
    distances = [np.hypot(*miss.T) for miss in misses]
    found = _by_nearness(distances)
    if found is None:
        return None
    near = distances[found.best] <= NEAR_M
    return LayerComparison(**{**found.__dict__, **_offset(misses[found.best][near])})


def _by_outlines(
    tried: tuple[Candidate, ...], sample: Floats, places: ReferencePlaces
) -> LayerComparison | None:
    moved = [_metres(one, sample) for one in tried]
    return _by_nearness([distance_to_outlines(here, places) for here in moved])


def _by_nearness(distances: list[Floats]) -> LayerComparison | None:
    near = np.array([int((distance <= NEAR_M).sum()) for distance in distances])
    best, second = _two_least(-near.astype(float))
    enough = near[best] >= max(LEAST_NEAR, NEAR_SHARE * len(distances[best]))
    if not near[best]:
        return None
    medians = [
        float(np.median(d[d <= NEAR_M])) if (d <= NEAR_M).any() else np.inf for d in distances
    ]
    return LayerComparison(
        residuals_m=tuple(medians),
        best=best,
        second=second,
        told_apart=bool(enough and (second is None or near[best] >= TIMES * near[second])),
        pairs=int(near[best]),
    )


def _metres(one: Candidate, sample: Floats) -> Floats:
    here = xy(one.placed(sample))
    return np.asarray(here[np.isfinite(here).all(axis=1)])


def _two_least(values: Floats) -> tuple[int, int | None]:
    order = np.argsort(values, kind="stable")
    return int(order[0]), int(order[1]) if len(order) > 1 else None


def _offset(misses: Floats) -> dict[str, float]:
    centre = np.median(misses, axis=0)
    spread = np.hypot(*(_SPREAD * np.median(np.abs(misses - centre), axis=0)))
    # a few places may agree by chance better than places are known
    error = max(_MEDIAN_ERROR * float(spread), LEAST_ERROR_M) / np.sqrt(len(misses))
    return {"offset_m": float(np.hypot(*centre)), "offset_error_m": 3 * float(error)}
