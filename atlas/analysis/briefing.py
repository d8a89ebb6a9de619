"""
A briefing's pages: which there are, what answers each, and all of their figures as one finding.

A page whose question has no answer is kept with its error, so that the others can be delivered
and this one named. The figures of page 3 are called `3.` and their own name.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pandas

from atlas.analysis.contents import contents
from atlas.analysis.query.conditions import matching
from atlas.domain.catalogue import Catalogue
from atlas.domain.definition import Coverage, LayerRef, definition_hash, written
from atlas.domain.definition.briefing import Briefing
from atlas.domain.definition.sheet import Sheet
from atlas.domain.finding import Finding, Part, Quantity, TableColumn
from atlas.domain.words import Message, Name, message
from atlas.errors import AtlasError, Refused

Answer = Callable[[Any], Finding]
Tell = Callable[[int, int, str], None]
MOST_PAGES = 200


@dataclass(frozen=True)
class Page:
    """A page: its number from 1, its sheet, and its answer or why it has none."""

    number: int
    sheet: Sheet
    name: str
    finding: Finding | None = None
    error: AtlasError | None = None


def pages_of(catalogue: Catalogue, definition: Briefing) -> tuple[Page, ...]:
    """
    Return the pages of a briefing, not yet answered.

    Parameters
    ----------
    catalogue
        The layers; names in the definition are checked already.
    definition
        The briefing.

    Returns
    -------
    pages
        Those that are written out, then one for each located feature of the series.

    Raises
    ------
    Refused
        If there would be none, or more than anyone reads.
    """
    lang = definition.lang
    asked = [(sheet.title, sheet) for sheet in definition.pages]
    if definition.series is not None:
        asked += _series(catalogue, definition)
    if not asked:
        raise Refused(reason="briefing_without_features")
    if len(asked) > MOST_PAGES:
        raise Refused(reason="briefing_too_long", pages=len(asked), most=MOST_PAGES)
    return tuple(
        Page(number, sheet.model_copy(update={"lang": lang}), name)
        for number, (name, sheet) in enumerate(asked, start=1)
    )


def answered(
    catalogue: Catalogue, definition: Briefing, *, answer: Answer, tell: Tell
) -> tuple[Page, ...]:
    """
    Return the pages of a briefing with their answers; a question that recurs is asked once.

    Parameters
    ----------
    catalogue, definition
        As `pages_of` takes them.
    answer
        Answers a question.
    tell
        Is told how many of how many pages are answered.

    Returns
    -------
    pages
        Each with an answer or an error.

    Raises
    ------
    Refused
        As `pages_of`.
    """
    pages = pages_of(catalogue, definition)
    known: dict[str, Finding | AtlasError] = {}
    done = []
    for page in pages:
        tell(page.number - 1, len(pages), "answering")
        shown = None
        if page.sheet.shows is not None:
            key = definition_hash(page.sheet.shows)
            known[key] = shown = known[key] if key in known else _tried(answer, page.sheet.shows)
        if isinstance(shown, AtlasError):
            done.append(Page(page.number, page.sheet, page.name, error=shown))
            continue
        if shown is not None and _is_of_one(definition, page):
            shown = _told_of(shown, page.name)
        finding = contents(catalogue, page.sheet, shown)
        done.append(Page(page.number, page.sheet, page.name, finding))
    return tuple(done)


def bound(definition: Briefing, pages: tuple[Page, ...]) -> Finding:
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


def _is_of_one(definition: Briefing, page: Page) -> bool:
    """Return whether a page asks a coverage question of the one feature it is about."""
    series, asked = definition.series, page.sheet.shows
    return (
        series is not None
        and page.number > len(definition.pages)
        and isinstance(asked, Coverage)
        and asked.zones.id is not None
        and asked.zones.layer == series.of.layer
    )


def _told_of(finding: Finding, name: str) -> Finding:
    """Return an answer whose sentence names the one zone it is of, and not its whole layer."""
    return replace(finding, summary=_of_one(finding.summary, Name(name)))


def _of_one(summary: Message, name: Name) -> Message:
    told = {
        key: _of_one(value, name) if isinstance(value, Message) else value
        for key, value in summary.parameters.items()
    }
    if summary.key == "coverage.headline":
        return Message("coverage.headline_one", told | {"zones": name})
    return Message(summary.key, told)


def _tried(answer: Answer, question: Any) -> Finding | AtlasError:
    try:
        return answer(question)
    except AtlasError as error:
        return error


def _series(catalogue: Catalogue, definition: Briefing) -> list[tuple[str, Sheet]]:
    series = definition.series
    if series is None:
        return []
    layer = catalogue[series.of.layer]
    meant = layer.frame.index[matching(catalogue, layer, series.of.where)]
    located = layer.located.index.intersection(meant, sort=False)
    ids = [str(name) for name in located if series.of.id in {None, str(name)}]
    made = []
    for feature in ids:
        name = layer.name_of(feature).in_language(definition.lang)
        title = f"{series.page.title} · {name}" if series.page.title else name
        ref = LayerRef(layer=series.of.layer, id=feature)
        changes: dict[str, Any] = {"title": title, "around": ref, "extent": None, "extent_m": None}
        made.append((name, series.page.model_copy(update=changes | _narrowed(series.page, ref))))
    return made


def _narrowed(page: Sheet, ref: LayerRef) -> dict[str, Any]:
    """Ask a coverage question of one zone alone, where its zones are what the series is of."""
    asked = page.shows
    if not isinstance(asked, Coverage) or asked.zones.layer != ref.layer:
        return {}
    return {"shows": asked.model_copy(update={"zones": ref})}
