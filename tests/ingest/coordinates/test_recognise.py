"""Recognition: a table of made-up files, and no wrong silent answer among them."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atlas.domain.messages import LANGUAGES
from atlas.ingest.coordinates import Interpretation, convert, recognise
from atlas.output.language import say
from tests.ingest.coordinates.files import (
    COUNT,
    DISTRICT,
    FILES,
    KNOWN,
    LONLAT,
    METRES_PER_DEGREE,
    NAMES,
    OUTLINED,
    OWN,
    RANDOM,
    File,
    dense,
    points,
    shapes,
    to,
)

AS_GOOD_AS_TRUE_M = 1.0
HONEST = {4545: "EPSG:4545", 4524: "EPSG:4524", 4508: "EPSG:4508", "gcj": "GCJ-02", "bd": "BD-09"}
SYSTEMS = [4545, 4524, 4508, 4497, 4546, 4544, 3857, 32649, 4326, "gcj", "bd"]
FEW = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


def landed(file: File, reading: Interpretation) -> np.ndarray:
    """Return where a reading puts the rows of a file, NaN for those without a place."""
    frame, _ = convert(file.make(), reading)
    assert frame.crs == "EPSG:4326"
    return np.column_stack([frame.geometry.x, frame.geometry.y])


def is_right(file: File, reading: Interpretation) -> bool:
    if file.truth is None:
        return False
    missed = (landed(file, reading) - file.truth) * METRES_PER_DEGREE
    same_lost = np.isnan(missed).all(axis=1) == np.isnan(file.truth).all(axis=1)
    return bool(same_lost.all() and np.nanmax(np.abs(missed)) < AS_GOOD_AS_TRUE_M)


def keys(found) -> list[str]:
    return [reason.key for reason in found.reasons]


def whatever_is_said(found):
    yield from found.reasons
    for reading in found.readings:
        yield reading.why
        yield from reading.steps_as_text


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.fault)
def test_a_made_up_file(file):
    found = recognise(file.make(), file.known, declared=file.declared)
    assert found.verdict == file.verdict
    assert not file.reason or file.reason in keys(found)
    assert all(say(text, lang) for text in whatever_is_said(found) for lang in LANGUAGES)
    if found.verdict == "refused":
        assert found.readings == ()
        return
    best = found.readings[0]
    if file.best:
        assert (best.crs, best.steps) == (file.best, file.steps)
        assert is_right(file, best)
    if found.verdict == "clear":
        assert is_right(file, best)
    elif file.truth is not None:
        # one of the readings offered is the right one
        assert any(is_right(file, reading) for reading in found.readings)


def test_the_table_is_long_and_names_each_fault_once():
    assert len(FILES) >= 60
    assert len({file.fault for file in FILES}) == len(FILES)


def test_the_figures_of_a_reading():
    found = recognise(points(to("gcj")), KNOWN["named"])
    best, plain, baidu = found.readings
    # GCJ-02 is some 460 m from WGS84 in Xi'an, BD-09 1,150 m; places are known to some 40 m
    assert best.crs == "GCJ-02"
    assert best.shift_m == pytest.approx(462, abs=5)
    assert best.residual_m < 60
    assert plain.crs == "EPSG:4326"
    assert plain.shift_m == 0
    assert plain.residual_m == pytest.approx(462, abs=40)
    assert baidu.shift_m == pytest.approx(1145, abs=15)
    assert best.share_in_area == 1


def test_the_share_in_the_area_is_counted():
    # 30 of 40 places are moved to Lanzhou, which nothing here is near
    moved = LONLAT.copy()
    moved[:30] = [103.8, 36.06]
    found = recognise(points(moved, names=[], said="EPSG:4490"), KNOWN["named"])
    assert found.readings[0].share_in_area == pytest.approx(0.25)
    assert found.verdict == "ask"
    assert "guard.outside_area" in keys(found)


def test_an_outline_is_compared_with_known_outlines():
    drawn = shapely.transform(dense(DISTRICT), lambda lonlat: to("gcj", lonlat))
    found = recognise(shapes([drawn]), OUTLINED)
    assert (found.verdict, found.readings[0].crs) == ("clear", "GCJ-02")
    frame, _ = convert(shapes([drawn]), found.readings[0])
    again = shapely.get_coordinates(frame.geometry.array)
    missed = (again - shapely.get_coordinates(dense(DISTRICT))) * METRES_PER_DEGREE
    assert np.abs(missed).max() < AS_GOOD_AS_TRUE_M


def test_an_outline_tells_the_belt_and_not_the_datum():
    drawn = shapely.transform(dense(DISTRICT), lambda lonlat: to(4545, lonlat))
    found = recognise(shapes([drawn]), OUTLINED)
    assert (found.verdict, found.readings[0].crs) == ("ask", "EPSG:4545")
    assert "guard.datum_unsettled" in keys(found)


def test_unrelated_places_confirm_nothing():
    for _ in range(5):
        anywhere = np.column_stack(
            [RANDOM.uniform(108.55, 109.05, 60), RANDOM.uniform(34.02, 34.32, 60)]
        )
        found = recognise(points(anywhere, names=[]), KNOWN["nameless"])
        assert found.verdict == "ask"
        assert set(keys(found)) <= {"guard.cannot_tell", "guard.not_compared"}


def test_names_of_other_places_contradict():
    # every name stands at another place: no system brings them home
    found = recognise(points(to(4545), names=NAMES[::-1], said="EPSG:4545"), KNOWN["named"])
    assert found.verdict == "ask"
    assert "guard.unexplained_offset" in keys(found)


def test_one_name_far_away_contradicts_a_statement():
    found = recognise(points(to("bd")[:1], said="GCJ-02"), KNOWN["named"])
    assert found.verdict == "ask"
    assert "guard.too_few_names" in keys(found)
    assert all(say(reason, lang) for reason in found.reasons for lang in LANGUAGES)


def test_a_shape_in_two_systems_is_refused():
    metres, degrees = to(4545)[:2], LONLAT[:2]
    found = recognise(shapes([shapely.LineString([*metres, *degrees])]), {}, declared="EPSG:4545")
    assert (found.verdict, keys(found)) == ("refused", ["guard.mixed_systems"])


def test_a_shape_with_a_vertex_at_the_origin_loses_its_place():
    good = shapely.LineString(to(4545)[:3])
    spoiled = shapely.LineString([*to(4545)[:3], (0, 0)])
    found = recognise(shapes([good, spoiled]), {}, declared="EPSG:4545")
    assert found.verdict == "ask"
    assert "guard.strays" in keys(found)
    frame, conversion = convert(shapes([good, spoiled]), found.readings[0])
    assert frame.geometry.isna().tolist() == [False, True]
    assert conversion.parameters == {"unlocated_rows": 1.0}


def test_known_layers_may_be_in_any_system_and_hold_unplaced_rows():
    known = {name: frame.to_crs(4545) for name, frame in KNOWN["named"].items()}
    known["stations"].loc[0, "geometry"] = None
    found = recognise(points(to("gcj")), known)
    assert (found.verdict, found.readings[0].crs) == ("clear", "GCJ-02")


@pytest.mark.parametrize(
    "said", ["ESRI:102025", "EPSG:4978", "EPSG:4807", "[", "a" * 9999, "\x00", "+", "{}", OWN]
)
@pytest.mark.parametrize(
    "numbers", [[(1e308, -1e308)], [(0.0, 1e6), (108.7, 1e308)], [(180.0, 90.0), (np.inf, 34.0)]]
)
def test_nonsense_is_never_clear(said, numbers):
    assert recognise(points(numbers, said=said), KNOWN["named"]).verdict in {"ask", "refused"}


@given(order=st.permutations(range(COUNT)), system=st.sampled_from(SYSTEMS))
@FEW
def test_the_order_of_rows_changes_nothing(order, system):
    file = points(to(system))
    turned = replace(file, frame=file.frame.iloc[list(order)])
    assert recognise(turned, KNOWN["named"]) == recognise(file, KNOWN["named"])


@given(
    system=st.sampled_from(SYSTEMS),
    rows=st.lists(st.integers(0, COUNT - 1), min_size=1, max_size=COUNT, unique=True),
    named=st.integers(0, COUNT),
    is_turned=st.booleans(),
    says=st.sampled_from(["nothing", "WGS84", "the truth"]),
    against=st.sampled_from(sorted(KNOWN)),
)
@settings(FEW, max_examples=20)
def test_no_silent_answer_is_wrong(system, rows, named, is_turned, says, against):
    numbers = to(system, LONLAT[rows])
    truth = {"gcj": "GCJ-02", "bd": "BD-09"}.get(system, f"EPSG:{system}")
    file = points(
        numbers[:, ::-1] if is_turned else numbers,
        names=[NAMES[row] for row in rows][:named],
        said={"nothing": None, "WGS84": "EPSG:4326", "the truth": truth}[says],
    )
    found = recognise(file, KNOWN[against])
    right = [
        is_right(File("", lambda: file, "", truth=LONLAT[rows]), reading)
        for reading in found.readings
    ]
    assert any(right)  # what is right is always offered
    assert right[0] or found.verdict == "ask"


@given(
    lon=st.floats(106.6, 109.4),
    lat=st.floats(33.5, 35.0),
    system=st.sampled_from(list(HONEST)),
)
@settings(FEW, max_examples=15)
def test_there_and_back(lon, lat, system):
    here = np.array([[lon, lat]])
    file = points(to(system, here))
    best = recognise(file, {}, declared=HONEST[system]).readings[0]
    frame, _ = convert(file, best)
    assert best.crs == HONEST[system]
    again = shapely.get_coordinates(frame.geometry.array)
    assert np.abs((again - here) * METRES_PER_DEGREE).max() < 0.01


def test_the_file_is_left_as_it_was():
    file = points(to("gcj"))
    before = file.frame.copy()
    recognise(file, KNOWN["named"])
    assert_geodataframe_equal(file.frame, before)
