"""From `geodata/sources.csv` to sources."""

import dataclasses
from pathlib import Path
from typing import Any

from atlas.domain.source import Source
from atlas.errors import Problem
from atlas.reading.rows import read_csv

GRADES = ("A", "B", "C")


def read_sources(path: Path) -> tuple[list[Source], list[Problem]]:
    """
    Read the sources that facts name.

    Returns
    -------
    sources, problems
        In the order of the file: the policy documents first.
    """
    wanted = [field.name for field in dataclasses.fields(Source)]
    header, rows, problems = read_csv(path)
    where = f"geodata/{path.name}"
    problems += [Problem("missing_column", f"{where}:1:{c}") for c in wanted if c not in header]
    problems += [
        Problem("undeclared_column", f"{where}:1:{c}", c, tuple(wanted))
        for c in header
        if c not in wanted
    ]
    if problems:
        return [], problems
    sources = []
    for row in rows:
        problems += _row_problems(row.values, f"{where}:{row.number}")
        given: dict[str, Any] = {**row.values, "official": row.values["official"] == "yes"}
        sources.append(Source(**given))
    return sources, problems + _twice([source.id for source in sources], where)


def _row_problems(values: dict[str, str], place: str) -> list[Problem]:
    problems = []
    for column, allowed in (("official", ("yes", "no")), ("grade", GRADES)):
        if values[column] not in allowed:
            problems.append(Problem("not_in_values", f"{place}:{column}", values[column], allowed))
    problems += [
        Problem("required", f"{place}:{column}")
        for column in ("id", "title", "licence")
        if not values[column]
    ]
    return problems


def _twice(ids: list[str], where: str) -> list[Problem]:
    return [
        Problem("duplicate_id", where, name) for name in sorted(set(ids)) if ids.count(name) > 1
    ]
