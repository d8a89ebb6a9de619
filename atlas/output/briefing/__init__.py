"""A briefing: slides, document, book of sheets and tables in one pack."""
