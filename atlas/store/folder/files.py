"""Files that a planner puts into the workspace's folders `rasters`, `networks` and `tables`."""

from pathlib import Path

from atlas.store.protocol import FileKind, Files


class FolderFiles(Files):
    """
    The files of a workspace folder, which nobody but the planner writes.

    Parameters
    ----------
    home
        The workspace.
    """

    def __init__(self, home: Path) -> None:
        self._home = home

    def names(self, kind: FileKind, *suffixes: str) -> tuple[str, ...]:
        """Return the names of the files with one of the suffixes, sorted."""
        folder = self._home / kind
        files = sorted(folder.iterdir()) if folder.is_dir() else []
        return tuple(path.name for path in files if path.suffix in suffixes)

    def folders(self, kind: FileKind, suffix: str) -> tuple[str, ...]:
        """Return the names of the folders that hold a file with the suffix, sorted."""
        found = (self._home / kind).glob(f"*/*{suffix}")
        return tuple(sorted({path.parent.name for path in found}))

    def path(self, kind: FileKind, name: str) -> Path:
        """Return where a file or folder of this name is or would be."""
        return self._home / kind / name
