"""
The series: a page for each feature of a layer, or for each site that an answer chose.

A question that can be is answered for each feature alone; what a page says then names it. Sites are
those of one answer: their pages differ in the ground and the figures they show.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import pandas

from atlas.deliverables.briefing import Briefing, Series
from atlas.deliverables.sheet import Sheet
from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import LayerRef
from atlas.domain.finding import Finding, Quantity, TableColumn
from atlas.domain.messages import Language, Message, Name, Text, message
from atlas.domain.question import Question
from atlas.errors import Refused
from atlas.questions import kind_of
from atlas.questions.selection.rows import row_mask

_Summary: TypeAlias = Callable[[Message, Name], Message]


@dataclass(frozen=True)
class SeriesPage:
    """What a page of a series is about, its sheet, and what its answer then says."""

    name: str
    sheet: Sheet
    told: Callable[[Finding], Finding]


def subjects_of(
    catalogue: Catalogue, definition: Briefing, *, answer: Callable[[Any], Finding]
) -> Iterator[SeriesPage]:
    """
    Yield what the pages of a series are about.

    Parameters
    ----------
    catalogue, definition
        The layers, and a briefing; nothing is yielded where it has no series.
    answer
        Answers the question whose sites are shown.

    Raises
    ------
    AtlasError
        If that question has no answer, or chose nothing.
    """
    series = definition.series
    if series is None:
        return
    if isinstance(series.of, LayerRef):
        yield from _features(catalogue, series, series.of, definition.lang)
    else:
        yield from _sites(series, answer(series.page.shows), definition.lang)


def _features(
    catalogue: Catalogue, series: Series, of: LayerRef, lang: Language
) -> Iterator[SeriesPage]:
    layer, page = catalogue[of.layer], series.page
    meant = layer.frame.index[row_mask(catalogue, layer, of.where)]
    located = layer.located.index.intersection(meant, sort=False)
    for feature in (str(name) for name in located if of.id in {None, str(name)}):
        name = layer.name_of(feature)
        ref = LayerRef(layer=of.layer, id=feature)
        changes: dict[str, Any] = {"around": ref, "extent": None, "extent_m": None, "centre": None}
        told: Callable[[Finding], Finding] = _as_it_is
        if (alone := _asked_alone(page.shows, ref)) is not None:
            changes["shows"], summary = alone
            told = _naming(name, summary)
        yield SeriesPage(
            name.in_language(lang), _titled(page, name.in_language(lang), changes), told
        )


def _sites(series: Series, finding: Finding, lang: Language) -> Iterator[SeriesPage]:
    if finding.table.empty:
        raise Refused(reason="briefing_without_sites")
    kind = kind_of(series.page.shows)
    names = kind.site_figures(finding) if kind is not None and kind.site_figures else ()
    for place in range(len(finding.table)):
        row = finding.table.iloc[place]
        called = row.get(f"name_{lang}")
        site = str(called) if isinstance(called, str) and called else str(row["cell"])
        name = f"{row['rank']} {site}"
        centre = (float(row["lon"]), float(row["lat"]))
        changes: dict[str, Any] = {"around": None, "extent": None, "extent_m": None}
        told = _telling(place, site, names)
        yield SeriesPage(name, _titled(series.page, name, changes | {"centre": centre}), told)


def _titled(page: Sheet, name: str, changes: dict[str, Any]) -> Sheet:
    title = f"{page.title} · {name}" if page.title else name
    return page.model_copy(update={"title": title} | changes)


def _as_it_is(finding: Finding) -> Finding:
    return finding


def _asked_alone(question: Question | None, feature: LayerRef) -> tuple[Question, _Summary] | None:
    """Return a question of one feature alone, and how its answer then names it."""
    kind = kind_of(question)
    if kind is None or kind.of_feature is None:
        return None
    alone = kind.of_feature.question(question, feature)
    return None if alone is None else (alone, kind.of_feature.summary)


def _naming(name: Name, summary: _Summary) -> Callable[[Finding], Finding]:
    """Have an answer's sentence name the one feature it is of, and not its whole layer."""
    return lambda finding: replace(finding, summary=summary(finding.summary, name))


def _telling(place: int, site: str, names: tuple[str, ...]) -> Callable[[Finding], Finding]:
    """Have an answer speak of one of its sites: its rank, its score and its figures."""

    def told(finding: Finding) -> Finding:
        row = finding.table.iloc[place]
        figures = [
            message("briefing.site_figure", column=column.label, value=_figure(row[name], column))
            for name, column in finding.columns.items()
            if name in names
        ]
        say: dict[str, Text | tuple[Message, ...] | str] = {
            "answer": finding.name,
            "rank": str(row["rank"]),
            "site": Name(site),
            "figures": tuple(figures),
        }
        return replace(finding, summary=Message("briefing.site", say))

    return told


def _figure(value: Any, column: TableColumn) -> Quantity | Name:
    return Name("–") if pandas.isna(value) else column.quantity(float(value))
