"""From the options of a command to the keys and values of a definition."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from atlas.domain.definition import Definition
from atlas.errors import BadDefinition, Problem, Refused
from atlas.reading.filters import read_filter
from atlas.reading.questions import read_definition


def asked_query(layer: str, where: str, within: str, near: str) -> dict[str, Any]:
    """
    Return a query as its options say it.

    Parameters
    ----------
    layer
        Layer id.
    where
        CQL2 text, or nothing.
    within
        `LAYER/ID`, or `LAYER` for any of its features, or nothing.
    near
        `LAYER:METRES`, or nothing.

    Raises
    ------
    Refused
        If the filter cannot be read, or `within` or `near` are not written so.
    """
    conditions: list[dict[str, Any]] = [read_filter(where)] if where else []
    if within:
        name, _, feature = within.partition("/")
        of = {"layer": name, "id": feature} if feature else {"layer": name}
        conditions.append({"spatial": "within", "of": of})
    if near:
        name, _, metres = near.partition(":")
        if not metres.replace(".", "", 1).isdigit():
            raise Refused(reason="bad_address", form="--near LAYER:METRES")
        conditions.append(
            {"spatial": "within_distance", "distance_m": float(metres), "of": {"layer": name}}
        )
    query: dict[str, Any] = {"kind": "query", "layer": layer}
    return query | ({"where": {"all": conditions}} if conditions else {})


def asked_coverage(
    facilities: str, zones: str, demand: Sequence[str], radii: Sequence[float]
) -> dict[str, Any]:
    """Return a coverage question as its options say it."""
    return {
        "kind": "coverage",
        "facilities": {"layer": facilities},
        "zones": {"layer": zones},
        "demand": [{"layer": name} for name in demand],
        **({"radii_m": list(radii)} if radii else {}),
    }


def read_of_kind(file: Path, kind: str) -> Definition:
    """
    Read a question that must be of one kind.

    Raises
    ------
    BadDefinition
        If it is of another.
    BadFile, UnknownName
        As `read_definition`.
    """
    definition = read_definition(file)
    if definition.kind != kind:
        problem = Problem("wrong_kind", "kind", definition.kind, (kind,))
        raise BadDefinition(where=file.name, problems=[problem])
    return definition
