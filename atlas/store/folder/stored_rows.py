"""
Stored versions, read again.

Rows, manifest and declaration of a version are read here and nowhere else, and all of them pass
`manifest` first, which refuses what is secret where the atlas is shared: no caller can forget it.
"""

from pathlib import Path

import geopandas

from atlas.errors import Refused
from atlas.store.archive import zip_of
from atlas.store.content import is_hidden
from atlas.store.folder import version_folder
from atlas.store.folder.version_folder import folder_name
from atlas.store.journal import Version
from atlas.store.manifest import Manifest


class VersionReader:
    """
    The folders of all versions, for reading.

    The level of secrecy of a version that cannot be read is unknown: where the atlas is shared
    nothing of it is shown then.

    Parameters
    ----------
    root
        The folder of all versions.
    is_shared
        Whether others reach this machine's atlas.
    """

    def __init__(self, root: Path, *, is_shared: bool) -> None:
        self.root, self.is_shared = root, is_shared

    def manifest(self, version: Version) -> Manifest:
        """Return what was recorded of a version; refuses as `VersionStore.rows`."""
        manifest = version_folder.read_manifest_of(self.folder_of(version))
        if is_hidden(manifest, is_shared=self.is_shared):
            raise Refused(reason="secret_on_shared", layer=version.layer)
        return manifest

    def rows(self, version: Version) -> geopandas.GeoDataFrame:
        """Return the rows of a version, as `VersionStore.rows`."""
        if self.is_shared:
            self.manifest(version)
        return version_folder.read_rows(self.folder_of(version), version.digest)

    def declaration(self, version: Version) -> str | None:
        """Return a version's own declaration, None where the shipped one holds."""
        if self.is_shared:
            self.manifest(version)
        return version_folder.read_declaration_of(self.folder_of(version))

    def export(self, version: Version, *, declaration: str | None = None) -> bytes:
        """Return a version as a zip, as `VersionStore.export`."""
        self.manifest(version)
        frame = self.rows(version)
        files = version_folder.files_of(self.folder_of(version))
        return zip_of(files, frame, when=version.when, declaration=declaration)

    def folder_of(self, version: Version) -> Path:
        """Return the folder of a version."""
        return self.root / folder_name(version.layer, version.number)
