"""
The map on screen: one base that never changes, and what is drawn over it.

The base must be the same text each time, or the browser throws the map away and begins anew.
All that changes goes through the overlay, which lists layers by address and answers whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Literal

import folium
import geopandas
import numpy as np
from folium.elements import JSCSSMixin
from folium.template import Template

from atlas.domain.finding import Quantity
from atlas.domain.layer import NOT_YET, POSITION_BASES, Layer
from atlas.domain.messages import LANGUAGES, Language, Message, message
from atlas.output.language import say
from atlas.output.roles import SCREEN_ROLES, roles_for_scripts
from atlas.output.tiles import is_tiled, tile_listing
from atlas.output.webmap.draggable import Moving
from atlas.output.webmap.features import answer_features
from atlas.output.webmap.literal import literal
from atlas.output.webmap.raster import is_pictured, pictures

Extent = tuple[float, float, float, float]  # west, south, east, north
MOST_ANSWER_FEATURES = 4000
_ASSETS = "/assets"
TOOLS = ("box", "polygon", "radius", "point", "length", "area", "clear", "full", "full_end")
_ON_MAP = (
    *("north", "home", "fit", "zoom_in", "zoom_out"),
    *(f"tool_{name}" for name in TOOLS),
    *(f"hint_{name}" for name in TOOLS[:6]),
    *("tiles_cells", "tiles_thinned", "tiles_unfiltered", "colon", "semicolon"),
    *("move_hint", "crossing", "metres", "kilometres", "square_kilometres", "hectares", "mu"),
)


class _Component(folium.MacroElement):
    """
    A part of the map that only streamlit-folium reads, from its template.

    Folium would write a page of its own beside it and compile all that stands in it, the rows of
    an answer included, at each run.
    """

    def render(self, **kwargs: Any) -> None:
        """Write nothing into folium's own page; let the children get ready."""
        for child in self._children.values():
            child.render(**kwargs)


class _Canvas(_Component, folium.Map):
    """A map without tiles or anything from outside."""

    default_js: ClassVar = [("leaflet", f"{_ASSETS}/leaflet/leaflet.js")]
    default_css: ClassVar = [("leaflet_css", f"{_ASSETS}/leaflet/leaflet.css")]


class _Start(_Component, JSCSSMixin):
    """Loads our own script and style, and starts them on the map."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "atlasMap.start({{ this._parent.get_name() }}, {{ this.facts }}, {{ this.home }});"
        "{% endmacro %}"
    )
    # one file: the frame fetches its scripts one after the other, and waits for each
    default_js: ClassVar = [("atlas", f"{_ASSETS}/atlas/scripts.js")]
    default_css: ClassVar = [
        ("atlas_fonts", f"{_ASSETS}/atlas/fonts.css"),
        ("atlas_css", f"{_ASSETS}/atlas/map.css"),
    ]

    def __init__(self, home: Extent) -> None:
        super().__init__()
        self._name = "Start"
        self.facts = _facts()
        self.home = literal(leaflet_bounds(home))


class _Group(_Component, folium.FeatureGroup):
    """What lies over the base."""


class _Fill(_Component):
    """Hands the overlay to the script."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "atlasMap.fill({{ this._parent.get_name() }}, {{ this.spec }});"
        "{% endmacro %}"
    )

    def __init__(self, spec: Mapping[str, Any]) -> None:
        super().__init__()
        self._name = "Fill"
        self.spec = literal(spec)


@dataclass(frozen=True)
class Overlay:
    """What lies over the base: layers by id, an answer's geometry by role, what is selected."""

    layers: tuple[Layer, ...]
    answers: Mapping[str, geopandas.GeoDataFrame]
    selected: str | None
    lang: Language
    holder: Layer | None = None  # the layer of what is selected, where it is not one of these
    asked: str = ""  # which question the answer is to: a new one is brought into view
    mark: str = ""  # of the catalogue that the layers are of
    look: tuple[Extent, int] | None = None  # what to bring into view, and the how-manieth time
    sketch: tuple[str, int] | None = None  # a tool to take up, and the how-manieth time
    moving: Moving | None = None  # what can be dragged
    is_ordered: bool = False  # whether the layers' order was made by hand and goes before symbols'
    is_dark: bool = False
    dress: Literal["Light", "Dark"] | None = (
        None  # to load the page anew with, as Streamlit says it
    )


def base_map(*, home: Extent) -> folium.Map:
    """
    Return the base: no tiles, a scale bar, coordinates, north and a place for the notice.

    It holds the words of every language, so that another language is no other base.

    Parameters
    ----------
    home
        What a first visit looks at, and the home button brings back; degrees.
    """
    west, south, east, north = home
    canvas = _Canvas(
        location=((south + north) / 2, (west + east) / 2),
        zoom_start=11,
        tiles=None,
        max_zoom=18,
        min_zoom=7,
        attributionControl=False,
        zoom_snap=0.5,
        zoom_delta=0.5,
        wheel_px_per_zoom_level=90,
    )
    _Start(home).add_to(canvas)
    return canvas


