"""Columns with a unit of their own, such as a park's land, held against the phrase of the row."""

from math import isclose

from atlas.errors import Problem
from atlas.reading.evidence.standing import Claim, Standing
from atlas.reading.evidence.wording import parsed_unit, wording


def column_faults(claim: Claim, at: Standing) -> list[Problem]:
    """
    Return the figures of a row that its phrase prints otherwise.

    Only a column whose unit stands in the phrase is held: what a row has from another source,
    a floor area, say, its phrase does not speak of.
    """
    if claim.declared.value:
        return []  # such a layer says which columns hold what
    problems = []
    measured = wording()["columns"]
    for name, column in claim.layer.spec.columns.items():
        unit = parsed_unit(measured.get(column.unit, ""))
        value = claim.number(name) if unit else None
        if unit is None or value is None:
            continue
        printed = [number for number in at.numbers if number.unit == unit.base]
        close = [n for n in printed if isclose(value * unit.scale, n.value, rel_tol=1e-9)]
        if printed and not close:
            says = [at.as_printed(number) for number in printed]
            problems.append(claim.fault("value_not_in_text", name, value, says))
    return problems
