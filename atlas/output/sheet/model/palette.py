"""The palette of a sheet: the few hues of type, rules and answers."""

from atlas.output.roles import COLORS

INK = "#1B2430"
QUIET = COLORS["quiet"]
LINE = "#C9D0D9"
PAPER = "#FFFFFF"
ACCENT = COLORS["accent"]
WARNING = COLORS["warning"]
REACHED = COLORS["reach"]
SCORES = ("#D9EBE8", "#AFD6D3", "#7ABBBC", "#43989D", "#1A7178")  # low to high
