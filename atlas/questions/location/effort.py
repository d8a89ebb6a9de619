"""
How long a location question takes, and what a page shows until then.

The work grows with the pairs of demand and site, and with the plans that are tried on them: those
of the answer and one for each point of its curve. It is an estimate, made before a cell is.
"""

from atlas.domain.catalogue import Catalogue
from atlas.errors import Refused
from atlas.questions.candidates.candidates import expected_places
from atlas.questions.kind import Effort
from atlas.questions.location.definition import Location

LONG_STEPS = 20_000_000  # pairs, each for so many plans
MOST_STEPS = 1_000_000_000
_OVERHEAD_S = 60.0  # beside the search: starting, reading the data, drawing up the answer
_PREVIEW_S = 120.0  # for a plan without a proof


def effort_of(catalogue: Catalogue, definition: Location) -> Effort:
    """Estimate a question from its pairs and plans; one with too many is refused."""
    demand = sum(expected_places(catalogue, kind) for kind in definition.demand)
    sites = expected_places(catalogue, definition.candidates)
    if definition.existing is not None:
        sites += expected_places(catalogue, definition.existing)
    plans = definition.curve_to + (definition.additional or definition.p or 1)
    steps = demand * sites * plans
    if steps <= MOST_STEPS:
        return Effort(steps >= LONG_STEPS)
    refusal = Refused(
        reason="location_too_large",
        demand=f"{demand:,}",
        sites=f"{sites:,}",
        plans=plans,
        count=f"{steps / 1e6:,.0f}",
        most=f"{MOST_STEPS / 1e6:,.0f}",
    )
    return Effort(is_long=True, refusal=refusal)


def limit_s(definition: Location) -> float:
    """Return the seconds after which a worker is ended."""
    if definition.solve == "preview":
        return _PREVIEW_S
    return definition.time_limit_s + _OVERHEAD_S


def preview_of(definition: Location) -> Location:
    """Return the question that is answered at once, by a good plan without a proof."""
    return definition.model_copy(update={"solve": "preview"})
