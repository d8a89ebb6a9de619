"""
Table: the first rows of an answer, small, beside its map.

Only what a sheet's reader needs, as the kind of question says it. The whole table is the
finding's. A figure with a range is shown as the range.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas

from atlas.deliverables.sheet_contents import division_of
from atlas.domain.finding import Finding, Quantity, fact
from atlas.domain.messages import Language, message
from atlas.domain.records.brief import BriefTable, ByLanguage, Cell, Head
from atlas.domain.units import sign
from atlas.output.sheet.model.content import DrawnLayer, Say
from atlas.questions import kind_of

MOST_ROWS = 10  # of more the first stand there, and how many there are beside them
_REST_ROWS = 2  # fewer than the most, so that the last rows can say how many there are
_NOTHING = "–"


@dataclass(frozen=True)
class SheetTable:
    """Heads and rows of words; the first column is set left, the others right."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def answer_tables(
    finding: Finding, rows: Sequence[int], *, say: Say, lang: Language
) -> Iterator[SheetTable]:
    """
    Yield the small table of an answer in several lengths; nothing where there is none.

    Parameters
    ----------
    finding
        The answer.
    rows
        How many each may have at most.
    say, lang
        Words.
    """
    question = getattr(finding.definition, "shows", None) or finding.definition
    kind = kind_of(question)
    brief = None if kind is None or finding.table.empty else kind.brief_table(question, finding)
    if brief is not None:
        yield from (_worded(brief, say, lang, most) for most in rows)


def layer_table(shown: DrawnLayer, *, say: Say, lang: Language) -> SheetTable | None:
    """
    Return the names of a layer's features and the first figure the plan gives for them.

    None where the layer has no column with a unit, or more features than a small table holds.

    Parameters
    ----------
    shown
        The layer and its rows in the frame.
    say, lang
        Words.
    """
    spec = shown.layer.spec
    if (division := division_of(shown.layer, shown.rows)) is not None:
        label = spec.columns[division.column].label
        name, total = say(spec.label.name, lang), say(message("sheet.total"), lang)
        named = [
            (shown.layer.name_of(str(row)).in_language(lang), area)
            for row, area in division.areas.items()
        ]
        parts = tuple((name, fact(area, division.unit).figure) for name, area in named)
        heads = (name, _headed(say(label.name, lang), division.unit, lang))
        return SheetTable(heads, (*parts, (total, division.whole.figure)))
    units = [
        name for name, column in spec.columns.items() if column.is_measure and name in shown.rows
    ]
    if not units or len(shown.rows) > MOST_ROWS - _REST_ROWS:
        return None
    column = spec.columns[units[0]]
    heads = (say(spec.label.name, lang), _headed(say(column.label.name, lang), column.unit, lang))
    body = [
        (str(row[f"name_{lang}"]), fact(row[units[0]], column.unit).figure)
        for _, row in shown.rows.iterrows()
        if pandas.notna(row[units[0]])
    ]
    return SheetTable(heads, tuple(body)) if body else None


def _worded(brief: BriefTable, say: Say, lang: Language, most: int) -> SheetTable:
    """Return as many rows as there is room for, the last of which says how many more there are."""
    heads = tuple(_head(head, say, lang) for head in brief.heads)
    count = len(brief.rows)
    is_cut = not brief.is_whole and count + bool(brief.total) > most
    first = brief.rows[: most - _REST_ROWS] if is_cut else brief.rows

    def words(row: tuple[Cell, ...]) -> tuple[str, ...]:
        pairs = zip(row, brief.heads, strict=True)
        return tuple(_cell(cell, head, say, lang) for cell, head in pairs)

    body = [words(row) for row in first]
    if count > len(body):
        rest = say(message("sheet.more", count=count - len(body)), lang)
        body.append((rest, *("" for _ in heads[1:])))
    return SheetTable(heads, (*body, *([words(brief.total)] if brief.total else [])))


def _head(head: Head, say: Say, lang: Language) -> str:
    labels = " ".join(_cell(label, head, say, lang) for label in head.labels)
    return _headed(labels, head.unit, lang)


def _cell(cell: Cell, head: Head, say: Say, lang: Language) -> str:
    if isinstance(cell, ByLanguage):
        cell = cell.en if lang == "en" else cell.zh
    if cell is None:
        return _NOTHING
    if isinstance(cell, Quantity):
        return cell.figure if head.unit else figure_text(cell)
    return say(cell, lang)


def figure_text(value: Quantity) -> str:
    """Return a share as a percentage, as a range where position uncertainty leaves one."""
    return f"{value.figure}{sign(value.unit, 'zh')}"


def _headed(label: str, unit: str, lang: Language) -> str:
    of = sign(unit, lang).strip()
    return f"{label} ({of})" if of else label
