"""A typed place: degrees in either order and notation, metres of the measuring system, or none."""

import pytest

from atlas.interface.web.widgets.typed_place import typed_place

# 108 + 54/60 + 30/3600 = 108.908333..., 34 + 13/60 + 52/3600 = 34.231111...
DMS = (108.9083333, 34.2311111)
# the central meridian of EPSG:4545 is 108 E with false easting 500 000: a point on it keeps it
ON_THE_MERIDIAN = (108.0, 34.2284)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("108.9083, 34.2311", (108.9083, 34.2311)),
        ("34.2311 108.9083", (108.9083, 34.2311)),
        ("WGS84  108.908300, 34.231100", (108.9083, 34.2311)),
        ("108 34", (108.0, 34.0)),
        ("108°54′30″E 34°13′52″N", DMS),
        ("108°54′30″，34°13′52″", DMS),
        ("108 54 30, 34 13 52", DMS),
        ("东经108度54分30秒 北纬34度13分52秒", DMS),
        ("EPSG:4545  X 3788998.0  Y 500000.0", ON_THE_MERIDIAN),
        ("500000, 3788998", ON_THE_MERIDIAN),
    ],
)
def test_a_place_is_read_as_people_write_it(text, place):
    assert typed_place(text) == pytest.approx(place, abs=2e-5)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "12, 13", "nan, inf", "108.9", "1, 2, 3", "<b>, 34", "36491553.2, 3789001.4"],
)
def test_what_is_no_place_in_china_is_none(text):
    assert typed_place(text) is None
