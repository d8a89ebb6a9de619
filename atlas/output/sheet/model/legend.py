"""
Legend: one line for each thing that is really drawn in the frame, as data.

A schematic layer is named as one; what is planned has a line of its own. A layer coloured or
sized by a column has a heading and a line for each class. `legend_block` puts the lines on the
page.
"""

from collections.abc import Iterator, Mapping, Sequence

import geopandas
from matplotlib.colors import to_hex

from atlas.domain.messages import Language, message
from atlas.output.roles import SELECTED, SHEET_ROLES, sheet_role
from atlas.output.sheet.model.content import DrawnLayer, Say
from atlas.output.sheet.model.palette import QUIET, SCORES
from atlas.output.sheet.model.sign import Entry, Sign
from atlas.output.sheet.model.symbology import (
    BUBBLE_RING,
    KINDS,
    color_groups,
    fill_of,
    is_planned,
    line_width,
    style_of,
    symbol_kind,
)

_RING_PT = 1.2


def entries_of(
    shown: Sequence[DrawnLayer],
    answer: Mapping[str, geopandas.GeoDataFrame],
    *,
    say: Say,
    lang: Language,
    factor: float = 1.0,
) -> list[Entry]:
    """
    Return the lines of the legend: the answer first, then the layers from top to bottom.

    Parameters
    ----------
    shown, answer
        What is drawn, none of it empty.
    say, lang
        Words.
    factor
        How much larger than on A4 lines are.

    Returns
    -------
    entries
        One for each role, layer and class, and one for each way in which what is planned is
        drawn, where there is any.
    """
    roles = [name if name in SHEET_ROLES else SELECTED for name in answer]
    entries = [
        Entry(say(message(f"sheet.role_{name}"), lang), _role(name, factor))
        for name in dict.fromkeys(roles)
    ]
    for part in sorted(shown, key=lambda part: KINDS.index(symbol_kind(part))):
        name = say(part.layer.name, lang)
        if part.layer.is_schematic:
            name = say(message("sheet.schematic_name", name=name), lang)
        entries += _layer(part, name, factor)
    return [*entries, *_planned(shown, say, lang, factor)]


def _layer(shown: DrawnLayer, name: str, factor: float) -> Iterator[Entry]:
    classed = shown.shading is not None or shown.sizing is not None
    if not classed:
        yield Entry(name, _sign(shown, tuple(color for color, _ in color_groups(shown)), factor))
        return
    for theme in (shown.shading, shown.sizing):
        if theme is not None:
            yield Entry(f"{name} · {theme.heading}" if theme.heading else name, None)
    if shown.shading is not None:
        for label, color in shown.shading.entries:
            yield Entry(label, _sign(shown, (color,), factor), is_class=True)
    if shown.sizing is not None:
        color = style_of(shown).color if shown.shading is None else QUIET
        for label, size in shown.sizing.entries:
            symbol = style_of(shown).symbol
            sign = Sign("symbol", (color,), symbol=symbol, size_mm=size)
            yield Entry(label, sign, is_class=True)


def _sign(shown: DrawnLayer, colors: tuple[str, ...], factor: float) -> Sign:
    kind, style = symbol_kind(shown), style_of(shown)
    width = line_width(shown) * factor
    if kind == "point":
        return Sign("symbol", colors[:1], symbol=style.symbol, hollow=style.symbol == "dot")
    if kind == "line":
        return Sign("line", colors[:1], outline=width, dash=bool(style.dash))
    if kind == "bubble":
        return Sign("ring", (BUBBLE_RING,), outline=width, dash=bool(style.dash))
    if kind == "band":
        return Sign("patch", colors, fill=min(1.0, 1.6 * style.fill))
    how = {"hatch": shown.hatch, "dash": bool(style.dash)}
    return Sign("patch", colors, fill=fill_of(shown), outline=width, **how)  # type: ignore[arg-type]


def _role(name: str, factor: float) -> Sign:
    role = sheet_role(name)
    if role.is_graded:
        return Sign("patch", SCORES, fill=1.0)
    if role.is_line:
        return Sign("line", (to_hex(role.color),), outline=role.outline * factor)
    if role.is_picked:
        return Sign(
            "ring", (to_hex(role.color),), outline=_RING_PT * factor, text="1" * role.is_numbered
        )
    return Sign("patch", (to_hex(role.color),), fill=role.fill, hatch=role.hatch)


def _planned(
    shown: Sequence[DrawnLayer], say: Say, lang: Language, factor: float
) -> Iterator[Entry]:
    later = {
        symbol_kind(p) for p in shown if is_planned(p.rows).any() and style_of(p).symbol != "dot"
    }
    if "point" in later:
        sign = Sign("symbol", (QUIET,), symbol="circle", hollow=True)
        yield Entry(say(message("sheet.planned"), lang), sign)
    if "line" in later:
        sign = Sign("line", (QUIET,), outline=0.9 * factor, dash=True)
        yield Entry(say(message("sheet.planned_line"), lang), sign)
    if "area" in later:
        sign = Sign("patch", (QUIET,), outline=0.9 * factor, dash=True)
        yield Entry(say(message("sheet.planned_area"), lang), sign)
