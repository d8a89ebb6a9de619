"""
Contents of the map: an answer or the contents of a sheet, over some layers, seen from somewhere.

What would make a file that no mail carries is left out and named: a layer of too many rows or
corners, and those that would make all of them too many, the lowest first.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import geopandas
import shapely

from atlas.deliverables.sheet import Sheet
from atlas.domain.catalogue import Catalogue
from atlas.domain.crs import to_storage
from atlas.domain.finding import Finding
from atlas.domain.ground import grounds
from atlas.domain.layer import Layer
from atlas.domain.messages import Language
from atlas.output.webmap import Extent, drawable_roles, extent_of

MOST_ROWS = 3_000  # of a layer
MOST_CORNERS = 250_000  # of a layer: some 6 MB
MOST_CORNERS_IN_ALL = 500_000
_ZOOMS = (7.0, 18.0)


@dataclass(frozen=True)
class View:
    """Where a map looks: the middle in degrees, and Leaflet's zoom."""

    lat: float
    lon: float
    zoom: float


def view_of(written: str) -> View | None:
    """
    Read a view as the address of the page holds it; None where it is no place on the map.

    Parameters
    ----------
    written
        Latitude, longitude and zoom, with commas between.
    """
    try:
        lat, lon, zoom = (float(part) for part in written.split(","))
    except ValueError:
        return None
    is_place = abs(lat) < 85 and abs(lon) <= 180 and _ZOOMS[0] <= zoom <= _ZOOMS[1]
    return View(lat, lon, zoom) if is_place else None


@dataclass(frozen=True)
class Handover:
    """
    The contents of a standalone map.

    Parameters
    ----------
    finding
        An answer, or a finding of kind `sheet`, with words.
    lang
        In which the file opens; the other language is in it too.
    catalogue
        Where layers and cards are found; an empty one shows the answer alone.
    layers
        The layers included, from the ground up; of a sheet, its own.
    on
        Those of them that are switched on at first; None for all.
    view
        Where to look; None for all of the answer, or of the layers.
    selected
        Id of the feature whose card is open at first.
    """

    finding: Finding
    lang: Language
    catalogue: Catalogue = field(default_factory=lambda: Catalogue((), ()))
    layers: Sequence[str] = ()
    on: Collection[str] | None = None
    view: View | None = None
    selected: str | None = None

    @property
    def sheet(self) -> Sheet | None:
        """The definition, where it shows a sheet."""
        asked = self.finding.definition
        return asked if isinstance(asked, Sheet) else None

    @cached_property
    def requested_layers(self) -> list[Layer]:
        """The layers requested, from the ground up, slots and all."""
        names = self.layers or (self.sheet.layers if self.sheet and self.catalogue else ())
        return [self.catalogue[name] for name in dict.fromkeys(names)]

    @cached_property
    def drawn_layers(self) -> list[Layer]:
        """The layers that come along, from the ground up."""
        room, found = MOST_CORNERS_IN_ALL, []
        for layer in reversed(self.requested_layers):
            corners = _corners(layer.located) if _is_drawn(layer) else 0
            if corners <= min(room, MOST_CORNERS) and _is_drawn(layer):
                found.append(layer)
                room -= corners
        return found[::-1]

    @property
    def left_out(self) -> list[Layer]:
        """The layers that have places and are too large to come along."""
        return [
            layer
            for layer in self.requested_layers
            if layer not in self.drawn_layers and not layer.is_slot and not layer.spec.is_table
        ]

    @property
    def waiting(self) -> list[Layer]:
        """The layers requested that wait for their data."""
        return [layer for layer in self.requested_layers if layer.is_slot]

    @property
    def is_ordered(self) -> bool:
        """Whether the layers lie in another order than they are declared to."""
        ranks = [(layer.spec.draw_order, layer.id) for layer in self.requested_layers]
        return ranks != sorted(ranks)

    @cached_property
    def answers(self) -> list[tuple[str, geopandas.GeoDataFrame]]:
        """What the answer draws as shapes, by role, without roles too large to come along."""
        drawn = drawable_roles(self.finding.layers)
        return [(role, rows) for role, rows in drawn if _corners(rows) <= MOST_CORNERS]

    @property
    def roles_left_out(self) -> list[str]:
        """The roles of the answer that are too large to come along."""
        kept = {role for role, _ in self.answers}
        drawn = drawable_roles(self.finding.layers)
        return [role for role, rows in drawn if len(rows) and role not in kept]

    @property
    def extent(self) -> Extent | None:
        """What to look at without a view: what the sheet frames, the answer, the home."""
        framed = _framed(self.sheet, self.catalogue) if self.sheet else None
        found = framed or extent_of(drawable_roles(self.finding.layers))
        homes = [layer for layer in self.drawn_layers if layer.spec.home] or self.drawn_layers
        return found or extent_of([("layer", layer.located) for layer in homes])


def _is_drawn(layer: Layer) -> bool:
    if layer.is_slot or layer.spec.is_table:
        return False
    return 0 < len(layer.located) <= MOST_ROWS


def _corners(rows: geopandas.GeoDataFrame) -> int:
    return int(shapely.get_num_coordinates(rows.geometry.array).sum())


def _framed(sheet: Sheet, catalogue: Mapping[str, Layer]) -> Extent | None:
    """Return the frame that a sheet names itself, in degrees."""
    if sheet.extent is not None:
        return sheet.extent
    rows = None
    if sheet.extent_m is not None:
        box = shapely.box(*sheet.extent_m)
        rows = to_storage(geopandas.GeoSeries([box], crs="EPSG:4545"))
    elif sheet.around is not None and sheet.around.id is not None and catalogue:
        rows = grounds(catalogue[sheet.around.layer]).geometry.loc[[sheet.around.id]]
    if rows is None or rows.empty:
        return None
    west, south, east, north = rows.total_bounds.tolist()
    return west, south, east, north
