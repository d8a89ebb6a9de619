"""Deliverables: what a sheet and a briefing hold, before they are drawn."""
