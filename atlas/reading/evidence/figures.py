"""Value, unit, operator and year of a row, held against the phrase or the row of a table."""

from math import isclose

from atlas.errors import Problem
from atlas.reading.evidence.numbers import Printed
from atlas.reading.evidence.standing import Claim, Standing, cell_text
from atlas.reading.evidence.texts import TableRow, bare
from atlas.reading.evidence.wording import parsed_unit, wording
from atlas.reading.evidence.years import governing_year, is_of_the_year_published


def figure_faults(claim: Claim, at: Standing) -> list[Problem]:
    """
    Return what of a row's figures is not as its phrase says.

    Where the phrase is the label of a row of a printed table, its cells say it; else the numbers
    that begin in the phrase do, each with its unit and its limiting word. A year may stand
    before the phrase, where its sentence or paragraph is governed by it.
    """
    if not claim.declared.value:
        return []
    table = at.text.table_rows.get(at.phrase)
    value = claim.number(claim.declared.value)
    if table is not None and value is not None:
        return _in_table(claim, table)
    if value is None:
        return _without_value(claim) + _year_faults(claim, at, at.end)
    fitting = [n for n in at.numbers if _fits(claim, at, n, value)]
    if not fitting:
        return [_not_there(claim, at, value)]
    best = min((_beside(claim, at, number) for number in fitting), key=len)
    return best + _baseline_faults(claim, at, fitting)


def _fits(claim: Claim, at: Standing, number: Printed, value: float) -> bool:
    unit = parsed_unit(claim.cell(claim.declared.unit))
    return (
        unit is not None
        and unit.base == number.unit
        and unit.is_yearly == at.is_yearly(number)
        and isclose(value * unit.scale, number.value, rel_tol=1e-9)
    )


def _not_there(claim: Claim, at: Standing, value: float) -> Problem:
    """Say which of value and unit is not what stands there, or that no number can be read."""
    told, unit = claim.declared, parsed_unit(claim.cell(claim.declared.unit))
    numbers = at.numbers
    says = [at.as_printed(number) for number in numbers]
    if unit is None:
        return claim.fault("unknown_unit", told.unit, claim.cell(told.unit), [*wording()["units"]])
    if not numbers:
        return claim.fault("number_not_readable", told.value, value, at.phrase)
    same_unit = [n for n in numbers if (n.unit, at.is_yearly(n)) == (unit.base, unit.is_yearly)]
    as_written = f"{cell_text(value)} {claim.cell(told.unit)}"
    if same_unit:
        return claim.fault("value_not_in_text", told.value, as_written, says)
    return claim.fault("unit_not_in_text", told.unit, as_written, says)


def _beside(claim: Claim, at: Standing, number: Printed) -> list[Problem]:
    """Return what is wrong with the operator and the year of the number that fits."""
    return _operator_faults(claim, at, number) + _year_faults(claim, at, number.start)


def _operator_faults(claim: Claim, at: Standing, number: Printed) -> list[Problem]:
    told, problems = claim.declared, []
    if told.operator:
        right = number.operator(is_aim=claim.is_aim)
        if claim.cell(told.operator) != right:
            found = claim.cell(told.operator)
            says = [right, at.as_printed(number)]
            problems.append(claim.fault("operator_not_in_text", told.operator, found, says))
    if told.operator_text:
        words = at.intent(number) + number.word
        if claim.cell(told.operator_text) != words:
            found = claim.cell(told.operator_text)
            says = [words, at.as_printed(number)]
            problems.append(claim.fault("operator_word_not_there", told.operator_text, found, says))
    return problems


def _baseline_faults(claim: Claim, at: Standing, fitting: list[Printed]) -> list[Problem]:
    """A baseline stands in the phrase itself, or in one of its own elsewhere in the document."""
    told, unit = claim.declared, parsed_unit(claim.cell(claim.declared.unit))
    baseline, year = claim.number(told.baseline_value), claim.year(told.baseline_year)
    if baseline is None or unit is None:
        return []
    phrase = bare(claim.cell(told.baseline_quote))
    places = list(at.text.occurrences(phrase)) if phrase else [(at.start, at.end)]
    if not places:
        return [claim.fault("words_not_in_text", told.baseline_quote, phrase)]
    numbers = [n for place in places for n in at.text.numbers_between(*place) if n not in fitting]
    close = [n for n in numbers if isclose(baseline * unit.scale, n.value, rel_tol=1e-9)]
    if not any(n.unit == unit.base for n in close):
        says = [at.as_printed(n) for n in numbers] or [phrase or at.phrase]
        return [claim.fault("value_not_in_text", told.baseline_value, baseline, says)]
    printed = [governing_year(at.text, n.start) for n in close]
    if year is not None and year not in [*printed, at.text.period.base_year]:
        years = [p or at.text.period.base_year for p in printed]
        return [claim.fault("year_not_in_text", told.baseline_year, year, years)]
    return []


