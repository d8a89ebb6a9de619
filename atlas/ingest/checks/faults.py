"""
Faults: what a check found, one row each, by rule.

A rule has one level, written here and nowhere else. An `error` keeps rows from being stored; a
`warning` is stored when a planner accepts it; a `note` says what a planner may want to know.
What was found is kept as a code that needs no language; its wording stands beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas
from numpy.typing import NDArray

from atlas.domain.messages import Message, Text

Level = Literal["error", "warning", "note"]
Shapes: TypeAlias = NDArray[np.object_]
Rows: TypeAlias = NDArray[np.intp]

RULES: dict[str, Level] = {
    "missing_column": "error",
    "required": "error",
    "not_a_number": "error",
    "not_an_integer": "error",
    "not_a_date": "error",
    "not_in_values": "error",
    "bad_id": "error",
    "duplicate_id": "error",
    "place_without_basis": "error",
    "place_without_uncertainty": "error",
    "wrong_geometry": "error",
    "invalid_geometry": "error",
    "not_finite": "error",
    "empty_geometry": "warning",
    "without_place": "note",
    "duplicate_geometry": "warning",
    "same_point": "note",
    "sliver": "warning",
    "parts_overlap": "warning",
    "gap_between_parts": "warning",
    "outside_parent": "warning",
    "area_differs_from_plan": "warning",
    "area_changed": "warning",
    "ids_gone": "note",
    "unknown_code": "warning",
    "code_of_other_standard": "warning",
    "code_not_listed": "note",
}
LEVELS: tuple[Level, ...] = ("error", "warning", "note")
NO_ROW = -1  # a fault of the whole, such as a gap between its parts


@dataclass(frozen=True)
class Faults:
    """
    Faults of one or more rules.

    `table` has the columns rule, row (number, from 0; -1 for none), column, found, allowed and
    geometry (in the coordinates of the check; None where the row itself is the place to look);
    `words` says what the codes in `found` and `allowed` mean.
    """

    table: pandas.DataFrame
    words: Mapping[str, Text] = field(default_factory=dict)


def faults(
    rule: str,
    rows: Rows | Sequence[int],
    *,
    column: str = "",
    found: Sequence[Any] | None = None,
    allowed: Sequence[str] | str = "",
    shapes: Shapes | None = None,
    words: Mapping[str, Text] | None = None,
) -> Faults:
    """
    Make faults of one rule.

    Parameters
    ----------
    rule
        One of `RULES`.
    rows
        Row numbers, from 0.
    column
        The column at fault, where it is one.
    found, allowed
        A code for each row, or one `allowed` for all.
    shapes
        A place for each fault, where it is not the row itself.
    words
        What the codes mean.

    Raises
    ------
    KeyError
        If there is no such rule.
    """
    count = len(rows)
    places = np.full(count, None, dtype=object) if shapes is None else shapes
    table = pandas.DataFrame(
        {
            "level": np.full(count, RULES[rule], dtype=object),
            "rule": np.full(count, rule, dtype=object),
            "row": np.asarray(rows, dtype=np.intp),
            "column": np.full(count, column, dtype=object),
            "found": np.array([""] * count if found is None else list(found), dtype=object),
            "allowed": np.array(
                [allowed] * count if isinstance(allowed, str) else list(allowed), dtype=object
            ),
            "geometry": places,
        }
    )
    return Faults(table, words or {})


def joined(parts: Iterable[Faults]) -> Faults:
    """Return all faults as one table: errors first, then in the order of the rows."""
    known = [faults("required", []), *parts]
    table = pandas.concat([part.table for part in known], ignore_index=True)
    ranks = table["level"].map({level: rank for rank, level in enumerate(LEVELS)}).astype(int)
    order = np.lexsort((table["row"], ranks))
    words = {code: text for part in known for code, text in part.words.items()}
    return Faults(table.iloc[order].reset_index(drop=True), words)


def square_metres(values: Iterable[float]) -> tuple[list[str], dict[str, Text]]:
    """Return areas as codes and their wording."""
    return _amounts(values, "m2", decimals=1)


def metres(values: Iterable[float]) -> tuple[list[str], dict[str, Text]]:
    """Return lengths as codes and their wording."""
    return _amounts(values, "m", decimals=3)


def hectares(values: Iterable[float]) -> tuple[list[str], dict[str, Text]]:
    """Return areas of whole parcels or zones as codes and their wording."""
    return _amounts(values, "ha", decimals=2)


def _amounts(
    values: Iterable[float], unit: str, *, decimals: int
) -> tuple[list[str], dict[str, Text]]:
    shown = [f"{value:,.{decimals}f}" for value in values]
    words: dict[str, Text] = {
        f"{one} {unit}": Message(f"check.amount_{unit}", {"amount": one}) for one in shown
    }
    return [f"{one} {unit}" for one in shown], words
