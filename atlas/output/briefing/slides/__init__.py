"""
Slides: pages of a briefing as a PPTX whose every word, table and chart can be edited.

The map is a picture; all that stands round it is native. Faces are named, not embedded: a machine
without Microsoft YaHei shows its own Chinese face, and lines may break elsewhere.
"""

import io
from collections.abc import Sequence

from atlas.domain.messages import Language
from atlas.output.briefing.material import Material
from atlas.output.briefing.slides.contents import add_contents
from atlas.output.briefing.slides.house import house_template
from atlas.output.briefing.slides.page import add_slides

__all__ = ["slides_of"]


def slides_of(materials: Sequence[Material], *, title: str, lang: Language) -> bytes:
    """
    Return a presentation, 16:9.

    Parameters
    ----------
    materials
        The pages, in order; a list of contents stands before two or more.
    title
        Of the whole.
    lang
        Of what stands on every slide.

    Returns
    -------
    pptx
        The file.
    """
    show = house_template(title)
    listing = add_contents(show, materials, title=title, lang=lang) if len(materials) > 1 else []
    for number, material in enumerate(materials):
        slide = add_slides(show, material)
        if listing:
            listing[number].click_action.target_slide = slide
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()
