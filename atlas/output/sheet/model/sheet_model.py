"""
The subject of a sheet: everything that goes onto it, gathered before anything is drawn.

Points of an answer that are features of a layer are drawn as that layer; what else an answer
has is drawn by its role. Title and headline are the planner's or the answer's; a sheet without
either names what it shows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas

from atlas.deliverables.sheet import Sheet
from atlas.deliverables.sheet_contents import Division, division_of
from atlas.domain.catalogue import Catalogue
from atlas.domain.crs import to_measuring
from atlas.domain.finding import Finding
from atlas.domain.layer import Layer
from atlas.domain.messages import Language, message
from atlas.domain.question import definition_hash
from atlas.domain.records.pictures import NOTHING, Supplied
from atlas.output.sheet.map.answer import role_of
from atlas.output.sheet.model.content import (
    DrawnLayer,
    Extent,
    Say,
    data_version,
    sheet_date,
    sheet_layers,
    within,
)
from atlas.output.sheet.model.frame import FACILITIES
from atlas.output.sheet.model.highlight import focus_of, sign_of
from atlas.output.sheet.model.legend import entries_of
from atlas.output.sheet.model.locator import locator_districts
from atlas.output.sheet.model.release import mark_of
from atlas.output.sheet.model.sign import Entry
from atlas.output.sheet.model.symbology import KINDS, kind_of
from atlas.output.sheet.model.templates import Template, template_named
from atlas.output.sheet.model.themes import check_themes, shading_of, sizing_of

_GROUND = ("line", "area")
_FEATURES = (FACILITIES, "selected")
_NAMED_IN_TITLE = 2
_SYMBOL_MM = 1.7  # half of the widest symbol: nearer to the frame it would be cut


@dataclass(frozen=True)
class SheetModel:
    """
    Everything that goes onto one sheet.

    Parameters
    ----------
    catalogue, definition, finding, say
        As they were given.
    layers
        What was asked for, slots included.
    shown
        The layers that have rows in the frame, and those rows.
    answer
        The rows of the finding in the frame, by role.
    districts
        What the inset shows where no standard map stands in it, or None.
    supplied
        The pictures that the definition names.
    """

    catalogue: Catalogue
    definition: Sheet
    finding: Finding | None
    say: Say
    layers: list[Layer]
    shown: list[DrawnLayer]
    answer: dict[str, geopandas.GeoDataFrame]
    districts: geopandas.GeoDataFrame | None
    supplied: Supplied = NOTHING

    @property
    def lang(self) -> Language:
        """The language of the sheet."""
        return self.definition.lang

    @property
    def answered(self) -> Finding | None:
        """The finding, where it has an answer to draw."""
        return self.finding if self.finding is not None and self.finding.layers else None

    @property
    def is_structure(self) -> bool:
        """Whether schematic polygons are drawn, which have no scale to be printed."""
        return any(part.is_schematic_area for part in self.shown)

    @property
    def has_inset(self) -> bool:
        """Whether a locator is wanted and there is something to show in it."""
        given = self.supplied.locator is not None or self.districts is not None
        return given and "inset" in self.definition.parts

    @property
    def by_weight(self) -> tuple[list[DrawnLayer], list[DrawnLayer]]:
        """What the sheet is about, and what lies under it for orientation."""
        parts = sorted(self.shown, key=lambda part: KINDS.index(kind_of(part)))
        ground = [part for part in parts if kind_of(part) in _GROUND]
        return [part for part in parts if part not in ground], ground

    @property
    def title(self) -> str:
        """The title, from what is most the planner's own to what is most general."""
        if self.definition.title:
            return self.definition.title
        if self.answered is not None:
            return self.answered.title(self.lang)
        if any(kind_of(part) == "zone" for part in self.shown):
            return self.words("structure_title")
        main, ground = self.by_weight
        named = tuple(part.layer.name for part in (main or ground)[:_NAMED_IN_TITLE])
        return self.words("layers_title", layers=named)

    @property
    def subtitle(self) -> str:
        """What kind of map it is, what it shows and for which years."""
        asked = [self.definition.subtitle, self.definition.title_box.period]
        kind = [self.words("structure")] if self.is_structure else []
        return " · ".join(part for part in (*kind, *asked) if part)

    @property
    def mark(self) -> tuple[str, bool]:
        """What stands at the lower left, and whether it keeps the sheet in the house."""
        text, is_internal = mark_of(self.definition)
        return self.say(text, self.lang), is_internal

    @property
    def focus(self) -> DrawnLayer | None:
        """The one feature that the sheet is drawn around, where it is shown."""
        return focus_of(self.definition, self.shown)

    @property
    def legend(self) -> list[Entry]:
        """The lines of the legend."""
        factor = template_named(self.definition.template).sizes.factor
        entries = entries_of(self.shown, self.answer, say=self.say, lang=self.lang, factor=factor)
        if self.focus is None:
            return entries
        called = self.focus.layer.name_of(str(self.focus.rows.index[0]))
        name = called.in_language(self.lang)
        return [Entry(self.words("focus", name=name), sign_of(self.focus, factor)), *entries]

    @property
    def divided(self) -> tuple[DrawnLayer, Division] | None:
        """The zones that divide a whole by area, where there is no answer to speak of."""
        if self.answered is not None:
            return None
        zones = (part for part in self.shown if kind_of(part) == "zone")
        found = ((part, division_of(part.layer, part.rows)) for part in zones)
        return next(((part, division) for part, division in found if division), None)

    @property
    def title_box(self) -> list[tuple[str, str]]:
        """Names and values of the title box; who made and checked it may be filled in by hand."""
        versions = {**(self.finding.versions if self.finding else {}), **self.supplied.versions}
        date = sheet_date(self.definition, [part.rows for part in self.shown])
        box = self.definition.title_box
        asked = (("drawing_number", box.number), ("page", box.page), ("period", box.period))
        hands = [("made_by", box.maker), ("checked_by", box.reviewer)]
        if not template_named(self.definition.template).is_paper:  # nobody signs a slide by hand
            hands = [(key, value) for key, value in hands if value]
        return [
            (self.words("coordinates"), self.words("coordinates_value")),
            (self.words("date"), date),
            (self.words("data_version"), data_version(self.layers, versions)),
            (self.words("definition"), definition_hash(self.definition)),
            *((self.words(key), value) for key, value in asked if value),
            *((self.words(key), value) for key, value in hands),
        ]

    def words(self, key: str, **parameters: Any) -> str:
        """Say one of the sheet's own messages."""
        return self.say(message(f"sheet.{key}", **parameters), self.lang)


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
    Gather what goes onto a sheet.

    Parameters
    ----------
    catalogue, definition, finding, supplied, say
        As `draw_sheet` was given them.
    rows
        The layers asked for, EPSG:4545, by id.
    page
        The template, with its map frame.
    extent
        Of the map frame, metres.

    Returns
    -------
    subject
        Without anything beyond the frame.
    """
    per_mm = (extent[2] - extent[0]) / page.map.width
    margin = _SYMBOL_MM * page.sizes.factor * per_mm
    check_themes(definition)
    shown = [
        DrawnLayer(
            catalogue[name],
            within(rows[name], extent, margin=margin),
            shading=shading_of(definition, catalogue[name], rows[name], say=say),
            sizing=sizing_of(definition, catalogue[name], rows[name], say=say),
            hatch=definition.hatches.get(name, ""),
        )
        for name in rows
    ]
    answer = {}
    for role, given in (finding.layers if finding else {}).items():
        located = given[given.geometry.notna() & ~given.geometry.is_empty]
        seen = within(to_measuring(located), extent, margin=margin)
        home = _home_of(catalogue, seen) if role in _FEATURES else None
        if home is not None and home.id not in rows:
            shown.append(DrawnLayer(home, seen))
        elif len(seen) and role != FACILITIES:
            answer[role] = seen
    return SheetModel(
        catalogue=catalogue,
        definition=definition,
        finding=finding,
        say=say,
        layers=sheet_layers(catalogue, definition),
        shown=_with_wholes([part for part in shown if len(part.rows)], is_under=_has_areas(answer)),
        answer=answer,
        districts=None if definition.locator else locator_districts(catalogue, definition),
        supplied=supplied,
    )


def _has_areas(answer: Mapping[str, geopandas.GeoDataFrame]) -> bool:
    """Return whether an answer tints ground, and not only picks some of it out."""
    tints = (rows for name, rows in answer.items() if not role_of(name).is_picked)
    return any(rows.geom_type.isin(("Polygon", "MultiPolygon")).any() for rows in tints)


def _with_wholes(shown: list[DrawnLayer], *, is_under: bool) -> list[DrawnLayer]:
    areas = [part.rows for part in shown if kind_of(part) in {"zone", "area"}]
    wholes = {str(name) for rows in areas if "parent" in rows for name in rows["parent"].dropna()}
    return [replace(part, wholes=frozenset(wholes), is_under=is_under) for part in shown]


def _home_of(catalogue: Catalogue, rows: geopandas.GeoDataFrame) -> Layer | None:
    """Return the layer that points of an answer are features of, to be drawn as its own."""
    if rows.empty or not (rows.geom_type == "Point").all():
        return None
    first = str(rows.index[0])
    return catalogue.home_of(first) if catalogue.has_feature(first) else None
