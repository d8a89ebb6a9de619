"""
Which layers go to the browser as tiles, and how the map is informed of one.

Small layers go whole, as GeoJSON: they are drawn with names, tooltips and symbols, which tiles
do not have. Past about a thousand shapes a browser can no longer move such a layer smoothly.
"""

from typing import Any

from atlas.domain.layer import Layer
from atlas.domain.messages import LANGUAGES
from atlas.output.roles import SCREEN_ROLES, SELECTED
from atlas.output.tiles.grid import MAX_ZOOM

MOST_DRAWN_WHOLE = 1_000


def is_tiled(layer: Layer) -> bool:
    """Whether a layer has too many rows to be drawn whole."""
    # rows and not located rows: counting those looks at every shape, for every map
    return not layer.spec.is_table and len(layer.frame) > MOST_DRAWN_WHOLE


def tile_address(layer: Layer) -> str:
    """Return where the browser fetches a layer's tiles; a new version has a new address."""
    return f"/tiles/{layer.id}/{layer.version}/{{z}}/{{x}}/{{y}}.mvt"


def tile_listing(layer: Layer) -> dict[str, Any]:
    """Return a layer as the map lists it: id, names, address, geometry, style."""
    style = layer.spec.style.model_dump(exclude={"colors"}) if layer.spec.style else {}
    marked = SCREEN_ROLES[SELECTED]
    return {
        "id": layer.id,
        "name": {lang: layer.name.in_language(lang) for lang in LANGUAGES},
        "tiles": tile_address(layer),
        "kind": layer.spec.geometry,
        "max_zoom": MAX_ZOOM,
        "style": style,
        "marked": {"color": marked.color, "fill": marked.fill, "width": marked.outline},
    }
