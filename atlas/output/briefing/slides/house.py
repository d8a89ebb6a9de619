"""
The house template: 16:9, theme colours and faces, a title and a page number on every slide.

Made from the library's own empty presentation, which is 4:3 in a Latin face: what is placed in
its master is placed anew. Theme faces are named for Latin and for Chinese, so that text of either
kind follows when a planner changes the theme.
"""

from datetime import datetime
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Show
from pptx.util import Inches, Pt

from atlas.output.briefing.material import (
    ACCENT,
    CHINESE_FACE,
    INK,
    LATIN_FACE,
    QUIET,
    REACHED,
    WARNING,
)

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.45
_TITLE_BOX = (MARGIN, 0.28, WIDTH - 2 * MARGIN, 0.55)
_NUMBER_BOX = (WIDTH - MARGIN - 0.8, 7.08, 0.8, 0.28)
_TITLE_ONLY = "Title Only"
_EARLIEST = datetime(1980, 1, 1)
_COLORS = {
    "dk1": INK,
    "lt1": "FFFFFF",
    "dk2": QUIET,
    "lt2": "F7F8FA",
    "accent1": ACCENT,
    "accent2": REACHED,
    "accent3": "7A5AA6",
    "accent4": WARNING,
    "accent5": "4C5FB1",
    "accent6": "D9480F",
}


def house_template(title: str) -> Show:
    """Return an empty presentation in the manner of the house."""
    show = Presentation()
    show.slide_width, show.slide_height = Inches(WIDTH), Inches(HEIGHT)
    for layout in list(show.slide_layouts):
        if layout.name != _TITLE_ONLY:
            show.slide_layouts.remove(layout)
    _dress(show)
    for holder in (show.slide_master, show.slide_layouts[0]):
        _place(holder)
    told = show.core_properties
    told.author, told.title, told.last_modified_by = "", title, ""
    told.created = told.modified = _EARLIEST
    return show


def _dress(show: Show) -> None:
    """Set the colours and faces of the theme."""
    part = show.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = etree.fromstring(part.blob)
    for name, color in _COLORS.items():
        (slot,) = theme.iter(qn(f"a:{name}"))
        slot.clear()
        etree.SubElement(slot, qn("a:srgbClr"), val=color)
    for kind in ("a:majorFont", "a:minorFont"):
        (font,) = theme.iter(qn(kind))
        font.find(qn("a:latin")).set("typeface", LATIN_FACE)
        font.find(qn("a:ea")).set("typeface", CHINESE_FACE)
        for script in font.iter(qn("a:font")):
            if script.get("script") == "Hans":
                script.set("typeface", CHINESE_FACE)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def _place(holder: Any) -> None:
    """Put title and page number where 16:9 has them; take away what no slide of ours uses."""
    for shape in list(holder.placeholders):
        kind = shape.placeholder_format.type.name
        if kind == "TITLE":
            _box(shape, _TITLE_BOX)
            shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
            shape.text_frame.margin_left = shape.text_frame.margin_right = 0
        elif kind == "SLIDE_NUMBER":
            _box(shape, _NUMBER_BOX)
        else:
            shape._element.getparent().remove(shape._element)
    for style in holder._element.iter(qn("p:titleStyle")):
        level = style.find(qn("a:lvl1pPr"))
        level.set("algn", "l")
        level.find(qn("a:defRPr")).attrib.update({"sz": str(Pt(24).centipoints), "b": "1"})


def _box(shape: Any, box: tuple[float, float, float, float]) -> None:
    shape.left, shape.top, shape.width, shape.height = (Inches(part) for part in box)
