"""From the options of a command to the keys and values of a definition."""

from collections.abc import Sequence
from typing import Any

from atlas.errors import Refused
from atlas.reading.filters import read_filter


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
