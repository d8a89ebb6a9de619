"""
The coordinate guard: in which coordinates a planner's file is, and nothing moved without a yes.

The same pair of numbers is several places in China: half a kilometre apart as WGS84, GCJ-02 or
BD-09, a hundred metres as CGCS2000 or Xi'an 1980, a belt's width as one Gauss-Kruger belt or its
neighbour. Numbers alone seldom settle it. A reading is "clear" only where what the file or the
planner says, the numbers and the known layers do not contradict each other; anything less is
asked. What has no public formula is refused, or fitted from the planner's own control points.

That a comparison agrees is evidence and no proof: the known layers themselves err by up to
`reference_places.SURE_M`, and GCJ-02 is undone by a public approximation.
"""

from atlas.ingest.coordinates.control_points import Fit, fit_control_points
from atlas.ingest.coordinates.convert import convert
from atlas.ingest.coordinates.fitted import read_with_fit
from atlas.ingest.coordinates.interpretation import Interpretation, Recognition
from atlas.ingest.coordinates.recognise import recognise

__all__ = [
    "Fit",
    "Interpretation",
    "Recognition",
    "convert",
    "fit_control_points",
    "read_with_fit",
    "recognise",
]
