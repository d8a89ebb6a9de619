"""Mappings in a folder: a small JSON file for each layer and set of columns."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from atlas.store.durable import not_written, swap
from atlas.store.folder.format_versions import refuse_newer
from atlas.store.protocol import Mappings

_FORM: TypeAdapter[dict[str, str]] = TypeAdapter(dict[str, str])


class FolderMappings(Mappings):
    """
    The column mappings of a workspace.

    Parameters
    ----------
    home
        The workspace.
    """

    def __init__(self, home: Path) -> None:
        self._root = home / "mappings"

    def remember(self, layer: str, columns: Iterable[str], fields: Mapping[str, str]) -> None:
        """
        Store a mapping for files with these columns.

        Parameters
        ----------
        layer, columns, fields
            As of `Mappings.remember`, which also says what is raised.
        """
        refuse_newer(self._root.parent)
        path = self._path(layer, columns)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            swap(path, json.dumps(dict(fields), ensure_ascii=False, indent=2).encode())
        except OSError as error:
            raise not_written(path, error) from error

    def recall(self, layer: str, columns: Iterable[str]) -> dict[str, str] | None:
        """Return the mapping stored for a layer and these columns; None where there is none."""
        try:
            return _FORM.validate_json(self._path(layer, columns).read_bytes())
        except (OSError, ValidationError):
            return None

    def _path(self, layer: str, columns: Iterable[str]) -> Path:
        # names of layers and columns come from anywhere: none becomes the name of a file
        key = json.dumps([layer, sorted(set(columns))])
        return self._root / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.json"
