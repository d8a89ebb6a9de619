"""
Land use: the official colour and name of a code, which win over any palette.

Codes are those of the classification guide of 2023; colours those of the drawing rules of 2021,
as a public project transcribed them. A code finer than the rules takes the colour of the class it
belongs to; a code without a colour has none, rather than one made up.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from matplotlib.colors import to_hex

from atlas.domain.messages import Name

COLUMN = "land_use"


@dataclass(frozen=True)
class LandUse:
    """A class of land use: its code in the rules, its colour and its name."""

    code: str
    color: str
    name: Name


def land_use(code: str) -> LandUse | None:
    """Return the class of a code, by its longest beginning that has a colour; None without."""
    classes = land_uses()
    return next((classes[code[:n]] for n in range(len(code), 0, -1) if code[:n] in classes), None)


@cache
def land_uses() -> Mapping[str, LandUse]:
    """Return every class that has an official colour, by code."""
    tables = tomllib.loads(Path(__file__).with_name("land_use.toml").read_text(encoding="utf8"))
    return {
        code: LandUse(code, to_hex([part / 255 for part in row["rgb"]]), Name(row["zh"], row["en"]))
        for code, row in tables["codes"].items()
    }
