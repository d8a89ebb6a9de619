"""
The map on screen: one base that never changes, and what is drawn over it.

The base must be the same text each time, or the browser throws the map away and begins anew.
All that changes goes through the overlay, which lists layers by address and answers whole.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import folium
import geopandas
from folium.elements import JSCSSMixin
from folium.template import Template

from atlas.domain.layer import POSITION_BASES, Layer
from atlas.domain.words import LANGUAGES, Language, Message, message
from atlas.output.language import say
from atlas.output.webmap.features import answer_features

HOME_ZOOM = 11.5
MOST_ANSWER_FEATURES = 4000
_ASSETS = "/assets"


class _Canvas(folium.Map):
    """A map without tiles or anything from outside."""

    default_js: ClassVar = [("leaflet", f"{_ASSETS}/leaflet/leaflet.js")]
    default_css: ClassVar = [("leaflet_css", f"{_ASSETS}/leaflet/leaflet.css")]


class _Start(JSCSSMixin, folium.MacroElement):
    """Loads our own script and style, and starts them on the map."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "atlasMap.start({{ this._parent.get_name() }}, {{ this.words|tojson }});"
        "{% endmacro %}"
    )
    default_js: ClassVar = [("atlas", f"{_ASSETS}/atlas/map.js")]
    default_css: ClassVar = [("atlas_css", f"{_ASSETS}/atlas/map.css")]

    def __init__(self, words: Mapping[str, Any]) -> None:
        super().__init__()
        self._name = "Start"
        self.words = words


class _Fill(folium.MacroElement):
    """Hands the overlay to the script; `tojson` leaves no character that could end a script."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "atlasMap.fill({{ this._parent.get_name() }}, {{ this.spec|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, spec: Mapping[str, Any]) -> None:
        super().__init__()
        self._name = "Fill"
        self.spec = spec


@dataclass(frozen=True)
class Overlay:
    """What lies over the base: layers by id, an answer's geometry by role, what is selected."""

    layers: tuple[Layer, ...]
    answers: Mapping[str, geopandas.GeoDataFrame]
    selected: str | None
    lang: Language


def base_map(*, home: tuple[float, float]) -> folium.Map:
    """
    Return the base: no tiles, a scale bar, coordinates, north and the notice.

    It holds the words of every language, so that another language is no other base.

    Parameters
    ----------
    home
        Latitude and longitude that a first visit looks at.
    """
    canvas = _Canvas(
        location=home,
        zoom_start=HOME_ZOOM,
        tiles=None,
        max_zoom=18,
        min_zoom=7,
        attributionControl=False,
        zoom_snap=0.5,
        zoom_delta=0.5,
        wheel_px_per_zoom_level=90,
    )
    words: dict[str, Any] = {
        lang: {
            "north": say(message("web.north"), lang),
            "notice": say(message("web.notice"), lang),
            "planned": say(Message("value.status.planned"), lang),
            "basis": {b: say(Message(f"value.position_basis.{b}"), lang) for b in POSITION_BASES},
        }
        for lang in LANGUAGES
    }
    _Start(words).add_to(canvas)
    return canvas


def overlay_group(overlay: Overlay) -> folium.FeatureGroup:
    """Return the overlay as the one feature group that changes."""
    group = folium.FeatureGroup(name="atlas")
    _Fill(
        {
            "lang": overlay.lang,
            "selected": overlay.selected,
            "layers": [{"id": v.id, "url": layer_address(v)} for v in overlay.layers],
            "answers": [
                {"role": role, "features": answer_features(frame)}
                for role, frame in _drawable(overlay.answers)
            ],
        }
    ).add_to(group)
    return group


def layer_address(layer: Layer) -> str:
    """Return where the browser fetches a layer; a new version has a new address."""
    return f"/layers/{layer.id}/{layer.version}.json"


def _drawable(
    answers: Mapping[str, geopandas.GeoDataFrame],
) -> Iterable[tuple[str, geopandas.GeoDataFrame]]:
    # areas first, then cells, then what is chosen among them
    order = ("reached", "gap", "excluded", "candidates", "facilities", "selected", "chosen")
    for role in order:
        if role in answers and len(answers[role]):
            yield role, answers[role].head(MOST_ANSWER_FEATURES)


def symbol_address(layer: Layer) -> str:
    """Return where the browser fetches a layer's symbol for the legend."""
    return f"/layers/{layer.id}/{layer.version}.svg"
