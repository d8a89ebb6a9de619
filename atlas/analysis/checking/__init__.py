"""Checks of a planner's rows before they are kept, and the repairs that may be offered."""

from atlas.analysis.checking.checking import STAGES, check_incoming
from atlas.analysis.checking.checklist import CheckList
from atlas.analysis.checking.faults import LEVELS, RULES
from atlas.analysis.checking.repairing import KINDS, Repair, repairs

__all__ = [
    "KINDS",
    "LEVELS",
    "RULES",
    "STAGES",
    "CheckList",
    "Repair",
    "check_incoming",
    "repairs",
]
