"""Panels of the data page: versions, edits, moves, the workspace."""
