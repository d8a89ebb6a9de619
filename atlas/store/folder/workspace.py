"""A workspace in a folder of the user's disk: its parts share the folder and nothing else."""

from collections.abc import Callable
from pathlib import Path

from atlas.errors import BadFile
from atlas.store.folder.actuals import SqliteActuals
from atlas.store.folder.cache import cached
from atlas.store.folder.column_mappings import FolderMappings
from atlas.store.folder.files import FolderFiles
from atlas.store.folder.format_versions import newer
from atlas.store.folder.sqlite import Database
from atlas.store.folder.studies import SqliteStudies
from atlas.store.folder.versions import FolderVersions
from atlas.store.protocol import (
    Actuals,
    Files,
    Integrity,
    Mappings,
    Recoverable,
    Studies,
    VersionStore,
    Workspace,
)


class FolderWorkspace(Workspace):
    """
    The workspace in a folder, which need not exist yet.

    Parameters
    ----------
    home
        The folder.
    is_shared
        Whether others reach this machine's atlas: secret versions are refused then.
    """

    def __init__(self, home: Path, *, is_shared: bool) -> None:
        versions = FolderVersions(home, is_shared=is_shared)
        self._home = home
        self.versions: VersionStore = versions
        self.recovery: Recoverable | None = versions
        self.studies: Studies = SqliteStudies(home)
        self.actuals: Actuals = SqliteActuals(home)
        self.mappings: Mappings = FolderMappings(home)
        self.files: Files = FolderFiles(home)
        self.integrity: Integrity = Database(home)

    def newer(self) -> BadFile | None:
        """Return the refusal where a newer atlas wrote any file of the folder; or None."""
        file = newer(self._home)
        return None if file is None else BadFile(path=str(file), reason="newer_store")

    def cached(self, purpose: str, version: str, make: Callable[[], bytes]) -> bytes:
        """
        Return what was computed before, or compute it and store it.

        Parameters
        ----------
        purpose, version, make
            As of `Workspace.cached`.
        """
        return cached(self._home, purpose, version, make)
