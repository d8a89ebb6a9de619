"""Rows to check, worked out in metres: a declaration and a frame of squares."""

import geopandas
import shapely

from atlas.domain.crs import MEASURING_CRS, to_storage
from atlas.domain.declaration.expectation import Expectation
from atlas.domain.layer import COMMON_COLUMNS, Column, LayerSpec

EAST, NORTH = 540_000, 3_770_000  # metres in EPSG:4545, within the science city

SPEC = LayerSpec(
    id="plots",
    geometry="polygon",
    each_row_is_a="a plot",
    theme="land",
    release="public",
    label={"zh": "地块", "en": "Plots"},
    description={"zh": "试验", "en": "made up"},
    columns={
        "land_use": Column(type="text", label={"zh": "代码", "en": "Code"}),
        "floors": Column(type="integer", label={"zh": "层数", "en": "Floors"}),
        "plan_km2": Column(type="number", label={"zh": "规划", "en": "Planned"}),
        "state": Column(
            type="category",
            values=("open", "taken"),
            label={"zh": "状态", "en": "State"},
        ),
    },
    expect=Expectation(area_column="plan_km2"),
)


def square(x: float, y: float, side: float = 100.0, tall: float | None = None) -> shapely.Polygon:
    """Return a box in metres from the corner of the test ground, not yet in degrees."""
    return shapely.box(EAST + x, NORTH + y, EAST + x + side, NORTH + y + (tall or side))


def rows(shapes, ids=None, **cells) -> geopandas.GeoDataFrame:
    """Return rows as they would be kept, every common column filled in."""
    count = len(shapes)
    filled = {name: [""] * count for name in (*COMMON_COLUMNS, *SPEC.columns) if name != "id"}
    filled |= {
        "name_zh": [f"甲{n}" for n in range(count)],
        "name_en": [f"A{n}" for n in range(count)],
        "status": ["existing"] * count,
        "position_basis": ["surveyed"] * count,
        "uncertainty_m": [1.0] * count,
        "sensitive": ["no"] * count,
        "release": ["public"] * count,
        "source": ["s"] * count,
        **cells,
    }
    index = ids or [f"p-{n}" for n in range(count)]
    measured = geopandas.GeoSeries(list(shapes), index=index, crs=MEASURING_CRS)
    return geopandas.GeoDataFrame(filled, index=index, geometry=to_storage(measured))


def told(checks) -> list[tuple[str, int]]:
    """Return rule and row of every fault, in order."""
    return list(zip(checks.table["rule"], checks.table["row"].astype(int), strict=True))
