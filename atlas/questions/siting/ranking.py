"""
A ranking: everything a siting question works out, before it is reported.

Candidates are measured, tested and scored once; the answer, the reasons for one site and the
robustness of the order are all read off the same arrays. Totals are worked out by three methods,
so that the answer can say when the one of the question and another name different winners.
"""

from dataclasses import dataclass
from functools import cached_property

import geopandas
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import LayerRef
from atlas.domain.finding import fact
from atlas.domain.messages import Name, message
from atlas.domain.progress import Progress, ProgressSteps, no_progress
from atlas.methods.multicriteria.ahp import Weighting
from atlas.methods.multicriteria.ranking import topsis, weighted_product, weighted_sum
from atlas.questions.candidates.candidates import candidates_of
from atlas.questions.candidates.constraints import CriterionValues, Verdict, applied, verdict
from atlas.questions.candidates.reference_trees import TOLERANCE_M, Floats
from atlas.questions.siting.contiguity import large_enough
from atlas.questions.siting.criteria import Criterion
from atlas.questions.siting.definition import Siting
from atlas.questions.siting.measures import raw_values
from atlas.questions.siting.value_functions import Scored, as_measure, scored
from atlas.questions.siting.weights import weights_of

Rows = NDArray[np.intp]
METHODS = ("weighted_sum", "weighted_product", "topsis")
# measures with a unit of their own; the others bear that of the column they read
_UNITS = {
    "distance": "m",
    "travel_time": "min",
    "count": "count",
    "share": "share",
    "industry": "share",
}
_DIGITS = 12  # equal totals do not part by the last bit


# a ranking is itself and no other: what is derived from one can be kept with it
@dataclass(frozen=True, eq=False)
class Ranked:
    """
    Candidates, what each constraint says, and the criteria of the feasible ones.

    `places` holds all candidates, `kept` which of them break no constraint; every other array
    has one row for each feasible one, in their order, and one column for each criterion. `order`
    are all those rows, best first, equal ones by name; `best` those of the chosen.
    """

    definition: Siting
    places: geopandas.GeoDataFrame
    measured: CriterionValues
    tested: list[Verdict]
    kept: NDArray[np.bool_]
    criteria: list[Scored]
    weights: Floats
    judged: Weighting | None
    totals: dict[str, Floats]
    order: Rows
    best: Rows

    @cached_property
    def sites(self) -> geopandas.GeoDataFrame:
        """The feasible candidates."""
        return self.places[self.kept]

    @cached_property
    def scores(self) -> Floats:
        """Scores of the feasible candidates, one column for each criterion."""
        return np.column_stack([one.scores for one in self.criteria])

    @property
    def total(self) -> Floats:
        """The figure that ranks: by the method of the question."""
        return self.totals[self.definition.ranking]

    def first_by(self, method: str) -> str:
        """Return the name of the winner by a method, of equal ones the first by name."""
        total = self.totals[method].round(_DIGITS)
        return str(min(self.sites.index[total == total.max()]))


def rank(catalogue: Catalogue, definition: Siting, *, progress: Progress = no_progress) -> Ranked:
    """
    Measure, test, score and rank the candidates of a question.

    Parameters
    ----------
    catalogue
        The layers; loaded red lines are applied by default.
    definition
        Candidates, constraints, criteria; names already checked.
    progress
        Called before each step; may end the work by raising.

    Returns
    -------
    ranked
        No feasible candidate is an answer too: its arrays are empty.

    Raises
    ------
    Refused
        If there are no candidates, judgements contradict each other, a criterion has no data
        that could stand in, or a travel time has no network.
    BadInput
        If judgements do not link all criteria.
    """
    weights, judged = weights_of(definition)
    tests = applied(catalogue, definition.constraints)
    steps = ProgressSteps(progress, 2 + len(definition.criteria) + len(tests))
    steps.begin("candidates")
    places = candidates_of(catalogue, definition.candidates)
    measured = _measured(catalogue, definition, places, steps)
    tested = _tested(catalogue, definition, places, measured, steps)
    steps.begin("scoring")
    kept = np.all([one.kept for one in tested] or [np.ones(len(places), bool)], axis=0)
    criteria = [scored(c, measured.values[c.name][kept]) for c in definition.criteria]
    totals = _totals(definition, criteria, weights)
    sites = places[kept]
    order = in_order(sites, totals[definition.ranking])
    return Ranked(
        definition=definition,
        places=places,
        measured=measured,
        tested=tested,
        kept=kept,
        criteria=criteria,
        weights=weights,
        judged=judged,
        totals=totals,
        order=order,
        best=apart(sites, order, separation_m=definition.separation_m, most=definition.top),
    )


