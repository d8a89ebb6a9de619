"""What a tile holds of shapes: each vertex in its place, rings the right way round."""

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.output.tiles import Pyramid, Tile
from tests.output.tiles.tile_reading import doubled_area, read_tile
from tests.output.tiles.town import HERE, degrees, layer_of

SQUARE = shapely.box(100, 100, 400, 300)
HOLED = shapely.Polygon(
    [(1000, 1000), (2000, 1000), (2000, 2000), (1000, 2000)],
    [[(1200, 1200), (1400, 1200), (1400, 1400), (1200, 1400)]],
)


def shapes_of(layer, tile=HERE):
    return read_tile(Pyramid(layer).tile(tile)).get("shapes", [])


def test_a_square_comes_out_as_it_went_in() -> None:
    (square,) = shapes_of(layer_of([SQUARE]))
    assert square["type"] == "polygon"
    assert len(square["parts"]) == 1
    assert set(square["parts"][0]) == {(100, 100), (400, 100), (400, 300), (100, 300)}
    assert len(square["parts"][0]) == 4  # not closed by a fifth vertex


@pytest.mark.parametrize("turned", [False, True])
def test_outer_rings_run_clockwise_and_holes_against_it(turned: bool) -> None:
    shape = shapely.reverse(HOLED) if turned else HOLED
    (holed,) = shapes_of(layer_of([shape]))
    # 1000 x 1000 outside, 200 x 200 inside, each doubled
    assert [doubled_area(ring) for ring in holed["parts"]] == [2_000_000, -80_000]


def test_a_hole_wound_like_its_outer_ring_is_turned() -> None:
    ring = [(1200, 1200), (1400, 1200), (1400, 1400), (1200, 1400)]
    both = [shapely.Polygon(HOLED.exterior, [way]) for way in (ring, ring[::-1])]
    for shape in shapes_of(layer_of(both)):
        assert [doubled_area(ring) > 0 for ring in shape["parts"]] == [True, False]


def test_parts_of_a_multipolygon_keep_their_holes_behind_them() -> None:
    shape = shapely.MultiPolygon([HOLED, SQUARE])
    (found,) = shapes_of(layer_of([shape]))
    # 300 x 200 doubled
    assert [doubled_area(ring) for ring in found["parts"]] == [2_000_000, -80_000, 120_000]


def test_rings_that_round_to_nothing_go_and_take_their_holes_along() -> None:
    speck = shapely.Polygon(
        [(10, 10), (10.4, 10), (10.4, 10.4), (10, 10.4)],
        [[(10.1, 10.1), (10.2, 10.1), (10.2, 10.2)]],
    )
    sliver = shapely.Polygon([(50, 50), (900, 50), (900, 50.3)])
    pair = shapely.MultiPolygon([speck, SQUARE])
    holed = shapely.Polygon(SQUARE.exterior, [[(200, 200), (200.3, 200), (200.3, 200.3)]])
    found = shapes_of(layer_of([speck, sliver, pair, holed]))
    assert [(shape["id"], len(shape["parts"])) for shape in found] == [(2, 1), (3, 1)]


def test_repeated_vertices_are_written_once() -> None:
    shape = shapely.Polygon([(0, 0), (0.2, 0.1), (100, 0), (100, 100), (0, 100), (0.1, 0.2)])
    (found,) = shapes_of(layer_of([shape]))
    assert sorted(found["parts"][0]) == [(0, 0), (0, 100), (100, 0), (100, 100)]


def test_a_line_keeps_its_vertices_and_parts() -> None:
    line = shapely.LineString([(0, 0), (10, 0.2), (10, 50)])
    two = shapely.MultiLineString([[(0, 100), (50, 100)], [(0, 200), (50, 200), (60, 210)]])
    dot = shapely.LineString([(5, 5), (5.2, 5.2)])
    found = shapes_of(layer_of([line, two, dot], kind="line"))
    assert [shape["parts"] for shape in found] == [
        [[(0, 0), (10, 0), (10, 50)]],
        [[(0, 100), (50, 100)], [(0, 200), (50, 200), (60, 210)]],
    ]


