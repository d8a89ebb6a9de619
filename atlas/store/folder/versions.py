"""
Versions in a folder: what a planner imported or changed, layer by layer, each stored for good.

A version is complete and on the disk before the journal names it, and the journal is replaced at
once: whoever opens the workspace finds the version before or the version after, killed writers
and several processes notwithstanding. `lost` lists what was begun and not ended. Nothing is ever
overwritten, so a workspace only grows.
"""

import re
from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from atlas.errors import BadInput, Refused
from atlas.store.folder import version_folder
from atlas.store.folder.ledger import Ledger, Stamp
from atlas.store.folder.stored_rows import VersionReader
from atlas.store.journal import Move, Trail, Version
from atlas.store.protocol import Content, Lost, Recoverable, VersionStore

_LAYER = re.compile(r"[a-z][a-z0-9_]{0,79}")


class FolderVersions(VersionReader, VersionStore, Recoverable):
    """
    The versions of a workspace; nothing is made on the disk before the first is committed.

    Parameters
    ----------
    home
        The workspace.
    now
        The clock; times are stored in UTC.
    is_shared
        Whether others reach this machine's atlas, which keeps secrets out.
    """

    def __init__(
        self,
        home: Path,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        is_shared: bool = False,
    ) -> None:
        super().__init__(home / "versions", is_shared=is_shared)
        self._ledger = Ledger(self.root, now)

    def stamp(self) -> Stamp | None:
        """Return what differs after any commit, undo or redo: one stat of a file."""
        return self._ledger.stamp()

    def commit(
        self, layer: str, make: Callable[[Version | None], Content], *, on: int | None = None
    ) -> Version:
        """Store rows made from the version in force, as `VersionStore.commit`."""
        if not _LAYER.fullmatch(layer):
            raise BadInput(argument="layer", reason="not_a_layer_id")
        with self._ledger.writing():
            journal = self._ledger.begin()
            journal.refuse_moved(layer, on)
            content = make(journal.trails().get(layer, Trail()).in_force)
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
            return self._ledger.move(journal, layer, manifest.what, goal, manifest.who)

    def in_force(self) -> dict[str, Version]:
        """Return the version in force by layer id; layers as shipped are not in it."""
        trails = self._ledger.read().trails()
        return {layer: now for layer, trail in trails.items() if (now := trail.in_force)}

    def layers(self) -> tuple[str, ...]:
        """Return the layers that ever had a version, undone ones too."""
        return tuple(sorted(self._ledger.read().trails()))

    def history(self, layer: str) -> tuple[Version, ...]:
        """Return every version of a layer that ever was in force, oldest first."""
        return tuple(
            version for version in self._ledger.read().versions() if version.layer == layer
        )

    def moves(self, layer: str) -> tuple[Move, ...]:
        """Return every move of a layer, oldest first: commits, undos and redos."""
        return tuple(move for move in self._ledger.read().moves if move.layer == layer)

    def undo(self, layer: str, *, who: str = "", on: int | None = None) -> Version | None:
        """Go back to the version before the one in force, as `VersionStore.undo`."""
        return self._walk(layer, "undo", who, on)

    def redo(self, layer: str, *, who: str = "", on: int | None = None) -> Version | None:
        """Reverse the last undo, as `VersionStore.redo`."""
        return self._walk(layer, "redo", who, on)

    def lost(self) -> tuple[Lost, ...]:
        """Return what crashes left, as `Recoverable.lost`."""
        if not self.root.is_dir():
            return ()
        with self._ledger.writing():
            return tuple(map(self._as_shown, self._ledger.lost()))

    def lost_stamp(self) -> Hashable | None:
        """Return what differs once a folder was begun, renamed or removed, or the journal grew."""
        if not self.root.is_dir():
            return None
        return self.root, self.stamp(), self.root.stat().st_mtime_ns

    def recover(self, lost: Lost, *, who: str = "") -> Version:
        """Put a complete version in force that a crash prevented from it."""
        with self._ledger.writing():
            return self._ledger.recover(lost, who)

    def discard(self, lost: Lost) -> None:
        """Remove what a crash left, as `Recoverable.discard`."""
        with self._ledger.writing():
            self._ledger.discard(lost)

    def _as_shown(self, lost: Lost) -> Lost:
        hidden = lost.manifest is not None and self.hides(lost.manifest)
        return replace(lost, manifest=None) if hidden else lost

    def _walk(
        self, layer: str, what: Literal["undo", "redo"], who: str, on: int | None
    ) -> Version | None:
        with self._ledger.writing():
            journal = self._ledger.begin()
            journal.refuse_moved(layer, on)
            trail = journal.trails().get(layer, Trail())
            position = trail.position + (1 if what == "redo" else -1)
            if position < 0:
                raise Refused(reason="nothing_to_undo", layer=layer)
            if position > len(trail.versions):
                raise Refused(reason="nothing_to_redo", layer=layer)
            to = replace(trail, position=position).in_force
            self._ledger.move(journal, layer, what, (to.number, to.digest) if to else (0, ""), who)
        return to
