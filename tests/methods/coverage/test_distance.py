"""People within reach: by hand in a town of two zones, and against brute force."""

import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from atlas.errors import BadInput
from atlas.methods.coverage import covered_weight, distance, nearest_distance, prepare_demand
from atlas.methods.coverage.distance import shortfall

# two zones of 100 m by 100 m, side by side
WEST, EAST = box(0, 0, 100, 100), box(100, 0, 200, 100)
TOWN = [WEST, EAST]


def test_nearest_distance_is_the_least() -> None:
    # 3-4-5 triangle to the first; 6 straight north of the second
    distance = nearest_distance([(3, 4), (50, 6)], [(0, 0), (50, 0)])
    assert distance.tolist() == [5.0, 6.0]


def test_nearest_distance_without_facilities_is_infinite() -> None:
    assert nearest_distance([(0, 0), (1, 1)], []).tolist() == [np.inf, np.inf]


def test_nearest_distance_without_demand_is_empty() -> None:
    assert nearest_distance([], [(0, 0)]).shape == (0,)


def test_the_ring_itself_is_covered() -> None:
    # 30 m from the facility; a micrometre less does not reach, allowing for the tolerance
    covered = covered_weight([(80, 50)], [(50, 50)], TOWN, radii_m=[30, 29.99999])
    assert covered.tolist() == [[1, 0], [0, 0]]


def test_a_facility_serves_across_a_border() -> None:
    covered = covered_weight([(110, 50)], [(90, 50)], TOWN, radii_m=[20])
    assert covered.tolist() == [[0], [1]]


def test_radii_keep_the_order_given() -> None:
    # places 10, 20 and 30 m away
    people = [(60, 50), (70, 50), (80, 50)]
    covered = covered_weight(people, [(50, 50)], TOWN, radii_m=[25, 5, 30])
    assert covered[0].tolist() == [2, 0, 3]


def test_weights_are_summed() -> None:
    covered = covered_weight(
        [(60, 50), (70, 50)], [(50, 50)], [WEST], radii_m=[15, 25], weights=[2.5, 4]
    )
    assert covered.tolist() == [[2.5, 6.5]]


def test_a_place_on_a_shared_border_counts_in_the_lower_row_only() -> None:
    assert covered_weight([(100, 50)], [(100, 50)], TOWN, radii_m=[1]).tolist() == [[1], [0]]
    assert covered_weight([(100, 50)], [(100, 50)], TOWN[::-1], radii_m=[1]).tolist() == [[1], [0]]


def test_places_in_no_zone_are_not_counted() -> None:
    prepared = prepare_demand([(50, 50), (500, 500)], TOWN)
    assert prepared.total_weight.tolist() == [1, 0]
    assert prepared.covered_weight([(500, 500)], radii_m=[1]).tolist() == [[0], [0]]


def test_total_weight_is_what_zones_hold_covered_or_not() -> None:
    prepared = prepare_demand([(50, 50), (60, 50), (150, 50)], TOWN, [1, 2, 4])
    assert prepared.total_weight.tolist() == [3, 4]


def test_a_hole_is_not_part_of_its_zone() -> None:
    ring = Polygon(WEST.exterior.coords, [box(40, 40, 60, 60).exterior.coords])
    assert prepare_demand([(50, 50), (20, 20)], [ring]).total_weight.tolist() == [1]


def test_a_zone_of_two_parts_holds_both() -> None:
    parts = MultiPolygon([WEST, box(300, 0, 400, 100)])
    assert prepare_demand([(50, 50), (350, 50), (250, 50)], [parts]).total_weight.tolist() == [2]


def test_no_facilities_cover_nothing() -> None:
    assert covered_weight([(50, 50)], [], TOWN, radii_m=[10, 20]).tolist() == [[0, 0], [0, 0]]


def test_no_demand_gives_zeros() -> None:
    prepared = prepare_demand([], TOWN)
    assert prepared.total_weight.tolist() == [0, 0]
    assert prepared.covered_weight([(0, 0)], radii_m=[10]).tolist() == [[0], [0]]


