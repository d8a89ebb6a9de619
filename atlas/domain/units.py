"""
Units, and how many digits a figure deserves.

One table: the unit a figure is stored in, what it may be shown in, and its rounding. The rounding
is of figures that were computed: a digit that the data cannot carry is not shown, and a schematic
area is never finer than a square kilometre. A figure that stands in the data is never rounded.
Which of the two a figure is, says `domain.finding`, the only caller of `figure` and `as_printed`.
"""

from dataclasses import dataclass
from decimal import Decimal

SQUARE_METRES = {"m2": 1.0, "ha": 1e4, "km2": 1e6, "mu": 10_000 / 15}
METRES = {"m": 1.0, "km": 1e3}


@dataclass(frozen=True)
class Unit:
    """
    A unit as shown: its sign in each language, and the decimals of a computed figure.

    `grouped` is whether thousands are set apart, which nobody does with years.
    """

    zh: str
    en: str
    decimals: int
    space: bool = True
    grouped: bool = True


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
    "year": Unit("", "", 0, space=False, grouped=False),
}
_PER_CENT = "share"  # kept in [0, 1], read in per cent


def convert_unit(value: float, unit: str, to: str) -> float:
    """
    Convert a length or an area; ValueError when the two are of different kinds.

    Parameters
    ----------
    value
        The figure.
    unit
        Its unit.
    to
        The unit it is wanted in.
    """
    for table in (SQUARE_METRES, METRES):
        if unit in table and to in table:
            return value * table[unit] / table[to]
    msg = f"cannot convert {unit} to {to}"
    raise ValueError(msg)


def unit_of(unit: str) -> Unit:
    """Return a unit of the table; one that the table does not know shows two decimals."""
    return UNITS.get(unit, Unit(unit, unit, 2))


def as_read(value: float, unit: str) -> float:
    """Return a figure in the unit it is read in, whole: a share in per cent."""
    return float(_exact(value).scaleb(2)) if unit == _PER_CENT else value


def figure(value: float, unit: str) -> str:
    """
    Return a computed figure as shown, rounded for its unit, without the sign.

    Whole numbers of kilometres are shown without decimals; negative decimals round to tens.
    """
    shape = unit_of(unit)
    shown, decimals = as_read(value, unit), shape.decimals
    if unit == "km" and shown == round(shown):
        decimals = 0
    rounded = round(shown, decimals) + 0.0  # no minus before a zero
    return f"{rounded:{_grouping(shape)}.{max(decimals, 0)}f}"


def as_printed(value: float, unit: str) -> str:
    """Return a figure of the data as shown: every digit that it has and no other, no sign."""
    exact = _exact(value).scaleb(2) if unit == _PER_CENT else _exact(value)
    return _spelt(exact, unit_of(unit))


def digits(value: float) -> str:
    """Return a number as a program reads it: every digit, nothing between them, 30 for 30.0."""
    return _spelt(_exact(value), UNITS["year"])


def decimals_of(value: float) -> int:
    """Return how many decimals a figure has: 1 of 13.5, 0 of 30.0."""
    exponent = _exact(value).normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _exact(value: float) -> Decimal:
    # the shortest decimal that is this number: what was typed
    return Decimal(repr(value.item() if hasattr(value, "item") else value))


def _spelt(exact: Decimal, unit: Unit) -> str:
    is_whole = exact == exact.to_integral_value()
    shown = (
        exact.to_integral_value() + 0 if is_whole else exact.normalize()
    )  # no minus before a zero
    return f"{shown:{_grouping(unit)}f}"


def _grouping(unit: Unit) -> str:
    return "," if unit.grouped else ""


def sign(unit: str, lang: str) -> str:
    """Return the unit's sign in a language, with the space that parts it from its figure."""
    known = unit_of(unit)
    shown = known.zh if lang == "zh" else known.en
    return f" {shown}" if shown and known.space else shown
