"""Panels of an answer: table, chart, parts, explanation, studies, report."""
