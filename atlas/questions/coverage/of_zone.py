"""Coverage of one zone alone, as a series of pages asks it: the headline names the zone."""

from atlas.domain.conditions import LayerRef
from atlas.domain.messages import Message, Name
from atlas.questions.coverage.definition import Coverage


def ask_of_zone(definition: Coverage, zone: LayerRef) -> Coverage | None:
    """Return the question with a zone of the same layer for all of them; None for other layers."""
    if definition.zones.layer != zone.layer:
        return None
    return definition.model_copy(update={"zones": zone})


def name_zone(summary: Message, zone: Name) -> Message:
    """Return a headline that names the one zone and not its whole layer."""
    told = {
        key: name_zone(value, zone) if isinstance(value, Message) else value
        for key, value in summary.parameters.items()
    }
    if summary.key == "coverage.headline":
        return Message("coverage.headline_one", told | {"zones": zone})
    return Message(summary.key, told)
