"""
Folium's links to scripts and styles, turned to our own `/assets/`.

Folium keeps them in two lists on each class, and every URL there is a host outside. They are
replaced class by class, once for the whole process. What we do not ship gets a path that answers
404 by design, `/assets/missing/<class>/<name>`: such a map stays empty and names the culprit in
the browser's log, and nothing is ever asked of the outside. Links that folium writes elsewhere
are not reached: branca's colour maps, Vega charts, `Geocoder` and `MiniMap` must not be used.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

import folium.plugins  # a plugin's class is found only once it is imported
from folium.elements import JSCSSMixin
from folium.template import Template

from atlas.output.assets import FOLIUM_ASSETS, MARKER_IMAGES

_Links = Sequence[tuple[str, str]]


class MarkerImages(folium.MacroElement):  # type: ignore[misc]
    """
    Tell Leaflet where its default marker's pictures are.

    Leaflet guesses from its style, and guesses wrong while that is still loading. Add this to a
    map before any marker; drawing tools need it as well.

    Parameters
    ----------
    prefix
        Where the assets are served, without a slash at the end.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            L.Icon.Default.imagePath = {{ this.path|tojson }};
        {% endmacro %}
        """
    )

    def __init__(self, prefix: str = "/assets") -> None:
        super().__init__()
        self._name = "MarkerImages"
        self.path = f"{prefix}/{MARKER_IMAGES}"


def point_folium_at_assets(prefix: str = "/assets") -> None:
    """
    Turn every outside link of every folium class to a path of our own.

    It changes folium's classes for the whole process; calling it again changes nothing, and a
    link that is a path already stays. A class made after the call is not reached.

    Parameters
    ----------
    prefix
        Where the assets are served, without a slash at the end.
    """
    for element in _subclasses(JSCSSMixin):
        for attribute in ("default_js", "default_css"):
            if attribute in vars(element):
                links = getattr(element, attribute)
                setattr(element, attribute, _turned(links, element.__name__, prefix))


def _subclasses(parent: type[Any]) -> Iterator[type[Any]]:
    for child in parent.__subclasses__():
        yield child
        yield from _subclasses(child)


def _turned(links: _Links, owner: str, prefix: str) -> list[tuple[str, str]]:
    turned = []
    for name, url in links:
        served = FOLIUM_ASSETS.get(name, f"missing/{quote(owner)}/{quote(name)}")
        if url.startswith("/") and not url.startswith("//"):
            turned.append((name, url))
        elif served is not None:
            turned.append((name, f"{prefix}/{served}"))
    return turned
