"""
Versions in a folder: what a planner imported or changed, layer by layer, each stored for good.

A version is complete and on the disk before the journal names it, and the journal is replaced at
once: whoever opens the workspace finds the version before or the version after, killed writers
and several processes notwithstanding. `lost` lists what was begun and not ended. Nothing is ever
overwritten, so a workspace only grows.
"""

from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from atlas.store.content import check_layer_id, checked, is_hidden
from atlas.store.folder import version_folder
from atlas.store.folder.ledger import Ledger, Stamp
from atlas.store.folder.stored_rows import VersionReader
from atlas.store.journal import Move, Version
from atlas.store.protocol import Content, Lost, Recoverable, VersionStore


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
        Whether others reach this machine's atlas: secret versions are refused then.
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
        """
        Store rows made from the version in force.

        Parameters
        ----------
        layer, make, on
            As of `VersionStore.commit`, which also says what is raised.
        """
        check_layer_id(layer)
        with self._ledger.writing():
            journal = self._ledger.begin()
            journal.refuse_moved(layer, on)
            made = make(journal.in_force().get(layer))
            content = checked(layer, made, is_shared=self.is_shared)
            number = 1 + max(
                (n for of, n in version_folder.finished(self.root) if of == layer), default=0
            )
            digest = version_folder.write_folder(self.root, layer, number, content)
            said = content.manifest
            return self._ledger.move(journal, layer, said.what, (number, digest), said.who)

    def in_force(self) -> dict[str, Version]:
        """Return the version in force by layer id; layers as shipped are not in it."""
        return self._ledger.read().in_force()

    def layers(self) -> tuple[str, ...]:
        """Return the layers that ever had a version, undone ones too."""
        return tuple(sorted(self._ledger.read().trails()))

    def history(self, layer: str) -> tuple[Version, ...]:
        """Return every version of a layer that ever was in force, oldest first."""
        return self._ledger.read().history(layer)

    def moves(self, layer: str) -> tuple[Move, ...]:
        """Return every move of a layer, oldest first: commits, undos and redos."""
        return self._ledger.read().moves_of(layer)

    def undo(self, layer: str, *, who: str = "", on: int | None = None) -> Version | None:
        """
        Go back to the version before the one in force.

        Parameters
        ----------
        layer, who, on
            As of `VersionStore.undo`, which also says what is raised.
        """
        return self._walk(layer, "undo", who, on)

    def redo(self, layer: str, *, who: str = "", on: int | None = None) -> Version | None:
        """
        Reverse the last undo.

        Parameters
        ----------
        layer, who, on
            As of `VersionStore.redo`, which also says what is raised.
        """
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
        said = lost.manifest
        is_secret = said is not None and is_hidden(said, is_shared=self.is_shared)
        return replace(lost, manifest=None) if is_secret else lost

    def _walk(
        self, layer: str, what: Literal["undo", "redo"], who: str, on: int | None
    ) -> Version | None:
        with self._ledger.writing():
            journal = self._ledger.begin()
            journal.refuse_moved(layer, on)
            to = journal.step(layer, what)
            self._ledger.move(journal, layer, what, (to.number, to.digest) if to else (0, ""), who)
        return to
