"""The systems that the texts describe, and the question of each (`examples/systems`)."""

from typing import Any

import atlas
from atlas.domain.question import written
from atlas.interface.web.session.examples import FOLDER
from atlas.interface.web.session.session import word

SYSTEMS = (
    "chains",
    "network",  # of a thing that is chosen: its question is made, and in no file
    "projects",
    "duties",
    "schedule",
    "scenarios",
    "enclaves",
    "areas",
    "pattern",
    "carriers",
)


def question(system: str) -> dict[str, Any]:
    """Return the question that shows a system, as `examples/systems` has it."""
    given = written(atlas.read_definition(FOLDER / "systems" / f"{system}.toml"))
    return given | {"title": word(f"system_{system}")}
