"""Coverage: whom facilities reach within radii."""

from atlas.questions.coverage.compute import coverage
from atlas.questions.coverage.definition import Coverage
from atlas.questions.kind import Kind

COVERAGE = Kind(definition=Coverage, answer=coverage)
