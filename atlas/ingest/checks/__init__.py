"""Checks of a planner's rows before they are kept, and the repairs that may be offered."""

from atlas.ingest.checks.checking import STAGES, check_incoming
from atlas.ingest.checks.checklist import CheckList
from atlas.ingest.checks.faults import LEVELS, RULES
from atlas.ingest.checks.repairs import KINDS, Repair, repairs

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
