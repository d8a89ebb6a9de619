"""Text: matching and spelling of names."""
