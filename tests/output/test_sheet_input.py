"""Bad input to a sheet: said clearly, and nothing half-written left behind."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import atlas
from atlas.deliverables.register import make_definition
from atlas.domain.catalogue import Catalogue
from atlas.domain.messages import LANGUAGES, Name, message
from atlas.errors import BadDefinition, BadFile, Refused
from atlas.interface.outcomes import describe
from atlas.output.language import words_of
from atlas.output.sheet import TEMPLATES, Entry, Sign
from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.drawing.typesetting import lacking
from atlas.output.sheet.model.templates import Box
from atlas.output.sheet.page.legend_block import draw_legend
from tests.output.sheet_town import drawn, layer, point
from tests.output.sheet_town import town as town_of_squares

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("dpi", [0, 5000])
def test_a_resolution_beyond_reason_is_refused(dpi):
    with pytest.raises(BadDefinition) as error:
        make_definition({"kind": "sheet", "dpi": dpi})
    (problem,) = error.value.parameters["problems"]
    assert problem.place == "dpi"
    assert problem.found == str(dpi)


def test_a_folder_that_is_none_leaves_nothing_behind(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadFile, match="not_writable"):
        drawn(layers=["block"], dpi=50, to=tmp_path / "file" / "sheet.png")
    with pytest.raises(BadFile, match="not_writable"):
        drawn(layers=["block"], dpi=50, to=tmp_path / "nowhere" / "sheet.png")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_failing_rename_leaves_nothing_behind(tmp_path):
    (tmp_path / "sheet.png").mkdir()
    with pytest.raises(BadFile, match="not_writable"):
        drawn(layers=["block"], dpi=50, to=tmp_path / "sheet.png")
    assert [path.name for path in tmp_path.iterdir()] == ["sheet.png"]


def test_a_long_headline_shrinks_and_wraps_and_is_never_cut():
    title = "关于丝路科学城三大片区十大组团空间结构与创新资源布局的专题分析图"
    _, frame = drawn(layers=["block"], dpi=50, title=title)
    assert title in "".join(line.text for line in frame.texts)


def test_a_headline_too_long_for_its_block_takes_room_from_the_map(town):
    asked = {"kind": "query", "layer": "schools"}
    finding = atlas.run(town, asked)
    name = Name("很长的一句结论" * 40)
    long = replace(finding, summary=message("sheet.layers_title", layers=(name,)))
    how = {"layers": ["zones"], "shows": asked, "dpi": 50, "template": "a4-portrait"}
    _, short = drawn(town, finding, **how)
    _, frame = drawn(town, long, **how)
    assert frame.map.height < short.map.height - 5
    assert name.zh in "".join(line.text for line in frame.texts)
    # more than the map can give is refused and not cut
    endless = replace(finding, summary=message("sheet.layers_title", layers=(Name("长" * 3000),)))
    with pytest.raises(Refused, match="text_too_long"):
        drawn(town, endless, **how)


def test_what_is_written_in_the_title_box_is_never_cut():
    long = "西安市丝路科学城国土空间规划联合编制组第三工作小组及其全体成员单位"
    _, frame = drawn(layers=["block"], dpi=50, title_box={"maker": long})
    assert long in "".join(line.text for line in frame.texts)
    assert long not in [line.text for line in frame.texts]  # in several lines
    with pytest.raises(Refused, match="text_too_long"):
        drawn(layers=["block"], dpi=50, title_box={"maker": long * 60})


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_title_box_with_everything_in_it_fits_every_page(template):
    box = {"maker": "规划一所", "reviewer": "总工办", "number": "SRSC-02", "page": "2"}
    asked = {"layers": ["block", "kiosks"], "dpi": 50, "template": template, "graticule": True}
    _, frame = drawn(**asked, title_box=box | {"period": "2021—2035年"})
    told = [line.text for line in frame.texts]
    assert set(box.values()) <= set(told)


def legend_of(count, box):
    canvas = Canvas(TEMPLATES["a4-landscape"], (0, 0, 202, 162), dpi=50)
    signs = [Entry(f"图例第{k}项", Sign("patch", ("#1F4E8C",), fill=0.5)) for k in range(count)]
    end, left_out = draw_legend(canvas, box, "图例", signs, lambda n: f"另有 {n} 项")
    return canvas, end, left_out


def test_many_entries_of_a_legend_stand_in_columns_and_smaller():
    box = Box(215, 60, 72, 110)
    canvas, end, left_out = legend_of(60, box)
    assert left_out == ()
    assert end >= box.y
    assert {f"图例第{k}项" for k in range(60)} <= {line.text for line in canvas.written}
    assert len({round(line.box.x) for line in canvas.written[1:]}) > 1


def test_two_hundred_entries_end_in_how_many_more_there_are():
    box = Box(215, 60, 72, 110)
    canvas, end, left_out = legend_of(200, box)
    assert end >= box.y - 1e-6
    told = {line.text for line in canvas.written}
    assert f"另有 {len(left_out)} 项" in told
    assert sum(text.startswith("图例第") for text in told) == 200 - len(left_out)
    assert 0 < len(left_out) < 150


def test_a_sheet_of_very_many_layers_lists_what_it_can_and_names_the_rest():
    style = {"color": "#1F4E8C", "symbol": "circle"}
    kiosks = [
        layer(f"kiosks{k}", [(f"k-{k}", "", "", point(10 * k, 10 * k))], style=style)
        for k in range(95)
    ]
    names = [each.id for each in kiosks]
    many = Catalogue(kiosks, town_of_squares().sources.values())
    content, frame = drawn(many, layers=names, dpi=50)
    assert content[:4] == b"\x89PNG"
    texts = "".join(line.text for line in frame.texts)
    assert len(frame.legend) == 95
    assert frame.headline.endswith("另 87 类")
    assert 0 < len(frame.legend_left_out) < 60
    assert f"另有 {len(frame.legend_left_out)} 项" in texts
    assert f"图例未列 {len(frame.legend_left_out)} 项" in texts
    assert min(line.size for line in frame.texts) >= 6.0


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"extent": [-70, 33.9, -69, 34.0]}, "93"),
        ({"layers": ["waiting"]}, {"zh": "没有已定位的内容", "en": "nothing that has a place"}),
        (
            {"extent": [108.5, 33.9, 108.6, 34.0]},
            {"zh": "图框内没有", "en": "nothing in the frame"},
        ),
    ],
)
def test_an_empty_map_is_told_in_words(asked, told, lang):
    with pytest.raises(Refused) as error:
        drawn(**{"layers": ["block"], "dpi": 50} | asked)
    said = describe(error.value, lang)
    assert (told if isinstance(told, str) else told[lang]) in said


def test_the_face_has_every_sign_of_every_name_and_word(shipped):
    spoken = ("sheet.", "column.", "caveat.", "coverage.", "siting.", "query.")
    texts = [
        text for lang in LANGUAGES for key, text in words_of(lang).items() if key.startswith(spoken)
    ]
    for each in shipped.values():
        names = [name for name in ("name_zh", "name_en") if name in each.frame]
        texts += [str(text) for name in names for text in each.frame[name].dropna()]
        texts += [each.spec.label.zh, each.spec.label.en]
    texts += [source.citation(lang) for source in shipped.sources.values() for lang in LANGUAGES]
    for bold in (False, True):
        assert lacking("".join(texts), bold=bold) == set()


def test_a_machine_without_fonts_draws_the_same_sheet(tmp_path):
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from tests.output.sheet_town import drawn;"
        "sys.stdout.buffer.write(drawn(layers=['quarters', 'kiosks'], dpi=50)[0])"
    )
    bare = {
        "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"),
        "FONTCONFIG_PATH": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
    }
    made = subprocess.run(
        [sys.executable, "-c", code, str(ROOT)],
        env=os.environ | bare,
        capture_output=True,
        check=True,
    )
    assert made.stdout == drawn(layers=["quarters", "kiosks"], dpi=50)[0]
