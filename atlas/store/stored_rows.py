"""
The shelf: what was kept, read again.

Rows, manifest and declaration of a version are read here and nowhere else, and all of them pass
`manifest` first, which refuses what is secret where the atlas is shared: no door can forget it.
"""

from pathlib import Path

import geopandas

from atlas.errors import Refused
from atlas.store import version_folder
from atlas.store.folder.archive import exported
from atlas.store.journal import Version
from atlas.store.manifest import Manifest
from atlas.store.version_folder import folder_name


class Shelf:
    """
    The folders of all versions, for reading.

    A version that cannot be read does not say how secret it is: where the atlas is shared nothing
    of it is shown then.

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
        """
        Return what was said of a version when it was kept.

        Raises
        ------
        BadFile
            If it is not there, or not what was kept.
        Refused
            If the version is secret and the atlas is shared: `secret_on_shared`.
        """
        manifest = version_folder.read_manifest_of(self.place(version))
        if self.hides(manifest):
            raise Refused(reason="secret_on_shared", layer=version.layer)
        return manifest

    def hides(self, manifest: Manifest) -> bool:
        """Tell whether what a manifest is of is not for those who reach the atlas."""
        return self.is_shared and manifest.level == "secret"

    def frame(self, version: Version) -> geopandas.GeoDataFrame:
        """
        Return the rows of a version.

        Raises
        ------
        BadFile
            If they are not there, or not those that were kept.
        Refused
            As `manifest`.
        """
        if self.is_shared:
            self.manifest(version)
        return version_folder.read_rows(self.place(version), version.digest)

    def declaration(self, version: Version) -> str | None:
        """
        Return a version's own declaration, None where the shipped one holds.

        Raises
        ------
        BadFile
            If it is not what was kept.
        Refused
            As `manifest`.
        """
        if self.is_shared:
            self.manifest(version)
        return version_folder.read_declaration_of(self.place(version))

    def export(self, version: Version, *, declaration: str | None = None) -> bytes:
        """
        Return a version as a zip: GeoParquet, GeoJSON, manifest, declaration, hashes.

        Parameters
        ----------
        version
            Any of the history.
        declaration
            TOML text of the shipped layer, for a version without one of its own.

        Raises
        ------
        BadFile
            If it is not what was kept.
        Refused
            As `manifest`.
        """
        self.manifest(version)
        frame = self.frame(version)
        return exported(self.place(version), frame, when=version.when, declaration=declaration)

    def place(self, version: Version) -> Path:
        """Return the folder of a version."""
        return self.root / folder_name(version.layer, version.number)
