"""Control points: a similarity worked by hand, and what is refused."""

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.domain import crs
from atlas.errors import Refused
from atlas.ingest.coordinates import convert, fit_control_points, read_with_fit
from tests.ingest.coordinates.files import KNOWN, LONLAT, METRES_PER_DEGREE, points, shapes, to

SQUARE = np.array([[0.0, 0.0], [2000.0, 0.0], [2000.0, 2000.0], [0.0, 2000.0]])
ORIGIN = np.array([560_000.0, 3_770_000.0])


def lonlat(metres: np.ndarray) -> np.ndarray:
    """Return degrees of metres in EPSG:4545."""
    placed = crs.to_storage(geopandas.GeoSeries.from_xy(*metres.T, crs="EPSG:4545"))
    return np.column_stack([placed.x, placed.y])


def test_a_shift_is_found():
    fit = fit_control_points(SQUARE[:3], lonlat(SQUARE[:3] + ORIGIN))
    assert fit.scale == pytest.approx(1)
    assert fit.rotation_deg == pytest.approx(0, abs=1e-9)
    assert fit.shift_m == pytest.approx(tuple(ORIGIN))
    assert fit.rms_m == pytest.approx(0, abs=1e-6)
    assert len(fit.residuals_m) == 3


def test_a_quarter_turn_is_found():
    # counter-clockwise: (x, y) becomes (-y, x)
    turned = np.column_stack([-SQUARE[:, 1], SQUARE[:, 0]]) + ORIGIN
    fit = fit_control_points(SQUARE, lonlat(turned))
    assert fit.rotation_deg == pytest.approx(90)
    assert fit.before == ()
    np.testing.assert_allclose(fit.apply(SQUARE), turned, atol=1e-5)


def test_residuals_are_told_point_by_point():
    # 3 m to the east, west, east, west round the square: no shift, turn or scale takes that up
    wrong = SQUARE + ORIGIN + [[3, 0], [-3, 0], [3, 0], [-3, 0]]
    fit = fit_control_points(SQUARE, lonlat(wrong))
    assert fit.residuals_m == pytest.approx((3, 3, 3, 3))
    assert fit.rms_m == pytest.approx(3)
    assert fit.parameters["control_points"] == 4


def test_millimetres_are_a_unit():
    fit = fit_control_points(SQUARE * 1000, lonlat(SQUARE + ORIGIN))
    assert fit.scale == pytest.approx(0.001)


def test_northing_first_is_seen():
    fit = fit_control_points(SQUARE[:3, ::-1], lonlat(SQUARE[:3] + ORIGIN))
    assert fit.before == ("swap_axes",)
    assert fit.rms_m == pytest.approx(0, abs=1e-6)


@given(
    angle=st.floats(-179, 179),
    east=st.floats(-1e6, 1e6),
    north=st.floats(-4e6, 4e6),
    scale=st.floats(0.9995, 1.0005),
)
@settings(max_examples=30, deadline=None)
def test_any_similarity_is_undone(angle, east, north, scale):
    # the file's numbers are the truth, turned, scaled and shifted
    turn = scale * np.exp(1j * np.radians(angle))
    numbers = turn * (SQUARE[:, 0] + 1j * SQUARE[:, 1]) + complex(east, north)
    source = np.column_stack([numbers.real, numbers.imag])
    fit = fit_control_points(source, lonlat(SQUARE + ORIGIN))
    assert fit.rms_m < 0.001
    assert fit.scale == pytest.approx(1 / scale)


@pytest.mark.parametrize(
    ("source", "target", "reason"),
    [
        (SQUARE[:2], SQUARE[:2], "too_few_control_points"),
        (SQUARE, SQUARE[:3], "control_lengths_differ"),
        (SQUARE[:3] * np.nan, SQUARE[:3], "control_points_not_numbers"),
        (SQUARE[:, 0], SQUARE, "control_points_not_numbers"),
        ([[0, 0], [500, 500], [1000, 1000]], SQUARE[:3], "control_points_on_a_line"),
        ([[0, 0], [500, 505], [1000, 1000]], SQUARE[:3], "control_points_on_a_line"),
        ([[5, 5], [5, 5], [5, 5]], SQUARE[:3], "control_points_on_a_line"),
        (SQUARE[:3], [[0, 0], [500, 500], [1000, 1000]], "control_points_on_a_line"),
        (SQUARE[[1, 0, 2, 3]], SQUARE, "control_points_disagree"),
        (SQUARE * 1.05, SQUARE, "control_scale_absurd"),
        (SQUARE * 3.0, SQUARE, "control_scale_absurd"),
    ],
)
def test_what_is_refused(source, target, reason):
    with pytest.raises(Refused) as refused:
        fit_control_points(source, lonlat(np.asarray(target, float) + ORIGIN))
    assert refused.value.parameters["reason"] == reason


