"""
Which questions are long: those a page does not wait for.

A ranking of so many candidates takes seconds on an office computer; fewer are there before a
worker would have begun. A location question has a preview instead, whatever its length.
"""

from atlas.analysis.siting.candidates import expected_candidates
from atlas.domain.catalogue import Catalogue
from atlas.domain.definition import Definition, Siting
from atlas.domain.naming import check_names

LONG_FROM = 30_000  # candidates


def is_long(catalogue: Catalogue, definition: Definition) -> bool:
    """
    Tell whether a question should be answered beside the page.

    Parameters
    ----------
    catalogue
        What it is asked of.
    definition
        The question.

    Raises
    ------
    BadDefinition
        If it names what is not there.
    """
    if not isinstance(definition, Siting):
        return False
    check_names(catalogue, definition)
    return expected_candidates(catalogue, definition) >= LONG_FROM
