"""The list of contents: a slide for each eight pages, every title a link to its slide."""

from collections.abc import Sequence
from typing import Any

from pptx.presentation import Presentation as Show
from pptx.slide import Slide

from atlas.domain.messages import Language, message
from atlas.output.briefing.material import QUIET, Material, clean
from atlas.output.briefing.slides.blocks import add_text, size_that_fits
from atlas.output.briefing.slides.house import MARGIN, WIDTH
from atlas.output.briefing.slides.page import add_foot
from atlas.output.language import say

_PER_SLIDE = 8
_TOP, _LINE, _STEP, _AIR = 1.25, 0.28, 0.69, 0.06


def add_contents(
    show: Show, materials: Sequence[Material], *, title: str, lang: Language
) -> list[Any]:
    """
    Add the list of contents.

    Parameters
    ----------
    show
        The presentation.
    materials
        The pages.
    title, lang
        Of the whole.

    Returns
    -------
    lines
        The text box of each page, to be linked to its slide.
    """
    lines = []
    for first in range(0, len(materials), _PER_SLIDE):
        slide = show.slides.add_slide(show.slide_layouts[0])
        slide.shapes.title.text_frame.text = clean(title)
        listed = materials[first : first + _PER_SLIDE]
        add_foot(slide, mark=listed[0].marginalia.mark, note=listed[0].schematic_note)
        head = say(message("briefing.contents"), lang)
        add_text(slide, (MARGIN, 0.88, 4, 0.3), head, size=12, color=QUIET, bold=True)
        for number, material in enumerate(listed):
            y = _TOP + _STEP * number
            add_text(slide, (MARGIN, y, 0.5, _LINE), str(material.number), size=14)
            box = (MARGIN + 0.5, y, WIDTH - 2 * MARGIN - 0.5, _LINE)
            size = size_that_fits(material.title, box, largest=14, least=8)
            lines.append(add_text(slide, box, material.title, size=size))
            _headline(slide, material, y + _LINE)
    return lines


def _headline(slide: Slide, material: Material, y: float) -> None:
    box = (MARGIN + 0.5, y, WIDTH - 2 * MARGIN - 0.5, _STEP - _LINE - _AIR)
    text = material.marginalia.headline
    size = size_that_fits(text, box, largest=10, least=6)
    add_text(slide, box, text, size=size, color=QUIET)