def test_no_zones_give_no_rows() -> None:
    assert covered_weight([(0, 0)], [(0, 0)], [], radii_m=[10, 20]).shape == (0, 2)


def test_no_radii_give_no_columns() -> None:
    assert covered_weight([(0, 0)], [(0, 0)], TOWN, radii_m=[]).shape == (2, 0)


def test_each_facility_may_have_its_own_radius() -> None:
    # the place is 10 m from one facility and 20 m from the other
    person, sites = [(50, 50)], [(40, 50), (70, 50)]
    radii = [[10, 19], [9, 20], [9, 19]]
    assert covered_weight(person, sites, [WEST], radii_m=radii).tolist() == [[1, 1, 0]]


def test_a_negative_radius_covers_nothing_and_zero_its_own_spot() -> None:
    covered = covered_weight([(50, 50)], [(50, 50)], [WEST], radii_m=[[-5], [0]])
    assert covered.tolist() == [[0, 1]]


def test_shortfall_is_negative_inside_the_radius() -> None:
    # 30 m away: 10 beyond a radius of 20, 20 within a radius of 50
    beyond = shortfall(np.array([[30.0, 0.0]]), np.zeros((1, 2)), np.array([[20.0], [50.0]]))
    assert beyond.tolist() == [[10.0], [-20.0]]


def test_places_counted_in_lots_are_each_counted_once(monkeypatch) -> None:
    # 101 places, 20 at a time: the last alone; some stand together, on the border or in no zone
    monkeypatch.setattr(distance, "PLACES_AT_ONCE", 20)
    people = np.random.default_rng(3).integers(0, 15, (101, 2)) * 20.0
    weights = np.arange(1.0, 102.0)
    asked = {"facility_xy": [(60, 60), (120, 40)], "radii_m": [20, 60, 400]}
    expected = prepare_demand(people, TOWN, weights).covered_weight(**asked)
    assert expected[:, 2].sum() > 1000
    found = covered_weight(people, zones=TOWN, weights=weights, **asked)
    assert found.tolist() == expected.tolist()


def test_inputs_are_not_changed() -> None:
    people, weights = np.array([[50.0, 50.0], [20.0, 20.0]]), np.array([1.0, 2.0])
    covered_weight(people, people[:1], TOWN, radii_m=[10], weights=weights)
    assert people.tolist() == [[50, 50], [20, 20]]
    assert weights.tolist() == [1, 2]


BOWTIE = Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])


@pytest.mark.parametrize(
    ("changed", "argument", "reason", "rows"),
    [
        ({"demand_xy": [(0, 0), (np.nan, 0)]}, "demand_xy", "not_finite", [1]),
        ({"demand_xy": [1.0, 2.0]}, "demand_xy", "wrong_shape", []),
        ({"facility_xy": [(0, np.inf)]}, "facility_xy", "not_finite", [0]),
        ({"zones": [WEST, BOWTIE]}, "zones", "self_crossing", [1]),
        ({"zones": [WEST, None]}, "zones", "not_a_polygon", [1]),
        ({"zones": [shapely.Point(0, 0)]}, "zones", "not_a_polygon", [0]),
        ({"radii_m": [10, 0, -1]}, "radii_m", "not_positive", [1, 2]),
        ({"radii_m": [np.inf]}, "radii_m", "not_finite", [0]),
        ({"radii_m": 10}, "radii_m", "wrong_shape", []),
        ({"radii_m": [[10, 10, 10]]}, "radii_m", "wrong_shape", []),
        ({"radii_m": [[np.nan]]}, "radii_m", "not_finite", [0]),
        ({"weights": [1, -1]}, "weights", "negative", [1]),
        ({"weights": [np.nan, 1]}, "weights", "not_finite", [0]),
        ({"weights": [1]}, "weights", "wrong_shape", []),
    ],
)
def test_bad_input_is_named(changed, argument, reason, rows) -> None:
    asked = {"demand_xy": [(0, 0), (1, 1)], "facility_xy": [(0, 0)], "zones": TOWN, "radii_m": [10]}
    with pytest.raises(BadInput) as caught:
        covered_weight(**(asked | changed))
    assert caught.value.parameters == {"argument": argument, "reason": reason, "rows": rows}


