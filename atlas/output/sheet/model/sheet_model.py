"""
The model of a sheet: what is drawn in its frame, and what stands round it, as data.

`page` lays it out and draws it; slides and documents set the same words and figures. Points of an
answer that are features of a layer are drawn as that layer; what else an answer has is drawn by
its role.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import geopandas

from atlas.deliverables.sheet import Sheet
from atlas.deliverables.sheet_contents import Division, division_of
from atlas.domain.catalogue import Catalogue
from atlas.domain.crs import to_measuring
from atlas.domain.finding import Finding, Quantity
from atlas.domain.layer import Layer
from atlas.domain.messages import message
from atlas.domain.question import definition_hash
from atlas.domain.records.pictures import Supplied
from atlas.errors import Refused
from atlas.output.roles import sheet_role
from atlas.output.sheet.model.bars import Bars, bars_of, bars_of_division
from atlas.output.sheet.model.brief_table import MOST_ROWS, SheetTable, answer_tables, layer_table
from atlas.output.sheet.model.content import (
    DrawnLayer,
    Extent,
    Say,
    SheetContent,
    data_version,
    rows_in_frame,
    sheet_date,
    sheet_layers,
)
from atlas.output.sheet.model.frame import FACILITIES, MM_PER_METRE
from atlas.output.sheet.model.highlight import focus_of, sign_of
from atlas.output.sheet.model.legend import entries_of
from atlas.output.sheet.model.locator import locator_districts
from atlas.output.sheet.model.notes_text import Citation, citations_of, notes_of
from atlas.output.sheet.model.release import mark_of
from atlas.output.sheet.model.sign import Entry
from atlas.output.sheet.model.symbology import symbol_kind
from atlas.output.sheet.model.templates import Template, template_named
from atlas.output.sheet.model.themes import check_themes, shading_of, sizing_of
from atlas.output.sheet.model.titles import sheet_headline, sheet_subtitle, sheet_title

_FEATURES = (FACILITIES, "selected")
_SYMBOL_MM = 1.7  # half of the widest symbol: nearer to the frame it would be cut
_TABLE_ROWS = (MOST_ROWS, 8, 6, 4)


@dataclass(frozen=True)
class Captions:
    """
    What the blocks of a page are called.

    Parameters
    ----------
    north, legend, inset
        Which north the arrow points to, the legend, and the small map.
    scale
        The number of the scale; empty where none is printed.
    review_number
        Of the standard map in the inset, or empty.
    """

    north: str
    legend: str
    inset: str
    scale: str
    review_number: str


@dataclass(frozen=True)
class Marginalia:
    """
    What stands round the map, in the language of the sheet.

    Parameters
    ----------
    title, subtitle, headline
        The subtitle says 结构示意图 where schematic areas are drawn, and may be empty.
    mark, is_internal
        What stands at the lower left: 内部资料, the review number, or why there is none; and
        whether it keeps the sheet in the house.
    legend
        Its lines: words and signs.
    tables
        The small table in ever fewer rows, to choose from by the room there is; or none.
    bars
        What a chart shows, or None.
    notes, citations
        Sentences, and sources as they are cited; the weightiest first.
    title_box
        Names and values of the title box; without a value where a hand fills it in.
    captions
        Of the blocks of the page.
    """

    title: str
    subtitle: str
    headline: str
    mark: str
    is_internal: bool
    legend: tuple[Entry, ...]
    tables: tuple[SheetTable, ...]
    bars: Bars | None
    notes: tuple[str, ...]
    citations: tuple[Citation, ...]
    title_box: tuple[tuple[str, str], ...]
    captions: Captions

    @property
    def table(self) -> SheetTable | None:
        """The small table with as many rows as it may have, or None."""
        return self.tables[0] if self.tables else None

    def sources(self, *, has_inset: bool = False) -> tuple[str, ...]:
        """Return the sources of what is drawn, with those of the inset or without."""
        return tuple(one.text for one in self.citations if has_inset or not one.is_of_inset)


@dataclass(frozen=True)
class SheetModel:
    """A sheet before it is laid out: the content of its frame, and what stands round it."""

    content: SheetContent
    marginalia: Marginalia


def build_model(
    catalogue: Catalogue,
    definition: Sheet,
    finding: Finding | None,
    rows: Mapping[str, geopandas.GeoDataFrame],
    *,
    supplied: Supplied,
    page: Template,
    extent: Extent,
    say: Say,
) -> SheetModel:
    """
    Collect what goes onto a sheet.

    Parameters
    ----------
    catalogue, definition, finding, supplied, say
        As `draw_sheet` takes them.
    rows
        The layers of the definition, EPSG:4545, by id.
    page
        The template, with its map frame.
    extent
        Of the map frame, metres.

    Returns
    -------
    model
        Without anything beyond the frame.

    Raises
    ------
    UnknownName
        If a class, size or hatch is of a layer that is not shown, or of no such column.
    Refused
        If there is nothing in the frame, or a column cannot be classed.
    """
    check_themes(definition)
    per_mm = (extent[2] - extent[0]) / page.map.width
    margin = _SYMBOL_MM * page.sizes.factor * per_mm
    layers = [
        DrawnLayer(
            catalogue[name],
            rows_in_frame(rows[name], extent, margin=margin),
            shading=shading_of(definition, catalogue[name], rows[name], say=say),
            sizing=sizing_of(definition, catalogue[name], rows[name], say=say),
            hatch=definition.hatches.get(name, ""),
        )
        for name in rows
    ]
    homes, answer = _answer_in(catalogue, finding, rows, extent, margin=margin)
    shown = _with_wholes(
        [part for part in (*layers, *homes) if len(part.rows)], is_under=_has_areas(answer)
    )
    named = tuple(sheet_layers(catalogue, definition))
    if not shown and not answer:
        raise Refused(reason="nothing_in_frame", layers=[layer.name for layer in named])
    content = SheetContent(
        definition=definition,
        finding=finding,
        layers=named,
        shown=shown,
        answer=answer,
        focus=focus_of(definition, shown),
        divided=None if finding is not None and finding.layers else _divided(shown),
        districts=None if definition.locator else locator_districts(catalogue, definition),
        supplied=supplied,
    )
    return SheetModel(content, _marginalia(catalogue, content, per_mm, page, say))


def _answer_in(
    catalogue: Catalogue,
    finding: Finding | None,
    layers: Mapping[str, geopandas.GeoDataFrame],
    extent: Extent,
    *,
    margin: float,
) -> tuple[list[DrawnLayer], dict[str, geopandas.GeoDataFrame]]:
    """Return the layers that an answer's points are features of, and the rest of it by role."""
    homes, answer = [], {}
    for role, rows in (finding.layers if finding else {}).items():
        located = rows[rows.geometry.notna() & ~rows.geometry.is_empty]
        seen = rows_in_frame(to_measuring(located), extent, margin=margin)
        home = _home_of(catalogue, seen) if role in _FEATURES else None
        if home is not None and home.id not in layers:
            homes.append(DrawnLayer(home, seen))
        elif len(seen) and role != FACILITIES:
            answer[role] = seen
    return homes, answer


