"""
Page templates: where everything of a sheet stands, in millimetres from the lower left corner.

A template is a register entry, so that a page, a command and a test all speak of the same
frames. The map takes 72 % of the width between the margins. A slide is measured in
millimetres too, but has no true scale, since nobody can say what a projector makes of it: the
number is never printed. Upright, the map takes the whole width and what explains it stands below.
"""

from dataclasses import dataclass, replace

from atlas.errors import UnknownName

MAP_SHARE = 0.72
MARGIN_MM = 8.0


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
    """
    A page: its size, its boxes and its type.

    `head` is where the title block stands, `column` scale and legend, `side` table, inset and
    title box: all in one column beside the map, or apart. `is_paper` says whether 1:n holds.
    """

    name: str
    width: float
    height: float
    margin: float
    map: Box
    headline: Box
    notes: Box
    head: Box
    column: Box
    side: Box
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
    margin, gap = MARGIN_MM, 2.5 * factor
    headline, notes = 14.5 * factor, 15.2 * factor
    inner = width - 2 * margin
    map_width = round(MAP_SHARE * inner, 1)
    low = margin + notes + gap
    high = height - margin - headline
    left = margin + map_width + 2 * gap
    column = Box(left, margin, width - margin - left, height - 2 * margin)
    return Template(
        name=name,
        width=width,
        height=height,
        margin=margin,
        map=Box(margin, low, map_width, round(high - low, 1)),
        headline=Box(margin, high, map_width, headline),
        notes=Box(margin, margin, map_width, notes),
        head=column,
        column=column,
        side=column,
        sizes=_sizes(factor),
        is_paper=is_paper,
    )


def _portrait(name: str, width: float, height: float, *, factor: float) -> Template:
    margin, gap = MARGIN_MM, 2.5 * factor
    title, headline, band, notes = (high * factor for high in (16.0, 12.5, 86.0, 15.2))
    inner = width - 2 * margin
    low = margin + notes + band + 2 * gap
    high = height - margin - title - headline
    column, foot = round(0.54 * inner, 1), margin + notes + gap
    side = margin + column + 2 * gap
    return Template(
        name=name,
        width=width,
        height=height,
        margin=margin,
        map=Box(margin, low, inner, round(high - low, 1)),
        headline=Box(margin, high, inner, headline),
        notes=Box(margin, margin, inner, notes),
        head=Box(margin, height - margin - title, inner, title),
        column=Box(margin, foot, column, band - gap),
        side=Box(side, foot, width - margin - side, band - gap),
        sizes=_sizes(factor),
        is_paper=True,
    )


def lowered(template: Template, by: float) -> Template:
    """Return a page whose headline has so much more room, which the map gives it."""
    room, box = template.map, template.headline
    return replace(
        template,
        map=Box(room.x, room.y, room.width, room.height - by),
        headline=Box(box.x, box.y - by, box.width, box.height + by),
    )


def picture_template(width: float, height: float, *, factor: float) -> Template:
    """
    Return a page that is all map, for a slide or a document that sets its own words.

    Parameters
    ----------
    width, height
        Of the picture, millimetres.
    factor
        How much larger than on A4 type and symbols are.
    """
    whole, nothing = Box(0.0, 0.0, width, height), Box(0.0, 0.0, 0.0, 0.0)
    return Template(
        name="picture",
        width=width,
        height=height,
        margin=0.0,
        map=whole,
        headline=nothing,
        notes=nothing,
        head=nothing,
        column=nothing,
        side=nothing,
        sizes=_sizes(factor),
        is_paper=False,
    )


TEMPLATES = {
    template.name: template
    for template in (
        _landscape("a4-landscape", 297, 210, factor=1.0),
        _portrait("a4-portrait", 210, 297, factor=1.0),
        _landscape("a3-landscape", 420, 297, factor=1.35),
        _portrait("a3-portrait", 297, 420, factor=1.35),
        _landscape("slide-16x9", 338.6666, 190.5, factor=1.15, is_paper=False),
    )
}
