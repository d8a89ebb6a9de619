"""A pack: every part says the same, what fails is named, and the receipt finds a change."""

import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime

import docx
import numpy as np
import openpyxl
import pypdf
import pytest
import rasterio
from docx.oxml.ns import qn
from PIL import Image
from pptx import Presentation
from rasterio.transform import Affine

import atlas
from atlas.deliverables.pages import answered, bind_pages
from atlas.deliverables.register import make_definition
from atlas.errors import AtlasError, BadDefinition, Refused
from atlas.output.briefing import material
from atlas.output.briefing import pack as packing
from atlas.output.briefing.pack import RECEIPT
from atlas.output.language import say
from atlas.output.sheet.model.brief_table import figure_text

QUESTION = {
    "kind": "coverage",
    "facilities": {"layer": "incubators"},
    "zones": {"layer": "zones"},
    "radii_m": [1000],
}
PAGE = {"layers": ["zones", "incubators"], "shows": QUESTION, "dpi": 60, "template": "slide-16x9"}
SERIES = {"of": {"layer": "zones"}, "page": {**PAGE, "title": "覆盖"}}


def asked(**keys):
    return {"kind": "briefing", "title": "小镇简报", **keys}


def texts_of(slide):
    told = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            told.append(shape.text_frame.text)
        if shape.has_table:
            told += [cell.text for row in shape.table.rows for cell in row.cells]
    return told


@pytest.fixture(scope="module", autouse=True)
def _coarse_maps():
    """Draw the maps of slides and documents coarsely: what is looked at here are words."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(material, "_DPI", 60)
        yield


@pytest.fixture(scope="module")
def pack(town):
    return atlas.briefing(town, asked(pages=[PAGE]))


@pytest.fixture(scope="module")
def finding(town):
    return atlas.run(town, QUESTION)


@pytest.fixture(scope="module")
def shares(finding):
    """The share of each zone as a reader gets it, from the finding's own rows."""
    rows = finding.table
    return [
        f"{100 * low:.1f}–{100 * high:.1f} %"
        if round(low, 3) != round(high, 3)
        else f"{100 * low:.1f} %"
        for low, high in zip(rows["share_low"], rows["share_high"], strict=True)
    ]


def test_a_pack_has_every_part_and_its_receipt(pack):
    assert not pack.faults
    with zipfile.ZipFile(io.BytesIO(pack.content)) as folder:
        names = folder.namelist()
        assert folder.testzip() is None
    assert sorted(names) == sorted(
        ["briefing.pptx", "briefing.docx", "briefing.pdf", "01.png", "01.xlsx", RECEIPT]
    )
    told = json.loads(pack.files[RECEIPT])
    assert set(told["files"]) == set(names) - {RECEIPT}
    assert told["faults"] == []


def test_sentence_and_figures_are_the_same_on_slide_page_sheet_and_table(pack, finding, shares):
    headline = finding.headline("zh")
    slide = Presentation(io.BytesIO(pack.files["briefing.pptx"])).slides[0]
    told = [text.replace("\u00a0", " ") for text in texts_of(slide)]
    assert headline in told
    assert set(shares) <= set(told)
    assert headline in slide.notes_slide.notes_text_frame.text

    report = docx.Document(io.BytesIO(pack.files["briefing.docx"]))
    assert headline in [p.text.replace("\u00a0", " ") for p in report.paragraphs]
    cells = [c.text for table in report.tables for row in table.rows for c in row.cells]
    assert set(shares) <= set(cells)

    (page,) = pypdf.PdfReader(io.BytesIO(pack.files["briefing.pdf"])).pages
    printed = "".join(page.extract_text().split())
    assert "".join(headline.split()) in printed
    assert all("".join(share.split()) in printed for share in shares)

    sheet = openpyxl.load_workbook(io.BytesIO(pack.files["01.xlsx"])).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "n"]
    numbers = {round(cell.value, 9) for cell in cells if cell.value is not None}
    # in full; what is seen of them is rounded by the cell's format
    assert {round(100 * low, 9) for low in finding.table["share_low"]} <= numbers
    assert {cell.number_format for cell in cells} >= {"#,##0.0"}


