"""
Weights: stated, or derived from judgements of pairs (AHP).

Judgements that contradict each other stop the recommendation: weights made from them would be
arithmetic without a meaning. The judgement that does most harm is named with what would mend it.
"""

import numpy as np

from atlas.domain.finding import Quantity
from atlas.domain.messages import Name
from atlas.errors import Refused
from atlas.methods.multicriteria.ahp import ACCEPTED_CR, Weighting, ahp
from atlas.questions.candidates.reference_trees import Floats
from atlas.questions.siting.definition import Pairwise, Siting


def weights_of(definition: Siting) -> tuple[Floats, Weighting | None]:
    """
    Return the weights of a question, summing to 1, and the proof where judgements made them.

    Raises
    ------
    Refused
        If the judgements are inconsistent (CR > 0.10): names the one to mend.
    BadInput
        If they do not link all criteria, or contradict each other outright.
    """
    if definition.pairwise is None:
        given = np.array([criterion.weight for criterion in definition.criteria], dtype=float)
        return given / given.sum(), None
    names = tuple(criterion.name for criterion in definition.criteria)
    matrix = matrix_of(definition.pairwise, names)
    judged = ahp(matrix, method=definition.pairwise.method)
    if not judged.consistent:
        raise _contradiction(matrix, names, judged)
    return judged.weights, judged


def matrix_of(pairwise: Pairwise, names: tuple[str, ...]) -> Floats:
    """Return the judgements as a matrix in the order of the names, NaN where nobody judged."""
    matrix = np.full((len(names), len(names)), np.nan)
    np.fill_diagonal(matrix, 1.0)
    for judged in pairwise.judgements:
        matrix[names.index(judged.first), names.index(judged.second)] = judged.times
    return matrix


def mended(matrix: Floats, judged: Weighting) -> tuple[int, int, float, float] | None:
    """
    Return the judgement that does most harm, what the others imply for it, and the CR then.

    None where no single change gains anything.
    """
    if judged.worst_judgement is None:
        return None
    i, j, suggested = judged.worst_judgement
    changed = matrix.copy()
    changed[i, j], changed[j, i] = suggested, 1 / suggested
    return i, j, suggested, ahp(changed).cr


def _contradiction(matrix: Floats, names: tuple[str, ...], judged: Weighting) -> Refused:
    told = {"cr": Quantity(judged.cr, "score"), "most": Quantity(ACCEPTED_CR, "1")}
    found = mended(matrix, judged)
    if found is None:
        return Refused(reason="judgements_contradict", **told)
    i, j, suggested, after = found
    given = matrix[i, j] if not np.isnan(matrix[i, j]) else 1 / matrix[j, i]
    return Refused(
        reason="judgements_contradict_most",
        first=Name(names[i]),
        second=Name(names[j]),
        given=Quantity(float(given), "1"),
        suggested=Quantity(suggested, "1"),
        after=Quantity(after, "score"),
        **told,
    )
