"""One page of the report: sentence, map, legend, table, method, notes, sources."""

import io
from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree
from PIL import Image

from atlas.domain.words import message
from atlas.output.document.styles import headline, run
from atlas.output.material import (
    INK,
    LINE,
    PALE,
    QUIET,
    WARNING,
    Material,
    bar_of,
    clean,
    sign_image,
)
from atlas.output.sheet import Entry
from atlas.output.sheet.table import Table

_MAP_MM = 170.0  # the whole width between the margins
_LEGEND_COLUMNS = 3
_SMALL = 7.5


def add_page(report: Document, material: Material, *, begins_page: bool) -> None:
    """Add a page of a briefing; whether it begins on a page of its own is asked for."""
    head = report.add_heading(clean(material.title), level=1)
    head.paragraph_format.page_break_before = begins_page
    picture = material.picture
    if picture.subtitle:
        run(report.add_paragraph(), picture.subtitle, size=9, color=WARNING)
    headline(report.add_paragraph(), picture.headline)
    _map(report, material)
    _legend(report, picture.legend)
    if picture.table is not None:
        _table(report, picture.table)
    report.add_paragraph(material.say(message("web.method")), style="Heading 2")
    run(report.add_paragraph(), material.method, size=_SMALL)
    _listed(report, material.say(message("sheet.notes")).rstrip(":： "), picture.notes)
    _listed(report, material.say(message("web.sources")), picture.sources)
    run(report.add_paragraph(), material.marks, size=7, color=QUIET)


def _map(report: Document, material: Material) -> None:
    place = report.add_paragraph()
    place.paragraph_format.space_after = Pt(1)
    shown = _placed(place, material.picture.content, width=Mm(_MAP_MM))
    shown._inline.docPr.set("descr", clean(material.picture.headline))
    _framed(shown)
    share, words = bar_of(material.picture, material.lang)
    under = report.add_paragraph()
    under.paragraph_format.tab_stops.add_tab_stop(Mm(_MAP_MM), WD_TAB_ALIGNMENT.RIGHT)
    bar = io.BytesIO()
    Image.new("RGB", (40, 1), f"#{INK}").save(bar, format="png")
    # a picture is as long as it is told to be, in every program
    _placed(under, bar.getvalue(), width=Mm(share * _MAP_MM), height=Mm(0.8))
    run(under, f" {words}\t↑ {material.say(message('sheet.north'))}", size=_SMALL)


def _legend(report: Document, entries: Sequence[Entry]) -> None:
    if not entries:
        return
    rows = -(-len(entries) // _LEGEND_COLUMNS)
    table = report.add_table(rows, _LEGEND_COLUMNS)
    for number, entry in enumerate(entries):
        paragraph = table.cell(number % rows, number // rows).paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if entry.sign is not None:
            _placed(paragraph, sign_image(entry.sign), height=Mm(3.4))
        run(paragraph, f" {entry.text}", size=_SMALL, bold=entry.sign is None)


def _table(report: Document, table: Table) -> None:
    rows = (table.heads, *table.rows)
    native = report.add_table(len(rows), len(table.heads))
    for number, texts in enumerate(rows):
        for place, text in enumerate(texts):
            cell = native.cell(number, place)
            _underline(cell)
            if number == 0:
                _shade(cell)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            if place:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run(paragraph, text, size=9, bold=number == 0)
    # a table that runs over has its head on the next page too
    head = OxmlElement("w:tblHeader")
    native.rows[0]._tr.get_or_add_trPr().append(head)


def _listed(report: Document, heading: str, lines: Sequence[str]) -> None:
    """Add numbered sentences one after the other: what must be said fits its page more often."""
    if not lines:
        return
    report.add_paragraph(heading, style="Heading 2")
    told = [f"[{number}] {line}" for number, line in enumerate(lines, start=1)]
    run(report.add_paragraph(), "　".join(told), size=6.5)


def _placed(paragraph: Any, content: bytes, **size: Any) -> Any:
    """Place a picture flush with the text: without distances some programs make their own."""
    shown = paragraph.add_run().add_picture(io.BytesIO(content), **size)
    for side in ("distT", "distB", "distL", "distR"):
        shown._inline.set(side, "0")
    return shown


def _framed(shown: Any) -> None:
    (properties,) = shown._inline.iter(qn("pic:spPr"))
    rule = etree.SubElement(properties, qn("a:ln"), w=str(Pt(0.75)))
    solid = etree.SubElement(rule, qn("a:solidFill"))
    etree.SubElement(solid, qn("a:srgbClr"), val=INK)


def _underline(cell: Any) -> None:
    borders = OxmlElement("w:tcBorders")
    rule = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "4"), ("color", LINE)):
        rule.set(qn(f"w:{key}"), value)
    borders.append(rule)
    cell._tc.get_or_add_tcPr().append(borders)


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("fill", PALE)):
        shade.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(shade)