def criterion_unit(catalogue: Catalogue, criterion: Criterion, definition: Siting) -> str:
    """
    Return the unit of a criterion's raw values; of a column that bears none, a plain number.

    Parameters
    ----------
    catalogue
        The layers.
    criterion
        One criterion of the question.
    definition
        The question.
    """
    if criterion.field is None:
        return _UNITS[criterion.measure]
    ref = criterion.of or definition.candidates
    unit = ""
    if isinstance(ref, LayerRef):
        unit = catalogue[ref.layer].spec.every_column[criterion.field].unit
    return unit or "1"


def in_order(sites: geopandas.GeoDataFrame, total: Floats) -> Rows:
    """Return the rows, best first, equal ones by name."""
    return np.lexsort((sites.index.to_numpy(dtype=str), -total.round(_DIGITS)))


def _measured(
    catalogue: Catalogue, definition: Siting, places: geopandas.GeoDataFrame, steps: ProgressSteps
) -> CriterionValues:
    values = {}
    for criterion in definition.criteria:
        steps.begin("measuring")
        values[criterion.name] = raw_values(catalogue, criterion, places, definition)
    units = {c.name: criterion_unit(catalogue, c, definition) for c in definition.criteria}
    printed = frozenset(c.name for c in definition.criteria if c.measure == "attribute")
    return CriterionValues(values, units, printed)


def _tested(
    catalogue: Catalogue,
    definition: Siting,
    places: geopandas.GeoDataFrame,
    measured: CriterionValues,
    steps: ProgressSteps,
) -> list[Verdict]:
    """Test constraints, then whether required data is there, then the ground of the patches."""
    tested = []
    for constraint in applied(catalogue, definition.constraints):
        steps.begin("testing")
        tested.append(verdict(catalogue, constraint, places, definition.candidates, measured))
    for criterion in definition.criteria:
        unknown = np.isnan(measured.values[criterion.name])
        if criterion.missing == "exclude" and unknown.any():
            text = message("constraint.known", of=Name(criterion.name))
            tested.append(Verdict(text, ~unknown))
    if definition.contiguous_ha > 0:
        left = np.all([one.kept for one in tested] or [np.ones(len(places), bool)], axis=0)
        enough = large_enough(places, left, least_ha=definition.contiguous_ha)
        least = fact(definition.contiguous_ha, "ha")
        # what the others removed is theirs, not the patch's
        tested.append(Verdict(message("constraint.contiguous", least=least), enough | ~left))
    return tested


def _totals(definition: Siting, criteria: list[Scored], weights: Floats) -> dict[str, Floats]:
    scores = np.column_stack([one.scores for one in criteria])
    if not len(scores):
        return {method: np.empty(0) for method in METHODS}
    asked = [
        as_measure(one.values, one.scores, criterion.transform)
        for one, criterion in zip(criteria, definition.criteria, strict=True)
    ]
    return {
        "weighted_sum": weighted_sum(scores, weights),
        "weighted_product": weighted_product(scores, weights),
        "topsis": topsis(
            np.column_stack([values for values, _ in asked]),
            weights,
            benefit=np.array([better for _, better in asked]),
            normalization=definition.normalization,
        ),
    }


def apart(sites: geopandas.GeoDataFrame, order: Rows, *, separation_m: float, most: int) -> Rows:
    """
    Return the first of an order, each so far from all before it.

    Parameters
    ----------
    sites
        All feasible candidates, with `x`, `y` in metres.
    order
        Rows of `sites`, the best first.
    separation_m
        Least distance between two; 0 for none.
    most
        How many at most.
    """
    if separation_m <= 0:
        return order[:most]
    centres = sites[["x", "y"]].to_numpy()[order]
    near = cKDTree(centres)
    free = np.ones(len(order), dtype=bool)
    taken: list[int] = []
    at = 0
    while len(taken) < most and free[at:].any():
        at += int(np.argmax(free[at:]))
        taken.append(int(order[at]))
        # a hair less: sites exactly so far apart are apart
        free[near.query_ball_point(centres[at], separation_m - TOLERANCE_M)] = False
        free[at] = False
    return np.array(taken, dtype=np.intp)
