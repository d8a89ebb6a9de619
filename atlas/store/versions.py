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
from atlas.store import version_folder
from atlas.store.journal import Move, Trail, Version
from atlas.store.ledger import Ledger, Lost, Stamp
from atlas.store.manifest import Manifest
from atlas.store.stored_rows import Shelf
from atlas.store.version_folder import Content
from atlas.store.workspace import is_shared

_LAYER = re.compile(r"[a-z][a-z0-9_]{0,79}")
Make = Callable[[Version | None], Content]


class Versions(Shelf):
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
        super().__init__(home / "versions", is_shared=is_shared() if shared is None else shared)
        self.home = home
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
        on: int | None = None,
    ) -> Version:
        """
        Keep rows as the version of a layer that counts from now on.

        Whether they obey the layer's declaration is for the caller to check before.
        Without `on` they replace whatever is in force, unseen.

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
        on
            As `commit`.

        Raises
        ------
        BadInput
            If the id is none, or the rows have another index or coordinates, or no file holds them.
        Refused
            If they are secret and the atlas is shared: `secret_on_shared`; or as `commit`.
        BadFile
            If the workspace cannot be written, or another writer takes too long.
        """
        return self.commit(layer, lambda _before: Content(frame, manifest, declaration), on=on)

    def commit(self, layer: str, make: Make, *, on: int | None = None) -> Version:
        """
        Keep rows made from the version in force, with no other writer in between.

        Parameters
        ----------
        layer
            Layer id.
        make
            Gets the version in force, None where the shipped facts are, and returns the new one.
        on
            The number of the version that whoever asks rests on, 0 for what was shipped; None
            where `make` itself looks at the one in force.

        Raises
        ------
        Refused
            If another version is in force than the one rested on: `changed_meanwhile`, with who
            did what since; nothing is kept then.
        BadInput, Refused, BadFile
            As `add`, and whatever `make` raises.
        """
        if not _LAYER.fullmatch(layer):
            raise BadInput(argument="layer", reason="not_a_layer_id")
        with self._ledger.writing():
            pointer = self._ledger.begin()
            pointer.refuse_moved(layer, on)
            content = make(pointer.trails().get(layer, Trail()).in_force)
            version_folder.check_rows(content.frame)
            manifest = replace(content.manifest, rows=len(content.frame))
            if self.hides(manifest):
                raise Refused(reason="secret_on_shared", layer=layer)
            number = 1 + max(
                (n for of, n in version_folder.finished(self.root) if of == layer), default=0
            )
            content = replace(content, manifest=manifest)
            digest = version_folder.write_folder(self.root, layer, number, content)
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

    def undo(self, layer: str, *, who: str = "", on: int | None = None) -> Version | None:
        """
        Go back to the version before the one in force; what is undone stays in the history.

        Parameters
        ----------
        layer
            Layer id.
        who
            Who asks for it.
        on
            The number of the version that they were shown as the one in force, 0 for what was
            shipped; None undoes whatever is in force, unseen.

        Returns
        -------
        version
            What is in force now; None where it is what was shipped.

        Raises
        ------
        Refused
            If the layer is as it was shipped: `nothing_to_undo`; or another version is in force
            than the one shown: `changed_meanwhile`.
        """
        return self._walk(layer, "undo", who, on)

    def redo(self, layer: str, *, who: str = "", on: int | None = None) -> Version | None:
        """
        Take back the last undo, unless a version was added since; parameters as of `undo`.

        Raises
        ------
        Refused
            If nothing was undone: `nothing_to_redo`; or as `undo`.
        """
        return self._walk(layer, "redo", who, on)

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
            return tuple(map(self._as_shown, self._ledger.lost()))

    def recover(self, lost: Lost, *, who: str = "") -> Version:
        """
        Put a complete version in force that a crash kept from it.

        Raises
        ------
        Refused
            If it is not complete: `not_complete`; or another version came in force since it was
            told: `changed_meanwhile`.
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

    def _as_shown(self, lost: Lost) -> Lost:
        hidden = lost.manifest is not None and self.hides(lost.manifest)
        return replace(lost, manifest=None) if hidden else lost

    def _walk(
        self, layer: str, what: Literal["undo", "redo"], who: str, on: int | None
    ) -> Version | None:
        with self._ledger.writing():
            pointer = self._ledger.begin()
            pointer.refuse_moved(layer, on)
            trail = pointer.trails().get(layer, Trail())
            position = trail.position + (1 if what == "redo" else -1)
            if position < 0:
                raise Refused(reason="nothing_to_undo", layer=layer)
            if position > len(trail.versions):
                raise Refused(reason="nothing_to_redo", layer=layer)
            to = replace(trail, position=position).in_force
            self._ledger.move(pointer, layer, what, (to.number, to.digest) if to else (0, ""), who)
        return to
