"""A base lies below everything, where it lies; it is cited, and goes out with a number only."""

import io
import re

import numpy as np
import pytest
import rasterio
from PIL import Image
from rasterio.transform import Affine

from atlas.deliverables.register import make_definition
from atlas.domain.records.pictures import Base, Supplied
from atlas.errors import BadDefinition, BadFile, BadInput, Refused
from atlas.output.language import say
from atlas.output.sheet import map_picture, public_version
from atlas.reading.pictures import read_base
from tests.output.sheet_town import EAST, NORTH, drawn, town

EXTENT = [EAST - 1000, NORTH - 1000, EAST + 3000, NORTH + 3000]
ASKED = {"layers": ["block"], "base": "a.tif", "extent_m": EXTENT, "dpi": 60, "parts": []}
RED, GREEN, BLUE, VIOLET = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 0, 255)


@pytest.fixture(scope="module")
def corners(tmp_path_factory):
    """A file of 4 pixels, 1 km each: red, green above blue, violet, from (-500, -500) on."""
    path = tmp_path_factory.mktemp("rasters") / "a.tif"
    colours = np.array([[RED, GREEN], [BLUE, VIOLET]], dtype=np.uint8)
    place = Affine(1000, 0, EAST - 500, 0, -1000, NORTH + 1500)
    how = {"count": 3, "width": 2, "height": 2, "dtype": "uint8"}
    with rasterio.open(path, "w", "GTiff", crs="EPSG:4545", transform=place, **how) as file:
        file.write(np.moveaxis(colours, -1, 0))
    return Supplied(base=read_base(path))


def plain(name="a.tif"):
    return Base(name, "0" * 12, lambda _, wide, high: np.full((high, wide, 4), 200, dtype=np.uint8))


@pytest.mark.parametrize("dpi", [72, 150])
def test_the_edges_of_its_pixels_stand_within_a_dot_of_their_ground(corners, dpi):
    # the block (0, 0, 1000, 1000) hides the middle, and no outer edge
    content, frame = drawn(supplied=corners, **ASKED | {"dpi": dpi})
    seen = np.array(Image.open(io.BytesIO(content)).convert("RGB"))
    left, _, right, bottom = frame.pixel_box
    per_m = (right - left) / 4000
    for colour, (west, south, east, north) in {
        RED: (-500, 500, 500, 1500),
        GREEN: (500, 500, 1500, 1500),
        BLUE: (-500, -500, 500, 500),
        VIOLET: (500, -500, 1500, 500),
    }.items():
        rows, columns = np.nonzero((seen == colour).all(axis=2))
        found = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        wanted = (
            left + (west + 1000) * per_m,
            bottom - (north + 1000) * per_m,
            left + (east + 1000) * per_m,
            bottom - (south + 1000) * per_m,
        )
        assert np.abs(np.subtract(found, wanted)).max() <= 1.0
    # what is asked for is drawn over it
    middle = seen[round(bottom - 1500 * per_m), round(left + 1500 * per_m)]
    assert tuple(middle) == (0x1F, 0x4E, 0x8C)


@pytest.mark.parametrize("form", ["pdf", "svg"])
def test_it_is_in_every_format(corners, form):
    with_it, _ = drawn(supplied=corners, format=form, **ASKED)
    sign = b"/Subtype /Image" if form == "pdf" else b"data:image/png"
    assert sign in with_it


def test_the_same_file_gives_the_same_bytes(corners):
    assert drawn(supplied=corners, **ASKED)[0] == drawn(supplied=corners, **ASKED)[0]


def test_its_file_is_cited_on_the_sheet_and_beside_the_picture(corners):
    _, frame = drawn(supplied=corners, **ASKED)
    assert "底图 a.tif（使用者提供）" in "".join(line.text for line in frame.texts)
    asked = make_definition({"kind": "sheet"} | ASKED)
    how = {"supplied": corners, "width_px": 200, "height_px": 200, "say": say}
    assert (
        map_picture(town(), asked, None, **how).marginalia.sources()[0]
        == "底图 a.tif（使用者提供）"
    )


