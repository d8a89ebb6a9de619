"""Location: where so many more facilities would reach the most."""

from atlas.questions.kind import Kind
from atlas.questions.location.compute import location
from atlas.questions.location.definition import Location

LOCATION = Kind(definition=Location, answer=location)
