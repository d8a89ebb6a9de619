"""Formats: a planner's file as tables: CSV, XLSX, vector files, DXF, dBase, pasted text."""
