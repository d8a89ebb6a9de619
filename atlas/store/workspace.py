"""
The workspace: where the atlas stores what planners import, change and save.

It is the one folder of the user's disk that the atlas writes to. `ATLAS_HOME` names it; otherwise
it is where the operating system puts an application's data. `ATLAS_SHARED=1` means that others
reach what is in it, through a server of this machine.
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
        Its folder; by default `workspace()`.
    """
    return FolderWorkspace(workspace() if at is None else at, is_shared=is_shared())


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
    if home := environment.get("ATLAS_HOME"):
        return Path(home).expanduser()
    user = Path(environment.get("HOME") or environment.get("USERPROFILE") or Path.home())
    if platform == "win32":
        return Path(environment.get("APPDATA") or user / "AppData" / "Roaming") / _NAME
    if platform == "darwin":
        return user / "Library" / "Application Support" / _NAME
    return Path(environment.get("XDG_DATA_HOME") or user / ".local" / "share") / _NAME


def is_shared(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether others than its user reach the workspace, as `ATLAS_SHARED` says."""
    return environment.get("ATLAS_SHARED", "") not in {"", "0"}
