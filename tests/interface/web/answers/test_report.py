"""The report of an answer: what stands on the page is what is printed."""

import io

import docx
import pypdf
import pytest

import atlas
from atlas.deliverables.sheet import Sheet
from atlas.interface.web.answers import report
from atlas.output.briefing import material

QUESTION = {
    "kind": "coverage",
    "facilities": {"layer": "incubators"},
    "zones": {"layer": "zones"},
    "demand": [{"layer": "schools"}],
    "radii_m": [1000],
}


@pytest.fixture
def answer(town):
    return atlas.run(town, QUESTION)


def sheet_of(answer):
    title = answer.title("zh")
    return Sheet(title=title, layers=("zones", "incubators"), shows=answer.definition, dpi=60)


def test_the_report_says_what_the_answer_says(town, answer, monkeypatch):
    monkeypatch.setattr(material, "_DPI", 60)
    made = docx.Document(io.BytesIO(report._report(town, sheet_of(answer), answer)))
    told = [paragraph.text.replace("\u00a0", " ") for paragraph in made.paragraphs]
    assert told[0] == answer.title("zh")
    assert answer.headline("zh") in told
    assert any(answer.say(answer.method, "zh") in line for line in told)
    nearest = answer.parts["worst"].table["nearest_zh"].iloc[0]
    assert nearest in [cell.text for row in made.tables[-1].rows for cell in row.cells]


def test_the_sheet_says_what_the_answer_says(town, answer):
    content = report._sheet(town, sheet_of(answer), answer)
    (page,) = pypdf.PdfReader(io.BytesIO(content)).pages
    printed = "".join(page.extract_text().split())
    assert "".join(answer.headline("zh").split()) in printed
