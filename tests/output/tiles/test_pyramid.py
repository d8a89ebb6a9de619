"""Which attributes a tile holds, what is seen from afar, and what is said of what is left out."""

import numpy as np
import pytest
import shapely

from atlas.errors import BadInput
from atlas.output.tiles import MOST_DRAWN_WHOLE, Pyramid, Tile, is_tiled, tile_listing, tile_named
from atlas.output.tiles import pyramid as pyramid_module
from tests.output.tiles.tile_reading import read_tile
from tests.output.tiles.town import HERE, layer_of


def lots(rows=10, side=40):
    """A square of lots, each `side` units wide, `4096 / rows` apart."""
    step = 4096 // rows
    return [
        shapely.box(x * step, y * step, x * step + side, y * step + side)
        for y in range(rows)
        for x in range(rows)
    ]


def test_a_feature_carries_its_id_and_what_a_style_may_ask_for() -> None:
    facts = {"use": ["home", None], "floors": [3.0, np.nan], "price": [2.5, np.inf]}
    tile = read_tile(Pyramid(layer_of(lots(2)[:2], facts=facts)).tile(HERE))
    assert [shape["facts"] for shape in tile["shapes"]] == [
        {"id": "lot-0", "use": "home", "floors": 3.0, "price": 2.5},
        {"id": "lot-1"},
    ]
    assert [shape["id"] for shape in tile["shapes"]] == [0, 1]


def test_a_column_without_a_single_value_is_no_hindrance() -> None:
    facts = {"use": ["", None], "floors": [np.nan, np.nan], "price": [1.0, 0.0]}
    tile = read_tile(Pyramid(layer_of(lots(2)[:2], facts=facts)).tile(HERE))
    assert [shape["facts"] for shape in tile["shapes"]] == [
        {"id": "lot-0", "price": 1.0},
        {"id": "lot-1", "price": 0.0},
    ]


def test_names_and_texts_stay_out() -> None:
    content = Pyramid(layer_of(lots(2))).tile(HERE)
    assert b"<img" not in content
    assert b"<b>" not in content


def test_ids_of_any_length_and_script_can_be_read_again() -> None:
    layer = layer_of(lots(2)[:3])
    names = ["地块", "x" * 300, "a'\"<script>"]
    layer.frame.index = names
    found = read_tile(Pyramid(layer).tile(HERE))["shapes"]
    assert [shape["facts"]["id"] for shape in found] == names


def test_where_nothing_lies_the_tile_is_empty() -> None:
    assert Pyramid(layer_of(lots(2))).tile(Tile(14, 0, 0)) == b""
    assert Pyramid(layer_of([])).tile(HERE) == b""


def test_shapes_begin_where_they_are_two_pixels_wide() -> None:
    # 40 units are 2.5 pixels at zoom 14 and 1.25 at zoom 13; 31 units are not yet two
    assert Pyramid(layer_of(lots(side=40))).detail_zoom == 14
    assert Pyramid(layer_of(lots(side=31))).detail_zoom == 15


def test_from_afar_squares_count_every_lot_once() -> None:
    uses = ["shop"] * 30 + ["home"] * 70
    made = Pyramid(layer_of(lots(10), facts={"use": uses}))
    for zoom in (0, 5, 11, 13):
        tile = Tile(zoom, HERE.x >> 14 - zoom, HERE.y >> 14 - zoom)
        told = read_tile(made.tile(tile))
        assert list(told) == ["cells"]
        facts = [cell["facts"] for cell in told["cells"]]
        assert sum(fact["count"] for fact in facts) == 100
        assert sum(fact["use=shop"] for fact in facts) == 30
        assert sum(fact["use=home"] for fact in facts) == 70


def test_squares_stand_where_the_lots_are() -> None:
    # at zoom 12 a square of 64 units is 256 units of zoom 14: lots at 0 and 2048 are in two
    made = Pyramid(layer_of([shapely.box(0, 0, 40, 40), shapely.box(2048, 0, 2088, 40)]))
    cells = read_tile(made.tile(Tile(12, HERE.x >> 2, HERE.y >> 2)))["cells"]
    west, north = (HERE.x & 3) * 1024, (HERE.y & 3) * 1024
    corners = [min(cell["parts"][0]) for cell in cells]
    assert corners == [(west, north), (west + 512, north)]
    assert all(len(cell["parts"][0]) == 4 for cell in cells)