@cache
def _facts() -> str:
    """Return what never changes for the script: words in every language, how roles are drawn."""
    return literal(
        {"words": {lang: map_words(lang) for lang in LANGUAGES}, "roles": roles_for_scripts()}
    )


def map_words(lang: Language) -> dict[str, Any]:
    """Return what the scripts of the map say, in a language."""
    return {
        **{name: say(Message(f"web.{name}"), lang) for name in _ON_MAP},
        "roles": {role: say(Message(f"web.role_{role}"), lang) for role in SCREEN_ROLES},
        "status": {s: say(Message(f"value.status.{s}"), lang) for s in sorted(NOT_YET)},
        "basis": {b: say(Message(f"value.position_basis.{b}"), lang) for b in POSITION_BASES},
    }


def overlay_group(overlay: Overlay) -> folium.FeatureGroup:
    """Return the overlay as the one feature group that changes."""
    group = _Group(name="atlas")
    drawable = drawable_roles(overlay.answers)
    fit = extent_of(drawable)
    levels = [(i if overlay.is_ordered else None, v) for i, v in enumerate(overlay.layers, 1)]
    _Fill(
        {
            "lang": overlay.lang,
            "selected": overlay.selected,
            "asked": overlay.asked,
            "notice": _notice(overlay),
            "sketch": overlay.sketch,
            "moving": overlay.moving.listing() if overlay.moving else None,
            "fit": leaflet_bounds(fit) if fit else None,
            "look": {"bounds": leaflet_bounds(overlay.look[0]), "turn": overlay.look[1]}
            if overlay.look
            else None,
            "dress": overlay.dress,
            "theme": "dark" if overlay.is_dark else "light",
            "layers": [
                {"id": v.id, "url": layer_address(v, overlay.mark), "level": level}
                for level, v in levels
                if not is_tiled(v)
            ],
            "holder": layer_address(overlay.holder, overlay.mark) if overlay.holder else None,
            "tiles": [tile_listing(v) | {"level": level} for level, v in levels if is_tiled(v)],
            "answers": [
                {"role": role, "features": answer_features(frame)} for role, frame in drawable
            ],
        }
    ).add_to(group)
    for picture in pictures(overlay.answers, most=MOST_ANSWER_FEATURES):
        picture.add_to(group)
    return group


def _notice(overlay: Overlay) -> str:
    """Return what must be said on the map: what is not surveyed, what is left out."""
    drawn = tuple(layer.name for layer in overlay.layers if layer.is_schematic)
    said = [message("web.notice", layers=drawn)] if drawn else []
    if is_cut(overlay.answers):
        most = Quantity(MOST_ANSWER_FEATURES, "rows")
        said.append(message("web.notice_many", most=most))
    return "\n".join(say(one, overlay.lang) for one in said)


def is_cut(answers: Mapping[str, geopandas.GeoDataFrame]) -> bool:
    """Return whether an answer has more rows than are drawn, and is not drawn as a picture."""
    return any(
        len(frame) > MOST_ANSWER_FEATURES
        for role, frame in answers.items()
        if role in SCREEN_ROLES and _shapes(role, len(frame))
    )


def layer_address(layer: Layer, mark: str = "") -> str:
    """
    Return where the browser fetches a layer; a new version has a new address.

    Parameters
    ----------
    layer
        Any that is drawn whole.
    mark
        Of the catalogue: points that share a place are marked so, whatever layers they are of.
    """
    among = f"?among={mark}" if mark and layer.spec.geometry == "point" else ""
    return f"/layers/{layer.id}/{layer.version}.json{among}"


def leaflet_bounds(extent: Extent) -> list[list[float]]:
    """Return an extent as Leaflet writes it: latitude first, two corners."""
    west, south, east, north = (round(float(edge), 5) for edge in extent)
    return [[south, west], [north, east]]


def drawable_roles(
    answers: Mapping[str, geopandas.GeoDataFrame],
) -> list[tuple[str, geopandas.GeoDataFrame]]:
    """Return what an answer draws as shapes by role: areas, then cells, then what is chosen."""
    return [
        (role, answers[role].head(_shapes(role, len(answers[role]))))
        for role in SCREEN_ROLES
        if role in answers and len(answers[role])
    ]


def _shapes(role: str, rows: int) -> int:
    """Return how many rows of a role are drawn as shapes: none where it is a picture."""
    return 0 if is_pictured(role, rows, most=MOST_ANSWER_FEATURES) else MOST_ANSWER_FEATURES


def extent_of(drawable: list[tuple[str, geopandas.GeoDataFrame]]) -> Extent | None:
    """Return the extent of an answer; what merely served it, and may lie far off, is left out."""
    frames = [frame for role, frame in drawable if role != "facilities"]
    edges = [frame.total_bounds for frame in frames or [frame for _, frame in drawable]]
    edges = [edge for edge in edges if not np.isnan(edge).any()]
    if not edges:
        return None
    west, south, east, north = np.array(edges).T
    return west.min(), south.min(), east.max(), north.max()


def symbol_address(layer: Layer) -> str:
    """Return where the browser fetches a layer's symbol for the legend."""
    return f"/layers/{layer.id}/{layer.version}.svg"
