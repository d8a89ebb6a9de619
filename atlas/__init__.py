"""
丝路科学城规划图集: the Silk Road Science City planning atlas.

>>> import atlas
>>> catalogue = atlas.open_atlas(stored=False)
>>> zones = atlas.query(catalogue, atlas.Query(layer="zones"))
>>> list(zones.table["name_zh"])
['中央创新区', '生态文创区', '硬科技产业区']

A question is a definition (`Query`, `Coverage`, `Siting`, `Location`, `Sheet`, `Briefing`), which
pydantic validates when it is made, or a mapping of the keys and values that a question file has.
The function of its kind answers it; `run` answers any kind. Distances are in metres, measured in
EPSG:4545; the geometry of a finding is in EPSG:4326.

This module alone imports every other room: it joins an answer with the words for it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from atlas.deliverables.briefing import Briefing
from atlas.deliverables.files import read_definition, read_question
from atlas.deliverables.pages import answered, bind_pages
from atlas.deliverables.register import definition_of_kind, make_definition
from atlas.deliverables.sheet import Sheet
from atlas.deliverables.sheet_contents import contents
from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import AttributeTest, LayerRef
from atlas.domain.finding import Finding, Quantity
from atlas.domain.name_check import check_names
from atlas.domain.progress import Progress, no_progress
from atlas.domain.question import Question
from atlas.errors import UnknownName
from atlas.ingest.dry_run import dry_run
from atlas.opening import (
    WorkspaceFiles,
    declared_text,
    edit_rows,
    facts_root,
    open_atlas,
    supplied_for,
    with_data,
    with_pictures,
)
from atlas.output.language import say
from atlas.questions import kind_of
from atlas.questions.access.partitions import Spread
from atlas.questions.completion import completed
from atlas.questions.coverage.definition import Coverage
from atlas.questions.kind import Run, ShouldStop
from atlas.questions.location.definition import Location, PlaceDemand
from atlas.questions.query.definition import Query
from atlas.questions.selection.search_answer import found_for
from atlas.questions.siting.criteria import Criterion, Linear
from atlas.questions.siting.definition import Siting
from atlas.questions.siting.explanation import Reasons
from atlas.questions.siting.explanation import reasons as _reasons
from atlas.questions.siting.ranking import rank
from atlas.shipped import SHIPPED
from atlas.store.edits import Edit
from atlas.store.manifest import Manifest
from atlas.store.protocol import Workspace
from atlas.store.workspace import open_workspace, workspace

__version__ = "0.1.0"
__all__ = [
    "SHIPPED",
    "AttributeTest",
    "Briefing",
    "Catalogue",
    "Coverage",
    "Criterion",
    "Edit",
    "Finding",
    "LayerRef",
    "Linear",
    "Location",
    "Manifest",
    "PlaceDemand",
    "Quantity",
    "Query",
    "Reasons",
    "Sheet",
    "Siting",
    "Workspace",
    "WorkspaceFiles",
    "briefing",
    "coverage",
    "declared_text",
    "draw_sheet",
    "dry_run",
    "edit_rows",
    "explain",
    "facts_root",
    "locate",
    "make_definition",
    "open_atlas",
    "open_workspace",
    "query",
    "read_definition",
    "read_question",
    "run",
    "search",
    "sheet",
    "site",
    "supplied_for",
    "with_data",
    "workspace",
]

if TYPE_CHECKING:
    from atlas.output.briefing.pack import Pack
    from atlas.output.sheet import Format


def run(
    catalogue: Catalogue,
    definition: Question | Mapping[str, Any],
    *,
    should_stop: ShouldStop | None = None,
    progress: Progress = no_progress,
    executor: Spread = map,
    sheet_answer: Finding | None = None,
) -> Finding:
    """
    Answer a question of any kind.

    Parameters
    ----------
    catalogue
        From `open_atlas`.
    definition
        The question, or its keys and values as a question file has them, `kind` among them.
    should_stop
        Of a location question: called during the search with (best objective so far, bound);
        true ends it with the best plan so far.
    progress
        Of a siting question: called with (steps done, steps in all, stage that begins); ends the
        work by raising.
    executor
        Of a coverage question: maps a function over the partitions of a table of demand.
    sheet_answer
        Of a sheet: the answer to the question that it shows, where that was computed before.

    Returns
    -------
    finding
        The answer: the same in Python, on the page and on the command line.

    Raises
    ------
    BadDefinition
        If keys or values are not those of a question, with every problem at once.
    UnknownName
        If it names a layer, feature, column or category that the catalogue does not have.
    Refused
        If it could be computed and must not be.

    Examples
    --------
    >>> import atlas
    >>> catalogue = atlas.open_atlas(stored=False)
    >>> finding = atlas.run(catalogue, {"kind": "query", "layer": "zones"})
    >>> len(finding.table)
    3
    """
    question = make_definition(definition) if isinstance(definition, Mapping) else definition
    check_names(catalogue, question)
    if isinstance(question, Sheet) and sheet_answer is not None:
        drawn = contents(catalogue, question, sheet_answer)
        finding = with_pictures(drawn, [question]).with_words(say)
    else:
        run_with = Run(WorkspaceFiles(), progress, should_stop, executor)
        finding = _answer(catalogue, question, run_with).with_words(say)
    return completed(catalogue, finding, question)


def query(catalogue: Catalogue, definition: Query | Mapping[str, Any]) -> Finding:
    """
    Select features of one or several layers by attribute and place.

    A missing value meets no test but `is_empty`; a feature without a position meets no test of
    place.

    Parameters
    ----------
    catalogue
        From `open_atlas`.
    definition
        The question, or its keys and values; these need not say their `kind`.

    Returns
    -------
    finding
        `table` has one row a feature, in the order that `order_by` says; `layers["selected"]` has
        those that are located.

    Raises
    ------
    BadDefinition, UnknownName
        As `run`.

    Examples
    --------
    >>> import atlas
    >>> catalogue = atlas.open_atlas(stored=False)
    >>> photonics = atlas.AttributeTest(field="industries", op="has", value="光子")
    >>> parks = atlas.query(catalogue, atlas.Query(layer="parks", where=photonics))
    >>> print(parks.headline("en").partition(";")[0])
    Parks: 3 rows of 40 rows meet the conditions
    """
    return run(catalogue, definition_of_kind(Query, definition))


def search(catalogue: Catalogue, words: str, *, limit: int = 50) -> Finding:
    """
    Look for words in all layers, tables and sources.

    Parameters
    ----------
    catalogue
        From `open_atlas`.
    words
        Chinese, English or pinyin; a misspelt word finds what is nearest to it.
    limit
        Number of rows at most.

    Returns
    -------
    finding
        `table` has one row a feature, the best matches first.

    Examples
    --------
    >>> import atlas
    >>> found = atlas.search(atlas.open_atlas(stored=False), "丝路硅巷", limit=1)
    >>> list(found.table.index)
    ['inc-csilicon']
    """
    return found_for(catalogue, words, limit=limit).with_words(say)


def coverage(
    catalogue: Catalogue,
    definition: Coverage | Mapping[str, Any],
    *,
    executor: Spread = map,
) -> Finding:
    """
    Measure which share of zones and of demand is within reach of facilities.

    A facility whose position may err by more than a third of a radius is left out of that radius
    and counted, so a share describes the facilities that are listed and placed.

    Parameters
    ----------
    catalogue
        From `open_atlas`.
    definition
        The question, or its keys and values; these need not say their `kind`.
    executor
        Maps a function over the partitions of a table of demand: `map`, or that of a pool or a
        cluster, in any order.

    Returns
    -------
    finding
        `table` has one row for each radius and zone, the sum of all zones last; shares are between
        0 and 1, with the range that position uncertainty allows.

    Raises
    ------
    BadDefinition, UnknownName
        As `run`.
    Refused
        If nothing can be said: no facility is placed well enough, or zones are not fit to measure.

    Examples
    --------
    >>> import atlas
    >>> catalogue = atlas.open_atlas(stored=False)
    >>> question = atlas.Coverage(
    ...     facilities=atlas.LayerRef(layer="incubators"),
    ...     zones=atlas.LayerRef(layer="zones"),
    ...     radii_m=(3000,),
    ... )
    >>> share = atlas.coverage(catalogue, question).values["share:3000:zone-cid"]
    >>> print(f"{share.low:.3f} {share.value:.3f} {share.high:.3f}")
    0.337 0.344 0.351
    """
    return run(catalogue, definition_of_kind(Coverage, definition), executor=executor)


def site(
    catalogue: Catalogue,
    definition: Siting | Mapping[str, Any],
    *,
    progress: Progress = no_progress,
) -> Finding:
    """
    Rank candidate sites by weighted criteria, after those that break a constraint are excluded.

    Criteria are weighed against each other as they are, however much they overlap. While a red
    line of the catalogue has no data the ranking is a first screening, and says so.

    Parameters
    ----------
    catalogue
        From `open_atlas`.
    definition
        The question, or its keys and values; these need not say their `kind`.
    progress
        Called with (steps done, steps in all, stage that begins); ends the work by raising.

    Returns
    -------
    finding
        `table` has one row a site, the best first: score between 0 and 1, and of each criterion
        the measured value, its score and its part in the sum.

    Raises
    ------
    BadDefinition, UnknownName
        As `run`.
    Refused
        If no candidate meets the constraints, or there are too many candidates.

    Examples
    --------
    >>> import atlas
    >>> catalogue = atlas.open_atlas(stored=False)
    >>> near_metro = atlas.Criterion(
    ...     name="metro",
    ...     measure="distance",
    ...     of=atlas.LayerRef(layer="metro_stations"),
    ...     transform=atlas.Linear(best=0, worst=5000),
    ...     weight=1,
    ... )
    >>> parks = atlas.LayerRef(layer="parks")
    >>> question = atlas.Siting(candidates=parks, criteria=(near_metro,), top=3)
    >>> list(atlas.site(catalogue, question).table["score"])
    [1.0, 1.0, 1.0]
    """
    return run(catalogue, definition_of_kind(Siting, definition), progress=progress)


def locate(
    catalogue: Catalogue,
    definition: Location | Mapping[str, Any],
    *,
    should_stop: ShouldStop | None = None,
) -> Finding:
    """
    Choose sites for so many more facilities, to reach most demand or to shorten the way to them.

    How many more is a scenario assumption and never a plan's requirement. That no plan does what
    is requested is an answer too: `values["unreachable"]` is there then.

    Parameters
    ----------
    catalogue
        From `open_atlas`.
    definition
        The question, or its keys and values; these need not say their `kind`. It sets the limit
        of time of the search, in seconds.
    should_stop
        Called during the search with (best objective so far, bound); true ends it with the best
        plan so far.

    Returns
    -------
    finding
        `table` has one row a chosen site, in the order in which they add most; `summary` says
        whether the plan is proven optimal.

    Raises
    ------
    BadDefinition, UnknownName
        As `run`.
    Refused
        If there are more pairs of site and demand than can be searched.

    Examples
    --------
    >>> import atlas
    >>> catalogue = atlas.open_atlas(stored=False)
    >>> question = atlas.Location(
    ...     model="mclp",
    ...     candidates=atlas.LayerRef(layer="parks"),
    ...     demand=(atlas.PlaceDemand(layer="universities"),),
    ...     additional=2,
    ...     radius_m=3000,
    ... )
    >>> list(atlas.locate(catalogue, question).table["cell"])
    ['innovation-harbour', 'rongxun-port']
    """
    return run(catalogue, definition_of_kind(Location, definition), should_stop=should_stop)


def sheet(
    catalogue: Catalogue,
    definition: Sheet | Mapping[str, Any],
    *,
    format: "Format" = "pdf",
    sheet_answer: Finding | None = None,
) -> bytes:
    """
    Draw a sheet: a map on a page with title, legend, scale bar, sources and date.

    Layers for internal work are drawn and marked so; a sheet that is to be public refuses them.

    Parameters
    ----------
    catalogue
        From `open_atlas`.
    definition
        The sheet, or its keys and values; these need not say their `kind`.
    format
        `png`, `pdf` or `svg`.
    sheet_answer
        The answer to the question that the sheet shows, where that was computed before.

    Returns
    -------
    content
        The file.

    Raises
    ------
    BadDefinition, UnknownName
        As `run`.
    Refused
        If a public sheet would show what is for internal work only, or a text finds no room.
    NotReady
        If the fonts are not installed.

    Examples
    --------
    >>> import atlas
    >>> catalogue = atlas.open_atlas(stored=False)
    >>> drawn = atlas.sheet(catalogue, atlas.Sheet(layers=("zones",)), format="svg")
    >>> drawn.startswith(b"<?xml")
    True
    """
    finding = run(catalogue, definition_of_kind(Sheet, definition), sheet_answer=sheet_answer)
    return draw_sheet(catalogue, finding, format)


def draw_sheet(catalogue: Catalogue, finding: Finding, format: "Format") -> bytes:
    """
    Draw a sheet that `run` answered.

    Parameters
    ----------
    catalogue
        What it was answered from.
    finding
        The answer to a definition of kind `sheet`.
    format
        `png`, `pdf` or `svg`.

    Returns
    -------
    content
        The file.

    Raises
    ------
    UnknownName
        If the finding is of another kind.
    Refused, NotReady
        As `sheet`.
    """
    # drawing: a second to import, which nobody who only asks should wait
    from atlas.output.sheet import render_sheet as draw

    definition = finding.definition
    if not isinstance(definition, Sheet):
        raise UnknownName(kind="kind", name=definition.kind, known=["sheet"])
    shown = finding if definition.shows else None
    supplied, drawn = supplied_for(definition), BytesIO()
    draw(catalogue, definition, shown, supplied=supplied, to=drawn, format=format, say=say)
    return drawn.getvalue()


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
        From `open_atlas`.
    definition
        The briefing, or its keys and values; these need not say their `kind`.
    progress
        Called with (steps done, steps in all, stage that begins); ends the work by raising.

    Returns
    -------
    pack
        Files by name, the receipt among them; `pack.content` is all of them as a zip.

    Raises
    ------
    BadDefinition, UnknownName
        As `run`.
    Refused
        If no page of it can be made; with the reason of the first.

    Examples
    --------
    >>> import atlas
    >>> catalogue = atlas.open_atlas(stored=False)
    >>> page = atlas.Sheet(title="Zones", template="slide-16x9", layers=("zones",))
    >>> question = atlas.Briefing(title="Zones", pages=(page,), formats=("xlsx",))
    >>> list(atlas.briefing(catalogue, question).files)
    ['01.xlsx', 'receipt.json']
    """
    # drawing, slides and documents: a second to import, which nobody who only asks should wait
    from atlas.output.briefing.pack import make_pack

    question = definition_of_kind(Briefing, definition)
    check_names(catalogue, question)
    pages = answered(
        catalogue, question, answer=lambda shown: run(catalogue, shown), progress=progress
    )
    whole = with_pictures(bind_pages(question, pages), [page.sheet for page in pages]).with_words(
        say
    )
    return make_pack(
        catalogue,
        whole,
        pages,
        made=datetime.now(UTC),
        supplied_for=supplied_for,
        code_version=__version__,
        progress=progress,
    )


