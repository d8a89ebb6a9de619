"""
What OpenStreetMap and the tools around it say of a street, in the words of the atlas.

A street that was joined of several says several things at once, as a list or as text that looks
like one: `['50', '60']`, `secondary;residential`. Of several speeds the mean counts, of several
classes the lesser, and a street goes one way only where all its parts do. A posted speed is a
limit and not what anybody drives.
"""

import re

import numpy as np
import pandas

from atlas.domain.records.imported import ImportedTable
from atlas.errors import Problem

FASTEST_KMH = 200.0

_BETWEEN = re.compile(r"[\[\](){}'\"\s]*[,;|\[\](){}][\[\](){}'\"\s]*")
_SPEED = re.compile(r"^(-?\d+(?:\.\d+)?)\s*(mph|km/h|kmh|kph)?$")
_KMH_A_MPH = 1.609344
_FORWARD = {"yes", "true", "1"}
_BACKWARD = {"-1", "reverse"}
# a street that changes its direction by the hour is open both ways at some hour
_BOTH = {"no", "false", "0", "reversible", "alternating"}

# from the greatest to the least; `path` is closed to cars, `expressway` to all others
_GRADES = {
    "expressway": ("expressway", "motorway", "motorway_link", "trunk", "trunk_link"),
    "arterial": ("arterial", "primary", "primary_link"),
    "secondary": ("secondary", "secondary_link"),
    "local": ("local",),
    "path": (
        *("path", "footway", "pedestrian", "steps", "cycleway", "bridleway", "corridor"),
        *("elevator", "escalator", "platform", "crossing"),
    ),
}
_GRADE_OF = {word: grade for grade, words in _GRADES.items() for word in words}


def words(cell: object) -> list[str]:
    """Return the one or several things that a cell says, in small letters; none where empty."""
    if isinstance(cell, list | tuple | np.ndarray):
        return [word for one in cell for word in words(one)]
    if cell is None or cell is pandas.NA or (isinstance(cell, float) and np.isnan(cell)):
        return []
    found = (part.strip(" \t'\"").lower() for part in _BETWEEN.split(str(cell)))
    return [part for part in found if part and part not in {"nan", "none", "null"}]


def direction(cell: object) -> str | None:
    """Return `yes` (as drawn), `back` (against it) or `no`; None for a word that is none."""
    told = {_direction(word) for word in words(cell)} or {"no"}
    if None in told:
        return None
    return told.pop() if len(told) == 1 else "no"


def _direction(word: str) -> str | None:
    if word in _FORWARD:
        return "yes"
    if word in _BACKWARD:
        return "back"
    return "no" if word in _BOTH else None


def speed_kmh(cell: object) -> float:
    """Return the mean of the speeds told; NaN where no number is, such as `CN:urban`."""
    told = [match for word in words(cell) if (match := _SPEED.match(word))]
    speeds = [float(found[1]) * (_KMH_A_MPH if found[2] == "mph" else 1.0) for found in told]
    return float(np.mean(speeds)) if speeds else float("nan")


def grade(cell: object) -> str:
    """Return the class of a street; `local` where the word is unknown, nothing where none is."""
    told = [_GRADE_OF.get(word, "local") for word in words(cell)]
    # a car may use what is in part a street: of several the least that is no path
    ranks = sorted(list(_GRADES).index(name) for name in told)
    streets = [rank for rank in ranks if list(_GRADES)[rank] != "path"]
    return list(_GRADES)[(streets or ranks)[-1]] if ranks else ""


def streets(table: ImportedTable, place: str) -> tuple[pandas.DataFrame, list[Problem]]:
    """
    Return direction, speed and grade of each row, and every cell that cannot be one.

    Parameters
    ----------
    table
        Lines under the names of OpenStreetMap, of `osmnx` or of the atlas.
    place
        What to call the table in a problem.
    """
    ways, speeds = _cells(table, "oneway"), _cells(table, "speed_kmh", "speed_kph", "maxspeed")
    found = pandas.DataFrame(
        {
            "oneway": [direction(cell) for cell in ways],
            "speed_kmh": [speed_kmh(cell) for cell in speeds],
            "grade": [grade(cell) for cell in _cells(table, "grade", "highway", "fclass")],
        },
        index=table.frame.index,
    )
    known = ("yes", "no", "-1")
    problems = [
        Problem("not_in_values", f"{place}:{row + 1} oneway", str(ways.iloc[row]), known)
        for row in np.flatnonzero(found["oneway"].isna())
    ]
    bad = (found["speed_kmh"] <= 0) | (found["speed_kmh"] > FASTEST_KMH)
    problems += [
        Problem("no_such_speed", f"{place}:{row + 1} {speeds.name}", str(speeds.iloc[row]))
        for row in np.flatnonzero(bad)
    ]
    return found, problems


def _cells(table: ImportedTable, *names: str) -> pandas.Series:
    """Return the first of some columns that is there and says anything."""
    frame = table.frame
    there = [name for name in names if name in frame and frame[name].notna().any()]
    if there:
        return frame[there[0]]
    return pandas.Series(None, index=frame.index, dtype=object, name=names[0])
