"""
A file known again: which of its columns was which of a layer's, the last time one like it came.

A file is known by the names of its columns (`store/column_mappings`); where none like it was
kept, the layer's last import says what it can, and the rest is guessed. All of it is shown before
it counts.
"""

import contextlib
from collections.abc import Mapping

from atlas.domain.layer import LayerSpec
from atlas.domain.records.imported import ImportedTable
from atlas.errors import BadFile, Refused
from atlas.ingest.mapping.columns import guess_fields
from atlas.store.protocol import VersionStore, Workspace


def remembered(versions: VersionStore, layer: str) -> Mapping[str, str]:
    """Return the field mapping of the last import of a layer; nothing where there was none."""
    for version in reversed(versions.history(layer)):
        if version.what == "import":
            with contextlib.suppress(BadFile, Refused):  # damaged or secret: it says nothing
                return versions.manifest(version).fields
    return {}


def fields_for(workspace: Workspace, table: ImportedTable, spec: LayerSpec) -> dict[str, str]:
    """
    Return which column of a table is which of a layer's, as it was the last time or as guessed.

    A file with the very columns of one that was kept is mapped as that was, and what was left
    out then is left out again; of any other file the layer's last mapping only goes first.

    Parameters
    ----------
    workspace
        That remembers.
    table
        As read.
    spec
        The declaration of the layer.

    Returns
    -------
    fields
        Declared column to column of the file.
    """
    kept = workspace.mappings.recall(spec.id, headings_of(table))
    if kept is not None:
        return {name: heading for name, heading in kept.items() if name in spec.every_column}
    last = remembered(workspace.versions, spec.id) or None
    return guess_fields(table.frame, spec, remembered=last)


def headings_of(table: ImportedTable) -> tuple[str, ...]:
    """Return the names of all columns of a table."""
    geometry = table.frame.geometry.name
    return tuple(str(name) for name in table.frame.columns if name != geometry)


def remember(
    workspace: Workspace, layer: str, headings: tuple[str, ...], fields: Mapping[str, str]
) -> None:
    """Keep the mapping of rows that are kept; where that fails they stay kept all the same."""
    if headings and fields:
        with contextlib.suppress(BadFile):
            workspace.mappings.remember(layer, headings, fields)