def explain(
    catalogue: Catalogue, definition: Siting | Mapping[str, Any], candidate: str
) -> Reasons:
    """
    Say why a candidate of a siting question stands where it does, or why it was excluded.

    The question is ranked anew. What would have to change is said for one thing at a time, all
    else left as it is.

    Parameters
    ----------
    catalogue
        From `open_atlas`.
    definition
        The siting question, or its keys and values; these need not say their `kind`.
    candidate
        The name of a cell or the id of a feature, listed or not.

    Returns
    -------
    reasons
        Parts, margins, rivals, weight intervals, stability.

    Raises
    ------
    BadDefinition, UnknownName
        As `run`; and if there is no such candidate.
    Refused
        As `site`.

    Examples
    --------
    >>> import atlas
    >>> catalogue = atlas.open_atlas(stored=False)
    >>> near_metro = atlas.Criterion(
    ...     name="metro",
    ...     measure="distance",
    ...     of=atlas.LayerRef(layer="metro_stations"),
    ...     transform=atlas.Linear(best=0, worst=5000),
    ...     weight=1,
    ... )
    >>> parks = atlas.LayerRef(layer="parks")
    >>> question = atlas.Siting(candidates=parks, criteria=(near_metro,))
    >>> explained = atlas.explain(catalogue, question, "inc-csilicon")
    >>> print(f"{explained.place} of {explained.kept}: {explained.total:.3f}")
    5 of 36: 0.973
    """
    question = definition_of_kind(Siting, definition)
    check_names(catalogue, question)
    return _reasons(catalogue, rank(catalogue, question), candidate).with_words(say)


def _answer(catalogue: Catalogue, question: Question, run_with: Run) -> Finding:
    if (kind := kind_of(question)) is not None:
        return kind.answer(catalogue, question, run_with)
    if isinstance(question, Briefing):
        pages = answered(
            catalogue, question, answer=lambda q: run(catalogue, q), progress=no_progress
        )
        return with_pictures(bind_pages(question, pages), [page.sheet for page in pages])
    sheet = definition_of_kind(Sheet, question)
    files = Run(WorkspaceFiles())
    shown = _answer(catalogue, sheet.shows, files) if sheet.shows else None
    return with_pictures(contents(catalogue, sheet, shown), [sheet])
