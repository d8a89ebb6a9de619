"""A layer's symbol as a small picture, the same shapes as on the map."""

from atlas.domain.declaration.style import Style
from atlas.domain.layer import LayerSpec

# the shapes of features.js, on the same 16 x 16 grid
_SHAPES = {
    "circle": "M8 2.6a5.4 5.4 0 1 0 .01 0Z",
    "square": "M3.2 3.2h9.6v9.6h-9.6Z",
    "triangle": "M8 2.2 14 13H2Z",
    "diamond": "M8 1.8 14.2 8 8 14.2 1.8 8Z",
    "small_diamond": "M8 3.8 12.2 8 8 12.2 3.8 8Z",
    "star": "m8 1.4 1.9 4.5 4.9.4-3.7 3.2 1.1 4.8L8 11.8l-4.2 2.5 1.1-4.8L1.2 6.3l4.9-.4Z",
}


def symbol_svg(spec: LayerSpec) -> str:
    """Return a layer's symbol as SVG, 16 x 16."""
    style = spec.style or Style(color="#5B6776", symbol="circle")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">'
        f"{_shape(style)}</svg>"
    )


def _shape(style: Style) -> str:
    color = style.color
    dash = f' stroke-dasharray="{style.dash}"' if style.dash else ""
    if style.symbol in _SHAPES:
        return f'<path d="{_SHAPES[style.symbol]}" fill="{color}"/>'
    if style.symbol == "line":
        return f'<path d="M1 12 6 6l4 4 5-7" fill="none" stroke="{color}" stroke-width="2"/>'
    if style.symbol == "dot":
        return f'<circle cx="8" cy="8" r="3" fill="none" stroke="{color}" stroke-width="1.6"/>'
    if style.symbol == "bubble":
        return f'<circle cx="8" cy="8" r="6.4" fill="none" stroke="{color}"{dash}/>'
    if style.symbol == "band":
        return f'<rect x="0" y="4" width="16" height="8" rx="4" fill="{color}" opacity=".3"/>'
    fill = f'fill="{color}" fill-opacity="{style.fill}"'
    return f'<rect x="1.5" y="2.5" width="13" height="11" {fill} stroke="{color}"{dash}/>'
