"""Candidates: cells and features that may be chosen, and constraints of place."""