def test_squares_say_how_much_ground_is_covered() -> None:
    made = Pyramid(layer_of(lots(10)))
    cells = read_tile(made.tile(Tile(10, HERE.x >> 4, HERE.y >> 4)))["cells"]
    # a unit is 40 075 017 m / 2**26 at the equator, times the cosine of 34.0 degrees here
    lat = np.radians(34.0)
    side = 40 * 40_075_017 / 2**26 * np.cos(lat)
    told = sum(cell["facts"]["area_m2"] for cell in cells)
    assert told == pytest.approx(100 * side**2, rel=0.01)


def test_no_zoom_shows_nothing() -> None:
    made = Pyramid(layer_of(lots(10)))
    for zoom in range(21):
        shift = zoom - 14
        x, y = (
            (HERE.x << shift, HERE.y << shift)
            if shift >= 0
            else (HERE.x >> -shift, HERE.y >> -shift)
        )
        assert made.tile(Tile(zoom, x, y)), zoom


def test_lines_from_afar_are_counted_too() -> None:
    made = Pyramid(layer_of([shapely.LineString([(0, 0), (30, 30)])], kind="line"))
    (cell,) = read_tile(made.tile(Tile(9, HERE.x >> 5, HERE.y >> 5)))["cells"]
    assert cell["facts"] == {"count": 1, "use=shop": 1, "use=home": 0}


def test_points_are_counted_only_where_they_are_too_many(monkeypatch) -> None:
    points = [shapely.Point(x * 400, 0) for x in range(10)]
    assert Pyramid(layer_of(points, kind="point")).detail_zoom == 0
    monkeypatch.setattr(pyramid_module, "MOST_SHAPES", 5)
    made = Pyramid(layer_of(points, kind="point"))
    # 400 apart: a tile of zoom 14 holds ten, of zoom 15 (2048 of these units) six, of 16 three
    assert made.detail_zoom == 16


def test_a_tile_too_full_holds_the_largest_and_says_so(monkeypatch) -> None:
    monkeypatch.setattr(pyramid_module, "MOST_SHAPES", 3)
    sides = [40, 90, 50, 80, 70]
    layer = layer_of([shapely.box(i * 500, 0, i * 500 + s, s) for i, s in enumerate(sides)])
    told = read_tile(Pyramid(layer).tile(HERE))
    assert [shape["id"] for shape in told["shapes"]] == [1, 3, 4]
    assert [note["facts"] for note in told["thinned"]] == [{"shown": 3, "there": 5}]


def test_a_tile_that_holds_all_says_nothing_of_the_kind() -> None:
    assert list(read_tile(Pyramid(layer_of(lots(2))).tile(HERE))) == ["shapes"]


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        (("-1", "0", "0"), "tile_not_numbers"),
        (("1", "x", "0"), "tile_not_numbers"),
        (("1", "٣", "0"), "tile_not_numbers"),
        (("1", "0", "1" * 40), "tile_not_numbers"),
        (("", "0", "0"), "tile_not_numbers"),
        (("21", "0", "0"), "tile_out_of_range"),
        (("3", "8", "0"), "tile_out_of_range"),
        (("3", "0", "8"), "tile_out_of_range"),
    ],
)
def test_an_address_that_names_no_tile_is_refused(address, reason) -> None:
    with pytest.raises(BadInput) as caught:
        tile_named(*address)
    assert caught.value.parameters["reason"] == reason


def test_the_last_tile_of_a_zoom_is_one() -> None:
    assert tile_named("3", "7", "7") == Tile(3, 7, 7)
    assert tile_named("20", "0", "0") == Tile(20, 0, 0)


def test_only_large_layers_are_listed_as_tiles() -> None:
    point = shapely.Point(0, 0)
    assert not is_tiled(layer_of([point] * MOST_DRAWN_WHOLE, kind="point"))
    assert is_tiled(layer_of([point] * (MOST_DRAWN_WHOLE + 1), kind="point"))


def test_the_listing_names_the_version_in_the_address() -> None:
    told = tile_listing(layer_of(lots(2), version="abc"))
    assert told["tiles"] == "/tiles/lots/abc/{z}/{x}/{y}.mvt"
    assert told["style"]["color"] == "#123456"