def test_the_chart_is_native_and_of_the_same_figures(pack, finding, shares):
    slides = Presentation(io.BytesIO(pack.files["briefing.pptx"])).slides
    (chart,) = [s.chart for slide in slides for s in slide.shapes if s.has_chart]
    certain, possible, _ = chart.plots[0].series
    assert list(certain.values) == pytest.approx(list(finding.table["share_low"]))
    ends = [low + more for low, more in zip(certain.values, possible.values, strict=True)]
    assert ends == pytest.approx(list(finding.table["share_high"]))
    labels = [
        chart.plots[0].series[2].points[n].data_label.text_frame.text for n in range(len(ends))
    ]
    assert labels == shares


def test_every_slide_and_page_is_marked_and_says_that_geometry_is_schematic(town):
    pages = [PAGE, {**PAGE, "shows": None, "title": "结构"}]
    made = atlas.briefing(town, asked(pages=pages, formats=["pptx", "docx"]))
    note = atlas.briefing(town, asked(pages=[PAGE], formats=["docx"]))
    slides = Presentation(io.BytesIO(made.files["briefing.pptx"])).slides
    assert len(slides) >= 3  # contents first
    for slide in slides:
        names = {s.name: s.text_frame.text for s in slide.shapes if s.has_text_frame}
        assert names["mark"] == "内部资料"
        assert "示意" in names["note"]
        numbers = [s for s in slide.placeholders if s.placeholder_format.type.name[:5] == "SLIDE"]
        assert len(numbers) == 1
    for content in (made.files["briefing.docx"], note.files["briefing.docx"]):
        section = docx.Document(io.BytesIO(content)).sections[0]
        assert section.header.paragraphs[0].text.startswith("内部资料")
        assert "示意" in section.footer.paragraphs[0].text


def test_chinese_has_a_face_of_its_own(pack):
    with zipfile.ZipFile(io.BytesIO(pack.files["briefing.pptx"])) as parts:
        theme = parts.read("ppt/theme/theme1.xml").decode()
    assert theme.count('<a:ea typeface="Microsoft YaHei"') == 2
    assert theme.count('<a:latin typeface="Arial"') == 2
    styles = docx.Document(io.BytesIO(pack.files["briefing.docx"])).styles
    for name in ("Normal", "Heading 1", "Heading 2"):
        faces = styles[name].element.rPr.rFonts
        assert faces.get(qn("w:eastAsia")) == "Microsoft YaHei"


def test_a_series_has_a_page_for_each_feature_and_contents_that_lead_to_it(town):
    made = atlas.briefing(town, asked(series=SERIES, formats=["pptx", "pdf"]))
    names = [town["zones"].name_of(name).zh for name in town["zones"].located.index]
    slides = list(Presentation(io.BytesIO(made.files["briefing.pptx"])).slides)
    linked = [s.click_action.target_slide for s in slides[0].shapes if s.click_action.target_slide]
    assert [slide.shapes.title.text for slide in linked] == [f"覆盖 · {name}" for name in names]
    book = pypdf.PdfReader(io.BytesIO(made.files["briefing.pdf"]))
    assert len(book.pages) == 1 + len(names)
    links = [link.get_object() for link in book.pages[0]["/Annots"]]
    assert [book.get_page_number(link["/Dest"][0].get_object()) for link in links] == [1, 2]
    assert [item.title for item in book.outline] == [f"覆盖 · {name}" for name in names]
    listed = "".join(book.pages[0].extract_text().split())
    assert all(f"覆盖·{name}" in listed for name in names)
    assert "内部资料" in listed
    # the question is asked of each zone alone
    for number, feature in enumerate(town["zones"].located.index, start=1):
        alone = atlas.run(town, QUESTION | {"zones": {"layer": "zones", "id": feature}})
        share = figure_text(alone.values["share:1000"])
        told = "".join(texts_of(linked[number - 1])).replace("\u00a0", " ")
        assert f"1 公里覆盖{names[number - 1]}面积的 {share}；" in told


