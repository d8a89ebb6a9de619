"""Styles of the report: faces for Latin and Chinese, sizes, margins, head and foot of each page."""

from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from atlas.domain.messages import Language
from atlas.output.briefing.material import (
    ACCENT,
    CHINESE_FACE,
    INK,
    LATIN_FACE,
    QUIET,
    WARNING,
    clean,
    unbroken,
)

_SIZES = {"Normal": 9.5, "Title": 20, "Heading 1": 16, "Heading 2": 10.5}
_SPACE = {"Normal": (0, 2), "Title": (0, 12), "Heading 1": (0, 3), "Heading 2": (5, 1)}
_COLORS = {"Normal": INK, "Title": INK, "Heading 1": INK, "Heading 2": QUIET}
_LOCALES: dict[Language, str] = {"zh": "zh-CN", "en": "en-GB"}


def dress(report: Document, lang: Language) -> None:
    """Set the page to A4 and every style in use to the house's faces."""
    section = report.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(18), Mm(16)
    section.header_distance = section.footer_distance = Mm(9)
    for name, size in _SIZES.items():
        style = report.styles[name]
        style.font.size = Pt(size)
        style.font.name = LATIN_FACE
        style.font.bold = name != "Normal"
        style.font.color.rgb = RGBColor.from_string(_COLORS[name])
        _face(style.element.get_or_add_rPr(), lang)
        style.paragraph_format.line_spacing = 1.05
        before, after = _SPACE[name]
        style.paragraph_format.space_before, style.paragraph_format.space_after = (
            Pt(before),
            Pt(after),
        )
        for border in style.element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
            break


def head_and_foot(report: Document, *, mark: str, title: str, note: str) -> None:
    """
    Put the mark of release and the title above each page, note and number below it.

    Parameters
    ----------
    report
        The document.
    mark
        Whether it may leave the house, or its review number.
    title
        Of the whole.
    note
        Whether geometry is schematic; may be empty.
    """
    section = report.sections[0]
    head = section.header.paragraphs[0]
    add_run(head, mark, size=9, color=WARNING, bold=True)
    add_run(head, f"　{title}", size=9, color=QUIET)
    foot = section.footer.paragraphs[0]
    add_run(foot, note, size=7.5, color=QUIET)
    number = section.footer.add_paragraph()
    number.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _number(add_run(number, "", size=8, color=QUIET))


def add_run(paragraph: Any, text: str, *, size: float, color: str = INK, bold: bool = False) -> Any:
    """
    Add text of one kind to a paragraph.

    Parameters
    ----------
    paragraph
        Of the document.
    text
        Characters that XML cannot hold are left out.
    size
        Points.
    color, bold
        Six digits of red, green and blue; and the weight.
    """
    added = paragraph.add_run(clean(text))
    added.font.size, added.font.bold = Pt(size), bold
    added.font.color.rgb = RGBColor.from_string(color)
    return added


def add_headline(paragraph: Any, text: str) -> None:
    """Write the sentence that answers."""
    add_run(paragraph, unbroken(text), size=10, color=ACCENT, bold=True)


def _face(properties: Any, lang: Language) -> None:
    faces = properties.get_or_add_rFonts()
    for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        faces.attrib.pop(qn(f"w:{key}"), None)
    faces.set(qn("w:ascii"), LATIN_FACE)
    faces.set(qn("w:hAnsi"), LATIN_FACE)
    faces.set(qn("w:eastAsia"), CHINESE_FACE)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    told = OxmlElement("w:lang")
    told.set(qn("w:val"), _LOCALES[lang])
    told.set(qn("w:eastAsia"), "zh-CN")
    properties.append(told)


def _number(text: Any) -> None:
    for kind, inside in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = inside
        text._r.append(part)
