"""
Pictures compared by structure: SSIM over windows of 8 dots (Wang et al. 2004), 1 for the same.

Golden pictures stand in `golden/`; `python -m tests.output.test_sheet_structure` draws them anew,
to be looked at before they are kept.
"""

import io
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely
from matplotlib.collections import PathCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.transforms import IdentityTransform
from PIL import Image
from scipy.ndimage import uniform_filter

from atlas.output.sheet import TEMPLATES
from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.drawing.encoding import encoded
from atlas.output.sheet.map.marks import draw_layers
from atlas.output.sheet.model.content import DrawnLayer
from atlas.output.sheet.model.symbology import SYMBOL_WIDTHS_MM
from tests.output.sheet_town import EAST, NORTH, drawn, layer, town

GOLDEN = Path(__file__).with_name("golden")
ASKED = {
    "a4-landscape": {"layers": ["quarters", "kiosks", "block"], "subtitle": "虚构"},
    "a4-portrait": {"layers": ["block", "kiosks"], "graticule": True, "north": "true"},
    "slide-16x9": {"layers": ["quarters"], "hatches": {"quarters": "lines"}, "lang": "en"},
}
ALIKE = 0.97


def grey(content):
    return np.asarray(Image.open(io.BytesIO(content)).convert("L")).astype(float)


def ssim(first, second):
    """Return the mean structural similarity of two grey pictures, 0 to 255."""
    steady, contrast = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    mean_a, mean_b = uniform_filter(first, 8), uniform_filter(second, 8)
    spread_a = uniform_filter(first**2, 8) - mean_a**2
    spread_b = uniform_filter(second**2, 8) - mean_b**2
    both = uniform_filter(first * second, 8) - mean_a * mean_b
    alike = (2 * mean_a * mean_b + steady) * (2 * both + contrast)
    return float(
        (alike / ((mean_a**2 + mean_b**2 + steady) * (spread_a + spread_b + contrast))).mean()
    )


def golden(template):
    return drawn(town(), template=template, dpi=50, **ASKED[template])[0]


@pytest.mark.parametrize("template", ASKED)
def test_a_sheet_looks_as_it_did(template):
    kept = (GOLDEN / f"{template}.png").read_bytes()
    assert ssim(grey(golden(template)), grey(kept)) > ALIKE


def test_the_measure_sees_a_missing_line_and_a_moved_one():
    page = np.full((80, 80), 255.0)
    page[40, 10:70] = 0
    assert ssim(page, page) == pytest.approx(1)
    moved = np.roll(page, 5, axis=0)
    assert ssim(page, moved) < ALIKE
    assert ssim(page, np.full((80, 80), 255.0)) < ALIKE


def crowd():
    random = np.random.default_rng(11)
    origin = np.array([EAST, NORTH])
    corner = random.uniform(0, 18_000, (1500, 2)) + origin
    side = random.uniform(20, 400, (1500, 2))
    areas = shapely.box(*corner.T, *(corner + side).T)
    places = shapely.points(random.normal(9_000, 3_000, (5000, 2)) + origin)
    return areas, places


def shown(name, shapes, geometry, style):
    rows = geopandas.GeoDataFrame(
        {"status": ["existing"] * len(shapes)}, geometry=shapes, crs="EPSG:4545"
    )
    return DrawnLayer(layer(name, None, geometry=geometry, style=style), rows)


def test_many_things_drawn_fast_look_as_if_drawn_one_by_one():
    areas, places = crowd()
    extent = (EAST, NORTH, EAST + 22_000, NORTH + 17_600)
    template = TEMPLATES["a4-landscape"]
    fast = Canvas(template, extent, dpi=100)
    tint = {"color": "#5B6776", "symbol": "area", "fill": 1.0, "width": 0.0}
    parts = [
        shown("areas", areas, "polygon", tint),
        shown("dots", places, "point", {"color": "#D9480F", "symbol": "circle"}),
    ]
    draw_layers(fast, parts, {"dots": shapely.get_coordinates(places)})
    slow = Canvas(template, extent, dpi=100)
    for area in areas:
        ring = Outline(shapely.get_coordinates(area), closed=True)
        slow.map.add_artist(PathPatch(ring, facecolor="#5B6776", linewidth=0, snap=False))
    width = SYMBOL_WIDTHS_MM["circle"] / 25.4 * 72
    dots = PathCollection(
        [Outline.circle((0, 0), 0.5)],
        sizes=[width**2],
        offsets=shapely.get_coordinates(places),
        offset_transform=slow.map.transData,
        facecolors="#D9480F",
        edgecolors="#D9480F",
        linewidths=0,
        zorder=6,
    )
    dots.set_transform(IdentityTransform())
    slow.map.add_artist(dots)
    first, second = (grey(encoded(canvas, "png")) for canvas in (fast, slow))
    assert ssim(first, second) > ALIKE
    assert (first < 250).mean() == pytest.approx((second < 250).mean(), rel=0.01)


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name in ASKED:
        picture = Image.fromarray(grey(golden(name)).astype(np.uint8))
        picture.save(GOLDEN / f"{name}.png", optimize=True)
