"""
Units, and how many digits a figure deserves.

One table: the unit a figure is kept in, what it may be shown in, and its rounding. A digit that
the data cannot carry is not shown: a schematic area is never finer than a square kilometre.
"""

from dataclasses import dataclass

SQUARE_METRES = {"m2": 1.0, "ha": 1e4, "km2": 1e6, "mu": 10_000 / 15}
METRES = {"m": 1.0, "km": 1e3}


@dataclass(frozen=True)
class Unit:
    """A unit as shown: its sign in each language and its decimals."""

    zh: str
    en: str
    decimals: int
    space: bool = True


UNITS: dict[str, Unit] = {
    "": Unit("", "", 0, space=False),
    "1": Unit("", "", 2, space=False),
    "score": Unit("", "", 3, space=False),
    "count": Unit("处", "", 0),
    "rows": Unit("条", "rows", 0),
    "share": Unit("%", "%", 1),
    "%": Unit("%", "%", 1),
    "m2": Unit("平方米", "m²", 0),
    "ha": Unit("公顷", "ha", 0),
    "km2": Unit("平方公里", "km²", 2),
    "km2_schematic": Unit("平方公里", "km²", 0),
    "ha_schematic": Unit("公顷", "ha", -2),
    "mu": Unit("亩", "mu", 0),
    "m": Unit("米", "m", 0),
    "km": Unit("公里", "km", 1),
    "deg": Unit("°", "°", 5, space=False),
    "min": Unit("分钟", "min", 0),
    "cny_100m": Unit("亿元", "×100 m yuan", 2),
    "cny_10k_per_mu": Unit("万元/亩", "×10,000 yuan/mu", 1),
    "kV": Unit("千伏", "kV", 0),
    "km/h": Unit("公里/小时", "km/h", 0),
    "people": Unit("人", "people", 0),
}


def convert(value: float, unit: str, to: str) -> float:
    """Convert a length or an area; ValueError when the two are of different kinds."""
    for table in (SQUARE_METRES, METRES):
        if unit in table and to in table:
            return value * table[unit] / table[to]
    msg = f"cannot convert {unit} to {to}"
    raise ValueError(msg)


def figure(value: float, unit: str) -> str:
    """
    Return the number as shown, rounded for its unit, thousands set apart, without the sign.

    Whole numbers of kilometres are shown without decimals; negative decimals round to tens.
    """
    decimals = UNITS[unit].decimals if unit in UNITS else 2
    shown = value * 100 if unit == "share" else value
    if unit == "km" and shown == round(shown):
        decimals = 0
    rounded = round(shown, decimals) + 0.0  # no minus before a zero
    return f"{rounded:,.{max(decimals, 0)}f}"


def sign(unit: str, lang: str) -> str:
    """Return the unit's sign in a language, with the space that parts it from its figure."""
    known = UNITS.get(unit, Unit(unit, unit, 2))
    shown = known.zh if lang == "zh" else known.en
    return f" {shown}" if shown and known.space else shown
