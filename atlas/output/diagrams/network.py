"""
What is tied to a thing, drawn in layers from left to right: the thing, what it is tied to, and on.

A line joins a thing to the nearer one it was reached from; the words in a box say how the two are
tied, as read from the nearer. Where a layer holds more than fits, the rest is counted.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from atlas.domain.catalogue import Catalogue
from atlas.domain.messages import Language
from atlas.domain.relations import WHOLES, RelationNetwork, Tie, related
from atlas.output.diagrams.markup import diagram
from atlas.output.language import say
from atlas.output.relation_lines import relation_sentences

MOST = 18  # boxes of a layer
_WIDE, _HIGH, _GAP, _BETWEEN, _EDGE = 168, 38, 8, 28, 2  # pixels
_GREY = "#5B6776"
_LINES = "#8A95A3"  # seen on light and on dark paper

_Place = tuple[float, float]


@dataclass(frozen=True)
class Drawing:
    """A drawing (HTML), and how many things did not fit into it."""

    html: str
    left_out: int


def layered(catalogue: Catalogue, network: RelationNetwork, lang: Language) -> Drawing:
    """
    Draw a network.

    Parameters
    ----------
    catalogue
        Where the things are named and their layers coloured.
    network
        As `chain` returns it.
    lang
        Language of the names.
    """
    reached = _reached(catalogue, network)
    shown = [_shown(step, reached) for step in network.steps]
    places = {
        thing: (_EDGE + number * (_WIDE + _BETWEEN), _EDGE + turn * (_HIGH + _GAP))
        for number, step in enumerate(shown)
        for turn, thing in enumerate(step)
    }
    width = len(shown) * (_WIDE + _BETWEEN) - _BETWEEN + 2 * _EDGE
    height = max(len(step) for step in shown) * (_HIGH + _GAP) + 2 * _EDGE
    lines = [
        _line(places[tie[0]], places[thing])
        for thing, tie in reached.items()
        if thing in places and tie[0] in places
    ]
    boxes = [_box(catalogue, thing, at, reached, lang) for thing, at in places.items()]
    drawn = (
        f'<div class="network" style="width:{width}px;height:{height}px">'
        f"{_picture(lines, width, height)}{''.join(boxes)}</div>"
    )
    return Drawing(diagram(drawn), sum(map(len, network.steps)) - len(places))


def _picture(lines: Iterable[str], width: int, height: int) -> str:
    """Return the lines as an image: a page that cleans its HTML takes drawings out of it."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" fill="none" '
        f'stroke="{_LINES}">{"".join(lines)}</svg>'
    )
    content = b64encode(svg.encode()).decode()
    return f'<img alt="" src="data:image/svg+xml;base64,{content}">'


def _reached(catalogue: Catalogue, network: RelationNetwork) -> dict[str, tuple[str, Tie]]:
    """Return of each thing the nearer one it was reached from, and by which relation."""
    followed, found = set(network.rows), {}
    for nearer, farther in zip(network.steps, network.steps[1:], strict=False):
        wanted = set(farther)
        for thing in nearer:
            for tie in related(catalogue, thing):
                if tie.row in followed and tie.other in wanted and tie.other not in found:
                    found[tie.other] = (thing, tie)
    return found


def _shown(step: tuple[str, ...], reached: Mapping[str, tuple[str, Tie]]) -> list[str]:
    """Return the things of a layer that are drawn: what merely lies in another comes last."""

    def merely_inside(thing: str) -> bool:
        tie = reached[thing][1] if thing in reached else None
        return tie is not None and tie.relation in WHOLES and not tie.is_forward

    return sorted(step, key=merely_inside)[:MOST]


def _line(one: _Place, other: _Place) -> str:
    x1, y1 = one[0] + _WIDE, one[1] + _HIGH / 2
    x2, y2 = other[0], other[1] + _HIGH / 2
    middle = (x1 + x2) / 2
    return f'<path d="M{x1},{y1} C{middle},{y1} {middle},{y2} {x2},{y2}"/>'


def _box(
    catalogue: Catalogue,
    thing: str,
    at: _Place,
    reached: Mapping[str, tuple[str, Tie]],
    lang: Language,
) -> str:
    layer = catalogue.home_of(thing)
    told = escape(layer.name_of(thing).in_language(lang))
    how = say(
        relation_sentences(catalogue, reached[thing][1]) if thing in reached else layer.name, lang
    )
    color = layer.spec.style.color if layer.spec.style else _GREY
    x, y = at
    return (
        f'<div class="box" title="{told}" style="left:{x}px;top:{y}px;width:{_WIDE}px;'
        f'height:{_HIGH}px;border-left-color:{color}"><span class="quiet">{escape(how)}</span>'
        f"<span>{told}</span></div>"
    )