SITING = {
    "kind": "siting",
    "candidates": {"cells": "square", "size_m": 500, "inside": {"layer": "zones"}},
    "criteria": [
        {
            "name": "近载体",
            "measure": "distance",
            "of": {"layer": "incubators"},
            "transform": {"shape": "linear", "best": 0, "worst": 3000},
            "weight": 1.0,
        }
    ],
    "top": 2,
}


def test_a_series_has_a_page_for_each_chosen_site_with_its_own_figures(town):
    chosen = atlas.run(town, SITING)
    page = {**PAGE, "shows": SITING, "title": "选址"}
    made = atlas.briefing(town, asked(series={"of": "chosen", "page": page}, formats=["pptx"]))
    slides = list(Presentation(io.BytesIO(made.files["briefing.pptx"])).slides)[1:]
    assert len(slides) == len(chosen.table) > 1
    for slide, (_, row) in zip(slides, chosen.table.iterrows(), strict=True):
        told = "".join(texts_of(slide)).replace("\u00a0", " ")
        assert f"第 {row['rank']} 位" in told
        assert f"得分 {row['score']:.3f}" in told
        assert "初筛" in told


def test_sites_that_cannot_be_had_cost_no_other_page(town):
    nowhere = SITING | {"constraints": [{"outside": {"layer": "zones"}}]}
    page = {**PAGE, "shows": nowhere, "title": "选址"}
    made = atlas.briefing(
        town, asked(pages=[PAGE], series={"of": "chosen", "page": page}, formats=["png"])
    )
    assert [(fault.page, fault.name) for fault in made.faults] == [(2, "选址")]
    assert "01.png" in made.files
    with pytest.raises(BadDefinition, match="series_without_sites"):
        make_definition(asked(series={"of": "chosen", "page": PAGE}))


def test_a_page_that_fails_is_named_and_the_others_are_delivered(town):
    lost = {**PAGE, "title": "远方", "extent_m": [0, 0, 1000, 1000], "shows": None}
    told = []
    made = atlas.briefing(
        town,
        asked(pages=[PAGE, lost], formats=["pptx", "png"]),
        progress=lambda *step: told.append(step),
    )
    assert {(fault.page, fault.name) for fault in made.faults} == {(2, "远方")}
    assert {fault.part for fault in made.faults} == {"pptx", "png"}
    assert sorted(made.files) == ["01.png", "briefing.pptx", RECEIPT]
    assert {fault["page"] for fault in json.loads(made.files[RECEIPT])["faults"]} == {2}
    assert told[0] == (0, 2, "answering")
    assert told[-1] == (2, 3, "binding")


def test_a_part_that_cannot_be_bound_costs_no_other(town, monkeypatch):
    def fails(*_, **__):
        raise ValueError

    monkeypatch.setitem(packing._BINDERS, "pptx", fails)
    made = atlas.briefing(town, asked(pages=[PAGE], formats=["pptx", "docx"]))
    assert [(fault.page, fault.part) for fault in made.faults] == [(0, "pptx")]
    assert "briefing.docx" in made.files


def test_where_no_page_can_be_made_the_reason_is_given(town):
    lost = {**PAGE, "extent_m": [0, 0, 1000, 1000], "shows": None}
    with pytest.raises(Refused, match="extent_far_away"):
        atlas.briefing(town, asked(pages=[lost], formats=["png"]))
    with pytest.raises(BadDefinition, match="wrong_kind"):
        atlas.briefing(town, QUESTION)
    with pytest.raises(BadDefinition, match="briefing_without_pages"):
        atlas.briefing(town, asked())


