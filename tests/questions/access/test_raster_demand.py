"""Demand on a grid, by hand: cells of 500 m over the tiny town, in its metres and in degrees."""

import math

import numpy as np
import pytest
import rasterio
from rasterio import Affine

import atlas
from atlas.errors import BadDefinition, BadFile
from atlas.reading.rasters import read_raster
from tests.questions.coverage.coverage_town import EAST, NORTH

DISC = math.sin(math.pi / 32) * 32 / math.pi


def written(path, values, *, crs="EPSG:4545", origin=(EAST, NORTH + 2000), size=500.0, **more):
    """Write amounts; the first row is the northernmost."""
    values = np.asarray(values, dtype=float)
    path.parent.mkdir(exist_ok=True)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=values.shape[0],
        width=values.shape[1],
        count=1,
        dtype="float64",
        crs=crs,
        transform=Affine(size, 0, origin[0], 0, -size, origin[1]),
        **more,
    ) as file:
        file.write(values, 1)
    return path


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    return tmp_path / "rasters"


def ask(town, name="people.tif"):
    return atlas.coverage(
        town,
        {
            "facilities": {"layer": "incubators", "id": "inc-a"},
            "zones": {"layer": "zones"},
            "demand": [{"raster": name}],
            "radii_m": [300],
        },
    )


def test_cells_are_summed_by_zone_and_by_what_is_covered(town, home):
    # 4 by 8 cells of 500 m with 25 people each: 400 in either zone, 100 a km2
    written(home / "people.tif", np.full((4, 8), 25.0))
    finding = ask(town)
    table = finding.table.set_index("zone")
    assert table["raster_people_total"].tolist() == pytest.approx([400, 400, 800], rel=1e-5)
    disc_km2 = math.pi * 0.3**2 * DISC
    assert table["raster_people_reached"]["west"] == pytest.approx(100 * disc_km2, rel=1e-4)
    assert table["raster_people_reached"]["east"] == 0
    assert finding.values["share_of:raster_people:300:west"].value == pytest.approx(
        disc_km2 / 4, rel=1e-4
    )
    assert "nearest" not in finding.parts
    assert len(finding.versions["people.tif"]) == 12
    assert "caveat.own_file" in {caveat.key for caveat in finding.caveats}


def test_where_people_live_within_a_zone_counts(town, home):
    # all of them in the four cells about inc-a at (1000, 1000): 100 in a km2
    values = np.zeros((4, 8))
    values[1:3, 1:3] = 25
    written(home / "people.tif", values)
    share = ask(town).values["share_of:raster_people:300:west"]
    assert share.value == pytest.approx(math.pi * 0.3**2 * DISC, rel=1e-4)


def test_cells_without_data_count_nothing(town, home):
    values = np.full((4, 8), 25.0)
    values[:, 4:] = -9999
    written(home / "people.tif", values, nodata=-9999)
    table = ask(town).table.set_index("zone")
    assert table["raster_people_total"].tolist() == pytest.approx([400, 0, 400], abs=1e-3)


def test_a_grid_in_degrees_is_met_where_it_lies(town, home):
    # far larger than the town and even: a tenth of a thousandth of a degree has 1 person
    origin, size = (108.6, 34.2), 0.001
    written(home / "people.tif", np.ones((150, 150)), crs="EPSG:4326", origin=origin, size=size)
    table = ask(town).table.set_index("zone")
    # a cell is about 92.3 by 110.9 m here
    assert table["raster_people_total"]["west"] == pytest.approx(4e6 / (92.3 * 110.9), rel=0.01)


def test_files_that_cannot_be_used_are_refused(tmp_path):
    folder = tmp_path / "rasters"
    with pytest.raises(BadFile, match="not_found"):
        read_raster(folder / "none.tif")
    with pytest.raises(BadFile, match="negative"):
        read_raster(written(folder / "owing.tif", [[1.0, -1.0]]))
    with pytest.raises(BadFile, match="unknown_crs"):
        read_raster(written(folder / "lost.tif", [[1.0]], crs=None))
    (folder / "text.tif").write_text("no raster")
    with pytest.raises(BadFile, match="not_a_raster"):
        read_raster(folder / "text.tif")


def test_only_a_file_of_the_workspace_can_be_named(town, home):
    with pytest.raises(BadDefinition, match="string_pattern_mismatch"):
        ask(town, "../people.tif")
