import pytest

from atlas.domain.units import UNITS
from atlas.ingest.formats.headings import factor_to, headings, plain, unit_said, without_unit


@pytest.mark.parametrize(
    ("heading", "bare"),
    [
        ("建筑面积（平方米）", "建筑面积"),
        ("Floor_Area (m2)", "floorarea"),
        ("（一）", "一"),
        ("Ａ列", "a列"),
    ],
)
def test_headings_in_plain_form(heading, bare):
    assert without_unit(heading) == bare


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("建筑面积（平方米）", ("m2", 1)),
        ("建筑面积(万㎡)", ("m2", 10_000)),
        ("用地面积/亩", ("mu", 1)),
        ("area_ha", ("ha", 1)),
        ("面积", None),
        ("面积（约）", None),
        ("常住人口（万人）", ("people", 10_000)),
    ],
)
def test_a_unit_is_what_the_heading_says(heading, said):
    assert unit_said(heading) == said


@pytest.mark.parametrize(
    ("heading", "unit", "factor"),
    [
        ("面积（亩）", "m2", 10_000 / 15),
        ("面积（平方公里）", "ha", 100),
        ("面积（万平方米）", "m2", 10_000),
        ("距离（公里）", "m", 1_000),
        ("面积", "m2", 1),  # nothing is said, so nothing is converted
        ("面积（亩）", "", 1),
        ("人口（万人）", "m2", None),
        ("面积（亩）", "m", None),
    ],
)
def test_units_are_converted_within_their_kind(heading, unit, factor):
    assert factor_to(heading, unit) == (factor if factor is None else pytest.approx(factor))


def test_the_synonyms_are_of_units_and_pairs_that_exist():
    known = headings()
    assert {unit for unit, _ in known.units.values()} <= set(UNITS)
    assert len(known.places["x"]) == len(known.places["y"])
    for words in known.columns.values():
        assert all(word and word == plain(word) for word in words)
