"""The gaps by hand: pieces, the largest first, and what is nearest to their middles."""

import geopandas
import numpy as np
import pytest
import shapely

from atlas.domain.messages import Name
from atlas.questions.access.facilities import Facilities
from atlas.questions.coverage.gaps import gap_part, gap_pieces

NEAR, FAR = Name("近", "Near"), Name("远", "Far")


@pytest.fixture
def zones():
    names = {"name_zh": ["左", "右"], "name_en": ["Left", "Right"]}
    shapes = [shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)]
    return geopandas.GeoDataFrame(names, geometry=shapes, index=["left", "right"], crs=4545)


def facilities(*places):
    xy = np.array([place[:2] for place in places], dtype=float).reshape(-1, 2)
    names = tuple(place[2] for place in places)
    return Facilities(xy, np.zeros(len(xy)), tuple(name.en for name in names), names)


def test_pieces_are_ranked_over_all_zones(zones):
    # left has 4 ha and 1 ha left over, right has 2 ha
    left = shapely.union(shapely.box(0, 0, 200, 200), shapely.box(500, 500, 600, 600))
    right = shapely.box(1000, 0, 1200, 100)
    pieces = gap_pieces(
        zones, np.array([left, right]), facilities((100, 500, NEAR), (0, 9000, FAR))
    )
    assert list(pieces.index) == ["gap-1", "gap-2", "gap-3"]
    assert list(pieces["zone"]) == ["left", "right", "left"]
    assert list(pieces["gap_ha"]) == pytest.approx([4, 2, 1])
    assert list(pieces["rank"]) == [1, 2, 3]
    # the middle of the first is (100, 100)
    assert pieces["distance_m"].iloc[0] == pytest.approx(400, abs=3)
    assert set(pieces["nearest_en"]) == {"Near"}


def test_no_gap_is_no_row(zones):
    none = np.array([shapely.Polygon(), shapely.Polygon()])
    pieces = gap_pieces(zones, none, facilities((0, 0, NEAR)))
    assert pieces.empty
    assert gap_part(pieces, is_schematic=False).table.empty


def test_without_facilities_nothing_is_nearest(zones):
    pieces = gap_pieces(zones, zones.geometry.to_numpy(), facilities())
    assert list(pieces["gap_ha"]) == pytest.approx([100, 100])
    assert pieces["distance_m"].isna().all()


def test_a_piece_too_small_to_show_is_not_listed_on_a_sketch(zones):
    left = shapely.union(shapely.box(0, 0, 800, 800), shapely.box(900, 900, 1000, 1000))
    gaps = np.array([left, shapely.Polygon()])
    pieces = gap_pieces(zones, gaps, facilities((0, 0, NEAR)))
    # 64 ha and 1 ha
    assert list(gap_part(pieces, is_schematic=True).table.index) == ["gap-1"]
    assert list(gap_part(pieces, is_schematic=False).table.index) == ["gap-1", "gap-2"]
    assert len(pieces) == 2
