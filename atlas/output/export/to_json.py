"""JSON: values, table and notes, unrounded, for a program to read."""

import json
import math
from typing import Any

import pandas

from atlas.domain.finding import Finding
from atlas.domain.messages import Language
from atlas.output.export.base import Exporter
from atlas.output.export.notes import notes, values


def write(finding: Finding, lang: Language) -> bytes:
    """Write a finding whole."""
    given = {
        **notes(finding, lang),
        "values": values(finding),
        "table": written_records(finding.table),
    }
    if finding.parts:
        given["parts"] = {key: written_records(part.table) for key, part in finding.parts.items()}
    return json.dumps(given, ensure_ascii=False, indent=2, allow_nan=False).encode()


def written_records(table: pandas.DataFrame) -> list[dict[str, Any]]:
    """Return rows as they are written to a file: a year is 2025 there and not 2025.0."""
    return [{name: _whole(cell) for name, cell in row.items()} for row in records(table)]


def records(table: pandas.DataFrame) -> list[dict[str, Any]]:
    """Return rows as keys and values; missing and infinite numbers are null."""
    rows = table.reset_index(names="id") if table.index.name == "id" else table
    return [{str(k): _plain(v) for k, v in row.items()} for row in rows.to_dict("records")]


def _whole(cell: Any) -> Any:
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _plain(cell: Any) -> Any:
    cell = cell.item() if hasattr(cell, "item") else cell
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


EXPORTER = Exporter("json", ".json", "application/json", write)
