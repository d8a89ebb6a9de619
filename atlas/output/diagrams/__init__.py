"""Relations as a person would draw them: lists, a matrix, layers from left to right, a calendar."""

from atlas.output.diagrams.listing import By, grouped
from atlas.output.diagrams.matrix import Matrix, placement
from atlas.output.diagrams.network import Drawing, layered
from atlas.output.diagrams.schedule import schedule
from atlas.output.diagrams.tables import carriers, projects, scenarios

__all__ = [
    "By",
    "Drawing",
    "Matrix",
    "carriers",
    "grouped",
    "layered",
    "placement",
    "projects",
    "scenarios",
    "schedule",
]