# whole metres make places on borders and exactly on the ring (3-4-5) common
metre = st.integers(0, 40).map(float)
spots = st.lists(st.tuples(metre, metre), max_size=60)
BLOCKS = [box(x, y, x + 10, y + 10) for y in (0, 10, 20) for x in (0, 10, 20)]


def _by_brute_force(people, sites, radii, weights) -> np.ndarray:
    """Count place by place: first zone that touches it, nearest facility against each radius."""
    counted = np.zeros((len(BLOCKS), len(radii)))
    for spot, weight in zip(people, weights, strict=True):
        zone = next((i for i, z in enumerate(BLOCKS) if z.intersects(shapely.Point(spot))), None)
        for column, radius in enumerate(radii):
            own = np.broadcast_to(radius, len(sites))
            near = any(
                np.hypot(*np.subtract(spot, s)) <= r + 1e-6 for s, r in zip(sites, own, strict=True)
            )
            if zone is not None and near:
                counted[zone, column] += weight
    return counted


@settings(max_examples=150, deadline=None, derandomize=True)
@given(people=spots, sites=st.lists(st.tuples(metre, metre), max_size=6), data=st.data())
def test_brute_force_agrees(people, sites, data) -> None:
    weights = data.draw(st.lists(st.integers(0, 5), min_size=len(people), max_size=len(people)))
    radii = data.draw(st.lists(st.sampled_from([1.0, 5.0, 10.0, 13.0]), min_size=1, max_size=3))
    counted = covered_weight(people, sites, BLOCKS, radii_m=radii, weights=weights)
    np.testing.assert_array_equal(counted, _by_brute_force(people, sites, radii, weights))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    people=spots, sites=st.lists(st.tuples(metre, metre), min_size=1, max_size=5), data=st.data()
)
def test_brute_force_agrees_on_own_radii(people, sites, data) -> None:
    own = st.lists(
        st.sampled_from([-2.0, 0.0, 5.0, 10.0]), min_size=len(sites), max_size=len(sites)
    )
    radii = data.draw(st.lists(own, min_size=1, max_size=3))
    counted = covered_weight(people, sites, BLOCKS, radii_m=radii)
    np.testing.assert_array_equal(
        counted, _by_brute_force(people, sites, radii, np.ones(len(people)))
    )


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10**6),
    places=st.integers(500, 4000),
    extent=st.sampled_from([40, 1000, 10**6]),
    east=st.sampled_from([0, 500_000]),
)
def test_blocks_of_many_places_agree_with_every_distance(seed, places, extent, east) -> None:
    random = np.random.default_rng(seed)
    corner = (east, 8 * east)
    people = random.integers(0, extent + 1, (places, 2)) + corner
    sites = random.integers(0, extent + 1, (7, 2)) + corner
    weights = random.integers(0, 9, places)
    side = extent / 5  # the outermost ring of places lies in no zone
    corners = [(column * side, row * side) for row in range(1, 4) for column in range(1, 4)]
    zones = shapely.affinity.translate(
        MultiPolygon([box(x, y, x + side, y + side) for x, y in corners]), *corner
    ).geoms
    radii = extent * np.array([0.05, 0.3, 0.1])
    own = np.add.outer(radii, random.choice([-0.06, 0.0, 0.06], 7) * extent)
    distance = np.hypot(*(people[:, np.newaxis] - sites).transpose(2, 0, 1))
    touching = shapely.intersects(np.array(zones)[:, np.newaxis], shapely.points(people))
    first = touching & (np.cumsum(touching, axis=0) == 1)
    prepared = prepare_demand(people, zones, weights)
    for asked in (radii, own):
        each = np.broadcast_to(asked.reshape(3, -1), (3, 7))
        reached = (distance <= each[:, np.newaxis] + 1e-6).any(axis=2)
        counted = prepared.covered_weight(sites, radii_m=asked)
        np.testing.assert_array_equal(counted, (first * weights) @ reached.T)
    np.testing.assert_array_equal(prepared.total_weight, first @ weights)
