"""
The workspace: the one folder of the user's disk that the atlas writes to.

`ATLAS_HOME` names it; otherwise it is where the operating system keeps an application's data.
`ATLAS_SHARED=1` says that others reach what is in it, through a server of this machine.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from atlas.store.folder.workspace import FolderWorkspace
from atlas.store.protocol import Workspace

_NAME = "silk-road-atlas"


def open_workspace(at: Path | None = None) -> Workspace:
    """
    Open a workspace; nothing is read or written before it is used.

    Parameters
    ----------
    at
        Its folder; `workspace()` where none is given.
    """
    return FolderWorkspace(workspace() if at is None else at)


def workspace(environment: Mapping[str, str] = os.environ, *, platform: str = sys.platform) -> Path:
    """
    Return the workspace folder, which need not exist yet.

    Parameters
    ----------
    environment
        Where `ATLAS_HOME` and the system's own folders are looked up.
    platform
        As `sys.platform`.
    """
    if given := environment.get("ATLAS_HOME"):
        return Path(given).expanduser()
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or Path.home())
    if platform == "win32":
        return Path(environment.get("APPDATA") or home / "AppData" / "Roaming") / _NAME
    if platform == "darwin":
        return home / "Library" / "Application Support" / _NAME
    return Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share") / _NAME


def is_shared(environment: Mapping[str, str] = os.environ) -> bool:
    """Tell whether the workspace is said to be within the reach of others than its user."""
    return environment.get("ATLAS_SHARED", "") not in {"", "0"}
