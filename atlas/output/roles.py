"""
Roles: how what an answer draws looks, by the role it plays, on screen and on sheets.

One file, `roles.toml`, is the register: sheet, legend, pictures and the scripts of the map read
it, and none has a table of its own. The screen's order is the file's, the sheet's is in it.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from atlas.deliverables.sheet import Hatch

CHOSEN = "chosen"
SELECTED = "selected"


@dataclass(frozen=True)
class ScreenRole:
    """How the map draws a role: tint, line and hatching in pixels, and how it behaves."""

    color: str
    fill: float = 0.0
    outline: float = 1.0
    opacity: float = 1.0
    dash: str = ""
    hatch: float = 0.0
    radius: float = 0.0
    is_graded: bool = False
    is_pictured: bool = False
    is_thing: bool = False
    is_ground: bool = False


@dataclass(frozen=True)
class SheetRole:
    """How a sheet draws a role: tint, lines or dots across it, outline in points on A4."""

    color: str
    order: int
    fill: float = 0.0
    outline: float = 0.0
    hatch: Hatch = ""
    is_graded: bool = False
    is_picked: bool = False
    is_numbered: bool = False
    is_line: bool = False


def _read() -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    text = Path(__file__).with_name("roles.toml").read_text(encoding="utf8")
    tables = tomllib.loads(text)
    return tables.pop("colors"), tables


COLORS, _TABLES = _read()


def _colored(look: Mapping[str, Any]) -> dict[str, Any]:
    return {**look, "color": COLORS[look["color"]]}


# the lowest first
SCREEN_ROLES: Mapping[str, ScreenRole] = MappingProxyType(
    {role: ScreenRole(**_colored(table["screen"])) for role, table in _TABLES.items()}
)
_ON_SHEETS = {
    role: SheetRole(**_colored(table["sheet"]))
    for role, table in _TABLES.items()
    if "sheet" in table
}
SHEET_ROLES: Mapping[str, SheetRole] = MappingProxyType(
    dict(sorted(_ON_SHEETS.items(), key=lambda entry: entry[1].order))
)


def sheet_role(name: str) -> SheetRole:
    """Return how a sheet draws a role; one that it has no entry for as what was selected."""
    return SHEET_ROLES.get(name, SHEET_ROLES[SELECTED])


@cache
def roles_for_scripts() -> Mapping[str, Mapping[str, Any]]:
    """Return how the map draws each role, the lowest first, as the scripts read it."""
    return {role: asdict(look) for role, look in SCREEN_ROLES.items()}
