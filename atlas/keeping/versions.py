"""
Versions: what a planner brought in or changed, layer by layer, each kept for good.

A version is complete and on the disk before the pointer names it, and the pointer is swapped at
once: whoever opens the workspace finds the version before or the version after, killed writers
and several processes notwithstanding. What was begun and not ended is told by `lost`. Nothing is
ever overwritten, so a workspace only grows.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import geopandas

from atlas.errors import BadInput, Refused, UnknownName
from atlas.keeping import folder
from atlas.keeping.exporting import exported
from atlas.keeping.folder import Content, folder_name
from atlas.keeping.ledger import Ledger, Lost, Stamp
from atlas.keeping.manifest import Manifest
from atlas.keeping.pointer import Move, Trail, Version
from atlas.keeping.workspace import is_shared

_LAYER = re.compile(r"[a-z][a-z0-9_]{0,79}")
Make = Callable[[Version | None], Content]


class Versions:
    """
    The versions of a workspace; nothing is made on the disk before the first is added.

    Parameters
    ----------
    home
        The workspace.
    now
        The clock; times are kept in UTC.
    shared
        Whether others reach this machine's atlas, which keeps secrets out; as the environment
        says where it is None.
    """

    def __init__(
        self,
        home: Path,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        shared: bool | None = None,
    ) -> None:
        self.home, self.root = home, home / "versions"
        self.is_shared = is_shared() if shared is None else shared
        self._ledger = Ledger(self.root, now)

    def stamp(self) -> Stamp | None:
        """Return what differs as soon as any version is added, undone or redone: one stat."""
        return self._ledger.stamp()

    def add(
        self,
        layer: str,
        frame: geopandas.GeoDataFrame,
        *,
        manifest: Manifest,
        declaration: str | None = None,
    ) -> Version:
        """
        Keep rows as the version of a layer that counts from now on.

        Whether they obey the layer's declaration is for the caller to check before.

        Parameters
        ----------
        layer
            Layer id, of a shipped layer, a slot or a new one.
        frame
            All rows of the layer, EPSG:4326, index = feature id.
        manifest
            What is said of them; its `rows` is counted here.
        declaration
            TOML text of a new layer, or of one that is declared otherwise than shipped.

        Raises
        ------
        BadInput
            If the id is none, or the rows have another index or coordinates, or no file holds them.
        Refused
            If they are secret and the atlas is shared: `secret_on_shared`.
        BadFile
            If the workspace cannot be written, or another writer takes too long.
        """
        return self.add_made(layer, lambda _before: Content(frame, manifest, declaration))

    def add_made(self, layer: str, make: Make) -> Version:
        """
        Keep rows made from the version in force, with no other writer in between.

        Parameters
        ----------
        layer
            Layer id.
        make
            Gets the version in force, None where the shipped facts are, and returns the new one.

        Raises
        ------
        BadInput, Refused, BadFile
            As `add`, and whatever `make` raises.
        """
        if not _LAYER.fullmatch(layer):
            raise BadInput(argument="layer", reason="not_a_layer_id")
        with self._ledger.writing():
            pointer = self._ledger.begin()
            content = make(pointer.trails().get(layer, Trail()).in_force)
            folder.check_rows(content.frame)
            manifest = replace(content.manifest, rows=len(content.frame))
            if manifest.level == "secret" and self.is_shared:
                raise Refused(reason="secret_on_shared", layer=layer)
            number = 1 + max((n for of, n in folder.finished(self.root) if of == layer), default=0)
            content = replace(content, manifest=manifest)
            digest = folder.write_folder(self.root, layer, number, content)
            goal = (number, digest)
            return self._ledger.move(pointer, layer, manifest.what, goal, manifest.who)

    def current(self) -> dict[str, Version]:
        """Return the version in force by layer id; layers as shipped are not in it."""
        trails = self._ledger.read().trails()
        return {layer: now for layer, trail in trails.items() if (now := trail.in_force)}

    def layers(self) -> tuple[str, ...]:
        """Return the layers that any version was ever kept of, undone ones too."""
        return tuple(sorted(self._ledger.read().trails()))

    def history(self, layer: str) -> tuple[Version, ...]:
        """Return every version of a layer that ever was in force, oldest first."""
        return tuple(
            version for version in self._ledger.read().versions() if version.layer == layer
        )

    def moves(self, layer: str) -> tuple[Move, ...]:
        """Return every move of a layer, oldest first: what was added, undone and redone."""
        return tuple(move for move in self._ledger.read().moves if move.layer == layer)

    def version(self, layer: str, number: int) -> Version:
        """
        Return a version by its number.

        Raises
        ------
        UnknownName
            If the layer has none of that number.
        """
        known = {version.number: version for version in self.history(layer)}
        if number not in known:
            raise UnknownName(kind="version", name=str(number), known=list(map(str, known)))
        return known[number]

    def undo(self, layer: str, *, who: str = "") -> Version | None:
        """
        Go back to the version before the one in force; what is undone stays in the history.

        Returns
        -------
        version
            What is in force now; None where it is what was shipped.

        Raises
        ------
        Refused
            If the layer is as it was shipped: `nothing_to_undo`.
        """
        return self._walk(layer, "undo", who)

    def redo(self, layer: str, *, who: str = "") -> Version | None:
        """
        Take back the last undo, unless a version was added since.

        Raises
        ------
        Refused
            If nothing was undone: `nothing_to_redo`.
        """
        return self._walk(layer, "redo", who)

    def frame(self, version: Version) -> geopandas.GeoDataFrame:
        """
        Return the rows of a version.

        Raises
        ------
        BadFile
            If they are not there, or not those that were kept.
        """
        return folder.read_rows(self.place(version), version.digest)

    def manifest(self, version: Version) -> Manifest:
        """
        Return what was said of a version when it was kept.

        Raises
        ------
        BadFile
            If it is not there, or not what was kept.
        """
        return folder.read_manifest_of(self.place(version))

    def declaration(self, version: Version) -> str | None:
        """
        Return a version's own declaration, None where the shipped one holds.

        Raises
        ------
        BadFile
            If it is not what was kept.
        """
        return folder.read_declaration_of(self.place(version))

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
            If it is secret and the atlas is shared: `secret_on_shared`.
        """
        if self.manifest(version).level == "secret" and self.is_shared:
            raise Refused(reason="secret_on_shared", layer=version.layer)
        frame = self.frame(version)
        return exported(self.place(version), frame, when=version.when, declaration=declaration)

    def place(self, version: Version) -> Path:
        """Return the folder of a version."""
        return self.root / folder_name(version.layer, version.number)

    def lost(self) -> tuple[Lost, ...]:
        """
        Return what crashes left, first to last; nothing is taken away.

        Raises
        ------
        BadFile
            If a writer takes too long: what it has begun is not lost.
        """
        if not self.root.is_dir():
            return ()
        with self._ledger.writing():
            return self._ledger.lost()

    def recover(self, lost: Lost, *, who: str = "") -> Version:
        """
        Put a complete version in force that a crash kept from it.

        Raises
        ------
        Refused
            If it is not complete: `not_complete`.
        BadFile
            If it was damaged since.
        """
        with self._ledger.writing():
            return self._ledger.recover(lost, who)

    def discard(self, lost: Lost) -> None:
        """
        Take away what a crash left, once it has been told; a damaged pointer is written anew.

        Raises
        ------
        BadFile
            If it cannot be taken away.
        """
        with self._ledger.writing():
            self._ledger.discard(lost)

    def _walk(self, layer: str, what: Literal["undo", "redo"], who: str) -> Version | None:
        with self._ledger.writing():
            pointer = self._ledger.begin()
            trail = pointer.trails().get(layer, Trail())
            position = trail.position + (1 if what == "redo" else -1)
            if position < 0:
                raise Refused(reason="nothing_to_undo", layer=layer)
            if position > len(trail.versions):
                raise Refused(reason="nothing_to_redo", layer=layer)
            to = replace(trail, position=position).in_force
            self._ledger.move(pointer, layer, what, (to.number, to.digest) if to else (0, ""), who)
        return to