def test_no_more_pixels_are_asked_for_than_the_page_has():
    asked = []

    def within(ground, wide, high):
        asked.append((ground, wide, high))
        return np.zeros((high, wide, 4), dtype=np.uint8)

    _, frame = drawn(supplied=Supplied(base=Base("a.tif", "0" * 12, within)), **ASKED)
    ((ground, wide, high),) = asked
    left, top, right, bottom = frame.pixel_box
    assert ground == tuple(EXTENT)
    assert abs(wide - (right - left)) <= 1
    assert abs(high - (bottom - top)) <= 1


def test_a_file_that_was_not_handed_in_is_told():
    for given in (Supplied(), Supplied(base=plain("b.tif"))):
        with pytest.raises(BadInput, match="picture_not_supplied"):
            drawn(supplied=given, **ASKED)


def test_a_base_of_other_ground_leaves_nothing_behind(corners, tmp_path):
    far = [EAST + 2000, NORTH, EAST + 32_000, NORTH + 20_000]
    asked = ASKED | {"extent_m": far, "layers": ["quarters"]}
    with pytest.raises(BadFile, match="raster_outside_frame"):
        drawn(supplied=corners, to=tmp_path / "sheet.png", **asked)
    assert list(tmp_path.iterdir()) == []


def test_it_goes_out_with_a_number_and_not_with_a_reason():
    given = Supplied(base=plain())
    with pytest.raises(Refused, match="release_base_without_number"):
        drawn(supplied=given, **ASKED, release="public", exempt_reason="无界线")
    with pytest.raises(Refused, match="release_base_without_number"):
        drawn(supplied=given, **ASKED, release="public")
    _, frame = drawn(supplied=given, **ASKED, release="public", review_number="陕S（2026）001号")
    assert "陕S（2026）001号" in frame.mark


def test_the_version_that_may_go_out_has_none():
    asked = make_definition({"kind": "sheet", "release": "public"} | ASKED)
    assert public_version(town(), asked, None).base is None
    numbered = asked.model_copy(update={"review_number": "陕S（2026）001号"})
    assert public_version(town(), numbered, None).base == "a.tif"


@pytest.mark.parametrize("name", ["../a.tif", "/a.tif", "a.png", "b/a.tif", ".tif", "http://a.tif"])
def test_a_name_that_leads_elsewhere_is_refused(name):
    with pytest.raises(BadDefinition) as error:
        make_definition({"kind": "sheet", "base": name})
    (problem,) = error.value.parameters["problems"]
    assert problem.place == "base"


def test_its_hash_is_in_the_data_version(corners):
    def version(supplied):
        _, frame = drawn(supplied=supplied, **ASKED)
        texts = [line.text for line in frame.texts]
        return next(text for text in texts if re.fullmatch("[0-9a-f]{8}", text))

    assert version(corners) != version(Supplied(base=plain()))


@pytest.mark.parametrize("ground", [30, 235])
def test_lines_and_names_can_be_read_on_dark_and_on_light_ground(ground):
    even = Base("a.tif", "0" * 12, lambda _, wide, high: np.full((high, wide, 4), ground, np.uint8))
    asked = ASKED | {"layers": ["quarters"], "dpi": 100, "extent_m": None, "scale": 300_000}
    content, frame = drawn(supplied=Supplied(base=even), **asked)
    seen = np.array(Image.open(io.BytesIO(content)).convert("L")).astype(int)
    left, top, right, bottom = frame.pixel_box
    # across the western edge of the west quarter, 20 km west of the origin, half way up
    west, south, east, north = frame.extent
    column = round(left + (EAST - 20_000 - west) / (east - west) * (right - left))
    row = round(bottom - (NORTH + 10_000 - south) / (north - south) * (bottom - top))
    strip = seen[row - 20 : row + 20, column - 5 : column + 6]
    assert strip.max() > 225  # the casing
    assert strip.min() < 160  # and the line, on it or on the ground
    name = next(line for line in frame.texts if line.text == "西片")
    per_mm = 100 / 25.4
    box = name.box
    around = seen[
        round(seen.shape[0] - (box.top + 0.4) * per_mm) : round(seen.shape[0] - box.y * per_mm),
        round(box.x * per_mm) : round(box.right * per_mm),
    ]
    assert (around > 240).mean() > 0.3  # its halo
