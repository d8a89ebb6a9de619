"""How long a ranking takes: so many candidates take seconds on an office computer."""

from atlas.domain.catalogue import Catalogue
from atlas.questions.candidates.candidates import expected_places
from atlas.questions.kind import Effort
from atlas.questions.siting.definition import Siting

LONG_FROM = 30_000  # candidates; fewer are there before a worker would have begun


def siting_effort(catalogue: Catalogue, definition: Siting) -> Effort:
    """Estimate a ranking from the number of its candidates, before a single cell is made."""
    return Effort(expected_places(catalogue, definition.candidates) >= LONG_FROM)
