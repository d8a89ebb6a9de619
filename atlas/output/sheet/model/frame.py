"""
The frame: which ground a sheet shows, and at which scale.

Extent and map frame always have the same proportions, in metres of EPSG:4545 on millimetres of
paper, so the scale is one number in both directions; the projection itself lengthens by at
most 0.01 % here. The extent of a definition is never cut: the frame shows it whole, exact in
the direction that binds, with more ground on the other two sides. A schematic layer sets the
largest scale.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import geopandas
import numpy as np
import shapely
from shapely.affinity import rotate

from atlas.deliverables.sheet import Sheet
from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import LayerRef
from atlas.domain.crs import MEASURING_CRS, STORAGE_CRS, to_measuring, to_storage
from atlas.domain.finding import Finding
from atlas.domain.layer import Layer
from atlas.errors import Refused, UnknownName
from atlas.output.sheet.model.content import Extent, rows_in_frame
from atlas.output.sheet.model.templates import Box, Template
from atlas.questions.selection.rows import rows_in_metres

MM_PER_METRE = 1000.0
FACILITIES = "facilities"
_STEPS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 7.5, 10.0)
_AIR = 1.06  # how much more than its subject a frame shows
_SMALLEST_SUBJECT_M = 1000.0
_ABOUT_M = 2500.0  # what is shown of the ground about a place
_LEAST_FRAME_MM = 20.0
_KNOWN_GROUND = (93.0, 3.0, 123.0, 54.0)  # where the metres of EPSG:4545 are still some


@dataclass(frozen=True)
class Written:
    """
    A line on the page.

    Parameters
    ----------
    text, size
        The words, and their size in points.
    box
        The room it takes before it is turned, millimetres.
    angle, anchor
        By how many degrees it is turned, and about which point.
    """

    text: str
    size: float
    box: Box
    angle: float
    anchor: tuple[float, float]

    @property
    def shape(self) -> shapely.Polygon:
        """The room it takes, millimetres."""
        box = shapely.box(self.box.x, self.box.y, self.box.right, self.box.top)
        return rotate(box, self.angle, origin=self.anchor)


@dataclass(frozen=True)
class Frame:
    """
    What was really drawn, so that it can be measured.

    Parameters
    ----------
    extent
        West, south, east, north of the map frame, metres, EPSG:4545.
    scale
        The denominator n of 1:n on the page; printed only where `scale_is_printed`.
    map
        The map frame on the page, millimetres from the lower left corner.
    pixel_box
        Left, top, right, bottom of the map frame in a PNG, dots from the upper left corner.
    bar, bar_m
        The scale bar on the page, millimetres, and the length it stands for, metres.
    inset
        Where the small map stands on the page, millimetres; None where there is none.
    legend, layers
        The lines of the legend, and the ids of the layers drawn.
    labels_left_out, legend_left_out
        How many names, and which lines of the legend, had no room; the sheet says so.
    texts
        Every line of type on the page, and where it stands.
    title, headline
        Whole, as they stand on the page.
    mark, is_internal
        What stands at the lower left, and whether it keeps the sheet in the house.
    """

    extent: Extent
    scale: float
    map: Box
    pixel_box: tuple[float, float, float, float]
    scale_is_printed: bool = False
    bar: Box = field(default=Box(0, 0, 0, 0))
    bar_m: float = 0.0
    inset: Box | None = None
    legend: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    labels_left_out: int = 0
    legend_left_out: tuple[str, ...] = ()
    texts: tuple[Written, ...] = ()
    title: str = ""
    headline: str = ""
    mark: str = ""
    is_internal: bool = True

    @property
    def metres_per_mm(self) -> float:
        """Metres on the ground for a millimetre on the page."""
        return self.scale / MM_PER_METRE


def fit_frame(
    definition: Sheet,
    template: Template,
    catalogue: Catalogue,
    rows: Mapping[str, geopandas.GeoDataFrame],
    finding: Finding | None,
) -> tuple[Template, Extent]:
    """
    Return the page with its map frame, and the extent of that frame.

    Parameters
    ----------
    definition
        A scale, an extent, a feature to show, or none of them.
    template
        The page.
    catalogue
        Where the limits of the layers stand.
    rows
        The layers shown, EPSG:4545, by id.
    finding
        Its geometry is part of the subject.

    Returns
    -------
    template, extent
        The frame has the shape of an extent that the definition has without a scale; west, south,
        east, north in metres, EPSG:4545.

    Raises
    ------
    Refused
        If the scale is larger than a schematic layer in the frame allows, if an extent does not
        fit the frame at the scale that goes with it, is too narrow or far away, or if there is
        nothing to show.
    UnknownName
        If the feature to show is not there.
    """
    limit = largest_scale([catalogue[name] for name in rows])
    subject = _subject(definition, catalogue, rows, finding)
    is_fixed = definition.extent is not None or definition.extent_m is not None
    scale = _scale(definition, template, subject, limit)
    extent, page = subject, template
    if is_fixed and definition.scale is None:
        page = replace(template, map=_shaped(template.map, subject, scale))
    else:
        west, south, east, north = subject
        half = np.array([template.map.width, template.map.height]) * scale / MM_PER_METRE / 2
        middle = np.array([(west + east) / 2, (south + north) / 2])
        low, high = middle - half, middle + half
        extent = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
    # what lies beyond the frame does not bind it
    bound = [catalogue[name] for name in rows if largest_scale([catalogue[name]])]
    limit = largest_scale(layer for layer in bound if len(rows_in_frame(rows[layer.id], extent)))
    if scale < limit * (1 - 1e-9):
        raise Refused(reason="scale_too_large", asked=round(scale), limit=limit)
    return page, extent


def _scale(definition: Sheet, template: Template, subject: Extent, limit: int) -> float:
    west, south, east, north = subject
    needed = MM_PER_METRE * max(
        (east - west) / template.map.width, (north - south) / template.map.height
    )
    is_fixed = definition.extent is not None or definition.extent_m is not None
    if definition.scale is not None:
        if is_fixed and needed > definition.scale:
            raise Refused(reason="extent_does_not_fit", asked=definition.scale, fits=_up(needed))
        return float(definition.scale)
    if is_fixed:
        return needed
    # a round number only where it will be printed
    wished = _up(needed * _AIR) if template.is_paper and not limit else needed * _AIR
    return max(wished, float(limit))


def _shaped(room: Box, extent: Extent, scale: float) -> Box:
    """Return the map frame in the shape of an extent, in the middle of the room there is."""
    west, south, east, north = extent
    wide, high = (length * MM_PER_METRE / scale for length in (east - west, north - south))
    if min(wide, high) < _LEAST_FRAME_MM:
        raise Refused(reason="extent_too_narrow", width_mm=round(wide), height_mm=round(high))
    return Box(room.x + (room.width - wide) / 2, room.top - high, wide, high)


def largest_scale(layers: Iterable[Layer]) -> int:
    """Return the denominator below which schematic polygons are not drawn; 0 without any."""
    return max(
        (
            layer.spec.min_scale
            for layer in layers
            if layer.is_schematic and layer.spec.geometry == "polygon" and layer.spec.min_scale
        ),
        default=0,
    )


def pixel_box(map_frame: Box, *, dpi: int, height: int) -> tuple[float, float, float, float]:
    """
    Return a box of the page in dots from the upper left corner.

    Parameters
    ----------
    map_frame
        On the page, millimetres.
    dpi
        Dots an inch.
    height
        Of the page, dots.
    """
    dots = dpi / 25.4
    return (
        map_frame.x * dots,
        height - map_frame.top * dots,
        map_frame.right * dots,
        height - map_frame.y * dots,
    )


def _subject(
    definition: Sheet,
    catalogue: Catalogue,
    rows: Mapping[str, geopandas.GeoDataFrame],
    finding: Finding | None,
) -> Extent:
    if definition.extent_m is not None:
        corners = geopandas.GeoSeries([shapely.box(*definition.extent_m)], crs=MEASURING_CRS)
        if not shapely.box(*_KNOWN_GROUND).covers(to_storage(corners).iloc[0]):
            raise Refused(reason="extent_far_away")
        return definition.extent_m
    if definition.extent is not None:
        if not shapely.box(*_KNOWN_GROUND).covers(shapely.box(*definition.extent)):
            raise Refused(reason="extent_far_away")
        edges = shapely.segmentize(shapely.box(*definition.extent), 0.01)
        return _bounds([to_measuring(geopandas.GeoSeries([edges], crs=STORAGE_CRS))], least=0.0)
    if definition.centre is not None:
        return _about(definition.centre)
    if definition.around is not None:
        return _bounds([_referred(definition.around, catalogue)])
    answers = [
        to_measuring(frame).geometry
        for role, frame in (finding.layers if finding else {}).items()
        if role != FACILITIES  # they may lie far beyond what the answer speaks of
    ]
    layers = [catalogue[name] for name in rows]
    bands = [layer for layer in layers if _symbol(layer) == "band"]
    zones = [layer for layer in layers if largest_scale([layer]) and layer not in bands]
    bubbles = [layer for layer in layers if _symbol(layer) == "bubble"]
    points = [layer for layer in layers if layer.spec.geometry == "point"]
    for subject in (zones, bubbles, *(() if answers else (bands, points, layers))):
        parts = answers + [rows[layer.id].geometry for layer in subject]
        if subject and any(len(part) for part in parts):
            return _bounds(parts)
    return _bounds(answers)


def _about(centre: tuple[float, float]) -> Extent:
    if not shapely.box(*_KNOWN_GROUND).covers(shapely.Point(centre)):
        raise Refused(reason="extent_far_away")
    place = to_measuring(geopandas.GeoSeries([shapely.Point(centre)], crs=STORAGE_CRS))
    return _bounds([place.buffer(_ABOUT_M)])


def _symbol(layer: Layer) -> str:
    return layer.spec.style.symbol if layer.spec.style else ""


def _referred(ref: LayerRef, catalogue: Catalogue) -> geopandas.GeoSeries:
    layer = catalogue[ref.layer]
    if ref.where is not None:
        raise Refused(reason="around_condition")
    if ref.id is not None and ref.id not in layer.frame.index:
        raise UnknownName(kind="feature", name=ref.id, known=list(layer.frame.index)[:8])
    return rows_in_metres(catalogue, ref).geometry


def _bounds(parts: Iterable[geopandas.GeoSeries], *, least: float = _SMALLEST_SUBJECT_M) -> Extent:
    boxes = np.array([part.total_bounds for part in parts if len(part)]).reshape(-1, 4)
    if not np.isfinite(boxes).any():
        raise Refused(reason="nothing_to_show")
    west, south = np.nanmin(boxes[:, :2], axis=0)
    east, north = np.nanmax(boxes[:, 2:], axis=0)
    more = max(0.0, least - max(east - west, north - south)) / 2
    return float(west - more), float(south - more), float(east + more), float(north + more)


def _up(scale: float) -> float:
    power = 10.0 ** np.floor(np.log10(scale))
    return float(power * next(step for step in _STEPS if step * power >= scale * (1 - 1e-9)))
