"""The map of a sheet: layers, answer, labels, graticule."""
