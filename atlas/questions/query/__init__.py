"""Spatial queries: which rows of a layer stand in a relation to a shape."""

from atlas.methods.predicates import Prepared, prepare

__all__ = ["Prepared", "prepare"]
