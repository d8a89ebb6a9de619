"""The parts of a form that siting and location draw: candidates, and what they must keep to."""

from collections.abc import Iterable, Mapping
from typing import Any

from atlas.domain.messages import Name, message
from atlas.questions.form import Fields

KINDS = ("square", "h3", "layer")
CONSTRAINTS = ("outside", "inside", "within", "at_most_m", "at_least_m")
_DISTANCES = ("at_most_m", "at_least_m")
_AREAS = ("inside", "within")
_USUAL_RESOLUTION = 8
_RESOLUTIONS = (7, 8, 9, 10)


def candidates_kind(fields: Fields, first: str | None = None) -> str:
    """Choose what a site may take, beginning with `first` or what was opened."""
    opened = fields.begins("candidates") or {}
    begins = "layer" if "layer" in opened else opened.get("cells", KINDS[0])
    chosen: str = fields.choice(
        "candidates.cells", KINDS, initial=first or begins, label="candidates", look="row"
    )
    return chosen


def resolution(fields: Fields) -> int:
    """Choose the resolution of hexagons."""
    chosen: int = fields.choice(
        "candidates.resolution",
        _RESOLUTIONS,
        initial=fields.begins("candidates.resolution") or _USUAL_RESOLUTION,
        label="resolution",
        names=plain,
        look="slider",
    )
    return chosen


def plain(number: float) -> Name:
    """Return a number as a name of itself."""
    return Name(f"{number:g}")


def place_constraints(fields: Fields, initial: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """
    Draw constraints of place, a row each.

    Parameters
    ----------
    fields
        Of the question.
    initial
        The constraints to begin with, as in a question file.

    Returns
    -------
    constraints
        As in a question file.
    """
    rows = [_row_of(constraint) for constraint in initial]
    built = [_constraint(row) for row in fields.rows("constraints", initial=rows)]
    fields.add("constraints", {"kind": CONSTRAINTS[0]}, label="add_constraint")
    return built


def is_of_place(constraint: Mapping[str, Any]) -> bool:
    """Return whether a constraint is one of place."""
    return any(kind in constraint for kind in CONSTRAINTS)


def _row_of(constraint: Mapping[str, Any]) -> dict[str, Any]:
    kind = next(kind for kind in CONSTRAINTS if kind in constraint)
    if kind in _DISTANCES:
        return {"kind": kind, "metres": constraint[kind], "target": constraint["of"]}
    return {"kind": kind, "target": constraint[kind]}


def _constraint(row: Fields) -> dict[str, Any]:
    kind = row.choice(
        "kind", CONSTRAINTS, label="constraint", names=lambda one: f"constraint_{one}"
    )
    areas = ("polygon",) if kind in _AREAS else None
    layer = row.layer("target.layer", geometry=areas, label="of_layer")
    row.feature("target.id", layer, of="target.layer")
    if kind in _DISTANCES:
        row.number("metres", default=1000, low=1, step=100, label="distance_m")
    row.remove(label="remove_criterion")
    built = row.question()
    if "where" in built["target"]:
        row.carry("where", built["target"]["where"])
    if kind in _DISTANCES:
        return {kind: built["metres"], "of": built["target"]}
    return {kind: built["target"]}


def screening_note(fields: Fields) -> None:
    """Say in a line that red lines wait for their data, and name them on a closer look."""
    empty = fields.catalogue.unapplied_constraints
    if empty:
        fields.flag(
            "screening",
            message("web.screening_only", count=len(empty)),
            help=message("web.screening_names", names=[slot.name for slot in empty]),
        )
