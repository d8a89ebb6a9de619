"""A workspace in a folder: its parts share the folder and nothing else."""

from pathlib import Path

from atlas.store.folder.files import FolderFiles
from atlas.store.protocol import Workspace


class FolderWorkspace(Workspace):
    """
    The workspace in a folder, which need not exist yet.

    Parameters
    ----------
    home
        The folder.
    """

    def __init__(self, home: Path) -> None:
        self._home = home

    @property
    def files(self) -> FolderFiles:
        """Rasters, roads and tables of the planner's own."""
        return FolderFiles(self._home)
