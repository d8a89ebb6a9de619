"""
The store as the rest of the atlas sees it, whatever form of storage is behind it.

A folder on the user's disk is the one form so far; only `open_workspace` names it.
"""

from pathlib import Path
from typing import Literal, Protocol, TypeAlias

FileKind: TypeAlias = Literal["rasters", "networks", "tables"]


class Files(Protocol):
    """Files that a planner puts beside the layers, for questions and sheets to name."""

    def names(self, kind: FileKind, *suffixes: str) -> tuple[str, ...]:
        """Return the names of the files with one of the suffixes, sorted."""
        ...

    def folders(self, kind: FileKind, suffix: str) -> tuple[str, ...]:
        """Return the names of the folders that hold a file with the suffix, sorted."""
        ...

    def path(self, kind: FileKind, name: str) -> Path:
        """
        Return a file or folder of this machine to read from; it need not exist.

        The name comes from a question: whoever writes one out of a workspace checks its form.
        """
        ...


class Workspace(Protocol):
    """All that a planner stores."""

    @property
    def files(self) -> Files:
        """Rasters, roads and tables of the planner's own."""
        ...
