"""Sheets of a made-up town: measured from their pixels, read from their PDF."""

import io

import geopandas
import numpy as np
import pytest
import shapely
from PIL import Image
from pypdf import PdfReader

import atlas
from atlas.domain.crs import to_measuring
from atlas.domain.messages import keys_only
from atlas.errors import BadInput, Refused, UnknownName
from atlas.output.sheet import TEMPLATES, render_sheet
from tests.output.sheet_town import drawn, town

BLUE = np.array([0x1F, 0x4E, 0x8C])


def pixels(content):
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)


def pdf_text(content):
    return PdfReader(io.BytesIO(content)).pages[0].extract_text()


def words(frame):
    """All that stands on a sheet, lines joined as they were broken."""
    return "".join(line.text for line in frame.texts)


def test_a_typed_scale_is_exact_in_the_map():
    content, frame = drawn(layers=["block"], scale=10_000)
    # 1000 m at 1:10 000 are 100 mm, at 300 dpi 1181.1 dots, about the middle of the map frame
    blue = abs(pixels(content) - BLUE).sum(axis=2) < 30
    left, top, right, bottom = frame.pixel_box
    inside = np.zeros_like(blue)
    inside[round(top) : round(bottom), round(left) : round(right)] = True
    rows, columns = np.nonzero(blue & inside)
    half = 100 / 25.4 * 300 / 2
    assert columns.min() == pytest.approx((left + right) / 2 - half, abs=1)
    assert columns.max() + 1 == pytest.approx((left + right) / 2 + half, abs=1)
    assert rows.min() == pytest.approx((top + bottom) / 2 - half, abs=1)
    assert rows.max() + 1 == pytest.approx((top + bottom) / 2 + half, abs=1)


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_bar_measures_what_it_says(template):
    content, frame = drawn(layers=["block"], scale=12_500, template=template, dpi=200)
    picture = pixels(content)
    dots = 200 / 25.4
    # the bar is dark from end to end along its lower edge
    row = picture.shape[0] - round((frame.bar.y + 0.1) * dots)
    start, end = round((frame.bar.x - 2) * dots), round((frame.bar.right + 2) * dots)
    dark = np.flatnonzero(picture[row, start:end].sum(axis=1) < 300)
    measured = (dark.max() - dark.min() + 1) / dots * 12.5
    assert measured == pytest.approx(frame.bar_m, rel=0.005)


def test_an_extent_is_shown_whole_and_to_the_pixel():
    west, south, east, north = asked = (108.650, 34.099, 108.660, 34.105)
    _, frame = drawn(layers=["block"], extent=asked, dpi=300)
    corners = [shapely.Point(x, y) for x in (west, east) for y in (south, north)]
    box = to_measuring(geopandas.GeoSeries(corners, crs="EPSG:4326")).total_bounds
    dot = frame.metres_per_mm * 25.4 / 300
    assert frame.extent == pytest.approx(box, abs=dot)
    # about 930 m by 670 m: the frame is as much wider than high
    assert frame.map.width / frame.map.height == pytest.approx(
        (box[2] - box[0]) / (box[3] - box[1]), rel=1e-9
    )


def test_the_corners_of_an_extent_are_those_of_the_frame_in_the_picture():
    # the block of 1000 m fills a frame of just its size: 161.3 mm of the page at 300 dpi
    content, frame = drawn(
        layers=["block"], extent_m=(560_000, 3_775_000, 561_000, 3_776_000), dpi=300
    )
    blue = abs(pixels(content) - BLUE).sum(axis=2) < 30
    blue[:, round(frame.pixel_box[2]) + 5 :] = False  # the column has blue lines too
    rows, columns = np.nonzero(blue)
    drawn_box = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert drawn_box == pytest.approx(frame.pixel_box, abs=1)
    assert frame.map.width == pytest.approx(frame.map.height)


def test_an_extent_with_a_scale_is_shown_whole_at_that_scale():
    extent = (560_000, 3_775_000, 561_000, 3_776_000)
    _, frame = drawn(layers=["block"], extent_m=extent, scale=20_000, dpi=50)
    assert frame.scale == 20_000
    assert frame.map == TEMPLATES["a4-landscape"].map
    assert (frame.extent[0] + frame.extent[2]) / 2 == pytest.approx(560_500)


