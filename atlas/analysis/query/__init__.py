"""Spatial queries: which rows of a layer stand in a relation to a shape."""

from atlas.analysis.query.prepared import Prepared, prepare

__all__ = ["Prepared", "prepare"]