def test_the_worst_point_is_named():
    wrong = SQUARE.copy()
    wrong[2] += [900, 0]
    with pytest.raises(Refused) as refused:
        fit_control_points(SQUARE, lonlat(wrong + ORIGIN))
    assert refused.value.parameters["worst"] == 3


# --- a file read by control points --------------------------------------------------------------


def grid(metres: np.ndarray) -> np.ndarray:
    """Return a city grid's numbers: turned by 0.5 degrees, shifted."""
    turned = np.exp(-1j * np.radians(0.5)) * (metres[:, 0] + 1j * metres[:, 1] - (560e3 + 3770e3j))
    return np.column_stack([turned.real + 40_000, turned.imag + 20_000])


def test_a_city_grid_lands_where_it_is():
    numbers = grid(to(4545))
    fit = fit_control_points(numbers[:4], LONLAT[:4])
    found = read_with_fit(points(numbers), fit, KNOWN["named"])
    assert found.verdict == "ask"
    reading = found.readings[0]
    assert reading.share_in_area == 1
    frame, conversion = convert(points(numbers), reading)
    missed = np.column_stack([frame.geometry.x, frame.geometry.y]) - LONLAT
    assert np.abs(missed * METRES_PER_DEGREE).max() < 0.01
    assert conversion.found == "control_points"
    assert conversion.steps == ("similarity", "epsg:4545->epsg:4326")
    assert conversion.parameters["rotation_deg"] == pytest.approx(0.5)
    assert conversion.residual_m == pytest.approx(fit.rms_m)


def test_an_older_datum_in_degrees_is_fitted():
    # a hundred metres off, northing first
    numbers = (LONLAT + np.array([0.0007, -0.0008]))[:, ::-1]
    fit = fit_control_points(numbers[:5], LONLAT[:5])
    assert fit.before == ("swap_axes", "epsg:4490->epsg:4545")
    frame, _ = convert(points(numbers), read_with_fit(points(numbers), fit, {}).readings[0])
    missed = np.column_stack([frame.geometry.x, frame.geometry.y]) - LONLAT
    assert np.abs(missed * METRES_PER_DEGREE).max() < 2


def test_what_lies_beyond_the_points_is_told():
    numbers = to(4545)
    around = np.argsort(np.hypot(*(numbers - numbers.mean(axis=0)).T))[:4]
    fit = fit_control_points(numbers[around], LONLAT[around])
    found = read_with_fit(points(numbers), fit, KNOWN["named"])
    assert "guard.beyond_control_points" in [reason.key for reason in found.reasons]


def test_points_of_another_file_are_seen_by_where_they_lead():
    fit = fit_control_points(SQUARE, lonlat(SQUARE + ORIGIN))
    found = read_with_fit(points(to(4545)), fit, KNOWN["named"])
    assert found.readings[0].share_in_area == 0
    assert "guard.outside_area" in [reason.key for reason in found.reasons]


def test_a_vertex_at_the_grid_s_origin_stays():
    fit = fit_control_points(SQUARE, lonlat(SQUARE + ORIGIN))
    file = shapes([shapely.Point(0, 0), shapely.Point(1000, 1000), shapely.Point(np.nan, 1)])
    frame, conversion = convert(file, read_with_fit(file, fit, {}).readings[0])
    assert frame.geometry.isna().tolist() == [False, False, True]
    assert conversion.steps[0] == "unlocate_broken"


def test_a_file_without_places_is_refused():
    fit = fit_control_points(SQUARE, lonlat(SQUARE + ORIGIN))
    found = read_with_fit(shapes([None]), fit, {})
    assert (found.verdict, found.readings) == ("refused", ())
