"""
Content: the layers and the answer that a sheet shows in its frame.

A sheet shows what its definition names and what lies within the frame. A layer that still waits
for its data is not shown and is named in the notes. The date of a sheet is that of its newest fact,
never the day it was printed.
"""

import re
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

import geopandas
import numpy as np
import pandas
import shapely
from numpy.typing import NDArray

from atlas.deliverables.sheet import Hatch, Sheet
from atlas.deliverables.sheet_contents import Division
from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.layer import Layer
from atlas.domain.memo import derived
from atlas.domain.messages import Language, Text
from atlas.domain.records.pictures import NOTHING, Supplied
from atlas.domain.source import Source, surest_first
from atlas.errors import Refused
from atlas.questions.selection.rows import located_in_metres

Say = Callable[[Text, Language], str]
Extent = tuple[float, float, float, float]
_MOST_NAMES = 5000  # of a layer with more, few names are ever on a page
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?$")


@dataclass(frozen=True)
class Shading:
    """
    Colours by a column.

    Parameters
    ----------
    colors
        Of every row, by feature id.
    entries
        Words and colour of each class, for the legend.
    heading
        What the classes are of, with its unit.
    fill
        Opacity of areas.
    """

    colors: pandas.Series
    entries: tuple[tuple[str, str], ...]
    heading: str
    fill: float


@dataclass(frozen=True)
class Sizing:
    """Widths of symbols by a column: of every row, and of the round values in the legend."""

    widths_mm: pandas.Series
    entries: tuple[tuple[str, float], ...]
    heading: str


@dataclass(frozen=True)
class DrawnLayer:
    """
    A layer and those of its located rows that lie in the frame: EPSG:4545.

    `wholes` are the ids of features whose parts are shown too: such a whole is an outline
    without tint or name, since its parts have theirs. A layer that `is_under` the areas of an
    answer is tinted faintly, so that those keep the colour of their line in the legend.
    """

    layer: Layer
    rows: geopandas.GeoDataFrame
    wholes: frozenset[str] = frozenset()
    shading: Shading | None = None
    sizing: Sizing | None = None
    hatch: Hatch = ""
    is_under: bool = False

    @property
    def is_whole(self) -> NDArray[np.bool_]:
        """Which rows are wholes of parts that are shown too."""
        if not self.wholes:
            return np.zeros(len(self.rows), dtype=bool)
        return np.array([str(name) in self.wholes for name in self.rows.index], dtype=bool)

    @property
    def is_schematic_area(self) -> bool:
        """Whether it is drawn as schematic polygons, which may not be enlarged at will."""
        return self.layer.is_schematic and self.layer.spec.geometry == "polygon"


@dataclass(frozen=True)
class SheetContent:
    """
    What a sheet shows, with nothing beyond its frame.

    Parameters
    ----------
    definition, finding
        The sheet, and the answer over its layers or None.
    layers
        Those that the definition names, slots included.
    shown
        The layers that have rows in the frame, and those rows.
    answer
        The rows of the finding in the frame, by role; EPSG:4545.
    focus
        The one feature that the sheet is drawn around, where it is shown.
    divided
        The zones that divide a whole by area, where there is no answer.
    districts
        What the inset shows where no standard map stands in it, or None; EPSG:4545.
    supplied
        The pictures that the definition names.
    """

    definition: Sheet
    finding: Finding | None
    layers: tuple[Layer, ...]
    shown: tuple[DrawnLayer, ...]
    answer: Mapping[str, geopandas.GeoDataFrame]
    focus: DrawnLayer | None = None
    divided: tuple[DrawnLayer, Division] | None = None
    districts: geopandas.GeoDataFrame | None = None
    supplied: Supplied = NOTHING

    @property
    def lang(self) -> Language:
        """The language of the sheet."""
        return self.definition.lang

    @property
    def drawn_finding(self) -> Finding | None:
        """The finding, where it has geometry to draw."""
        return self.finding if self.finding is not None and self.finding.layers else None

    @property
    def is_structure(self) -> bool:
        """Whether schematic polygons are drawn, which have no scale to be printed."""
        return any(part.is_schematic_area for part in self.shown)

    @property
    def has_inset(self) -> bool:
        """Whether a locator is wanted and there is something to show in it."""
        exists = self.supplied.locator is not None or self.districts is not None
        return exists and "inset" in self.definition.parts


