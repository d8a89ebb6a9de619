"""
Chart: bars on the page, each with its name on the left and its figure behind it.

A lighter part of a bar is what is possible and not certain.
"""

from matplotlib.colors import to_rgba

from atlas.output.sheet.drawing.canvas import Canvas
from atlas.output.sheet.drawing.typesetting import MM_PER_POINT, height_mm, shortened, width_mm
from atlas.output.sheet.model.bars import Bars
from atlas.output.sheet.model.palette import INK
from atlas.output.sheet.model.templates import Box

_ROW_MM, _BAR_MM, _NAME_SHARE = 4.4, 2.4, 0.34
_MOST_NAME_SHARE = 0.5


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
    figures = max(width_mm(bar.text, size) for bar in chart.bars) + 1.2 * factor
    widest = max(width_mm(bar.name, size) for bar in chart.bars) + 2.4 * factor
    names = min(max(_NAME_SHARE * box.width, widest), _MOST_NAME_SHARE * box.width)
    zero, per_one = box.x + names, (box.width - names - figures) / chart.top
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
