"""The page of a sheet: its blocks and how they share the paper."""