def _without_value(claim: Claim) -> list[Problem]:
    told = claim.declared
    return [
        claim.fault("given_without_value", column, claim.cell(column))
        for column in (told.unit, told.operator, told.operator_text, told.baseline_value)
        if claim.cell(column)
    ]


def _year_faults(claim: Claim, at: Standing, position: int) -> list[Problem]:
    """A printed year governs the number; an inferred one is what the document declares."""
    told = claim.declared
    if not told.year:
        return []
    year, basis = claim.year(told.year), claim.cell(told.year_basis)
    printed, declared = at.year_at(position), _declared_year(claim, at, position)
    if year is None:
        if basis:
            return [claim.fault("year_basis_without_year", told.year_basis, basis)]
        lacking = printed or declared
        is_dated = claim.number(told.value) is not None and (claim.is_aim or claim.is_reached)
        return [claim.fault("year_missing", told.year, "", lacking)] if lacking and is_dated else []
    if basis == "printed":
        says = printed if printed else at.phrase
        return [] if year == printed else [claim.fault("year_not_in_text", told.year, year, says)]
    if basis == "inferred" and printed != year:
        is_right = printed is None and year == declared
        says = printed or declared or at.phrase
        return [] if is_right else [claim.fault("year_not_inferable", told.year, year, says)]
    return [claim.fault("year_without_basis", told.year_basis, basis, printed or at.phrase)]


def _declared_year(claim: Claim, at: Standing, position: int) -> int | None:
    period = at.text.period
    if claim.is_aim:
        return period.end_year
    if not claim.is_reached:
        return None
    is_new = is_of_the_year_published(at.text, position)
    return period.published_year if is_new else period.base_year


def _in_table(claim: Claim, table: TableRow) -> list[Problem]:
    """Hold a row against the cells of a printed table: unit, and the value below each year."""
    told, cells = claim.declared, table.cells
    year_sign = wording()["years"]["year"]
    years = {heading: cell for heading, cell in cells.items() if heading.endswith(year_sign)}
    unit = claim.cell(told.unit)
    problems = []
    if unit not in cells.values():
        problems.append(claim.fault("unit_not_in_text", told.unit, unit, list(cells.values())))
    pairs = [(told.value, told.year)]
    if told.baseline_value:
        pairs.append((told.baseline_value, told.baseline_year))
    for value_column, year_column in pairs:
        problems += _under_year(claim, years, value_column, year_column)
    if told.year_basis and claim.cell(told.year_basis) != "printed":
        found = claim.cell(told.year_basis)
        problems.append(claim.fault("year_without_basis", told.year_basis, found, list(years)))
    if told.operator and claim.cell(told.operator) != "=":
        found = claim.cell(told.operator)
        problems.append(claim.fault("operator_not_in_text", told.operator, found, "="))
    if claim.cell(told.operator_text):
        found = claim.cell(told.operator_text)
        problems.append(
            claim.fault("operator_word_not_there", told.operator_text, found, list(cells))
        )
    return problems


def _under_year(
    claim: Claim, years: dict[str, str], value_column: str, year_column: str
) -> list[Problem]:
    value, year = claim.number(value_column), claim.year(year_column)
    says = [f"{heading} {cell}" for heading, cell in years.items()]
    if value is None and year is None:
        numbers = [heading for heading, cell in years.items() if _as_number(cell) is not None]
        is_lacking = len(numbers) == len(years)
        return [claim.fault("year_missing", value_column, "", says)] if is_lacking else []
    if value is None or year is None:
        return [claim.fault("year_missing", year_column, "", says)]
    cell = years.get(f"{year}{wording()['years']['year']}")
    if cell is None:
        return [claim.fault("year_not_in_text", year_column, year, says)]
    if _as_number(cell) != value:
        return [claim.fault("value_not_in_text", value_column, value, says)]
    return []


def _as_number(cell: str) -> float | None:
    try:
        return float(cell)
    except ValueError:
        return None
