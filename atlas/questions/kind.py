"""
A kind of question: what its folder brings, and what it is run with.

The register, the doors and the deliverables speak to kinds through this contract alone: none of
them looks at which kind a question is of.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import LayerRef
from atlas.domain.finding import Finding
from atlas.domain.messages import Message, Name
from atlas.domain.progress import Progress, no_progress
from atlas.domain.question import Question
from atlas.domain.records.brief import BriefBars, BriefTable
from atlas.domain.resources import Resources
from atlas.errors import Refused
from atlas.questions.access.partitions import Spread
from atlas.questions.form import Form

Q = TypeVar("Q", bound=Question)
R = TypeVar("R")
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
class Effort:
    """How much work a question is, estimated before any is done: whether a page waits for it."""

    is_long: bool = False
    refusal: Refused | None = None  # where a page should not ask it at all


@dataclass(frozen=True)
class OfFeature(Generic[Q]):
    """
    How a series asks a question of one feature alone.

    Parameters
    ----------
    question
        Returns the question of that feature; None where it is not about features of its layer.
    summary
        Returns the headline of such an answer, which then names the feature.
    """

    question: Callable[[Q, LayerRef], Q | None]
    summary: Callable[[Message, Name], Message]


def no_effort(_catalogue: Catalogue, _question: Question) -> Effort:
    """Estimate a question that a page answers at once."""
    return Effort()


def usual_limit(_question: Question) -> float:
    """Return the seconds after which a question without a limit of its own is ended."""
    return 660.0


def nothing(_question: Question, _finding: Finding) -> None:
    """Say that nothing stands beside the map."""


def itself(question: Q) -> Q:
    """Return a question as it is: a page answers it whole."""
    return question


@dataclass(frozen=True)
class Kind(Generic[Q, R]):
    """
    One kind of question.

    Parameters
    ----------
    definition
        The class of its questions; the default of its field `kind` names it.
    compute
        Computes a question whose names are checked: a frozen dataclass of arrays and frames.
    report
        Makes the finding of what was computed: figures, tables, geometry and messages, which have
        no words yet.
    form
        Draws the fields of its questions.
    effort
        Estimates the work; a long question is answered by a worker process.
    limit_s
        Seconds after which a worker is ended.
    preview
        The question that a page answers at once in its stead.
    of_feature
        How a series asks it of one feature alone; None where it does not.
    site_figures
        Of a kind that chooses sites, whose table has `rank`, `cell`, `lon` and `lat`: the columns
        that describe one. None where none are chosen.
    examples
        Files in `examples/`, without their ending; a page offers the first.
    left_to_downloads
        Columns that a page does not show.
    brief_table, brief_bars
        What stands beside the map on a sheet, a slide and in a document.
    """

    definition: type[Q]
    compute: Callable[[Catalogue, Q, Run], R]
    report: Callable[[Catalogue, Q, R], Finding]
    form: Form
    effort: Callable[[Catalogue, Q], Effort] = no_effort
    limit_s: Callable[[Q], float] = usual_limit
    preview: Callable[[Q], Q] = itself
    of_feature: OfFeature[Q] | None = None
    site_figures: Callable[[Finding], tuple[str, ...]] | None = None
    examples: tuple[str, ...] = ()
    left_to_downloads: tuple[str, ...] = ()
    brief_table: Callable[[Q, Finding], BriefTable | None] = nothing
    brief_bars: Callable[[Q, Finding], BriefBars | None] = nothing

    @property
    def name(self) -> str:
        """The word that stands in a file after `kind =`."""
        return str(self.definition.model_fields["kind"].default)

    def answer(self, catalogue: Catalogue, question: Q, run: Run) -> Finding:
        """
        Compute a question and report it.

        Parameters
        ----------
        catalogue
            The layers.
        question
            A question of this kind whose names are checked.
        run
            Resources, progress and executor.
        """
        return self.report(catalogue, question, self.compute(catalogue, question, run))

    def question_of(self, finding: Finding) -> Q | None:
        """Return the question that a finding answers, None where it is of another kind."""
        question = finding.definition
        return question if isinstance(question, self.definition) else None
