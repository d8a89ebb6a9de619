"""
The canvas: a figure with a page measured in millimetres and a map frame measured in metres.

Every text goes through `write`, which remembers where it stands: so the glyphs can be checked
before anything is drawn, and a test can ask whether two texts overlap. A text with a halo is
drawn twice, its outline as a path and itself as text, so that a PDF of it can be searched.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle
from matplotlib.patheffects import Stroke
from numpy.typing import NDArray

from atlas.output.sheet.drawing.typesetting import (
    LEADING,
    MM_PER_POINT,
    face,
    lacking,
    settable,
    width_mm,
)
from atlas.output.sheet.model.frame import Written
from atlas.output.sheet.model.palette import INK, PAPER
from atlas.output.sheet.model.templates import Box, Template

MM_PER_INCH = 25.4
ASCENT = 0.88  # of the type size: how far a Chinese character rises above its baseline
FRAME_LINE_MM = 0.6


class Canvas:
    """
    A page to draw on.

    Parameters
    ----------
    template
        The page.
    extent
        West, south, east, north of the map frame: metres, EPSG:4545.
    dpi
        Dots an inch; the page is made of whole dots.

    Attributes
    ----------
    is_over_picture
        Whether a picture of the ground lies below the map, which may be light or dark.
    """

    def __init__(
        self, template: Template, extent: tuple[float, float, float, float], *, dpi: int
    ) -> None:
        self.template = template
        self.extent = extent
        self.dpi = dpi
        self.pixels = (
            round(template.width / MM_PER_INCH * dpi),
            round(template.height / MM_PER_INCH * dpi),
        )
        self.figure = Figure(figsize=(self.pixels[0] / dpi, self.pixels[1] / dpi), dpi=dpi)
        FigureCanvasAgg(self.figure)
        self.figure.set_facecolor(PAPER)
        self.map = self._axes(template.map, zorder=1)
        self.map.set_xlim(extent[0], extent[2])
        self.map.set_ylim(extent[1], extent[3])
        self.page = self.figure.add_axes((0, 0, 1, 1), zorder=2)
        self.page.set_axis_off()
        self.page.set_xlim(0, self.width)
        self.page.set_ylim(0, self.height)
        self.is_over_picture = False
        self.written: list[Written] = []
        self.replaced: set[str] = set()  # characters for which a square was written

    @property
    def width(self) -> float:
        """The page's width in whole dots, millimetres."""
        return self.pixels[0] * MM_PER_INCH / self.dpi

    @property
    def height(self) -> float:
        """The page's height in whole dots, millimetres."""
        return self.pixels[1] * MM_PER_INCH / self.dpi

    @property
    def metres_per_mm(self) -> float:
        """Metres on the ground for a millimetre on the page."""
        return (self.extent[2] - self.extent[0]) / self.template.map.width

    def to_page(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where places of the map, metres, stand on the page, millimetres; shape (n, 2)."""
        west, south, east, _ = self.extent
        frame = self.template.map
        return (xy - [west, south]) * (frame.width / (east - west)) + [frame.x, frame.y]

    def inset(self, box: Box, extent: tuple[float, float, float, float]) -> Any:
        """Return a second, smaller map."""
        axes = self._axes(box, zorder=3)
        axes.set_xlim(extent[0], extent[2])
        axes.set_ylim(extent[1], extent[3])
        return axes

    def write(
        self,
        x: float,
        baseline: float,
        text: str,
        *,
        size: float,
        bold: bool = False,
        color: str = INK,
        align: str = "left",
        halo: float = 0.0,
        angle: float = 0.0,
    ) -> Box:
        """
        Write one line.

        Parameters
        ----------
        x, baseline
            Millimetres on the page; `x` is the left end, the middle or the right end by `align`.
        text
            The line; what is written for a character that the face lacks, `settable` says.
        size
            Points.
        bold, color, align, angle
            As they say; the angle in degrees turns the line about its anchor.
        halo
            Width of the white outline beyond the letters, points.

        Returns
        -------
        box
            The room it takes, unturned.
        """
        self.replaced |= lacking(text, bold=bold)
        text = settable(text, bold=bold)
        how: dict[str, Any] = {
            "fontproperties": face(bold=bold),
            "fontsize": size,
            "ha": align,
            "va": "baseline",
            "rotation": angle,
            "rotation_mode": "anchor",
            "parse_math": False,
        }
        if halo:
            outline = self.page.text(x, baseline, text, color=PAPER, zorder=9, **how)
            stroke = Stroke(linewidth=2 * halo, foreground=PAPER, joinstyle="round")
            outline.set_path_effects([stroke])
        self.page.text(x, baseline, text, color=color, zorder=10, **how)
        wide = width_mm(text, size, bold=bold)
        left = x - wide * {"left": 0.0, "center": 0.5, "right": 1.0}[align]
        em = size * MM_PER_POINT
        box = Box(left, baseline - (1 - ASCENT) * em, wide, em)
        self.written.append(Written(text, size, box, angle, (x, baseline)))
        return box

    def write_lines(
        self, x: float, top: float, lines: Sequence[str], *, size: float, **how: Any
    ) -> float:
        """
        Write lines one below another; return where they end, millimetres.

        Parameters
        ----------
        x, top
            Millimetres on the page; where the first line begins, and its upper edge.
        lines
            From the first down.
        size
            Points.
        how
            As `write` takes it.
        """
        em = size * MM_PER_POINT
        for number, line in enumerate(lines):
            self.write(x, top - (number * LEADING + ASCENT) * em, line, size=size, **how)
        return top - ((len(lines) - 1) * LEADING + 1) * em if lines else top

    def rule(
        self,
        *ends: tuple[tuple[float, float], tuple[float, float]],
        width: float,
        color: str,
        linestyle: Any = "solid",
    ) -> None:
        """
        Draw straight lines on the page.

        Parameters
        ----------
        ends
            Pairs of places on the page, millimetres.
        width
            Millimetres.
        color, linestyle
            As matplotlib takes them.
        """
        self.page.add_collection(
            LineCollection(
                list(ends),
                colors=color,
                linewidths=width / MM_PER_POINT,
                capstyle="projecting" if linestyle == "solid" else "butt",
                linestyles=[linestyle],
                zorder=5,
            ),
            autolim=False,
        )

    def rectangle(
        self,
        box: Box,
        *,
        fill: str | tuple[float, ...] = "none",
        edge: str | tuple[float, ...] = "none",
        width: float = 0.0,
        **how: Any,
    ) -> None:
        """
        Draw a rectangle on the page.

        Parameters
        ----------
        box
            Where, millimetres.
        fill, edge
            Colours as matplotlib takes them; none by default.
        width
            Of the edge, millimetres.
        how
            What matplotlib's patches take beside that.
        """
        self.page.add_patch(
            Rectangle(
                (box.x, box.y),
                box.width,
                box.height,
                facecolor=fill,
                edgecolor=edge,
                linewidth=width / MM_PER_POINT,
                joinstyle="miter",
                **{"zorder": 5, **how},
            )
        )

    def disc(self, x: float, y: float, radius: float, *, edge: str, width: float) -> None:
        """
        Draw a white disc with a ring on the page.

        Parameters
        ----------
        x, y
            Its middle, millimetres.
        radius
            Millimetres.
        edge, width
            Colour and width of the ring, millimetres.
        """
        how = {"facecolor": PAPER, "edgecolor": edge, "linewidth": width / MM_PER_POINT}
        self.page.add_patch(Circle((x, y), radius, zorder=8, **how))

    def _axes(self, box: Box, *, zorder: int) -> Any:
        place = (
            box.x / self.width,
            box.y / self.height,
            box.width / self.width,
            box.height / self.height,
        )
        axes = self.figure.add_axes(place, zorder=zorder)
        axes.set_axis_off()
        return axes
