"""Panels of the briefing: its pages, frame, release mark, title box."""
