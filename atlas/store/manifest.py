"""
The manifest of a version: who imported what, from where, and what was done to it on the way.

It records what the planner stated and accepted, not that it is true: a level of secrecy is the
planner's word, a file's hash proves only that it was that file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

from pydantic import TypeAdapter, ValidationError

from atlas.domain.records.imported import Conversion
from atlas.domain.records.stored import Level

What: TypeAlias = Literal["import", "edit", "place"]
Action: TypeAlias = Literal["change", "move", "place", "delete"]


@dataclass(frozen=True)
class RowEdit:
    """
    What was done to one row: the cells before and after, a place as `lon` and `lat` in degrees.

    `uncertainty_m` is how sure the one who placed or moved it is, None where no place changed.
    """

    id: str
    action: Action
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    uncertainty_m: float | None = None


@dataclass(frozen=True)
class Manifest:
    """
    What is stored beside the rows of a version.

    `fields` maps a declared column to the column of the file; `checks_accepted` are the rules
    whose breach the planner saw and accepted; `rows` is counted when the version is committed.
    """

    who: str
    when: datetime
    what: What = "import"
    level: Level = "internal"
    file_name: str = ""
    file_sha256: str = ""
    file_bytes: int = 0
    conversion: Conversion | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    checks_accepted: tuple[str, ...] = ()
    rows: int = 0
    note: str = ""
    edits: tuple[RowEdit, ...] = ()


_FORM: TypeAdapter[Manifest] = TypeAdapter(Manifest)


def written_manifest(manifest: Manifest) -> bytes:
    """Return a manifest as JSON, UTF-8."""
    return _FORM.dump_json(manifest, indent=2)


def read_manifest(content: bytes) -> Manifest | None:
    """Return the manifest that JSON holds; None where it holds none."""
    try:
        return _FORM.validate_json(content)
    except ValidationError:
        return None
