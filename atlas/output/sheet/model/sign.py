"""
Signs: the lines of a legend as data, the words of each and the sign beside them.

A sign has everything a reader needs to draw it again, on a slide or in a document: its form,
colours, hatching, edge and size.
"""

from dataclasses import dataclass
from typing import Literal

from atlas.deliverables.sheet import Hatch

Form = Literal["symbol", "line", "patch", "ring"]


@dataclass(frozen=True)
class Sign:
    """
    How one thing is drawn.

    Parameters
    ----------
    form
        A symbol at a place, a line, a patch of an area, or a ring about a place.
    colors
        One hue, or several that stand side by side in a patch.
    symbol, hollow, size_mm
        Of a symbol: its shape, whether it is drawn as a ring for what is planned, and its width
        on A4; 0 for the shape's own.
    fill
        Opacity of a patch, 0 to 1.
    outline, dash
        Of the edge or the line: points on this page, and whether it is dashed.
    hatch
        What lies across a patch, or nothing.
    text
        What stands in a ring.
    """

    form: Form
    colors: tuple[str, ...]
    symbol: str = ""
    hollow: bool = False
    size_mm: float = 0.0
    fill: float = 0.0
    outline: float = 0.0
    dash: bool = False
    hatch: Hatch = ""
    text: str = ""


@dataclass(frozen=True)
class Entry:
    """
    A line of the legend: its words and its sign.

    One without a sign heads the classes that follow; `is_class` says that it is one of them.
    """

    text: str
    sign: Sign | None
    is_class: bool = False
