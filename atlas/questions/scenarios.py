"""
Scenarios held side by side: answers to questions of one kind, and where they differ.

Ranks are compared, not scores: scores mean nothing between two questions. A site is the same when
name and place are the same, so that cells of another size are other sites. What differs may come
from the question or from the data: both are reported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas

from atlas.domain.finding import Finding, Quantity
from atlas.domain.question import written
from atlas.errors import BadInput, Refused

ENTERED, LEFT, UP, DOWN, SAME, ABSENT = "entered", "left", "up", "down", "same", "absent"
_DEGREES = 4  # decimals; ten metres apart is another place


@dataclass(frozen=True)
class ScenarioComparison:
    """
    Two or more answers of one kind; the first is what the others are held against.

    Parameters
    ----------
    names
        Of the scenarios, in order.
    sites
        One row a site of any of them, by its best rank: `site`, `name_zh`, `name_en`, `lon`,
        `lat`, and for each scenario by number `rank:<k>` (NaN where it is not among them) and,
        from the second on, `moved:<k>` (places gained, NaN unless in both) and `standing:<k>`.
    figures
        Key of a figure -> its value in each scenario, None where one has none; only those that
        both kinds of answer have under one key.
    asked
        One row for each part of the question that differs: `part`, and `asked:<k>` as written.
    stale
        Layer ids whose data differ between the answers.
    """

    names: tuple[str, ...]
    sites: pandas.DataFrame
    figures: Mapping[str, tuple[Quantity | None, ...]]
    asked: pandas.DataFrame
    stale: tuple[str, ...]

    def differing(self) -> tuple[str, ...]:
        """Return the keys of the figures that are not the same in all."""
        return tuple(key for key, told in self.figures.items() if len(set(told)) > 1)


def compare_scenarios(scenarios: Sequence[tuple[str, Finding]]) -> ScenarioComparison:
    """
    Hold answers side by side.

    Parameters
    ----------
    scenarios
        Name and answer of each; the first is the one that the others are compared with.

    Returns
    -------
    comparison
        Moved ranks, who entered and left, the figures, and how the questions differ.

    Raises
    ------
    BadInput
        If there are fewer than two, or two of one name.
    Refused
        If they answer questions of different kinds.
    """
    names = tuple(name for name, _ in scenarios)
    if len(names) < 2:
        raise BadInput(argument="scenarios", reason="too_few")
    if len(set(names)) < len(names):
        raise BadInput(argument="scenarios", reason="repeated")
    findings = [finding for _, finding in scenarios]
    if len({finding.kind for finding in findings}) > 1:
        kinds = ", ".join(sorted({finding.kind for finding in findings}))
        raise Refused(reason="scenarios_of_kinds", kinds=kinds)
    keys = list(dict.fromkeys(key for finding in findings for key in finding.values))
    return ScenarioComparison(
        names=names,
        sites=_sites(findings),
        figures={key: tuple(finding.values.get(key) for finding in findings) for key in keys},
        asked=_asked(findings),
        stale=_stale(findings),
    )


def _sites(findings: Sequence[Finding]) -> pandas.DataFrame:
    frames = [_ranks(finding).add_suffix(f":{k}") for k, finding in enumerate(findings)]
    together = pandas.concat(frames, axis=1)
    ranks = [f"rank:{k}" for k in range(len(findings))]
    table = together[ranks].copy()
    for name in ("name_zh", "name_en"):
        columns = together[[f"{name}:{k}" for k in range(len(findings))]]
        table[name] = columns.bfill(axis=1).iloc[:, 0]
    for k in range(1, len(findings)):
        table[f"moved:{k}"] = table["rank:0"] - table[f"rank:{k}"]
        pairs = zip(table["rank:0"], table[f"rank:{k}"], strict=True)
        table[f"standing:{k}"] = [_standing(first, other) for first, other in pairs]
    order = table[ranks].min(axis=1).sort_values(kind="stable").index
    return table.loc[order].reset_index()


def _ranks(finding: Finding) -> pandas.DataFrame:
    table = finding.table
    names = {
        name: table[name] if name in table else table["cell"].astype(str)
        for name in ("name_zh", "name_en")
    }
    frame = pandas.DataFrame(
        {
            "site": table["cell"].astype(str),
            "lon": table["lon"].round(_DEGREES),
            "lat": table["lat"].round(_DEGREES),
            "rank": table["rank"].astype(float),
            **names,
        }
    )
    return frame.set_index(["site", "lon", "lat"])


def _standing(first: float, other: float) -> str:
    if pandas.isna(first):
        return ABSENT if pandas.isna(other) else ENTERED
    if pandas.isna(other):
        return LEFT
    if first == other:
        return SAME
    return UP if other < first else DOWN


def _asked(findings: Sequence[Finding]) -> pandas.DataFrame:
    flat = [dict(_flattened(written(finding.definition), "")) for finding in findings]
    parts = list(dict.fromkeys(part for one in flat for part in one))
    rows = [
        {"part": part, **{f"asked:{k}": str(one.get(part, "")) for k, one in enumerate(flat)}}
        for part in parts
        if len({str(one.get(part, "")) for one in flat}) > 1
    ]
    return pandas.DataFrame(rows, columns=["part", *(f"asked:{k}" for k in range(len(flat)))])


def _flattened(value: Any, place: str) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        inner = [(f"{place}.{key}" if place else str(key), part) for key, part in value.items()]
    elif isinstance(value, list):
        inner = [(f"{place}.{number}", part) for number, part in enumerate(value)]
    else:
        return [(place, value)]
    return [found for key, part in inner for found in _flattened(part, key)]


def _stale(findings: Sequence[Finding]) -> tuple[str, ...]:
    known: dict[str, set[str]] = {}
    for finding in findings:
        for layer, version in finding.versions.items():
            known.setdefault(layer, set()).add(version)
    return tuple(layer for layer, versions in known.items() if len(versions) > 1)
