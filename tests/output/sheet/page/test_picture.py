"""The map alone with its words as data; north and the lines of the globe."""

import io

import numpy as np
import pytest
from PIL import Image

import atlas
from atlas.deliverables.register import make_definition
from atlas.domain.catalogue import Catalogue
from atlas.errors import BadInput
from atlas.output.language import say
from atlas.output.sheet import map_picture, sign_picture
from atlas.output.sheet.map.graticule import true_north
from atlas.output.sheet.model.locator import is_local
from tests.output.sheet_town import EAST, NORTH, box, drawn, layer, town

BLUE = np.array([0x1F, 0x4E, 0x8C])


def pictured(catalogue, finding=None, *, size=(400, 250), **asked):
    definition = make_definition({"kind": "sheet", "dpi": 100} | asked)
    return map_picture(catalogue, definition, finding, width_px=size[0], height_px=size[1], say=say)


def pixels(content):
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)


def test_a_picture_has_the_size_asked_for_and_measures_right():
    picture = pictured(town(), layers=["block"], scale=50_000)
    blue = abs(pixels(picture.content) - BLUE).sum(axis=2) < 30
    assert blue.shape == (250, 400)
    # the block is 1000 m wide
    columns = np.flatnonzero(blue.any(axis=0))
    assert len(columns) * picture.metres_per_pixel == pytest.approx(1000, abs=1.5 * 12.7)
    assert picture.metres_per_pixel == pytest.approx(50_000 * 0.0254 / 100)


def test_the_words_of_a_picture_are_those_of_its_sheet():
    made = town()
    asked = {"layers": ["quarters", "kiosks"], "title": "虚构图"}
    picture = pictured(made, **asked)
    _, frame = drawn(made, dpi=50, **asked)
    texts = "".join(line.text for line in frame.texts)
    assert picture.marginalia.title == "虚构图"
    assert picture.marginalia.subtitle == "结构示意图"
    assert tuple(entry.text for entry in picture.marginalia.legend) == frame.legend
    assert picture.marginalia.legend[0].sign.form == "patch"
    assert picture.marginalia.legend[0].sign.dash
    assert picture.marginalia.headline in texts
    assert picture.marginalia.notes[0] in texts
    assert picture.marginalia.mark == "内部资料"
    assert any("虚字〔2025〕1号" in source for source in picture.marginalia.sources())


def test_sentence_table_and_picture_are_of_one_answer(town):
    finding = atlas.run(
        town,
        {
            "kind": "coverage",
            "facilities": {"layer": "incubators"},
            "zones": {"layer": "zones"},
            "radii_m": [1000],
        },
    )
    picture = pictured(town, finding, layers=["zones"])
    assert picture.marginalia.headline == finding.headline("zh")
    zones = [row[0] for row in picture.marginalia.table.rows]
    assert zones[:-1] == list(finding.table["zone_zh"][:-1])
    assert {"已覆盖", "盲区"} <= {entry.text for entry in picture.marginalia.legend}


def test_a_zone_alone_is_told_radius_by_radius(town):
    asked = {
        "kind": "coverage",
        "facilities": {"layer": "incubators"},
        "zones": {"layer": "zones", "id": "west"},
        "radii_m": [500, 1000, 2000],
    }
    finding = atlas.run(town, asked)
    picture = pictured(town, finding, layers=["zones"], shows=asked)
    assert picture.marginalia.table.heads == ("西区", "覆盖率", "缺口 (公顷)")
    assert [row[0] for row in picture.marginalia.table.rows] == ["500 米", "1 公里", "2 公里"]
    assert [bar.name for bar in picture.marginalia.bars.bars] == ["500 米", "1 公里", "2 公里"]
    # table and chart tell the same shares, those of the answer
    assert [bar.text for bar in picture.marginalia.bars.bars] == [
        row[1] for row in picture.marginalia.table.rows
    ]
    rows = finding.table[finding.table["zone"] == "west"].sort_values("radius_m")
    assert [bar.high for bar in picture.marginalia.bars.bars] == list(rows["share_high"])
    # with several zones the head says of which radius the shares are
    both = atlas.run(town, asked | {"zones": {"layer": "zones"}})
    picture = pictured(town, both, layers=["zones"], lang="en")
    assert picture.marginalia.table.heads[1] == "Coverage share within 1 km"
    assert picture.marginalia.bars.heading == "Coverage share within 1 km"


def test_a_query_tells_what_it_is_ordered_by_before_what_few_rows_have(town):
    asked = {"kind": "query", "layer": "incubators", "order_by": ["class"]}
    finding = atlas.run(town, asked)
    heads = pictured(town, finding, layers=["zones"]).marginalia.table.heads
    assert heads[1] == "类别"
    assert heads[2].startswith("建筑面积")


