"""
Constraints: what a site must not break.

Each is tested on every candidate, so that it can say how many it removes by itself as well as
how many are left after those before it. Distances are straight, from a candidate's centre.
"""

from dataclasses import dataclass
from typing import TypeAlias, cast

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import LayerRef
from atlas.domain.finding import Quantity, TableColumn, computed, fact
from atlas.domain.layer import Layer
from atlas.domain.messages import Message, Name, Text, message
from atlas.questions.candidates.definition import (
    AtLeast,
    AtMost,
    Candidates,
    Constraint,
    Having,
    Inside,
    Limit,
    Outside,
    Within,
)
from atlas.questions.candidates.reference_trees import TOLERANCE_M, Floats, Targets, targets_of
from atlas.questions.selection.condition_text import condition_text
from atlas.questions.selection.rows import row_mask

SLIVER_M2 = 1.0  # as much overlap is no overlap
OfPlace: TypeAlias = Outside | Inside | Within | AtMost | AtLeast
_RELATIVE = 1e-9  # a limit is met by a value that differs in the last digits only


@dataclass(frozen=True)
class Verdict:
    """What one constraint says: its wording and, for each candidate, whether it is feasible."""

    text: Message
    kept: NDArray[np.bool_]


@dataclass(frozen=True)
class CriterionValues:
    """
    Raw values of the criteria at every candidate, by criterion, with their units.

    `printed` are the criteria whose values stand in a column of the candidates' own layer.
    """

    values: dict[str, Floats]
    units: dict[str, str]
    printed: frozenset[str]

    def column(self, criterion: str, label: Text) -> TableColumn:
        """Return a column of a criterion's raw values."""
        make = TableColumn if criterion in self.printed else computed
        return make(label, self.units[criterion])

    def quantity(self, criterion: str, value: float) -> Quantity:
        """Return one of a criterion's raw values with its unit."""
        make = fact if criterion in self.printed else Quantity
        return make(value, self.units[criterion])


def applied(catalogue: Catalogue, constraints: tuple[Constraint, ...]) -> list[Constraint]:
    """Return the red lines whose data is loaded, then the planner's own constraints in order."""
    return [*_red_lines(catalogue), *constraints]


def verdicts(
    catalogue: Catalogue, constraints: tuple[OfPlace, ...], places: geopandas.GeoDataFrame
) -> list[Verdict]:
    """
    Test every candidate against the loaded red lines, then against constraints of place.

    Parameters
    ----------
    catalogue
        The layers; red-line slots that hold data are applied by default.
    constraints
        The planner's own, in order; none that looks at columns or criteria.
    places
        Candidates from `candidates_of`.
    """
    return [
        Verdict(_place_text(catalogue, constraint), _stands(catalogue, constraint, places))
        for constraint in (*_red_lines(catalogue), *constraints)
    ]


def verdict(
    catalogue: Catalogue,
    constraint: Constraint,
    places: geopandas.GeoDataFrame,
    candidates: Candidates,
    measured: CriterionValues,
) -> Verdict:
    """
    Test every candidate against one constraint.

    Parameters
    ----------
    catalogue
        The layers.
    constraint
        One of `applied`.
    places
        Candidates from `candidates_of`.
    candidates
        What the question names as such: a condition is put to their own layer.
    measured
        What the criteria measured, for limits on it.
    """
    text = constraint_text(catalogue, constraint, candidates, measured)
    if isinstance(constraint, Having):
        return Verdict(text, _meets(catalogue, constraint, places, candidates))
    if isinstance(constraint, Limit):
        return Verdict(text, _keeps_within(constraint, measured.values[constraint.criterion]))
    return Verdict(text, _stands(catalogue, constraint, places))


def constraint_text(
    catalogue: Catalogue, constraint: Constraint, candidates: Candidates, measured: CriterionValues
) -> Message:
    """
    Return what a constraint asks, in words.

    Parameters
    ----------
    catalogue
        The layers.
    constraint
        One constraint of the question.
    candidates
        What the candidates are: cells, hexagons or the rows of a layer.
    measured
        Values of the criteria, for their units.
    """
    if isinstance(constraint, Having):
        ref = _own_layer(candidates)
        text = condition_text(catalogue[ref.layer], constraint.where)
        return message("constraint.where", condition=text)
    if isinstance(constraint, Limit):
        return _limit_text(constraint, measured.units[constraint.criterion])
    return _place_text(catalogue, constraint)


def _place_text(catalogue: Catalogue, constraint: OfPlace) -> Message:
    name = reference_name(catalogue, target_of(constraint))
    if isinstance(constraint, AtMost):
        limit = fact(constraint.at_most_m, "m")
        return message("constraint.at_most", of=name, limit=limit)
    if isinstance(constraint, AtLeast):
        limit = fact(constraint.at_least_m, "m")
        return message("constraint.at_least", of=name, limit=limit)
    if isinstance(constraint, Outside):
        return message("constraint.outside", of=name)
    if isinstance(constraint, Within):
        return message("constraint.within", of=name)
    return message("constraint.inside", of=name)


