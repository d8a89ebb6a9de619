"""
The series: a page for each feature of a layer, or for each site that an answer chose.

Coverage is answered for each zone alone; what a page says then names that zone. Sites are
those of one answer: their pages differ in the ground and the figures they show.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas

from atlas.deliverables.briefing import Briefing, Series
from atlas.deliverables.sheet import Sheet
from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import LayerRef
from atlas.domain.finding import Finding, Quantity, TableColumn
from atlas.domain.messages import Language, Message, Name, Text, message
from atlas.errors import Refused
from atlas.questions.coverage.definition import Coverage
from atlas.questions.selection.rows import row_mask

_TOLD = (":raw", "adds_share")  # the columns a site is spoken of by


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
        asked = page.shows
        is_alone = isinstance(asked, Coverage) and asked.zones.layer == of.layer
        if isinstance(asked, Coverage) and is_alone:
            changes["shows"] = asked.model_copy(update={"zones": ref})
        told = _naming(name) if is_alone else _as_it_is
        yield SeriesPage(
            name.in_language(lang), _titled(page, name.in_language(lang), changes), told
        )


def _sites(series: Series, finding: Finding, lang: Language) -> Iterator[SeriesPage]:
    if finding.table.empty:
        raise Refused(reason="briefing_without_sites")
    for place in range(len(finding.table)):
        row = finding.table.iloc[place]
        called = row.get(f"name_{lang}")
        site = str(called) if isinstance(called, str) and called else str(row["cell"])
        name = f"{row['rank']} {site}"
        centre = (float(row["lon"]), float(row["lat"]))
        changes: dict[str, Any] = {"around": None, "extent": None, "extent_m": None}
        told = _telling(place, site)
        yield SeriesPage(name, _titled(series.page, name, changes | {"centre": centre}), told)


def _titled(page: Sheet, name: str, changes: dict[str, Any]) -> Sheet:
    title = f"{page.title} · {name}" if page.title else name
    return page.model_copy(update={"title": title} | changes)


def _as_it_is(finding: Finding) -> Finding:
    return finding


def _naming(name: Name) -> Callable[[Finding], Finding]:
    """Have an answer's sentence name the one zone it is of, and not its whole layer."""
    return lambda finding: replace(finding, summary=_of_one(finding.summary, name))


def _of_one(summary: Message, name: Name) -> Message:
    told = {
        key: _of_one(value, name) if isinstance(value, Message) else value
        for key, value in summary.parameters.items()
    }
    if summary.key == "coverage.headline":
        return Message("coverage.headline_one", told | {"zones": name})
    return Message(summary.key, told)


def _telling(place: int, site: str) -> Callable[[Finding], Finding]:
    """Have an answer speak of one of its sites: its rank, its score and its figures."""

    def told(finding: Finding) -> Finding:
        row = finding.table.iloc[place]
        figures = [
            message("briefing.site_figure", column=column.label, value=_figure(row[name], column))
            for name, column in finding.columns.items()
            if str(name) == "score" or str(name).endswith(_TOLD)
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