def test_an_extent_that_does_not_fit_its_scale_is_refused():
    bounds = tuple(town()["quarters"].located.total_bounds)
    with pytest.raises(Refused, match="extent_does_not_fit") as error:
        drawn(layers=["block"], extent=bounds, scale=10_000)
    assert error.value.parameters["asked"] == 10_000


def test_schematic_zones_are_never_drawn_larger_than_their_limit():
    with pytest.raises(Refused, match="scale_too_large") as error:
        drawn(layers=["quarters"], scale=50_000)
    assert error.value.parameters == {
        "reason": "scale_too_large",
        "asked": 50_000,
        "limit": 100_000,
    }
    _, frame = drawn(layers=["quarters"], around={"layer": "kiosks"}, dpi=50)
    assert frame.scale == pytest.approx(100_000)


def test_a_structure_sheet_has_a_bar_and_no_number():
    _, frame = drawn(layers=["quarters", "kiosks"], scale=400_000, dpi=50)
    assert "结构示意图" in words(frame)
    assert "400,000" not in words(frame)
    assert not frame.scale_is_printed
    assert frame.bar_m == 20_000  # 50 mm of 54: 20 km at 1:400 000
    assert "虚构quarters（示意）" in frame.legend
    assert "虚构quarters位置为示意" in words(frame)  # drawn, and fitted to no plan


def test_a_measured_sheet_prints_its_number_on_paper_only():
    _, frame = drawn(layers=["block"], scale=20_000, dpi=50)
    assert frame.scale_is_printed
    assert "1 : 20,000" in words(frame)
    _, slide = drawn(layers=["block"], scale=20_000, template="slide-16x9", dpi=50)
    assert not slide.scale_is_printed
    assert "20,000" not in words(slide)


def test_a_pdf_can_be_searched():
    content, _ = drawn(layers=["block", "kiosks"], format="pdf", title="方块图")
    text = pdf_text(content)
    assert "方块图" in text
    assert "虚字〔2025〕1号" in text
    assert "甲亭" in text  # a name with a halo is text too


def test_without_a_scale_a_measured_sheet_takes_a_round_one():
    # 1000 m and air in 163 mm are 1:6 500 or so
    assert drawn(layers=["block"], dpi=50)[1].scale == pytest.approx(7500)


def test_the_legend_lists_what_is_drawn():
    _, frame = drawn(layers=["block", "kiosks", "bases", "waiting"], dpi=50)
    assert frame.legend == ("虚构kiosks", "虚构bases", "虚构block", "规划、在建（空心）")
    assert frame.layers == ("block", "kiosks", "bases")


def test_an_extent_without_anything_in_it_is_refused():
    with pytest.raises(Refused, match="nothing_in_frame"):
        drawn(layers=["block"], extent=(108.5, 33.9, 108.6, 34.0))
    with pytest.raises(Refused, match="extent_far_away"):
        drawn(layers=["block"], extent=(-70, 33.9, -69, 34.0))
    # nor is there any ground that EPSG:4545 measures near its own origin
    with pytest.raises(Refused, match="extent_far_away"):
        drawn(layers=["block"], extent_m=(1, 1, 2000, 2000))
    # schematic quarters that lie elsewhere do not bind the scale of a frame without them
    with pytest.raises(Refused, match="nothing_in_frame"):
        drawn(layers=["quarters"], extent_m=(660_000, 3_775_000, 661_000, 3_776_000))
    with pytest.raises(Refused, match="extent_too_narrow"):
        drawn(layers=["block"], extent_m=(560_000, 3_775_000, 561_000, 3_775_001))


def test_a_slot_is_named_in_the_notes():
    _, frame = drawn(layers=["block", "waiting"], dpi=50)
    assert "未载入：虚构waiting" in words(frame)


