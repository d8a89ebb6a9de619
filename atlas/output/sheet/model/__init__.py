"""The model of a sheet: what stands on the page, as data."""
