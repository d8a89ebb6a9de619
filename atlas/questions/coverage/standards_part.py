"""How the facilities stand against the thresholds of their class, as a part of the answer."""

from atlas.domain.finding import Part, TableColumn
from atlas.domain.layer import Layer
from atlas.domain.messages import message
from atlas.methods.standards import VERDICTS, by_standard, judged
from atlas.questions.coverage.inputs import CoverageInputs


def standards_part(case: CoverageInputs, standards: Layer) -> Part:
    """
    Return one row for each listed facility and standard of its class.

    Parameters
    ----------
    case
        The inputs of the question.
    standards
        The table of thresholds.
    """
    found = by_standard(judged(case.listed, standards.frame)).set_index("feature")
    names = [case.layer.name_of(name) for name in found.index]
    found.insert(0, "name_zh", [name.zh for name in names])
    found.insert(1, "name_en", [name.in_language("en") for name in names])
    verdicts = {name: message(f"coverage.standard_{name}") for name in VERDICTS}
    columns = {
        "name_zh": TableColumn(message("column.name_zh"), only="zh"),
        "name_en": TableColumn(message("column.name_en"), only="en"),
        "standard_zh": TableColumn(message("column.standard"), only="zh"),
        "standard_en": TableColumn(message("column.standard"), only="en"),
        "verdict": TableColumn(message("column.verdict"), values=verdicts),
        **{name: TableColumn(message(f"column.standard_{name}")) for name in reversed(VERDICTS)},
        "missing_zh": TableColumn(message("column.standard_missing"), only="zh"),
        "missing_en": TableColumn(message("column.standard_missing"), only="en"),
    }
    table = found[[*columns]].rename_axis("id")
    return Part(message("coverage.part_standards"), table, columns)
