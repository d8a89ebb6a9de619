"""Figures are converted exactly and shown with no more digits than they deserve."""

import pytest

from atlas.domain.units import UNITS, convert_unit, figure, sign


@pytest.mark.parametrize(
    ("value", "unit", "to", "result"),
    [
        (1, "km2", "ha", 100),
        (15, "mu", "ha", 1),  # 15 mu are a hectare
        (1, "ha", "mu", 15),
        (1, "mu", "m2", 10_000 / 15),
        (2.5, "km", "m", 2500),
        (7, "m", "m", 7),
    ],
)
def test_lengths_and_areas_convert(value, unit, to, result):
    assert convert_unit(value, unit, to) == pytest.approx(result, rel=1e-12)
    assert convert_unit(convert_unit(value, unit, to), to, unit) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(("unit", "to"), [("m", "m2"), ("ha", "km"), ("m", "mile"), ("x", "m")])
def test_a_length_is_no_area(unit, to):
    with pytest.raises(ValueError, match=f"{unit} to {to}"):
        convert_unit(1, unit, to)


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (0.12345, "share", "12.3"),
        (1, "share", "100.0"),
        (147.7, "km2", "147.70"),
        (147.7, "km2_schematic", "148"),
        (6549.6, "ha_schematic", "6,500"),
        (50.4, "ha", "50"),
        (1234567.8, "m2", "1,234,568"),
        (3, "km", "3"),
        (0.5, "km", "0.5"),
        (2.25, "km", "2.2"),  # halves go to the even digit
        (0.12345, "score", "0.123"),
        (110, "kV", "110"),
        (1.2345, "dB", "1.23"),  # a unit the table does not know
        (-0.4, "m", "0"),
        (-3.6, "m", "-4"),
    ],
)
def test_a_figure_is_rounded_for_its_unit(value, unit, shown):
    assert figure(value, unit) == shown


def test_a_sign_is_parted_from_its_figure_where_it_should_be():
    assert sign("km2", "zh") == " 平方公里"
    assert sign("km2", "en") == " km²"
    assert sign("deg", "en") == "°"
    assert sign("", "zh") == sign("score", "en") == ""
    assert sign("kV", "zh") == " 千伏"
    assert sign("cny_100m", "zh") == " 亿元"
    assert sign("dB", "zh") == " dB"


def test_a_schematic_area_is_never_finer_than_a_square_kilometre():
    assert UNITS["km2_schematic"].decimals == 0
    assert UNITS["ha_schematic"].decimals == -2  # 100 ha are a square kilometre