def _has_areas(answer: Mapping[str, geopandas.GeoDataFrame]) -> bool:
    """Return whether an answer tints ground, and not only picks some of it out."""
    tints = (rows for name, rows in answer.items() if not sheet_role(name).is_picked)
    return any(rows.geom_type.isin(("Polygon", "MultiPolygon")).any() for rows in tints)


def _with_wholes(shown: list[DrawnLayer], *, is_under: bool) -> tuple[DrawnLayer, ...]:
    areas = [part.rows for part in shown if symbol_kind(part) in {"zone", "area"}]
    wholes = {str(name) for rows in areas if "parent" in rows for name in rows["parent"].dropna()}
    return tuple(replace(part, wholes=frozenset(wholes), is_under=is_under) for part in shown)


def _home_of(catalogue: Catalogue, rows: geopandas.GeoDataFrame) -> Layer | None:
    """Return the layer that points of an answer are features of, to be drawn as its own."""
    if rows.empty or not (rows.geom_type == "Point").all():
        return None
    first = str(rows.index[0])
    return catalogue.home_of(first) if catalogue.has_feature(first) else None


def _divided(shown: tuple[DrawnLayer, ...]) -> tuple[DrawnLayer, Division] | None:
    zones = (part for part in shown if symbol_kind(part) == "zone")
    found = ((part, division_of(part.layer, part.rows)) for part in zones)
    return next(((part, division) for part, division in found if division), None)


