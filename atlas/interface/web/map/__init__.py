"""The map on screen, its layers, search and card."""
