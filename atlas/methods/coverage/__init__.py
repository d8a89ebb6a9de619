"""
Coverage: who, and how much ground, lies within a service radius of a facility.

People are counted by distance and ground is measured by discs; the two differ, since a disc
drawn as a polygon lies inside its circle. Straight-line distance flatters: streets are longer.
"""

from atlas.methods.coverage.area import covered_area
from atlas.methods.coverage.distance import (
    PreparedDemand,
    covered_weight,
    nearest_distance,
    prepare_demand,
)

__all__ = ["PreparedDemand", "covered_area", "covered_weight", "nearest_distance", "prepare_demand"]