def test_the_figures_of_a_briefing_are_those_of_its_pages(town, finding):
    whole = atlas.run(town, asked(pages=[PAGE]))
    for name, figure in finding.values.items():
        assert whole.values[f"1.{name}"] == figure
    assert whole.parts["1.table"].table.equals(finding.table)
    assert whole.headline("zh") == "简报共 1 页，完成 1 页。"


def test_a_question_that_recurs_is_asked_once(town):
    definition = make_definition(asked(pages=[PAGE, PAGE, {**PAGE, "title": "又"}]))
    questions = []

    def answer(question):
        questions.append(question)
        return atlas.run(town, question)

    pages = answered(town, definition, answer=answer, progress=lambda *_: None)
    assert len(questions) == 1
    assert len(bind_pages(definition, pages).with_words(say).table) == 3


def test_a_question_without_an_answer_leaves_its_page_out(town):
    definition = make_definition(asked(pages=[PAGE, {**PAGE, "shows": None}]))

    def answer(_):
        raise Refused(reason="nothing_in_frame")

    pages = answered(town, definition, answer=answer, progress=lambda *_: None)
    assert isinstance(pages[0].error, AtlasError)
    whole = bind_pages(definition, pages).with_words(say)
    made = packing.make_pack(
        town,
        whole,
        pages,
        progress=lambda *_: None,
        code_version="1",
        made=datetime(2026, 11, 20, tzinfo=UTC),
    )
    assert [(fault.page, fault.part) for fault in made.faults] == [(1, "")]
    assert "02.png" in made.files


def test_a_base_is_on_its_page_and_in_the_receipt(town, tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    (tmp_path / "rasters").mkdir()
    picture = np.zeros((3, 2, 2), dtype=np.uint8)
    place = Affine(1, 0, 108, 0, -1, 35)
    how = {"count": 3, "width": 2, "height": 2, "dtype": "uint8", "crs": "EPSG:4490"}
    with rasterio.open(tmp_path / "rasters/a.tif", "w", "GTiff", transform=place, **how) as file:
        file.write(picture)
    page = {"layers": ["zones"], "dpi": 60, "template": "slide-16x9", "title": "甲"}
    pages = [page | {"base": "a.tif"}, page | {"base": "b.tif"}]
    made = atlas.briefing(town, asked(pages=pages, formats=["png"]))
    # the page whose file is not there is named, and the other delivered
    ((fault,), names) = made.faults, list(made.files)
    assert (fault.page, fault.error.parameters["path"]) == (2, "b.tif")
    assert names == ["01.png", RECEIPT]
    dark = (np.array(Image.open(io.BytesIO(made.files["01.png"])).convert("L")) == 0).mean()
    assert dark > 0.3
    told = json.loads(made.files[RECEIPT])["data_versions"]
    content = (tmp_path / "rasters/a.tif").read_bytes()
    assert told["a.tif"] == hashlib.sha256(content).hexdigest()[:12]
    assert "b.tif" not in told


def test_the_report_lists_who_is_served_worst_with_their_distances(town):
    question = QUESTION | {"demand": [{"layer": "schools"}]}
    made = atlas.briefing(town, asked(pages=[{**PAGE, "shows": question}], formats=["docx"]))
    report = docx.Document(io.BytesIO(made.files["briefing.docx"]))
    listed = [[cell.text for cell in row.cells] for row in report.tables[-1].rows]
    worst = atlas.run(town, question).parts["worst"].table.iloc[0]
    assert listed[1][0] == f"1  {worst['name_zh']}"
    low, drawn, high = (f"{worst[f'distance_{end}m']:,.0f}" for end in ("low_", "", "high_"))
    assert listed[1][-1] == (drawn if low == high else f"{drawn} ({low}–{high})")
    # where nobody was asked about, the gaps are
    alone = atlas.briefing(town, asked(pages=[PAGE], formats=["docx"]))
    gaps = docx.Document(io.BytesIO(alone.files["briefing.docx"])).tables[-1]
    assert "缺口" in gaps.rows[0].cells[2].text