def _marginalia(
    catalogue: Catalogue, content: SheetContent, per_mm: float, page: Template, say: Say
) -> Marginalia:
    mark, is_internal = mark_of(content.definition)
    is_printed = page.is_paper and not content.is_structure
    return Marginalia(
        title=sheet_title(content, say),
        subtitle=sheet_subtitle(content, say),
        headline=sheet_headline(content, say),
        mark=say(mark, content.lang),
        is_internal=is_internal,
        legend=tuple(_legend(content, say)),
        tables=tuple(dict.fromkeys(_tables(content, say))),
        bars=_bars(content, say),
        notes=tuple(notes_of(content, say)),
        citations=tuple(citations_of(catalogue, content, say)),
        title_box=tuple(_title_box(content, say)),
        captions=_captions(content, per_mm * MM_PER_METRE if is_printed else None, say),
    )


def _legend(content: SheetContent, say: Say) -> list[Entry]:
    factor = template_named(content.definition.template).sizes.factor
    entries = entries_of(content.shown, content.answer, say=say, lang=content.lang, factor=factor)
    if content.focus is None:
        return entries
    name = content.focus.layer.name_of(str(content.focus.rows.index[0]))
    text = say(message("sheet.focus", name=name.in_language(content.lang)), content.lang)
    return [Entry(text, sign_of(content.focus, factor)), *entries]


def _tables(content: SheetContent, say: Say) -> Iterator[SheetTable]:
    """Yield the small table of the answer, or of the zones where there is no answer."""
    finding, lang = content.drawn_finding, content.lang
    if finding is not None:
        yield from answer_tables(finding, _TABLE_ROWS, say=say, lang=lang)
        return
    zones = [p for p in content.shown if symbol_kind(p) == "zone" and not p.is_whole.all()]
    of_zones = (layer_table(part, say=say, lang=lang) for part in zones)
    yield from [table for table in of_zones if table][:1]


def _bars(content: SheetContent, say: Say) -> Bars | None:
    """Return the chart of the answer, or of the parts of a whole; None where none is wanted."""
    if "chart" not in content.definition.parts:
        return None
    if content.divided is not None:
        part, division = content.divided
        return bars_of_division(part.layer, division, say=say, lang=content.lang)
    return bars_of(content.drawn_finding, say=say, lang=content.lang)


def _title_box(content: SheetContent, say: Say) -> Iterator[tuple[str, str]]:
    """Yield names and values; who made and checked a sheet may be filled in by hand."""
    definition, finding = content.definition, content.finding
    box = definition.title_box
    versions = {**(finding.versions if finding else {}), **content.supplied.versions}
    rows = [
        ("date", sheet_date(definition, [part.rows for part in content.shown])),
        ("data_version", data_version(content.layers, versions)),
        ("definition", definition_hash(definition)),
    ]
    own = (("drawing_number", box.number), ("page", box.page), ("period", box.period))
    hands = (("made_by", box.maker), ("checked_by", box.reviewer))
    is_paper = template_named(definition.template).is_paper  # nobody signs a slide by hand
    rows += [(key, value) for key, value in own if value]
    rows += [(key, value) for key, value in hands if value or is_paper]
    coordinates = message("sheet.coordinates"), message("sheet.coordinates_value")
    yield say(coordinates[0], content.lang), say(coordinates[1], content.lang)
    yield from ((say(message(f"sheet.{key}"), content.lang), value) for key, value in rows)


def _captions(content: SheetContent, scale: float | None, say: Say) -> Captions:
    lang, located = content.lang, content.definition.locator
    is_true = content.definition.north == "true"
    north = message("sheet.north_true") if is_true else message("sheet.north")
    inset = message("sheet.standard_map") if located else message("sheet.inset")
    number = message("sheet.map_number", number=located.number.strip()) if located else None
    printed = None if scale is None else Quantity(round(scale), "").figure
    return Captions(
        north=say(north, lang),
        legend=say(message("sheet.legend"), lang),
        inset=say(inset, lang),
        scale=say(message("sheet.scale", n=printed), lang) if printed else "",
        review_number=say(number, lang) if number else "",
    )
