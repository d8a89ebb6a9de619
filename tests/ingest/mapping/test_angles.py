import pytest

from atlas.ingest.mapping.angles import angle_of, number_of

# 108 + 54/60 + 30/3600 = 108.90833...
SAME = 108 + 54 / 60 + 30 / 3600


@pytest.mark.parametrize(
    "text",
    [
        "108°54′30″",
        "108 54 30",
        "108-54-30",
        "108°54'30\"",
        "E108°54′30″",
        "108°54′30″E",
        "东经108度54分30秒",
        "东经 108°54′30.0″",
        "１０８°５４′３０″",
        "108:54:30",
        "108º54’30”",
    ],
)
def test_one_angle_written_in_many_ways(text):
    assert angle_of(text) == pytest.approx(SAME, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("34°10′", 34 + 10 / 60),
        ("108.9", 108.9),
        ("34°10.5′", 34.175),
        ("-3 30", -3.5),
        ("西经3°30′", -3.5),
        ("S 3 30", -3.5),
    ],
)
def test_parts_may_lack_and_the_last_may_have_decimals(text, value):
    assert angle_of(text) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(
    "text", ["", "abc", "108°60′", "108 54 60", "108.5 30", "1 2 3 4", "108°54′30″ 号楼", "=108"]
)
def test_what_is_no_angle(text):
    assert angle_of(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("108.9", 108.9),
        ("3,782,345.12", 3782345.12),
        ("3 782 345.12", 3782345.12),
        ("－12", -12.0),
        ("1e3", 1000.0),
        (" 5 ", 5.0),
    ],
)
def test_numbers_as_written(text, value):
    assert number_of(text) == value


@pytest.mark.parametrize(
    "text", ["", "nan", "inf", "1,5", "1_000", "0x10", "108°", "=1+1", "1e9999x"]
)
def test_what_is_no_number(text):
    assert number_of(text) is None
