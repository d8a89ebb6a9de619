"""The page's number on a slide: a field, so that it stays right when slides are moved."""

from copy import deepcopy

from pptx.slide import Slide


def add_number(slide: Slide) -> None:
    """Place the number where the layout has it; the library leaves it out of new slides."""
    for shape in slide.slide_layout.placeholders:
        if shape.placeholder_format.type.name == "SLIDE_NUMBER":
            slide.shapes._spTree.append(deepcopy(shape._element))
