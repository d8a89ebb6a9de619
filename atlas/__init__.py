"""
丝路科学城规划图集: the Silk Road Science City planning atlas.

>>> import atlas
>>> catalogue = atlas.open_atlas()
>>> finding = atlas.run(catalogue, {"kind": "query", "layer": "parks"})
>>> print(finding.headline("zh"))  # doctest: +SKIP

This is the composition room: it alone may import every other, and binds what the rooms must not
know of each other, such as an answer and the words for it.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from atlas.deliverables.pages import answered, bound
from atlas.deliverables.sheet_contents import contents
from atlas.domain.catalogue import Catalogue
from atlas.domain.definition import (
    Briefing,
    Coverage,
    Definition,
    Location,
    Query,
    Sheet,
    Siting,
    make_definition,
)
from atlas.domain.definition.coverage import TableRef
from atlas.domain.finding import Finding, Quantity
from atlas.domain.name_check import check_names
from atlas.domain.progress import Progress, no_progress
from atlas.errors import BadDefinition, Problem
from atlas.ingest.dry_run import dry_run
from atlas.opening import (
    WorkspaceFiles,
    declared_text,
    edit_rows,
    facts_root,
    grids_of,
    open_atlas,
    roads_of,
    supplied_for,
    with_data,
    with_pictures,
)
from atlas.output.language import say
from atlas.questions.access.partitions import Spread, Table
from atlas.questions.completion import completed
from atlas.questions.coverage.compute import coverage as _coverage
from atlas.questions.location.compute import location as _location
from atlas.questions.query.compute import query as _query
from atlas.questions.selection.search_answer import found_for
from atlas.questions.siting.compute import siting as _siting
from atlas.questions.siting.explanation import Reasons
from atlas.questions.siting.explanation import reasons as _reasons
from atlas.questions.siting.ranking import rank
from atlas.reading.questions import read_definition, read_question
from atlas.shipped import SHIPPED
from atlas.store.edits import Edit
from atlas.store.manifest import Manifest
from atlas.store.versions import Versions
from atlas.store.workspace import open_workspace, workspace

__version__ = "0.1.0"
__all__ = [
    "SHIPPED",
    "Briefing",
    "Catalogue",
    "Coverage",
    "Edit",
    "Finding",
    "Location",
    "Manifest",
    "Quantity",
    "Query",
    "Reasons",
    "Sheet",
    "Siting",
    "Versions",
    "WorkspaceFiles",
    "briefing",
    "coverage",
    "declared_text",
    "dry_run",
    "edit_rows",
    "facts_root",
    "locate",
    "make_definition",
    "open_atlas",
    "open_workspace",
    "query",
    "read_definition",
    "read_question",
    "reasons",
    "run",
    "search",
    "site",
    "supplied_for",
    "with_data",
    "workspace",
]

if TYPE_CHECKING:
    from atlas.output.briefing.pack import Pack

Watch: TypeAlias = Callable[[float, float], bool]


def run(
    catalogue: Catalogue,
    definition: Definition | Mapping[str, Any],
    *,
    should_stop: Watch | None = None,
    progress: Progress = no_progress,
    executor: Spread = map,
    sheet_answer: Finding | None = None,
) -> Finding:
    """
    Answer a question of any kind.

    Parameters
    ----------
    catalogue
        What `open_atlas` returned.
    definition
        The question, or its keys and values as they stand in a file.
    should_stop
        Of a location question: asked during the search with (best so far, bound); true ends it.
    progress
        Of a siting question: told how many steps of how many are done, and the stage that
        begins; may end the work by raising.
    executor
        Of a coverage question over a table: has each piece counted; here, unless a cluster does.
    sheet_answer
        Of a sheet: the answer to the question it shows, where that was asked before.

    Returns
    -------
    finding
        The answer; the same whichever door the question came by.

    Raises
    ------
    BadDefinition, UnknownName
        If the question cannot be asked of this catalogue, with every problem at once.
    Refused
        If it could be computed and must not be.
    """
    asked = make_definition(definition) if isinstance(definition, Mapping) else definition
    check_names(catalogue, asked)
    if isinstance(asked, Sheet) and sheet_answer is not None:
        finding = with_pictures(contents(catalogue, asked, sheet_answer), [asked]).with_words(say)
    else:
        finding = _answer(catalogue, asked, should_stop, progress, executor).with_words(say)
    return completed(catalogue, finding, asked)


def query(catalogue: Catalogue, **asked: Any) -> Finding:
    """Ask what is here: `run` with a definition of kind `query`, given by its keys."""
    return run(catalogue, {"kind": "query", **asked})


def search(catalogue: Catalogue, words: str, *, limit: int = 50) -> Finding:
    """Look for words in all layers, tables and sources, the best matches first."""
    return found_for(catalogue, words, limit=limit).with_words(say)


def coverage(catalogue: Catalogue, **asked: Any) -> Finding:
    """Ask who is reached: `run` with a definition of kind `coverage`, given by its keys."""
    return run(catalogue, {"kind": "coverage", **asked})


def site(catalogue: Catalogue, **asked: Any) -> Finding:
    """Ask where the next one should go: `run` with a definition of kind `siting`."""
    return run(catalogue, {"kind": "siting", **asked})


def locate(catalogue: Catalogue, *, should_stop: Watch | None = None, **asked: Any) -> Finding:
    """Ask where so many more would reach the most: `run` with a definition of kind `location`."""
    return run(catalogue, {"kind": "location", **asked}, should_stop=should_stop)


def briefing(
    catalogue: Catalogue,
    definition: Briefing | Mapping[str, Any],
    *,
    progress: Progress = no_progress,
) -> "Pack":
    """
    Make slides, document, sheets and tables of a briefing, in one pack.

    What cannot be made is left out and named in the pack; the rest is delivered.

    Parameters
    ----------
    catalogue
        What `open_atlas` returned.
    definition
        A definition of kind `briefing`, or its keys and values.
    progress
        Is told how much of how much is done, and the stage of the work.

    Returns
    -------
    pack
        Files by name, the receipt among them; `pack.content` is all of them as a zip.

    Raises
    ------
    BadDefinition, UnknownName
        If it is of another kind, or names what is not there.
    Refused
        If no page of it can be made; with the reason of the first.
    """
    # drawing, slides and documents: a second to import, which nobody who only asks should wait
    from atlas.output.briefing.pack import make_pack

    asked = make_definition(definition) if isinstance(definition, Mapping) else definition
    if not isinstance(asked, Briefing):
        problem = Problem("wrong_kind", "kind", asked.kind, ("briefing",))
        raise BadDefinition(where=asked.title, problems=[problem])
    check_names(catalogue, asked)
    pages = answered(
        catalogue, asked, answer=lambda question: run(catalogue, question), progress=progress
    )
    whole = with_pictures(bound(asked, pages), [page.sheet for page in pages]).with_words(say)
    make = partial(
        make_pack, supplied_for=supplied_for, code_version=__version__, progress=progress
    )
    return make(catalogue, whole, pages, made=datetime.now(UTC))


def reasons(
    catalogue: Catalogue, definition: Definition | Mapping[str, Any], candidate: str
) -> Reasons:
    """
    Say why a candidate of a siting question stands where it does, or why it was excluded.

    The question is ranked anew; what would have to change is told for one thing at a time.

    Parameters
    ----------
    catalogue
        What `open_atlas` returned.
    definition
        A question of kind `siting`.
    candidate
        The name of a cell or the id of a feature, listed or not.

    Returns
    -------
    reasons
        Parts, margins, rivals, weight intervals, stability.

    Raises
    ------
    BadDefinition, UnknownName
        If the question is of another kind, cannot be asked, or has no such candidate.
    Refused
        As `run`.
    """
    asked = make_definition(definition) if isinstance(definition, Mapping) else definition
    if not isinstance(asked, Siting):
        problem = Problem("wrong_kind", "kind", asked.kind, ("siting",))
        raise BadDefinition(where=asked.title, problems=[problem])
    check_names(catalogue, asked)
    return _reasons(catalogue, rank(catalogue, asked), candidate).with_words(say)


def _tables_of(question: Coverage, executor: Spread) -> dict[str, Table]:
    found = {}
    for ref in question.demand:
        if isinstance(ref, TableRef):
            table = WorkspaceFiles().table(ref.parquet, ref.weight)
            found[ref.key] = Table(table.name, table.version, table.pieces, table.read, executor)
    return found


def _answer(
    catalogue: Catalogue,
    question: Definition,
    should_stop: Watch | None = None,
    progress: Progress = no_progress,
    executor: Spread = map,
) -> Finding:
    if isinstance(question, Query):
        return _query(catalogue, question)
    if isinstance(question, Coverage):
        tables, grids = _tables_of(question, executor), grids_of(question)
        return _coverage(catalogue, question, roads=roads_of(question), grids=grids, tables=tables)
    if isinstance(question, Siting):
        return _siting(catalogue, question, progress=progress)
    if isinstance(question, Location):
        return _location(catalogue, question, should_stop=should_stop, roads=roads_of(question))
    if isinstance(question, Briefing):
        pages = answered(
            catalogue, question, answer=lambda q: run(catalogue, q), progress=no_progress
        )
        return with_pictures(bound(question, pages), [page.sheet for page in pages])
    shown = _answer(catalogue, question.shows) if question.shows else None
    return with_pictures(contents(catalogue, question, shown), [question])
