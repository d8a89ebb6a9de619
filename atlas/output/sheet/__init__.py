"""Briefing sheets: a map with all it takes to defend it, on paper or on a slide."""

from atlas.output.sheet.frame import Frame
from atlas.output.sheet.page import draw_sheet
from atlas.output.sheet.templates import TEMPLATES, Template

__all__ = ["TEMPLATES", "Frame", "Template", "draw_sheet"]
