"""
Margins: by how much a candidate keeps to each constraint, or breaks it.

A margin is what would have to change before the verdict did: metres for constraints of place, the
column's or the criterion's own unit for limits. To say which constraint nearly excluded a site
they are put on one measure: the share of the limit, or of a kilometre where there is none.
"""

from dataclasses import dataclass
from typing import cast

import numpy as np
import shapely

from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import AttributeTest, LayerRef
from atlas.domain.finding import Quantity
from atlas.domain.messages import Message
from atlas.questions.candidates.constraints import OfPlace, applied, constraint_text, target_of
from atlas.questions.candidates.definition import AtLeast, AtMost, Having, Inside, Limit, Outside
from atlas.questions.candidates.reference_trees import Targets, targets_of
from atlas.questions.siting.ranking import Ranked

_FAR_M = 1000.0  # what a margin in metres is a share of, where no limit gives the scale


@dataclass(frozen=True)
class Margin:
    """
    What a constraint demands, whether it is met, and by how much.

    `by` is None where nothing can be counted, as in a condition on a category; `closeness` is
    the share that `by` is of the limit, infinite then.
    """

    text: Message
    kept: bool
    by: Quantity | None
    closeness: float


def margins(catalogue: Catalogue, ranked: Ranked, site: str) -> list[Margin]:
    """
    Measure how far a candidate is from breaking each constraint, or from keeping it.

    Parameters
    ----------
    catalogue
        The layers.
    ranked
        The ranking that tested the candidate.
    site
        A name in `ranked.places`.

    Returns
    -------
    margins
        Red lines first, then the planner's own constraints, then whether data is missing.
    """
    row = ranked.places.index.get_loc(site)
    found = []
    question = ranked.definition
    tests = applied(catalogue, question.constraints)
    for constraint, one in zip(tests, ranked.tested, strict=False):
        text = constraint_text(catalogue, constraint, question.candidates, ranked.measured)
        kept = bool(one.kept[row])
        if isinstance(constraint, Limit):
            value = float(ranked.measured.values[constraint.criterion][row])
            unit = ranked.measured.units[constraint.criterion]
            found.append(_limited(text, kept, value, _ends(constraint), unit))
        elif isinstance(constraint, Having):
            found.append(_conditioned(catalogue, ranked, constraint, site, text, kept))
        else:
            found.append(_placed(catalogue, ranked, constraint, row, text, kept))
    rest = ranked.tested[len(found) :]
    return found + [Margin(one.text, bool(one.kept[row]), None, np.inf) for one in rest]


def tightest(found: list[Margin]) -> Margin | None:
    """Return the constraint that came nearest to excluding a site that keeps them all."""
    counted = [margin for margin in found if margin.kept and margin.by is not None]
    return min(counted, key=lambda margin: margin.closeness) if counted else None


def _placed(
    catalogue: Catalogue, ranked: Ranked, constraint: OfPlace, row: int, text: Message, kept: bool
) -> Margin:
    targets = targets_of(catalogue, target_of(constraint))
    place = ranked.places.iloc[[row]]
    centre = place[["x", "y"]].to_numpy()
    scale = _FAR_M
    if isinstance(constraint, AtMost | AtLeast):
        scale = constraint.at_most_m if isinstance(constraint, AtMost) else constraint.at_least_m
        by = abs(float(targets.distance_from(centre)[0]) - scale)
    elif isinstance(constraint, Inside):
        by = _from_border(targets, shapely.points(centre[0]))
    else:
        ground = place.geometry.iloc[0]
        by = _apart(targets, ground) if isinstance(constraint, Outside) else 0.0
        by = by or _from_border(targets, ground)
    if not np.isfinite(by):
        return Margin(text, kept, None, np.inf)
    return Margin(text, kept, Quantity(by, "m"), by / scale)


def _apart(targets: Targets, ground: shapely.Geometry) -> float:
    return float(shapely.distance(targets.whole, ground))


def _from_border(targets: Targets, ground: shapely.Geometry) -> float:
    """Measure to the border of the targets, from either side of it; missing without one."""
    border = shapely.boundary(targets.whole)
    return float(shapely.distance(border, ground)) if not border.is_empty else float("nan")


def _ends(limit: Limit) -> tuple[float | None, float | None]:
    return limit.at_least, limit.at_most


def _limited(
    text: Message,
    kept: bool,
    value: float,
    ends: tuple[float | None, float | None],
    unit: str,
) -> Margin:
    near = [(abs(value - end), end) for end in ends if end is not None]
    by, end = min(near)
    if not np.isfinite(by):
        return Margin(text, kept, None, np.inf)
    return Margin(text, kept, Quantity(by, unit), by / abs(end) if end else by)


def _conditioned(
    catalogue: Catalogue, ranked: Ranked, having: Having, site: str, text: Message, kept: bool
) -> Margin:
    layer = catalogue[cast(LayerRef, ranked.definition.candidates).layer]
    test = having.where
    if not isinstance(test, AttributeTest) or test.value is None:
        return Margin(text, kept, None, np.inf)
    kind = layer.spec.kind_of(test.field)
    if not kind.is_number or test.op in {"=", "!=", "in"}:
        return Margin(text, kept, None, np.inf)
    given = test.value if isinstance(test.value, tuple) else (test.value,)
    low, high = float(given[0]), float(given[-1])
    value = float(layer.frame.loc[site, test.field])
    return _limited(text, kept, value, (low, high), kind.unit or "1")
