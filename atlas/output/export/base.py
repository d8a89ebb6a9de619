"""What an export format is."""

from collections.abc import Callable
from dataclasses import dataclass

from atlas.domain.finding import Finding
from atlas.domain.words import Language


@dataclass(frozen=True)
class Exporter:
    """A format: its name at the doors, file ending, media type, and how a finding is written."""

    name: str
    suffix: str
    media_type: str
    write: Callable[[Finding, Language], bytes]
