"""
An A4 page at 300 dpi: 200 000 made-up buildings and 100 000 dots, against GeoDataFrame.plot.

Run `python benchmarks/sheet.py [BUILDINGS DOTS]`. The rivals draw the same polygons and symbols
in the same frame; the whole sheet also has its type, legend and bar. A layer is projected from
degrees once in its life, which the warm-up does and the rival is spared. They agree when their
pages have the same size and, within 3 %, the same ink in the map.
"""

import io
import sys
import time
from pathlib import Path
from statistics import median

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.figure import Figure
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))

import atlas
from atlas.deliverables.register import make_definition
from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer, LayerSpec
from atlas.output.language import say
from atlas.output.sheet import TEMPLATES, render_sheet
from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.drawing.encoding import encoded
from atlas.output.sheet.drawing.paths import points as symbols_at
from atlas.output.sheet.drawing.paths import polygons as shapes_of
from atlas.output.sheet.drawing.symbols import marker
from atlas.output.sheet.map.marks import add_collections
from atlas.output.sheet.model.symbology import SYMBOL_WIDTHS_MM
from benchmarks import city
from benchmarks.rounds import race

PREVIEW_DPI = 90  # of the page's own preview
SHOWS = {
    "kind": "coverage",
    "facilities": {"layer": "incubators"},
    "zones": {"layer": "zones"},
    "radii_m": [3000],
}
SYMBOL = SYMBOL_WIDTHS_MM["circle"] * 72 / 25.4  # points
ORIGIN = np.array([540_000.0, 3_740_000.0])  # EPSG:4545


def layer(name: str, shapes: np.ndarray, geometry: str, style: dict[str, object]) -> Layer:
    """Make a made-up layer of shapes in EPSG:4545."""
    words = {"zh": "虚构", "en": "Made up"}
    spec = LayerSpec(
        id=name,
        geometry=geometry,
        each_row_is_a="made up",
        theme="test",
        release="public",
        label=words,
        description=words,
        style=style,
    )
    frame = gpd.GeoDataFrame(
        {"name_zh": "", "name_en": ""},
        geometry=shapes,
        index=[f"{name}-{row}" for row in range(len(shapes))],
        crs="EPSG:4545",
    )
    return Layer(spec, frame.to_crs("EPSG:4326"), version="0" * 12)


def a_city(buildings: int = 200_000, dots: int = 100_000) -> None:
    """Draw buildings and dots on A4 at 300 dpi."""
    shapes = shapely.transform(city.buildings(buildings).shapes, lambda xy: xy + ORIGIN)
    places = shapely.points(city.places(dots, stream=99) + ORIGIN)
    area = {"color": "#5B6776", "symbol": "area", "fill": 1.0, "width": 0.0}
    mark = {"color": "#D9480F", "symbol": "circle"}
    catalogue = Catalogue(
        [layer("buildings", shapes, "polygon", area), layer("dots", places, "point", mark)], []
    )
    asked = make_definition({"kind": "sheet", "layers": ["buildings", "dots"], "scale": 350_000})
    stream = io.BytesIO()
    frame = render_sheet(catalogue, asked, None, to=stream, format="png", say=say)

    def sheet() -> np.ndarray:
        stream = io.BytesIO()
        render_sheet(catalogue, asked, None, to=stream, format="png", say=say)
        return _inked(stream, frame)

    polygons = gpd.GeoDataFrame(geometry=shapes, crs="EPSG:4545")
    points = gpd.GeoDataFrame(geometry=places, crs="EPSG:4545")

    def plotted() -> np.ndarray:
        figure = Figure(figsize=(3508 / 300, 2480 / 300), dpi=300)
        box = frame.map
        axes = figure.add_axes((box.x / 297, box.y / 210, box.width / 297, box.height / 210))
        axes.set_axis_off()
        polygons.plot(ax=axes, color="#5B6776", linewidth=0, aspect=None)
        points.plot(ax=axes, color="#D9480F", markersize=SYMBOL**2, linewidth=0, aspect=None)
        axes.set_xlim(frame.extent[0], frame.extent[2])
        axes.set_ylim(frame.extent[1], frame.extent[3])
        stream = io.BytesIO()
        figure.savefig(stream, format="png")
        return _inked(stream, frame)

    def marks() -> np.ndarray:
        canvas = Canvas(TEMPLATES["a4-landscape"], frame.extent, dpi=300)
        add_collections(canvas, shapes_of(shapes, facecolors="#5B6776"), zorder=1)
        how = {"facecolors": "#D9480F", "edgecolors": "#D9480F", "linewidths": 0}
        where = {"offset_transform": canvas.map.transData}
        dot = symbols_at(
            shapely.get_coordinates(places), marker("circle"), size=SYMBOL, **how, **where
        )
        add_collections(canvas, [dot], zorder=2)
        return _inked(io.BytesIO(encoded(canvas, "png")), frame)

    race(
        f"sheet: {buildings} buildings and {dots} dots on A4 at 300 dpi",
        {
            "our marks alone": marks,
            "GeoDataFrame.plot, the marks alone": plotted,
            "draw_sheet, the whole sheet": sheet,
        },
        rounds=2,
        tolerance=0.03,
    )


def the_preview(rounds: int = 5) -> None:
    """Draw what page 简报 shows while a sheet is set up: question, finding and draft, 1 s."""
    catalogue = atlas.open_atlas()
    answer = atlas.run(catalogue, SHOWS)
    # words, template and frame change while the answer on screen stays
    cases = {
        "structure": ({}, None),
        "coverage": ({"shows": SHOWS}, None),
        "answered coverage": ({"shows": SHOWS}, answer),
    }
    seconds: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds + 1):
        for name, (more, shown) in cases.items():
            began = time.perf_counter()
            asked = {"kind": "sheet", "dpi": PREVIEW_DPI} | more
            finding = atlas.run(catalogue, asked, sheet_answer=shown)
            atlas.draw_sheet(catalogue, finding, "png")
            seconds[name].append(time.perf_counter() - began)
    for name, taken in seconds.items():
        least = median(taken[1:])  # a process's first drawing imports what it needs
        print(f"sheet: live preview of the {name} map: {least:.2f} s, {least:.2f} of 1 s")


def the_shipped_sheet(rounds: int = 5) -> None:
    """Draw the structure map of the shipped facts: as a draft, a page and a searchable PDF."""
    catalogue = atlas.open_atlas()
    for told, form, dpi in (
        ("draft, 90 dpi", "png", 90),
        ("300 dpi", "png", 300),
        ("", "pdf", 300),
    ):
        asked = make_definition({"kind": "sheet", "dpi": dpi})
        seconds = []
        for _ in range(rounds + 1):
            began = time.process_time()
            render_sheet(catalogue, asked, None, to=io.BytesIO(), format=form, say=say)
            seconds.append(time.process_time() - began)
        least = median(seconds[1:])
        print(f"sheet: the shipped structure map, A4, {form} {told}: {least:.2f} s processor")


def _inked(stream: io.BytesIO, frame: object) -> np.ndarray:
    picture = np.asarray(Image.open(stream).convert("L"))
    left, top, right, bottom = (round(edge) for edge in frame.pixel_box)
    inner = picture[top + 20 : bottom - 20, left + 20 : right - 20]
    return np.array([*picture.shape, (inner < 250).mean()])


if __name__ == "__main__":
    the_preview()
    the_shipped_sheet()
    a_city(*map(int, sys.argv[1:3]))
