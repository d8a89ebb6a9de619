"""A standard map stands whole in the locator, with its number at its lower left."""

import io

import numpy as np
import pytest
from PIL import Image

from atlas.deliverables.register import make_definition
from atlas.domain.records.pictures import Picture, Supplied
from atlas.errors import BadDefinition, BadInput, Refused
from atlas.output.sheet import public_version
from tests.output.sheet_town import drawn, town

NUMBER = "GS(2024)0650号"
STANDARD = {"picture": "standard.png", "number": NUMBER}
ASKED = {"layers": ["block"], "locator": STANDARD, "dpi": 100}
PUBLIC = {"release": "public", "exempt_reason": "不涉及行政区域界线"}
LEFT, RIGHT = (200, 40, 160), (40, 200, 160)


def halves(_, columns, rows):
    """Twice as wide as high: the left half violet, the right half green."""
    pixels = np.full((rows, columns, 4), 255, dtype=np.uint8)
    pixels[:, : columns // 2, :3], pixels[:, columns // 2 :, :3] = LEFT, RIGHT
    return pixels


def given(name="standard.png", digest="1" * 12):
    return Supplied(
        locator=Picture(name, digest, 400, 200, lambda wide, high: halves(0, wide, high))
    )


@pytest.fixture(scope="module")
def sheet():
    content, frame = drawn(supplied=given(), **ASKED)
    return np.array(Image.open(io.BytesIO(content)).convert("RGB")), frame


def test_it_is_whole_and_in_its_own_shape(sheet):
    seen, frame = sheet
    assert frame.inset.width == pytest.approx(2 * frame.inset.height)
    per_mm = 100 / 25.4
    for colour, left in ((LEFT, frame.inset.x), (RIGHT, frame.inset.x + frame.inset.width / 2)):
        rows, columns = np.nonzero((seen == colour).all(axis=2))
        assert abs(columns.min() - left * per_mm) <= 1.5
        assert abs((columns.max() + 1) - (left + frame.inset.width / 2) * per_mm) <= 1.5
        assert abs((rows.max() + 1 - rows.min()) - frame.inset.height * per_mm) <= 2
        # nothing lies over it: all of its pixels but the edge have one of the two colours
        assert len(rows) == pytest.approx(
            frame.inset.width / 2 * frame.inset.height * per_mm**2, rel=0.03
        )


def test_its_number_stands_at_its_lower_left_and_in_the_sources(sheet):
    _, frame = sheet
    (line,) = [text for text in frame.texts if text.text == f"审图号：{NUMBER}"]
    assert line.box.x == pytest.approx(frame.inset.x)
    assert 0 < frame.inset.y - line.box.top < 2.0
    assert line.size >= 6
    assert f"区位图 standard.png，审图号：{NUMBER}" in "".join(text.text for text in frame.texts)


def test_a_place_is_ringed_where_it_is_asked_for():
    content, frame = drawn(
        supplied=given(), **ASKED | {"locator": STANDARD | {"place": [0.25, 0.5]}}
    )
    seen = np.array(Image.open(io.BytesIO(content)).convert("RGB"))
    rows, columns = np.nonzero((seen == (0x1F, 0x4E, 0x8C)).all(axis=2))
    inset, per_mm = frame.inset, 100 / 25.4
    x = (inset.x + inset.width / 4) * per_mm
    y = seen.shape[0] - (inset.y + inset.height / 2) * per_mm
    near = (np.abs(columns - x) < 10) & (np.abs(rows - y) < 10)
    assert near.any()
    assert abs(columns[near].mean() + 0.5 - x) < 1
    assert abs(rows[near].mean() + 0.5 - y) < 1


def test_another_picture_is_another_data_version():
    one, other = (drawn(supplied=given(digest=d * 12), **ASKED | {"dpi": 50})[1] for d in "12")
    assert {line.text for line in one.texts} != {line.text for line in other.texts}


def test_it_goes_out_unchanged_by_its_own_number_and_marked_only_by_the_sheets():
    asked = {"layers": ["block"], "dpi": 50, **PUBLIC}
    _, frame = drawn(supplied=given(), **asked, locator=STANDARD)
    assert frame.inset is not None
    marked = {"locator": STANDARD | {"place": [0.5, 0.5]}}
    with pytest.raises(Refused, match="release_locator_marked"):
        drawn(supplied=given(), **asked, **marked)
    numbered = {"layers": ["block"], "dpi": 50, "release": "public", "review_number": "陕S1号"}
    assert drawn(supplied=given(), **numbered, **marked)[1].inset is not None


def test_the_version_that_may_go_out_keeps_it_without_the_mark():
    place = {"locator": STANDARD | {"place": [0.5, 0.5]}}
    asked = make_definition({"kind": "sheet", "layers": ["block"], **PUBLIC, **place})
    allowed = public_version(town(), asked, None)
    assert allowed.locator.number == NUMBER
    assert allowed.locator.place is None
    assert "inset" in allowed.parts


def test_where_it_finds_no_room_the_sheet_says_so():
    # values of the title box take half of the column
    long = {"maker": "编制单位" * 86, "reviewer": "审核单位" * 86}
    asked = ASKED | {
        "dpi": 50,
        "title_box": long,
        "title": "关于丝路科学城三大片区十大组团空间结构的专题分析图",
        "layers": ["block", "kiosks", "bases", "quarters"],
    }
    _, frame = drawn(supplied=given(), **asked)
    assert frame.inset is None
    assert "区位图因图面所限未放" in "".join(text.text for text in frame.texts)


def test_a_picture_that_was_not_handed_in_is_told():
    for lacking in (Supplied(), given("other.png")):
        with pytest.raises(BadInput, match="picture_not_supplied"):
            drawn(supplied=lacking, **ASKED)


@pytest.mark.parametrize(
    "locator",
    [
        {"picture": "standard.png"},
        {"picture": "standard.png", "number": " "},
        {"picture": "../standard.png", "number": NUMBER},
        {"picture": "standard.svg", "number": NUMBER},
        STANDARD | {"place": [0.5, 1.5]},
    ],
)
def test_one_without_a_number_or_from_elsewhere_is_refused(locator):
    with pytest.raises(BadDefinition) as error:
        make_definition({"kind": "sheet", "locator": locator})
    assert error.value.parameters["problems"][0].place.startswith("locator")
