"""
Chart: the few bars of an answer, zero-based, each with its figure.

A share known as a range is a bar up to its least, a lighter part up to its most, and the figure
is the range. The bars are those of the small table's rows, in the same order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from matplotlib.colors import to_rgba

from atlas.deliverables.sheet_contents import Division
from atlas.domain.finding import Finding, Quantity
from atlas.domain.layer import Layer
from atlas.domain.messages import Language, message
from atlas.output.sheet.drawing.canvas import ACCENT, INK, Canvas
from atlas.output.sheet.drawing.typesetting import MM_PER_POINT, height_mm, shortened, width_mm
from atlas.output.sheet.model.brief_table import (
    of_focus,
    of_zone_alone,
    quantity,
    radius_text,
    site_of,
)
from atlas.output.sheet.model.content import Say
from atlas.output.sheet.model.templates import Box

_REACHED = "#2F8F9D"
_LEAST_SHARE = 0.1  # a scale that ends lower would make nearly nothing look like all
_ROW_MM, _BAR_MM, _NAME_SHARE = 4.4, 2.4, 0.34
_MOST_NAME_SHARE = 0.5
_MOST_SITES = 8


@dataclass(frozen=True)
class Bar:
    """A name, its least and most (the same where no range is known), and its figure in words."""

    name: str
    low: float
    high: float
    text: str


@dataclass(frozen=True)
class Bars:
    """Bars of one measure, their heading, where their scale ends, and their hue."""

    heading: str
    bars: tuple[Bar, ...]
    top: float
    color: str


def bars_of(finding: Finding | None, *, say: Say, lang: Language) -> Bars | None:
    """Return the bars of an answer, or None where its kind has none."""
    makers: Mapping[str, Callable[[Finding, Say, Language], Bars | None]] = {
        "coverage": _coverage,
        "siting": _siting,
    }
    if finding is None or finding.table.empty:
        return None
    question = getattr(finding.definition, "shows", None) or finding.definition
    return makers[question.kind](finding, say, lang) if question.kind in makers else None


def bars_of_division(layer: Layer, division: Division, *, say: Say, lang: Language) -> Bars:
    """Return what share of the whole each part is, by the areas the plan gives."""
    shares = {str(name): float(area) / division.total for name, area in division.areas.items()}
    bars = tuple(
        Bar(layer.name_of(name).in_language(lang), share, share, quantity(Quantity(share, "share")))
        for name, share in shares.items()
    )
    label = layer.spec.columns[division.column].label.name
    heading = say(message("sheet.share_of", column=label), lang)
    return Bars(heading, bars, max(shares.values()), ACCENT)


def chart_height(canvas: Canvas, chart: Bars) -> float:
    """Return the room a chart takes, millimetres."""
    sizes = canvas.template.sizes
    return height_mm(1, sizes.subtitle) + (2.0 + _ROW_MM * len(chart.bars)) * sizes.factor


def draw_chart(canvas: Canvas, box: Box, chart: Bars) -> float:
    """
    Draw bars from the top of a box downwards.

    Parameters
    ----------
    canvas
        The page.
    box
        The room, at least as high as `chart_height` says.
    chart
        What to draw.

    Returns
    -------
    bottom
        Where it ends, millimetres.
    """
    sizes, factor = canvas.template.sizes, canvas.template.sizes.factor
    size = sizes.quiet
    y = canvas.write_lines(box.x, box.top, [chart.heading], size=sizes.subtitle, bold=True)
    y -= 2.0 * factor
    told = max(width_mm(bar.text, size) for bar in chart.bars) + 1.2 * factor
    widest = max(width_mm(bar.name, size) for bar in chart.bars) + 2.4 * factor
    names = min(max(_NAME_SHARE * box.width, widest), _MOST_NAME_SHARE * box.width)
    zero, per_one = box.x + names, (box.width - names - told) / chart.top
    thick = _BAR_MM * factor
    for number, bar in enumerate(chart.bars):
        middle = y - (number + 0.5) * _ROW_MM * factor
        baseline = middle - 0.36 * size * MM_PER_POINT
        name = shortened(bar.name, names - 1.2 * factor, size)[0]
        canvas.write(box.x, baseline, name, size=size)
        low = Box(zero, middle - thick / 2, bar.low * per_one, thick)
        canvas.rectangle(low, fill=chart.color)
        possible = Box(low.right, low.y, (bar.high - bar.low) * per_one, thick)
        canvas.rectangle(possible, fill=to_rgba(chart.color, 0.4))
        canvas.write(zero + bar.high * per_one + 1.0 * factor, baseline, bar.text, size=size)
    end = y - len(chart.bars) * _ROW_MM * factor
    canvas.rule(((zero, y), (zero, end)), width=0.2, color=INK)
    return end


def _coverage(finding: Finding, say: Say, lang: Language) -> Bars | None:
    question = getattr(finding.definition, "shows", None) or finding.definition
    heading = say(finding.columns["share"].label, lang)
    alone = of_zone_alone(finding)
    rows = of_focus(finding, getattr(question, "focus", None)) if alone is None else alone
    if rows.empty:
        return None
    total = say(message("sheet.total"), lang)
    bars = []
    for _, row in rows.iterrows():
        name = str(row[f"zone_{lang}"] or row["zone_zh"] or total)
        if alone is not None:
            name = radius_text(row, say, lang)
        share = Quantity(row["share"], "share", row["share_low"], row["share_high"])
        bars.append(Bar(name, float(share.low or 0.0), float(share.high or 0.0), quantity(share)))
    if alone is None:
        radius = radius_text(rows.iloc[0], say, lang)
        heading = say(message("sheet.within", radius=radius, measure=heading), lang)
    return Bars(heading, tuple(bars), max(_LEAST_SHARE, *(bar.high for bar in bars)), _REACHED)


def _siting(finding: Finding, say: Say, lang: Language) -> Bars | None:
    rows = finding.table.head(_MOST_SITES)
    bars = tuple(
        Bar(
            site_of(row, lang),
            float(row["score"]),
            float(row["score"]),
            finding.columns["score"].quantity(row["score"]).figure,
        )
        for _, row in rows.iterrows()
    )
    return Bars(say(finding.columns["score"].label, lang), bars, 1.0, ACCENT)
