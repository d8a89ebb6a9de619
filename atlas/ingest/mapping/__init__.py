"""Mapping: columns of a file to columns of a layer, ids, location columns, layers that are new."""
