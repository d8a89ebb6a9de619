"""Areas on the ellipsoid and in the plane, against the plan and the version before."""

import geopandas
import numpy as np
import pytest

from atlas.domain.crs import area_km2, to_measuring
from atlas.ingest.checks import check_incoming
from atlas.ingest.checks.areas import ellipsoidal_m2
from tests.ingest.checks.checked_rows import SPEC, rows, square, told


@pytest.mark.parametrize("side", [50.0, 1000.0, 3100.0, 9000.0])
def test_the_fast_area_is_that_along_geodesics(side):
    frame = rows([square(0, 0, side), square(80_000, 0, side)])
    measured = np.asarray(to_measuring(frame.geometry).array, dtype=object)
    fast = ellipsoidal_m2(frame.geometry, measured)
    np.testing.assert_allclose(fast, area_km2(frame.geometry) * 1e6, rtol=1e-6)


def test_the_planar_area_stands_beside_the_ellipsoidal_one():
    areas = check_incoming(rows([square(0, 0, 1000)]), SPEC).areas
    assert areas["planar_ha"].iloc[0] == pytest.approx(100, abs=1e-6)
    # 40 km east of the meridian: scale 1 + (40 / 6380)^2 / 2, area twice that: 0.0039 % less
    assert areas["area_ha"].iloc[0] == pytest.approx(100 / (1 + (40.5 / 6380) ** 2), abs=1e-3)


def test_a_row_is_held_against_its_own_planned_figure():
    cells = [1.0, 1.02, "", float("nan")]
    shapes = [square(2000 * n, 0, 1000) for n in range(4)]
    checks = check_incoming(rows(shapes, plan_km2=cells), SPEC)
    assert told(checks) == [("area_differs_from_plan", 1)]
    assert (checks.table.iloc[0]["found"], checks.table.iloc[0]["allowed"]) == (
        "100.00 ha",
        "102.00 ha",
    )


@pytest.mark.parametrize(("planned", "differs"), [(2.0, False), (2.019, False), (2.1, True)])
def test_the_whole_is_held_against_the_plans_figure(planned, differs):
    frame = rows([square(0, 0, 1000), square(2000, 0, 1000)])
    checks = check_incoming(frame, SPEC, plan_area_km2=planned)
    assert told(checks) == ([("area_differs_from_plan", -1)] if differs else [])


def test_a_row_is_held_against_itself_in_the_version_before():
    before = rows([square(0, 0), square(200, 0), square(400, 0)], ids=["a", "b", "gone"])
    after = rows([square(0, 0), square(200, 0, 120)], ids=["a", "b"])
    checks = check_incoming(after, SPEC, before=before)
    assert told(checks) == [("area_changed", 1), ("ids_gone", -1)]
    assert checks.table["found"].tolist() == ["1.44 ha", "gone"]


def test_rows_without_polygons_have_no_area():
    frame = rows([None, square(0, 0)])
    measured = np.asarray(to_measuring(frame.geometry).array, dtype=object)
    assert ellipsoidal_m2(frame.geometry, measured)[0] == 0
    nothing = geopandas.GeoSeries([None], crs=4326)
    assert ellipsoidal_m2(nothing, np.array([None], dtype=object)).tolist() == [0]