def test_the_mark_says_for_whom_a_sheet_is():
    number = "陕S（2026）001号"
    _, public = drawn(layers=["kiosks"], release="public", review_number=number, dpi=50)
    assert f"审图号：{number}" in words(public)
    assert "内部资料" not in words(public)
    # its place is the lower left
    mark = next(line for line in public.texts if "审图号" in line.text)
    assert mark.box.x < 40
    assert mark.box.top < 25
    _, exempt = drawn(layers=["kiosks"], release="public", exempt_reason="示意图", dpi=50)
    assert "公开，免审：示意图" in words(exempt)
    assert "内部资料" in words(drawn(layers=["kiosks"], dpi=50)[1])
    secret = {"secrecy": "秘密★10年"}
    assert "秘密★10年" in words(drawn(layers=["kiosks"], title_box=secret, dpi=50)[1])


def test_the_date_is_that_of_the_newest_fact():
    assert "2025-03" in words(drawn(layers=["kiosks"], dpi=50)[1])
    assert "2026-01-02" in words(drawn(layers=["kiosks"], dpi=50, date="2026-01-02")[1])


@pytest.mark.parametrize("format", ["png", "svg", "pdf"])
def test_the_same_question_gives_the_same_bytes(format):
    # with a town of its own each is drawn anew
    first, _ = drawn(town(), layers=["quarters", "kiosks"], dpi=60, format=format)
    second, _ = drawn(town(), layers=["quarters", "kiosks"], dpi=60, format=format)
    assert first == second


def test_names_that_are_not_there_are_refused():
    with pytest.raises(UnknownName, match="a4-landscape"):
        drawn(layers=["block"], template="a5")
    with pytest.raises(UnknownName, match="kiosks"):
        drawn(layers=["nothing"])
    with pytest.raises(UnknownName):
        drawn(layers=["block"], around={"layer": "kiosks", "id": "kiosk-9"})
    with pytest.raises(Refused, match="table_on_sheet"):
        drawn(layers=["papers"])
    with pytest.raises(BadInput, match="unknown_format"):
        drawn(layers=["block"], format="gif")
    with pytest.raises(Refused, match="nothing_to_show"):
        drawn(layers=["waiting"])


def test_a_character_without_a_glyph_stops_no_sheet_and_is_told():
    _, frame = drawn(layers=["block"], title="图\U0001f5fa", dpi=50)
    said = [written.text for written in frame.texts]
    assert "图□" in said
    assert "U+1F5FA" in "".join(said)


def test_a_character_that_nobody_sees_is_left_out_and_not_told():
    unseen = town()
    unseen["kiosks"].frame.loc["kiosk-1", "name_zh"] = "甲\u200b亭\ufeff"
    there, frame = drawn(unseen, layers=["kiosks"], dpi=50)
    plain, _ = drawn(layers=["kiosks"], dpi=50)
    assert "甲亭" in [written.text for written in frame.texts]
    assert there == plain


def test_a_title_that_cannot_fit_is_refused():
    with pytest.raises(Refused, match="text_too_long"):
        drawn(layers=["block"], title="很长的标题" * 40, dpi=50)