def test_points_and_multipoints_are_moved_to() -> None:
    points = [shapely.Point(7, 8), shapely.MultiPoint([(1, 2), (3000, 4000)])]
    found = shapes_of(layer_of(points, kind="point"))
    flat = [[vertex for part in shape["parts"] for vertex in part] for shape in found]
    assert flat == [[(7, 8)], [(1, 2), (3000, 4000)]]


def test_heights_are_left_behind() -> None:
    (found,) = shapes_of(layer_of([shapely.force_3d(SQUARE, 12.0)]))
    assert doubled_area(found["parts"][0]) == 120_000


def test_a_shape_much_larger_than_the_tile_is_clipped_to_its_margin() -> None:
    huge = shapely.box(-90_000, -90_000, 90_000, 90_000)
    hole = shapely.box(1000, 1000, 1100, 1100)
    (found,) = shapes_of(layer_of([huge.difference(hole)]))
    xy = np.array([vertex for ring in found["parts"] for vertex in ring])
    assert (xy.min(), xy.max()) == (-128, 4096 + 128)
    assert [doubled_area(ring) for ring in found["parts"]] == [2 * 4352**2, -20_000]


def test_a_shape_that_merely_borders_on_the_tile_is_whole() -> None:
    across = shapely.box(4000, 100, 4300, 400)
    beside = Tile(HERE.z, HERE.x + 1, HERE.y)
    layer = layer_of([across])
    for tile in (HERE, beside):
        (found,) = shapes_of(layer, tile)
        assert doubled_area(found["parts"][0]) == 2 * 300 * 300


def test_a_line_that_comes_back_into_the_tile_is_clipped_into_two() -> None:
    away = 20_000
    line = shapely.LineString([(0, 1000), (away, 1000), (away, 2000), (0, 2000)])
    (found,) = shapes_of(layer_of([line], kind="line"))
    assert [sorted(part) for part in found["parts"]] == [
        [(0, 1000), (4224, 1000)],
        [(0, 2000), (4224, 2000)],
    ]


def test_an_outline_that_crosses_itself_does_not_stop_the_tile() -> None:
    bow = shapely.Polygon([(0, 0), (30_000, 30_000), (30_000, 0), (0, 20_000)])
    assert 1 in {shape["id"] for shape in shapes_of(layer_of([bow, SQUARE]))}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31 - 1), st.sampled_from([12, 14, 17]))
def test_every_vertex_lies_within_a_unit_of_its_source(seed: int, zoom: int) -> None:
    random = np.random.default_rng(seed)
    scale = 2 ** (zoom - 14)
    tile = Tile(zoom, *(np.array(HERE[1:]) * 2**zoom // 2**14).astype(int).tolist())
    angle = np.sort(random.uniform(0, 2 * np.pi, 9))
    reach = random.uniform(200, 900, 9) * min(1, scale)
    ring = np.column_stack([2000 + reach * np.cos(angle), 2000 + reach * np.sin(angle)])
    found = shapes_of(layer_of([shapely.Polygon(ring)], tile=tile), tile)
    if zoom >= 14:
        assert found
    for shape in found:
        drawn = np.array(shape["parts"][0])
        apart = np.abs(drawn[:, np.newaxis] - ring).max(axis=2)
        assert apart.min(axis=1).max() <= 1  # nothing is drawn that was not there
        assert apart.min(axis=0).max() <= 1  # and all that was there is drawn


def test_gdal_reads_the_same_ground(tmp_path) -> None:
    layer = layer_of([SQUARE, HOLED, shapely.MultiPolygon([SQUARE, HOLED])])
    file = tmp_path / f"{HERE.y}.mvt"
    file.write_bytes(Pyramid(layer).tile(HERE))
    read = geopandas.read_file(file, layer="shapes", CLIP="NO")
    # 300 x 200, 1000 x 1000 - 200 x 200, and both; GDAL counts units upward from the south
    assert read.geometry.area.tolist() == [60_000, 960_000, 1_020_000]
    assert read["id"].tolist() == ["lot-0", "lot-1", "lot-2"]
    assert read.geometry.is_valid.all()


def test_the_source_is_left_as_it_was() -> None:
    layer = layer_of([HOLED])
    before = layer.frame.copy()
    Pyramid(layer).tile(HERE)
    assert layer.frame.equals(before)
    assert layer.frame.geometry.iloc[0].equals_exact(degrees(HOLED), 1e-12)
