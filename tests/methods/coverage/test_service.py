"""Shortfall by hand on a line of facilities."""

import numpy as np
import pytest

from atlas.methods.coverage.service import Service

PLACES = np.array([[0.0, 0.0], [30.0, 40.0]])


def test_shortfall_is_distance_less_radius() -> None:
    service = Service(np.zeros((1, 2)), np.array([[20.0], [50.0]]))
    assert service.shortfall(PLACES).tolist() == [[-20, 30], [-50, 0]]


def test_the_best_facility_is_not_always_the_nearest() -> None:
    # 10 away with a radius of 5, or 50 away with a radius of 60
    service = Service(np.array([[10.0, 0.0], [50.0, 0.0]]), np.array([[5.0, 60.0]]))
    assert service.shortfall(PLACES[:1]).tolist() == [[-10]]


def test_each_radius_has_its_own_best_facility() -> None:
    sites, radii = np.array([[10.0, 0.0], [20.0, 0.0]]), np.array([[8.0, 8.0], [8.0, 19.0]])
    assert Service(sites, radii).shortfall(PLACES[:1]).tolist() == [[2], [1]]


def test_without_facilities_the_shortfall_is_infinite() -> None:
    service = Service(np.empty((0, 2)), np.array([[20.0], [50.0]]))
    assert service.shortfall(PLACES).tolist() == [[np.inf] * 2] * 2


@pytest.mark.parametrize("within_m", [0.0, 30.0])
def test_what_lies_within_is_measured_and_the_rest_may_be_infinite(within_m) -> None:
    found = Service(np.zeros((1, 2)), np.array([[20.0]])).shortfall(PLACES, within_m=within_m)
    assert found[0, 0] == -20
    assert found[0, 1] == (30 if within_m else np.inf)


@pytest.mark.parametrize("within_m", [50.0, np.inf])
@pytest.mark.parametrize("largest", [0.0, 3.0, 80.0])
def test_whatever_their_radii_no_facility_is_overlooked(largest, within_m) -> None:
    # a hundred sites within 100 m; the largest radii make one of the farthest the best
    random = np.random.default_rng(int(largest))
    sites, places = random.uniform(0, 100, (100, 2)), random.uniform(-50, 150, (60, 2))
    radii = 5 + largest * random.random((3, 100)) ** 8
    distance = np.linalg.norm(places[:, np.newaxis] - sites, axis=2)
    expected = (distance - radii[:, np.newaxis]).min(axis=2)
    found = Service(sites, radii).shortfall(places, within_m=within_m)
    assert (distance.argmin(axis=1) != (distance - radii[0]).argmin(axis=1)).any() == (largest > 0)
    near = expected <= within_m
    assert near.any()
    np.testing.assert_allclose(found[near], expected[near], rtol=0, atol=1e-9)
    assert (found[~near] >= expected[~near] - 1e-9).all()


def test_a_negative_radius_is_out_of_the_question() -> None:
    found = Service(np.zeros((1, 2)), np.array([[-5.0]])).shortfall(PLACES, within_m=0.0)
    assert np.isinf(found).all()