PARTS = {"area": {"type": "number", "unit": "km2", "label": {"zh": "规划面积", "en": "Area"}}}


def wards(parents=("town", "town"), areas=(300.0, 100.0)):
    """Two schematic squares of 20 km, which the plan says are 300 and 100 km2 of one town."""
    rows = [
        ("ward-w", "西片", "West", box(-20_000, 0, 0, 20_000)),
        ("ward-e", "东片", "East", box(0, 0, 20_000, 20_000)),
    ]
    style = {"color": "#7A5AA6", "symbol": "area", "dash": "6 3", "width": 1.6}
    made = layer("wards", rows, geometry="polygon", style=style, min_scale=100_000, columns=PARTS)
    frame = made.frame
    frame["position_basis"], frame["parent"], frame["area"] = "schematic", parents, areas
    return Catalogue([made], town().sources.values())


def test_sentence_table_and_chart_tell_the_parts_of_a_whole():
    picture = pictured(wards(), layers=["wards"])
    # 300 of 400 are 75 %
    assert picture.marginalia.headline == (
        "虚构wards规划面积合计 400 平方公里，其中西片 300 平方公里，占 75.0 %"
    )
    assert picture.marginalia.table.rows == (("西片", "300"), ("东片", "100"), ("合计", "400"))
    assert [(bar.name, bar.text) for bar in picture.marginalia.bars.bars] == [
        ("西片", "75.0 %"),
        ("东片", "25.0 %"),
    ]
    finding = atlas.run(wards(), {"kind": "sheet", "layers": ["wards"]})
    assert finding.values["area:ward-w"].value == 300
    assert finding.values["area:wards"].value == 400


def test_areas_that_make_up_no_whole_are_never_added_up():
    for made in (wards(parents=("town", "")), wards(areas=(300.0, np.nan))):
        picture = pictured(made, layers=["wards"])
        assert picture.marginalia.headline == "图示虚构wards"
        assert picture.marginalia.bars is None


def test_a_sheet_around_a_part_speaks_of_it_and_marks_it():
    plain = pictured(wards(), layers=["wards"])
    picture = pictured(
        wards(), layers=["wards"], around={"layer": "wards", "id": "ward-e"}, scale=400_000
    )
    assert picture.marginalia.headline.startswith("东片规划面积 100 平方公里，占虚构wards合计")
    assert picture.marginalia.legend[0].text == "本图对象：东片"
    accent = abs(pixels(picture.content) - BLUE).sum(axis=2) < 30
    assert accent.sum() > 50
    assert "本图对象" not in "".join(entry.text for entry in plain.marginalia.legend)


def test_every_sign_of_a_legend_can_be_drawn_alone():
    for entry in pictured(town(), layers=["quarters", "kiosks", "block"]).marginalia.legend:
        sign = pixels(sign_picture(entry.sign, height_px=40))
        assert sign.shape == (40, 100, 3)
        assert (sign < 200).any()


@pytest.mark.parametrize("size", [(10, 250), (400, 9000)])
def test_a_picture_of_no_use_is_refused(size):
    with pytest.raises(BadInput, match="picture_size"):
        pictured(town(), layers=["block"], size=size)


def test_true_north_lies_off_the_grids_by_the_convergence():
    # 108.65 E, 34.1 N: (108.65 - 108) x sin(34.1) = 0.364 degrees, true north to the left
    assert true_north((EAST, NORTH, EAST + 10, NORTH + 10)) == pytest.approx(-0.364, abs=0.005)
    _, frame = drawn(layers=["block"], north="true", dpi=50)
    assert "真北" in [line.text for line in frame.texts]


def test_a_graticule_is_named_in_degrees_and_minutes():
    plain, bare = drawn(layers=["block"], scale=100_000, dpi=50)
    lined, frame = drawn(layers=["block"], scale=100_000, dpi=50, graticule=True)
    named = {line.text for line in frame.texts} - {line.text for line in bare.texts}
    # the frame is 20 km by 16 km about 108.655 E, 34.105 N: every five minutes
    assert {"108°35′E", "108°40′E", "108°45′E"} & named
    assert {"34°05′N", "34°10′N"} & named
    assert plain != lined


def test_an_inset_is_never_a_map_of_the_country():
    city = layer("districts", [("d-1", "县", "D", box(0, 0, 90_000, 90_000))], geometry="polygon")
    rows = [("d-1", "国", "C", box(-2e6, -1e6, 2e6, 1e6))]
    country = layer("districts", rows, geometry="polygon")
    assert is_local(city.located.to_crs("EPSG:4545"))
    assert not is_local(country.located.to_crs("EPSG:4545"))