def reference_name(catalogue: Catalogue, ref: LayerRef) -> Name:
    """Return what a reference is called: its feature, or its layer."""
    layer = catalogue[ref.layer]
    return layer.name if ref.id is None else layer.name_of(ref.id)


def target_of(constraint: OfPlace) -> LayerRef:
    """Return what a constraint of place is about."""
    if isinstance(constraint, Outside):
        return constraint.outside
    if isinstance(constraint, Inside):
        return constraint.inside
    return constraint.within if isinstance(constraint, Within) else constraint.of


def removed(tested: list[Verdict]) -> list[tuple[int, int]]:
    """Return how many candidates each constraint removes, alone and after those before it."""
    counts = []
    left = np.ones_like(tested[0].kept) if tested else np.empty(0, dtype=bool)
    for one in tested:
        counts.append((int((~one.kept).sum()), int((left & ~one.kept).sum())))
        left = left & one.kept
    return counts


def _red_lines(catalogue: Catalogue) -> list[Outside | Inside]:
    return [_red_line(layer) for layer in catalogue.spatial if layer.spec.constraint]


def _red_line(layer: Layer) -> Outside | Inside:
    ref = LayerRef(layer=layer.id)
    return Outside(outside=ref) if layer.spec.constraint == "outside" else Inside(inside=ref)


def _own_layer(candidates: Candidates) -> LayerRef:
    # that a condition has columns to be put to was checked with the names
    return cast(LayerRef, candidates)


def _limit_text(limit: Limit, unit: str) -> Message:
    of = Name(limit.criterion)
    low = None if limit.at_least is None else fact(limit.at_least, unit)
    high = None if limit.at_most is None else fact(limit.at_most, unit)
    if low is None:
        return message("constraint.value_at_most", of=of, limit=high)
    if high is None:
        return message("constraint.value_at_least", of=of, limit=low)
    return message("constraint.value_between", of=of, low=low, high=high)


def _keeps_within(limit: Limit, values: Floats) -> NDArray[np.bool_]:
    """Test values; a missing one meets no limit."""
    low = -np.inf if limit.at_least is None else limit.at_least
    high = np.inf if limit.at_most is None else limit.at_most
    hair = _RELATIVE * max(abs(v) for v in (low, high, 1.0) if np.isfinite(v))
    return np.asarray((values >= low - hair) & (values <= high + hair))


def _meets(
    catalogue: Catalogue, having: Having, places: geopandas.GeoDataFrame, candidates: Candidates
) -> NDArray[np.bool_]:
    layer = catalogue[_own_layer(candidates).layer]
    met = layer.frame.index[row_mask(catalogue, layer, having.where)]
    return np.asarray(places.index.isin(met))


def _stands(
    catalogue: Catalogue,
    constraint: OfPlace,
    places: geopandas.GeoDataFrame,
) -> NDArray[np.bool_]:
    targets = targets_of(catalogue, target_of(constraint))
    grounds = np.asarray(places.geometry.array, dtype=object)
    if isinstance(constraint, Outside):
        return ~_touched(grounds, targets.shapes)
    if isinstance(constraint, Inside):
        return np.asarray(shapely.intersects_xy(targets.whole, places["x"], places["y"]))
    if isinstance(constraint, Within):
        return _wholly_inside(grounds, targets)
    distance = targets.distance_from(places[["x", "y"]].to_numpy())
    if isinstance(constraint, AtMost):
        return np.asarray(distance <= constraint.at_most_m + TOLERANCE_M)
    # where there is nothing to keep away from, everything is far enough
    return np.asarray(~(distance < constraint.at_least_m - TOLERANCE_M))


def _wholly_inside(grounds: NDArray[np.object_], targets: Targets) -> NDArray[np.bool_]:
    held = shapely.covers(targets.whole, grounds)
    near = np.flatnonzero(~held & shapely.intersects(targets.whole, grounds))
    # a common border drawn twice leaves slivers outside
    outside = shapely.area(shapely.difference(grounds[near], targets.whole))
    held[near] = (shapely.area(grounds[near]) > 0) & (outside <= SLIVER_M2)
    return np.asarray(held)


def _touched(grounds: NDArray[np.object_], shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which candidates share ground with an area, or meet a line or a point."""
    is_area = shapely.get_dimensions(shapes) == 2
    area, rest = shapely.union_all(shapes[is_area]), shapely.union_all(shapes[~is_area])
    met = shapely.intersects(grounds, rest)
    near = np.flatnonzero(shapely.intersects(grounds, area))
    # neighbours drawn from different files overlap by slivers along the border they share
    shared = shapely.area(shapely.intersection(grounds[near], area)) > SLIVER_M2
    met[near] |= shared | (shapely.area(grounds[near]) == 0)
    return np.asarray(met)
