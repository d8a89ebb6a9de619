"""The palette of a sheet: the few hues of type, rules and answers."""

INK = "#1B2430"
QUIET = "#5B6776"
LINE = "#C9D0D9"
PAPER = "#FFFFFF"
ACCENT = "#1F4E8C"
WARNING = "#9A5B00"
REACHED = "#2F8F9D"
SCORES = ("#D9EBE8", "#AFD6D3", "#7ABBBC", "#43989D", "#1A7178")  # low to high