def sheet_layers(catalogue: Catalogue, definition: Sheet) -> list[Layer]:
    """
    Return the layers a sheet asks for, slots included.

    Raises
    ------
    UnknownName
        If there is no such layer.
    Refused
        If one of them is a table.
    """
    layers = [catalogue[name] for name in dict.fromkeys(definition.layers)]
    tables = [layer.id for layer in layers if layer.spec.is_table]
    if tables:
        raise Refused(reason="table_on_sheet", layers=tables)
    return layers


def drawn_in_metres(layers: Iterable[Layer]) -> dict[str, geopandas.GeoDataFrame]:
    """
    Return the located rows of each layer in EPSG:4545, by layer id.

    A layer is projected once in its life: what is returned is shared and must not be changed.
    """
    return {layer.id: located_in_metres(layer) for layer in layers if not layer.is_slot}


def likely_letters(catalogue: Catalogue, layers: Iterable[Layer], lang: Language) -> frozenset[str]:
    """
    Return the letters of names in layers, wherever their rows lie, of sources, and Latin.

    Parameters
    ----------
    catalogue
        Its sources are cited.
    layers
        Those with very many rows are left out.
    lang
        In which sources are cited.
    """
    cited = "".join(source.citation(lang) for source in catalogue.sources.values())
    found = {*string.printable.strip(), *cited}
    for layer in layers:
        if layer.is_slot or len(layer.frame) > _MOST_NAMES:
            continue
        found |= _letters_in(layer)
    return frozenset(found)


@derived
def _letters_in(layer: Layer) -> frozenset[str]:
    named = (layer.frame[c] for c in ("name_zh", "name_en") if c in layer.frame)
    return frozenset("".join(str(v) for of in named for v in of.dropna()))


def rows_in_frame(
    rows: geopandas.GeoDataFrame, extent: Extent, *, margin: float = 0.0
) -> geopandas.GeoDataFrame:
    """
    Return the rows that touch the frame; points so near its edge as to be cut are not in it.

    Parameters
    ----------
    rows
        EPSG:4545.
    extent
        Of the map frame, metres.
    margin
        How near the edge a point would be cut, metres.
    """
    geometry = rows.geometry.array
    inner = shapely.box(*extent).buffer(-margin, join_style="mitre")
    is_point = shapely.get_type_id(geometry) == shapely.GeometryType.POINT
    if is_point.all():
        seen = shapely.intersects(geometry, inner)
    else:
        seen = shapely.intersects(geometry, shapely.box(*extent))
        seen &= ~is_point | shapely.intersects(geometry, inner)
    return rows if seen.all() else rows[seen]


def sheet_date(definition: Sheet, frames: Iterable[pandas.DataFrame]) -> str:
    """Return the definition's date, or the newest date of the rows drawn; empty if none has one."""
    return definition.date or newest_date(frames)


def newest_date(frames: Iterable[pandas.DataFrame]) -> str:
    """Return the newest date of some rows; empty where none has one."""
    dates = [
        str(value)
        for frame in frames
        if "as_of" in frame
        for value in frame["as_of"].dropna().unique()
    ]
    return max((date for date in dates if _DATE.match(date)), default="")


def sources_of(
    catalogue: Catalogue, frames: Iterable[pandas.DataFrame], finding: Finding | None
) -> list[Source]:
    """
    Return the sources of what is drawn, the surest first.

    Parameters
    ----------
    catalogue
        Where the sources are.
    frames
        Rows that are drawn, with their sources.
    finding
        Its sources count too; or None.
    """
    columns = [frame["source"] for frame in frames if "source" in frame]
    used = {source.id for source in catalogue.sources_of(*columns)}
    used |= {source.id for source in (finding.sources if finding else ())}
    return surest_first(source for source in catalogue.sources.values() if source.id in used)


def data_version(layers: Iterable[Layer], versions: Mapping[str, str]) -> str:
    """Return one short mark for the versions of all layers used."""
    used = {layer.id: layer.version for layer in layers if not layer.is_slot} | dict(versions)
    text = ";".join(f"{name}={version}" for name, version in sorted(used.items()))
    return sha256(text.encode()).hexdigest()[:8]
