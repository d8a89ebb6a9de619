"""Siting: candidates ranked by weighted criteria."""

from atlas.questions.kind import Kind
from atlas.questions.siting.compute import siting
from atlas.questions.siting.definition import Siting

SITING = Kind(definition=Siting, answer=siting)
