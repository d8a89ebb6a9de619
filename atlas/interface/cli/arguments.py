"""From the options of a command to the keys and values of a definition."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import atlas
from atlas.deliverables.files import read_question
from atlas.domain.catalogue import Catalogue
from atlas.domain.question import Question
from atlas.errors import BadDefinition, Problem, Refused
from atlas.reading.filters import read_filter


def query_definition(
    layers: Sequence[str],
    where: str = "",
    within: str = "",
    near: str = "",
    text: str = "",
    *,
    only_word: bool = False,
) -> dict[str, Any]:
    """
    Return a query as its options say it.

    Parameters
    ----------
    layers
        Layer ids, one or several.
    where
        CQL2 text, or nothing.
    within
        `LAYER/ID`, or `LAYER` for any of its features, or nothing.
    near
        `LAYER:METRES`, or nothing.
    text
        A word of any text, or nothing.
    only_word
        Whether words are looked for without their synonyms.

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
    if text:
        conditions.append({"field": "*", "op": "contains", "value": text})
    if only_word:
        conditions = [_word_alone(condition) for condition in conditions]
    named = {"layer": layers[0]} if len(layers) == 1 else {"layers": list(layers)}
    return {"kind": "query", **named} | ({"where": {"all": conditions}} if conditions else {})


def _word_alone(condition: dict[str, Any]) -> dict[str, Any]:
    """Return a condition as it was read, none of whose tests looks for synonyms."""
    if "not" in condition:
        return {"not": _word_alone(condition["not"])}
    for join in ("all", "any"):
        if join in condition:
            return {join: [_word_alone(part) for part in condition[join]]}
    return condition | {"synonyms": False} if "field" in condition else condition


def coverage_definition(
    facilities: str, zones: str, demand: Sequence[str], radii: Sequence[float]
) -> dict[str, Any]:
    """
    Return a coverage question as the options of its command say it.

    Parameters
    ----------
    facilities, zones
        Layers, by id.
    demand
        Layers whose rows are to be reached; none for a coverage of ground alone.
    radii
        Metres; the question's own radii where empty.
    """
    return {
        "kind": "coverage",
        "facilities": {"layer": facilities},
        "zones": {"layer": zones},
        "demand": [{"layer": name} for name in demand],
        **({"radii_m": list(radii)} if radii else {}),
    }


def opened_for(
    catalogue: Catalogue, file: Path, kind: str | None = None
) -> tuple[Catalogue, Question]:
    """
    Read a question, and lay the data beside it over a catalogue.

    Parameters
    ----------
    catalogue
        The layers.
    file
        The question.
    kind
        What it must be of; anything by default.

    Raises
    ------
    BadDefinition
        If it is of another kind.
    BadFile, BadFacts, UnknownName
        As `read_question` and `with_data`.
    """
    read = read_question(file)
    if kind is not None and read.definition.kind != kind:
        problem = Problem("wrong_kind", "kind", read.definition.kind, (kind,))
        raise BadDefinition(where=file.name, problems=[problem])
    return atlas.with_data(catalogue, read.data), read.definition
