"""
Highlight: the one feature a sheet is drawn around, and its sign in the legend.

A line, and a feature of a layer that is not shown, are not highlighted.
"""

from collections.abc import Sequence

from atlas.deliverables.sheet import Sheet
from atlas.output.sheet.model.content import DrawnLayer
from atlas.output.sheet.model.palette import ACCENT
from atlas.output.sheet.model.sign import Form, Sign
from atlas.output.sheet.model.symbology import symbol_kind

HIGHLIGHT_PT = 2.2


def focus_of(definition: Sheet, shown: Sequence[DrawnLayer]) -> DrawnLayer | None:
    """Return the layer of the feature a sheet is drawn around, with its one row; None if none."""
    around = definition.around
    if around is None or around.id is None:
        return None
    for part in shown:
        rows = part.rows[part.rows.index == around.id]
        if part.layer.id == around.layer and len(rows) and symbol_kind(part) != "line":
            return DrawnLayer(part.layer, rows)
    return None


def sign_of(focus: DrawnLayer, factor: float) -> Sign:
    """Return the sign of the focus in the legend; lines are `factor` times as wide as on A4."""
    form: Form = "ring" if symbol_kind(focus) in {"point", "bubble"} else "patch"
    return Sign(form, (ACCENT,), outline=HIGHLIGHT_PT * factor, dash=focus.layer.is_schematic)
