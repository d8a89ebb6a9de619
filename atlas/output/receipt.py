"""
The receipt: the question, of which data, with which code, when, and what came out.

Held against an answer of today it says what changed. Figures are the same within a billionth:
another machine may differ in the last digit of a sum. That data or code changed is reported and is
no difference by itself; only other figures, other table rows or another question are.
"""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from atlas.domain.finding import Finding
from atlas.domain.messages import Message, message
from atlas.domain.question import definition_hash, written
from atlas.output.export.notes import values
from atlas.output.export.to_json import records

RECEIPT = "receipt.json"
_CLOSE = 1e-9
_DIGITS = 9  # of a figure in a table that its hash tells apart


@dataclass(frozen=True)
class Change:
    """What is not as the receipt says, in words, and whether figures differ by it."""

    text: Message
    is_difference: bool


def receipt(
    finding: Finding, files: Mapping[str, bytes], *, code_version: str, made: datetime
) -> dict[str, Any]:
    """
    Return the receipt of an answer and the files made from it.

    Parameters
    ----------
    finding
        The answer.
    files
        File name -> content.
    code_version
        Of the atlas.
    made
        When; the only thing in it that two runs do not share.
    """
    return {
        "definition": written(finding.definition),
        "definition_hash": definition_hash(finding.definition),
        "data_versions": dict(finding.versions),
        "sources": [source.id for source in finding.sources],
        "code_version": code_version,
        "made": made.isoformat(timespec="seconds"),
        "values": values(finding),
        "tables": _tables(finding),
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    }


def receipt_changes(
    receipt: Mapping[str, Any],
    finding: Finding,
    *,
    code_version: str,
    files: Mapping[str, bytes] | None = None,
) -> tuple[Change, ...]:
    """
    Compare a receipt with an answer of today to the question in it.

    Parameters
    ----------
    receipt
        The receipt.
    finding
        Today's answer.
    code_version
        Of the atlas that answered today.
    files
        Those of the receipt's files that are at hand, by name.

    Returns
    -------
    changes
        The differences first; none where all is as it was.
    """
    found = [
        *_question(receipt, finding),
        *_figures(receipt.get("values", {}), values(finding)),
        *_other_tables(receipt.get("tables", {}), _tables(finding)),
        *_other_files(receipt.get("files", {}), files or {}),
        *_data(receipt.get("data_versions", {}), finding.versions),
    ]
    if receipt.get("code_version") != code_version:
        told = message("verify.code", was=receipt.get("code_version", "-"), now=code_version)
        found.append(Change(told, is_difference=False))
    return tuple(sorted(found, key=lambda change: not change.is_difference))


def _question(receipt: Mapping[str, Any], finding: Finding) -> Iterator[Change]:
    """Notice a question that was altered after its hash was computed, or reads otherwise today."""
    was, now = receipt.get("definition_hash", "-"), definition_hash(finding.definition)
    if was != now:
        yield Change(message("verify.definition", was=was, now=now), is_difference=True)


def _figures(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    for name in dict.fromkeys((*was, *now)):
        before, after = was.get(name), now.get(name)
        if not _is_same(before, after):
            told = message("verify.figure", name=name, was=_shown(before), now=_shown(after))
            yield Change(told, is_difference=True)


def _other_tables(was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Change]:
    for name, mark in was.items():
        if now.get(name) != mark:
            yield Change(message("verify.table", name=name), is_difference=True)


def _other_files(was: Mapping[str, str], at_hand: Mapping[str, bytes]) -> Iterator[Change]:
    for name, content in at_hand.items():
        if name in was and hashlib.sha256(content).hexdigest() != was[name]:
            yield Change(message("verify.file", name=name), is_difference=True)


def _data(was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Change]:
    for name in dict.fromkeys((*was, *now)):
        if was.get(name) != now.get(name):
            told = {"layer": name, "was": was.get(name, "-"), "now": now.get(name, "-")}
            yield Change(message("verify.data", **told), is_difference=False)


def _is_same(before: Any, after: Any) -> bool:
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return bool(before == after)
    if before.get("unit") != after.get("unit"):
        return False
    return all(_is_close(before.get(k), after.get(k)) for k in ("value", "low", "high"))


def _is_close(before: Any, after: Any) -> bool:
    if isinstance(before, int | float) and isinstance(after, int | float):
        return math.isclose(before, after, rel_tol=_CLOSE, abs_tol=_CLOSE)
    return bool(before == after)


def _shown(figure: Any) -> str:
    if not isinstance(figure, Mapping):
        return "-"
    ends = f" [{figure['low']}, {figure['high']}]" if "low" in figure else ""
    return f"{figure.get('value')}{ends} {figure.get('unit', '')}".rstrip()


def _tables(finding: Finding) -> dict[str, str]:
    """Return a hash of the rows of each table, by its name."""
    tables = {"table": finding.table} | {name: part.table for name, part in finding.parts.items()}
    return {name: _mark([_rounded(row) for row in records(t)]) for name, t in tables.items()}


def _rounded(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: float(f"{cell:.{_DIGITS}g}") if isinstance(cell, float) else cell
        for name, cell in row.items()
    }


def _mark(rows: list[dict[str, Any]]) -> str:
    told = json.dumps(rows, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:12]