def test_a_failed_sheet_leaves_the_old_file(tmp_path):
    path = tmp_path / "sheet.png"
    drawn(layers=["block"], dpi=50, to=path)
    before = path.read_bytes()
    assert before[:4] == b"\x89PNG"
    with pytest.raises(Refused):
        drawn(layers=["block"], title="很长的标题" * 40, dpi=50, to=path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["sheet.png"]


def test_an_answer_is_drawn_over_the_layers(town):
    finding = atlas.run(
        town,
        {
            "kind": "coverage",
            "facilities": {"layer": "incubators"},
            "zones": {"layer": "zones"},
            "radii_m": [1000],
        },
    )
    _, frame = drawn(town, finding, layers=["zones"], dpi=50)
    assert finding.headline("zh").replace(" ", "") in words(frame).replace(" ", "")
    assert {"已覆盖", "盲区", "孵化器"} <= set(frame.legend)
    assert "西区" in [line.text for line in frame.texts]


def test_an_answer_computed_before_gives_the_same_sheet(town):
    question = {"kind": "query", "layer": "schools"}
    asked = {"kind": "sheet", "layers": ["zones"], "shows": question}
    anew, before = (
        atlas.run(town, asked, sheet_answer=shown) for shown in (None, atlas.run(town, question))
    )
    assert before.headline("zh") == anew.headline("zh")
    assert before.versions == anew.versions
    assert before.caveats == anew.caveats
    assert before.table.equals(anew.table)


def test_words_are_asked_for_and_never_written_in_code():
    stream = io.BytesIO()
    definition = atlas.make_definition({"kind": "sheet", "layers": ["block"], "dpi": 50})
    frame = render_sheet(town(), definition, None, to=stream, format="png", say=keys_only)
    assert "sheet.legend" in words(frame)
    assert "图例" not in words(frame)


def overlapping(frame):
    """Return the pairs of lines of type that cover each other."""
    shapes = np.array([line.shape for line in frame.texts if line.text])
    told = [line.text for line in frame.texts if line.text]
    pairs = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    return [
        (told[a], told[b])
        for a, b in pairs.T
        if a < b and shapes[a].intersection(shapes[b]).area > 0.05
    ]


@pytest.mark.parametrize(
    ("template", "lang"),
    [("a4-landscape", "zh"), ("a3-landscape", "en"), ("slide-16x9", "en"), ("a4-portrait", "zh")],
)
def test_no_text_covers_another_on_the_shipped_sheets(shipped, template, lang):
    layers = ["zones", "clusters", "belts", "districts", "metro_lines", "incubators", "parks"]
    _, frame = drawn(shipped, layers=layers, template=template, lang=lang, dpi=50)
    assert overlapping(frame) == []
    page = TEMPLATES[template]
    inner = shapely.box(7.9, 7.9, page.width - 7.9, page.height - 7.9)
    assert all(inner.covers(line.shape) for line in frame.texts if line.text)


@pytest.mark.parametrize("template", ["a4-landscape", "a4-portrait"])
def test_a_public_sheet_fills_its_column_with_its_sources(shipped, template):
    asked = {"layers": ["zones", "clusters"], "release": "public", "exempt_reason": "无界线"}
    _, frame = drawn(shipped, template=template, dpi=50, **asked)
    told = [line.text for line in frame.texts]
    assert "资料来源（续）" in told
    assert overlapping(frame) == []
    head = next(line for line in frame.texts if line.text == "资料来源（续）")
    below = [line for line in frame.texts if line.box.x == head.box.x and line.box.y < head.box.y]
    assert len(below) >= 8
    assert min(line.size for line in frame.texts) >= 6


def test_what_was_chosen_bears_its_rank(town):
    finding = atlas.run(
        town,
        {
            "kind": "siting",
            "candidates": {"size_m": 500, "inside": {"layer": "zones", "id": "west"}},
            "criteria": [
                {
                    "name": "近学校",
                    "measure": "distance",
                    "of": {"layer": "schools"},
                    "transform": {"best": 0, "worst": 3000},
                    "weight": 1,
                }
            ],
            "top": 3,
            "separation_m": 500,
        },
    )
    _, frame = drawn(town, finding, layers=["zones"], dpi=50)
    texts = [line.text for line in frame.texts]
    assert {"1", "2", "3"} <= set(texts)
    assert "入选及名次" in frame.legend
    # the small table has the three sites, best first, each told by the school it is nearest to
    sites = [text for text in texts if text.startswith(("1  ", "2  ", "3  "))]
    ranked = [f"{n}  {near}" for n, near in enumerate(finding.table["near_zh"], 1)]
    assert sites == [*ranked, *ranked]  # and the chart has the same
    metres = [f"{round(metres)}" for metres in finding.table["near_m"]]
    assert "距参照点 (米)" in texts
    assert set(metres) <= set(texts)
    assert not any(cell in text for cell in finding.table["cell"] for text in texts[20:])


def test_selected_points_are_drawn_as_the_layer_they_belong_to(town):
    finding = atlas.run(town, {"kind": "query", "layer": "schools"})
    _, frame = drawn(town, finding, layers=["zones"], dpi=50)
    assert frame.layers == ("zones", "schools")
    assert "学校" in frame.legend
    _, both = drawn(town, finding, layers=["zones", "schools"], dpi=50)
    assert "选中" in both.legend


def test_a_whole_has_no_name_where_its_parts_have_theirs():
    made = town()
    made["quarters"].frame["parent"] = "block-1"
    made["block"].frame["name_zh"] = "整块"
    _, frame = drawn(made, layers=["block", "quarters"], scale=400_000, dpi=50)
    assert "整块" not in [line.text for line in frame.texts]
    assert "西片" in [line.text for line in frame.texts]
