"""Answers made visible: words, maps, sheets, exports."""
