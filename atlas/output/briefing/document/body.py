"""One page of the report: sentence, map, legend, table, list, method, notes, sources."""

import io
from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from lxml import etree
from PIL import Image

from atlas.domain.messages import message
from atlas.output.briefing.document.listing import listing_of
from atlas.output.briefing.document.styles import add_headline, add_run
from atlas.output.briefing.material import (
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
from atlas.output.sheet.drawing.typesetting import width_mm
from atlas.output.sheet.model.brief_table import SheetTable

_WIDE_MM = 170.0  # between the margins
_MAP_MM = 136.0
_LEGEND_COLUMNS = 4
_SIGN_MM = 12.0
_SMALL, _SMALLEST = 7.5, 6.2
_TABLE = 8.0
_PAD_MM = 6.0


def add_page(report: Document, material: Material, *, begins_page: bool) -> None:
    """
    Add a page of a briefing to a report.

    Parameters
    ----------
    report
        The document.
    material
        The page.
    begins_page
        Whether a page break stands before it.
    """
    head = report.add_heading(clean(material.title), level=1)
    head.paragraph_format.page_break_before = begins_page
    around = material.marginalia
    if around.subtitle:
        add_run(report.add_paragraph(), around.subtitle, size=9, color=WARNING)
    add_headline(report.add_paragraph(), around.headline)
    _map(report, material)
    _legend(report, around.legend)
    if around.table is not None:
        # so that the table does not touch the legend
        report.add_paragraph().paragraph_format.line_spacing = Pt(4)
        _table(report, around.table)
    if (listing := listing_of(material.finding, material.lang)) is not None:
        title, table = listing
        listed = report.add_paragraph()
        listed.paragraph_format.space_before, listed.paragraph_format.keep_with_next = Pt(4), True
        add_run(listed, title, size=_TABLE, color=QUIET, bold=True)
        _table(report, table)
    _told(report, material.say(message("web.method")), material.method, size=_SMALL)
    _listed(report, material.say(message("sheet.notes")).rstrip(":： "), around.notes)
    _listed(report, material.say(message("web.sources_graded")), around.sources())
    add_run(report.add_paragraph(), material.marks, size=6, color=QUIET)


def _map(report: Document, material: Material) -> None:
    place = report.add_paragraph()
    place.paragraph_format.space_after = Pt(1)
    shown = _placed(place, material.picture.content, width=Mm(_MAP_MM))
    shown._inline.docPr.set("descr", clean(material.marginalia.headline))
    _framed(shown)
    share, words = bar_of(material.picture, material.lang)
    place.paragraph_format.left_indent = Mm((_WIDE_MM - _MAP_MM) / 2)
    under = report.add_paragraph()
    under.paragraph_format.left_indent = place.paragraph_format.left_indent
    right = Mm((_WIDE_MM + _MAP_MM) / 2)
    under.paragraph_format.tab_stops.add_tab_stop(right, WD_TAB_ALIGNMENT.RIGHT)
    bar = io.BytesIO()
    Image.new("RGB", (40, 1), f"#{INK}").save(bar, format="png")
    # a picture has the length that is set, in every program
    _placed(under, bar.getvalue(), width=Mm(share * _MAP_MM), height=Mm(0.8))
    add_run(under, f" {words}\t↑ {material.say(message('sheet.north'))}", size=_SMALL)


def _legend(report: Document, entries: Sequence[Entry]) -> None:
    if not entries:
        return
    rows = -(-len(entries) // _LEGEND_COLUMNS)
    columns = -(-len(entries) // rows)
    table = report.add_table(rows, columns)
    texts = [entry.text for entry in entries]
    _widen(table, [texts[k * rows : (k + 1) * rows] for k in range(columns)], beside_mm=_SIGN_MM)
    for number, entry in enumerate(entries):
        paragraph = table.cell(number % rows, number // rows).paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if entry.sign is not None:
            _placed(paragraph, sign_image(entry.sign), height=Mm(3.4))
        add_run(paragraph, f" {entry.text}", size=_SMALL, bold=entry.sign is None)


def _table(report: Document, table: SheetTable) -> None:
    rows = (table.heads, *table.rows)
    cells = zip(*table.rows, strict=True)
    figures = [place for place, texts in enumerate(cells) if place and _count(texts)]
    native = report.add_table(len(rows), len(table.heads))
    native.alignment = WD_TABLE_ALIGNMENT.CENTER
    _widen(native, list(zip(*rows, strict=True)), fixed=figures)
    for number, texts in enumerate(rows):
        for place, text in enumerate(texts):
            cell = native.cell(number, place)
            _underline(cell)
            if number == 0:
                _shade(cell)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0.5)
            if place in figures:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            add_run(paragraph, text, size=_TABLE, bold=number == 0)
    # a table that runs over has its head on the next page too
    head = OxmlElement("w:tblHeader")
    native.rows[0]._tr.get_or_add_trPr().append(head)


def _widen(
    native: Any,
    columns: Sequence[Sequence[str]],
    *,
    fixed: Sequence[int] = (),
    beside_mm: float = 0.0,
) -> None:
    """Share the width out by what stands in the columns; some keep what they need."""
    native.autofit = False
    wanted = [max(width_mm(text, _TABLE) for text in texts) + _PAD_MM for texts in columns]
    wanted = [width + beside_mm for width in wanted]
    whole, left = sum(wanted), _WIDE_MM - sum(wanted[place] for place in fixed)
    # figures break badly; where there are too many of them they share like the rest
    fixed = fixed if whole > _WIDE_MM and left > _WIDE_MM / 3 else ()
    share = (_WIDE_MM if not fixed else left) / (whole - sum(wanted[place] for place in fixed))
    for place, width in enumerate(wanted):
        size = native.columns[place].width = Mm(width if place in fixed else width * share)
        for cell in native.columns[place].cells:
            cell.width = size


def _count(cells: Sequence[str]) -> bool:
    """Return whether a column holds figures, some of which may be missing."""
    return all(not text[:1].isalpha() for text in cells)


def _told(report: Document, heading: str, text: str, *, size: float) -> None:
    """Add a paragraph that begins with what it is about."""
    paragraph = report.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(4)
    add_run(paragraph, f"{heading}　", size=_TABLE, color=QUIET, bold=True)
    add_run(paragraph, text, size=size)


def _listed(report: Document, heading: str, lines: Sequence[str]) -> None:
    """Add numbered sentences one after the other: what must be said fits its page more often."""
    if lines:
        listed = [f"[{number}] {line}" for number, line in enumerate(lines, start=1)]
        _told(report, heading, "　".join(listed), size=_SMALLEST)


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
