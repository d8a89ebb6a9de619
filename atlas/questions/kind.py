"""
A kind of question: what its folder brings, and what it is run with.

The register, the doors and the deliverables speak to kinds through this contract alone: none of
them looks at which kind a question is of.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.progress import Progress, no_progress
from atlas.domain.question import Question
from atlas.domain.resources import Resources
from atlas.questions.access.partitions import Spread

Q = TypeVar("Q", bound=Question)
ShouldStop: TypeAlias = Callable[[float, float], bool]


@dataclass(frozen=True)
class Run:
    """
    What a question is run with, beside the catalogue.

    Parameters
    ----------
    resources
        Opens the files that it names.
    progress
        Is called with the steps done, the steps in all and the stage; may end the work by raising.
    should_stop
        Is called during a search with (best so far, bound); true ends it with the best so far.
    executor
        Maps a function over the parts of a table, here or on a cluster.
    """

    resources: Resources
    progress: Progress = no_progress
    should_stop: ShouldStop | None = None
    executor: Spread = map


@dataclass(frozen=True)
class Kind(Generic[Q]):
    """
    One kind of question.

    Parameters
    ----------
    definition
        The class of its questions; the default of its field `kind` names it.
    answer
        Answers a question whose names are checked; the finding has no words yet.
    """

    definition: type[Q]
    answer: Callable[[Catalogue, Q, Run], Finding]

    @property
    def name(self) -> str:
        """The word that stands in a file after `kind =`."""
        return str(self.definition.model_fields["kind"].default)
