"""
Mappings: which column of a planner's file was which of ours, remembered for the next such file.

A file is known again by the names of its columns, whatever their order: the bureau's list of next
month has the same head. Two lists with the same head share one mapping, and the later one counts.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from atlas.store.durable import not_written, swap
from atlas.store.format_versions import refuse_newer

_FORM: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


class Mappings:
    """
    The mappings of a workspace.

    Parameters
    ----------
    home
        The workspace.
    """

    def __init__(self, home: Path) -> None:
        self._root = home / "mappings"

    def remember(self, layer: str, columns: Iterable[str], fields: Mapping[str, str]) -> None:
        """
        Keep a mapping for files with these columns.

        Parameters
        ----------
        layer
            Layer id.
        columns
            All columns of the file.
        fields
            Declared column -> column of the file.

        Raises
        ------
        BadFile
            If the workspace cannot be written, or a newer atlas wrote it.
        """
        refuse_newer(self._root.parent)
        path = self._path(layer, columns)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            swap(path, json.dumps(dict(fields), ensure_ascii=False, indent=2).encode())
        except OSError as error:
            raise not_written(path, error) from error

    def recall(self, layer: str, columns: Iterable[str]) -> dict[str, str] | None:
        """Return the mapping kept for a layer and these columns; None where there is none."""
        try:
            return _FORM.validate_json(self._path(layer, columns).read_bytes())
        except (OSError, ValidationError):
            return None

    def _path(self, layer: str, columns: Iterable[str]) -> Path:
        # names of layers and columns come from anywhere: none becomes the name of a file
        told = json.dumps([layer, sorted(set(columns))])
        return self._root / f"{hashlib.sha256(told.encode()).hexdigest()[:24]}.json"
