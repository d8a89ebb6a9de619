"""
A briefing's pages: which there are, what answers each, and all of their figures as one finding.

A page whose question has no answer carries its error, so that the others can be delivered
and this one named. The figures of page 3 are called `3.` and their own name.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas

from atlas.deliverables.briefing import Briefing
from atlas.deliverables.series import subjects_of
from atlas.deliverables.sheet import Sheet
from atlas.deliverables.sheet_contents import contents
from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding, Part, Quantity, TableColumn
from atlas.domain.messages import message
from atlas.domain.progress import Progress
from atlas.domain.question import definition_hash, written
from atlas.errors import AtlasError, Refused

Answer = Callable[[Any], Finding]
MOST_PAGES = 200


def _same(finding: Finding) -> Finding:
    return finding


@dataclass(frozen=True)
class Page:
    """
    A page: its number from 1, its sheet, and its answer or why it has none.

    `told` makes of an answer what this page says of it.
    """

    number: int
    sheet: Sheet
    name: str
    finding: Finding | None = None
    error: AtlasError | None = None
    told: Callable[[Finding], Finding] = _same


def answered(
    catalogue: Catalogue, definition: Briefing, *, answer: Answer, progress: Progress
) -> tuple[Page, ...]:
    """
    Return the pages of a briefing with their answers; a question that recurs is answered once.

    Parameters
    ----------
    catalogue
        The layers; names in the definition are checked already.
    definition
        The briefing: its pages that are written out come first, then those of its series.
    answer
        Answers a question.
    progress
        Receives the number of pages answered, and of all.

    Returns
    -------
    pages
        Each with an answer or an error.

    Raises
    ------
    Refused
        If there would be no page, or more than anyone reads.
    """
    known: dict[str, Finding | AtlasError] = {}

    def ask(question: Any) -> Finding:
        key = definition_hash(question)
        known[key] = shown = known[key] if key in known else _tried(answer, question)
        if isinstance(shown, AtlasError):
            raise shown
        return shown

    if definition.series is not None and definition.series.of == "chosen":
        progress(0, 1, "answering")
    pages = _pages(catalogue, definition, ask)
    done = []
    for page in pages:
        progress(page.number - 1, len(pages), "answering")
        done.append(page if page.error is not None else _answered(catalogue, page, ask))
    return tuple(done)


def bind_pages(definition: Briefing, pages: tuple[Page, ...]) -> Finding:
    """
    Return the figures, tables and sources of all pages as one finding.

    Parameters
    ----------
    definition
        The briefing.
    pages
        As `answered` returns them.

    Returns
    -------
    finding
        One table row a page; the tables of the pages are its parts.
    """
    told = [(page, page.finding) for page in pages if page.finding is not None]
    rows = [(page.number, page.name) for page, _ in told]
    table = pandas.DataFrame(rows, columns=["page", "title"])
    values: dict[str, Quantity] = {"pages": Quantity(len(told), "")}
    parts: dict[str, Part] = {}
    versions: dict[str, str] = {}
    for page, finding in told:
        values |= {f"{page.number}.{name}": value for name, value in finding.values.items()}
        parts[f"{page.number}.table"] = Part(finding.name, finding.table, finding.columns)
        parts |= {f"{page.number}.{name}": part for name, part in finding.parts.items()}
        versions |= dict(finding.versions)
    sources = dict.fromkeys(source for _, finding in told for source in finding.sources)
    return Finding(
        definition=definition,
        name=message("briefing.title"),
        summary=message("briefing.headline", pages=len(told), asked=len(pages)),
        method=message("briefing.method"),
        values=values,
        table=table,
        columns={
            "page": TableColumn(message("briefing.page")),
            "title": TableColumn(message("briefing.page_title")),
        },
        layers={},
        parameters=written(definition),
        caveats=(),
        sources=tuple(sources),
        versions=versions,
        parts=parts,
    )


def _pages(catalogue: Catalogue, definition: Briefing, ask: Answer) -> tuple[Page, ...]:
    """Return the pages, not yet answered; a series whose sites cannot be had is one that failed."""
    pages = [Page(0, sheet, sheet.title) for sheet in definition.pages]
    try:
        subjects = list(subjects_of(catalogue, definition, answer=ask))
        pages += [Page(0, of.sheet, of.name, told=of.told) for of in subjects]
    except AtlasError as error:
        page = definition.series.page if definition.series else Sheet()
        pages.append(Page(0, page, page.title, error=error))
    if not pages:
        raise Refused(reason="briefing_without_features")
    if len(pages) > MOST_PAGES:
        raise Refused(reason="briefing_too_long", pages=len(pages), most=MOST_PAGES)
    return tuple(
        replace(page, number=number, sheet=_numbered(page.sheet, number, len(pages), definition))
        for number, page in enumerate(pages, start=1)
    )


def _numbered(sheet: Sheet, number: int, count: int, definition: Briefing) -> Sheet:
    """Return a sheet in the briefing's language, with its page number where it has none."""
    box = sheet.title_box
    if count > 1 and not box.page:
        box = box.model_copy(update={"page": f"{number} / {count}"})
    return sheet.model_copy(update={"lang": definition.lang, "title_box": box})


def _answered(catalogue: Catalogue, page: Page, ask: Answer) -> Page:
    shown = None
    if page.sheet.shows is not None:
        try:
            shown = page.told(ask(page.sheet.shows))
        except AtlasError as error:
            return replace(page, error=error)
    return replace(page, finding=contents(catalogue, page.sheet, shown))


def _tried(answer: Answer, question: Any) -> Finding | AtlasError:
    try:
        return answer(question)
    except AtlasError as error:
        return error
