"""
Page templates: where everything of a sheet stands, in millimetres from the lower left corner.

A template is a register entry, so that a page, a command and a test all speak of the same
frames. The map takes 72 % of the width between the margins. A slide is given in millimetres
too, but has no true scale: what a projector makes of it is not known, and its number is never
printed.
"""

from dataclasses import dataclass

from atlas.errors import UnknownName

MAP_SHARE = 0.72


@dataclass(frozen=True)
class Box:
    """A rectangle on the page: lower left corner, width and height, millimetres."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.y + self.height

    def shrunk(self, by: float) -> "Box":
        """Return the rectangle with every edge moved inwards."""
        return Box(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)


@dataclass(frozen=True)
class Sizes:
    """Type sizes in points, and the sizes of symbols on the map, which grow with them."""

    headline: float
    headline_least: float
    title: float
    title_least: float
    subtitle: float
    text: float
    notes: float
    area_name: float
    name: float
    name_least: float
    quiet: float
    factor: float


@dataclass(frozen=True)
class Template:
    """A page: its size, its boxes and its type; `is_paper` says whether 1:n holds on it."""

    name: str
    width: float
    height: float
    margin: float
    map: Box
    headline: Box
    notes: Box
    column: Box
    sizes: Sizes
    is_paper: bool


def template_named(name: str) -> Template:
    """
    Return a template.

    Raises
    ------
    UnknownName
        If there is none of that name; lists those there are.
    """
    if name not in TEMPLATES:
        raise UnknownName(kind="template", name=name, known=list(TEMPLATES))
    return TEMPLATES[name]


def _sizes(factor: float) -> Sizes:
    return Sizes(
        headline=14 * factor,
        headline_least=9 * factor,
        title=17 * factor,
        title_least=10 * factor,
        subtitle=9 * factor,
        text=7.5 * factor,
        notes=7 * factor,
        area_name=12 * factor,
        name=8.5 * factor,
        name_least=6.5 * factor,
        quiet=7 * factor,
        factor=factor,
    )


def _landscape(
    name: str, width: float, height: float, *, factor: float, is_paper: bool = True
) -> Template:
    margin, gap = 8.0, 2.5 * factor
    headline, notes = 14.5 * factor, 15.2 * factor
    inner = width - 2 * margin
    map_width = round(MAP_SHARE * inner, 1)
    low = margin + notes + gap
    high = height - margin - headline
    column = margin + map_width + 2 * gap
    return Template(
        name=name,
        width=width,
        height=height,
        margin=margin,
        map=Box(margin, low, map_width, round(high - low, 1)),
        headline=Box(margin, high, map_width, headline),
        notes=Box(margin, margin, map_width, notes),
        column=Box(column, margin, width - margin - column, height - 2 * margin),
        sizes=_sizes(factor),
        is_paper=is_paper,
    )


TEMPLATES = {
    template.name: template
    for template in (
        _landscape("a4-landscape", 297, 210, factor=1.0),
        _landscape("a3-landscape", 420, 297, factor=1.35),
        _landscape("slide-16x9", 338.6666, 190.5, factor=1.1, is_paper=False),
    )
}
