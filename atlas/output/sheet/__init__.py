"""Briefing sheets: a map with all it takes to defend it, on paper or on a slide."""

from atlas.output.sheet.frame import Frame
from atlas.output.sheet.page import Format, draw_sheet
from atlas.output.sheet.templates import TEMPLATES, Template

__all__ = ["TEMPLATES", "Format", "Frame", "Template", "draw_sheet"]
