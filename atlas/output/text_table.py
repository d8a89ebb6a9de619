"""Tables in a terminal, where a Chinese character is as wide as two Latin ones."""

import unicodedata
from collections.abc import Collection

import pandas

from atlas.domain.finding import fact
from atlas.domain.messages import Language

_WIDEST = 36


def plain_table(
    table: pandas.DataFrame, *, index: bool = True, figures: Collection[str] = ()
) -> str:
    """
    Lay out a table in columns, numbers to the right.

    Parameters
    ----------
    table
        Texts, and numbers that are shown as they stand.
    index
        Whether the row ids are wanted as a first column.
    figures
        The columns whose texts are figures.
    """
    laid = [_column(str(name), table[name], is_text=name not in figures) for name in table]
    if index:
        laid.insert(0, _column(str(table.index.name or ""), table.index.to_series()))
    return "\n".join("  ".join(cells).rstrip() for cells in zip(*laid, strict=True))


def bullet(lines: list[str], lang: Language) -> str:
    """Return lines as a list."""
    dot = "· " if lang == "zh" else "- "
    return "\n".join(f"{dot}{line}" for line in lines)


def width(text: str) -> int:
    """Return how many Latin characters wide a text is."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _column(name: str, cells: pandas.Series, *, is_text: bool = True) -> list[str]:
    is_number = pandas.api.types.is_numeric_dtype(cells)
    is_right = is_number or not is_text
    texts = [_cut(_text(cell, is_number=is_number)) for cell in cells]
    wide = max(width(text) for text in [name, *texts])
    return [
        " " * (wide - width(text)) + text if is_right else text + " " * (wide - width(text))
        for text in [name, *texts]
    ]


def _text(cell: object, *, is_number: bool) -> str:
    if pandas.isna(cell):
        return ""
    return fact(cell, "").figure if is_number else str(cell)  # type: ignore[arg-type]


def _cut(text: str) -> str:
    if width(text) <= _WIDEST:
        return text
    while width(text) > _WIDEST - 1:
        text = text[:-1]
    return text + "…"
