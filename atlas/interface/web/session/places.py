"""Places that come from the map and from the answer on the screen, longitude and latitude."""

import json

import shapely
import streamlit as st

from atlas.interface.web.session.session import drawn_shape, finding

_DIGITS = 6  # of a degree: a tenth of a metre


def marked_place() -> list[float] | None:
    """Return the place marked last, by a point or by the middle of a shape."""
    if pointed := st.session_state.get("pointed"):
        return [round(number, _DIGITS) for number in pointed]
    shape = drawn_shape()
    return _on(shapely.from_geojson(json.dumps(shape))) if shape else None


def chosen_sites() -> list[list[float]]:
    """Return the sites that the answer on the screen has chosen."""
    answer = finding()
    if answer is None or "chosen" not in answer.layers:
        return []
    return [_on(shape) for shape in answer.layers["chosen"].geometry]


def _on(shape: shapely.Geometry) -> list[float]:
    """Return a point on a shape: its middle where that lies on it, as it does for a circle."""
    middle = shape.centroid
    place = middle if shape.intersects(middle) else shape.representative_point()
    return [round(place.x, _DIGITS), round(place.y, _DIGITS)]
