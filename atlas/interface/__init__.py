"""Doors: the command line and the web. They parse, call and show; no arithmetic."""
