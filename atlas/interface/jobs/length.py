"""
Which questions are long: those a page does not wait for; and which are too long for a page.

A ranking of so many candidates takes seconds on an office computer; fewer are there before a
worker would have begun. The work of a location question grows with the pairs of demand and site,
and with the plans that are tried on them: those of the answer and one for each point of its curve.
Both are estimates, made before a single cell is.
"""

from atlas.domain.catalogue import Catalogue
from atlas.domain.name_check import check_names
from atlas.domain.question import Question
from atlas.errors import Refused
from atlas.questions.candidates.candidates import expected_places
from atlas.questions.location.definition import Location
from atlas.questions.siting.definition import Siting

LONG_FROM = 30_000  # candidates
LONG_STEPS = 20_000_000  # pairs, each for so many plans
MOST_STEPS = 1_000_000_000
_OVERHEAD_S = 60.0  # beside the search: starting, reading the data, drawing up the answer
_WORK_S = 600.0  # for a question that sets no limit of its own
_PREVIEW_S = 120.0  # for a plan without a proof


def is_long(catalogue: Catalogue, definition: Question) -> bool:
    """
    Return whether a question should be answered beside the page.

    Parameters
    ----------
    catalogue
        What would answer it.
    definition
        The question.

    Raises
    ------
    BadDefinition
        If it names what is not there.
    Refused
        If it is too long for a page, with its size and what to ask instead.
    """
    check_names(catalogue, definition)
    if isinstance(definition, Siting):
        return expected_places(catalogue, definition.candidates) >= LONG_FROM
    if isinstance(definition, Location):
        return _steps(catalogue, definition) >= LONG_STEPS
    return False


def limit_of(definition: Question) -> float:
    """Return after how many seconds a question is ended."""
    if isinstance(definition, Location) and definition.solve == "preview":
        return _PREVIEW_S
    return float(getattr(definition, "time_limit_s", _WORK_S)) + _OVERHEAD_S


def _steps(catalogue: Catalogue, definition: Location) -> int:
    demand = sum(expected_places(catalogue, kind) for kind in definition.demand)
    sites = expected_places(catalogue, definition.candidates)
    if definition.existing is not None:
        sites += expected_places(catalogue, definition.existing)
    plans = definition.curve_to + (definition.additional or definition.p or 1)
    steps = demand * sites * plans
    if steps > MOST_STEPS:
        raise Refused(
            reason="location_too_large",
            demand=f"{demand:,}",
            sites=f"{sites:,}",
            plans=plans,
            count=f"{steps / 1e6:,.0f}",
            most=f"{MOST_STEPS / 1e6:,.0f}",
        )
    return steps
