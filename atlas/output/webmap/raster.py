"""
Many cells as one picture: scores and exclusions past what a browser draws as shapes.

The picture is laid between its corners by the browser, evenly in web Mercator, so that is how its
pixels are spaced. It is for looking: no figure is read off it, and no cell can be clicked.
"""

import base64
import hashlib
import io
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import folium
import geopandas
import numpy as np
from folium.elements import ElementAddToElement
from numpy.typing import NDArray
from PIL import Image, ImageColor

from atlas.output.rasterise import painted
from atlas.output.roles import SCREEN_ROLES

PICTURED = tuple(role for role, look in SCREEN_ROLES.items() if look.is_pictured)
LONG_SIDE_PX = 1200
_UNGRADED_ALPHA = 40
_STEPS = 200  # shades between the lowest score and the highest


class _Picture(folium.raster_layers.ImageOverlay):
    """A picture as a part of the map, which streamlit-folium reads from its template."""

    def render(self, **_kwargs: Any) -> None:
        """Lay it on its group; folium's own page, which nobody opens, goes without."""
        on = ElementAddToElement(self.get_name(), self._parent.get_name())
        self.add_child(on, name="on")


def is_pictured(role: str, rows: int, *, most: int) -> bool:
    """
    Return whether a role of so many rows is drawn as a picture and not as shapes.

    Parameters
    ----------
    role
        Of the geometry in an answer.
    rows
        How many it has.
    most
        Up to how many shapes are drawn.
    """
    return role in PICTURED and rows > most


def pictures(
    answers: Mapping[str, geopandas.GeoDataFrame], *, most: int
) -> Iterator[folium.raster_layers.ImageOverlay]:
    """
    Draw the roles with more rows than are drawn as shapes.

    Parameters
    ----------
    answers
        An answer's geometry by role, EPSG:4326; candidates with their `score`, 0 to 1.
    most
        How many rows are still drawn as shapes.
    """
    for _, address, bounds in pictured(answers, most=most):
        yield _Picture(address, bounds, pane="results")


def pictured(
    answers: Mapping[str, geopandas.GeoDataFrame], *, most: int
) -> Iterator[tuple[str, str, list[list[float]]]]:
    """Yield each role with more rows than `most`, its picture as an address, and its corners."""
    for role in PICTURED:
        if role in answers and is_pictured(role, len(answers[role]), most=most):
            yield role, *_kept(_Drawn(role, answers[role]))


class _Drawn:
    """Rows to draw, identified by a digest of what is drawn: the same rows are drawn once."""

    def __init__(self, role: str, rows: geopandas.GeoDataFrame) -> None:
        self.role, self.rows = role, rows
        told = hashlib.sha1(role.encode(), usedforsecurity=False)
        told.update(np.asarray(rows.total_bounds).tobytes())
        told.update(np.array(rows.index.astype(str), dtype="S").tobytes())
        if "score" in rows:
            told.update(rows["score"].to_numpy().tobytes())
        self.digest = told.hexdigest()

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Drawn) and self.digest == other.digest


@lru_cache(maxsize=8)
def _kept(drawn: _Drawn) -> tuple[str, list[list[float]]]:
    picture, bounds = picture_of(drawn.role, drawn.rows)
    stream = io.BytesIO()
    picture.save(stream, format="PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()}", bounds


def picture_of(role: str, rows: geopandas.GeoDataFrame) -> tuple[Image.Image, list[list[float]]]:
    """Return the picture and its corners as Leaflet writes them: latitude first."""
    west, south, east, north = rows.total_bounds
    low, high = _mercator(np.array([south, north]))
    sides = np.radians(east - west), high - low
    per_px = max(sides) / LONG_SIDE_PX
    wide, tall = (max(int(np.ceil(side / per_px)), 1) for side in sides)

    def to_pixels(at: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = np.radians(at[:, 0] - west), high - _mercator(at[:, 1])
        return np.asarray(np.column_stack([x, y]) / per_px)

    shapes = np.asarray(rows.geometry.array, dtype=object)
    plane = painted(shapes, _shades(role, rows), size=(wide, tall), to_pixels=to_pixels)
    return _colored(plane, role), [[float(south), float(west)], [float(north), float(east)]]


def _mercator(latitude: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.arctanh(np.sin(np.radians(latitude))))


def _shades(role: str, rows: geopandas.GeoDataFrame) -> NDArray[np.uint8]:
    """Return 1 for the lowest score and more for better ones; 0 is left for nothing."""
    if not SCREEN_ROLES[role].is_graded:
        return np.ones(len(rows), dtype=np.uint8)
    scores = np.clip(rows["score"].to_numpy(dtype=float), 0, 1)
    return np.asarray(1 + np.round(scores * (_STEPS - 1)), dtype=np.uint8)


def _colored(shades: NDArray[np.uint8], role: str) -> Image.Image:
    alpha = np.zeros(256)
    if SCREEN_ROLES[role].is_graded:
        # as shapes are tinted: the square of the score keeps the best apart
        alpha[1 : _STEPS + 1] = 255 * (0.04 + 0.6 * np.linspace(0, 1, _STEPS) ** 2)
    else:
        alpha[1] = _UNGRADED_ALPHA
    pixels = np.empty((*shades.shape, 4), dtype=np.uint8)
    pixels[..., :3] = ImageColor.getrgb(SCREEN_ROLES[role].color)
    pixels[..., 3] = alpha[shades].astype(np.uint8)
    return Image.fromarray(pixels, mode="RGBA")
