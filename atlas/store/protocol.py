"""
The store as the rest of the atlas sees it, whatever form of storage is behind it.

A folder on the user's disk is the one form so far; only `open_workspace` names it. Nothing that
was stored is ever overwritten: corrections, undone versions and deleted studies stay in a history.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

from geopandas import GeoDataFrame

from atlas.domain.messages import Message
from atlas.domain.question import Question
from atlas.errors import BadFile, UnknownName
from atlas.store.journal import Move, Version
from atlas.store.manifest import Manifest

FileKind: TypeAlias = Literal["rasters", "networks", "tables"]


@dataclass(frozen=True)
class Content:
    """What goes into a version: rows, manifest, and its own declaration where it has one."""

    frame: GeoDataFrame
    manifest: Manifest
    declaration: str | None = None


@dataclass(frozen=True)
class Lost:
    """
    What a crash left.

    Of an `unfinished` version only its manifest can be read, if it was written before the crash.
    One that is `not_in_force` is complete: it can be recovered. A `pointer` that was damaged from
    outside was rebuilt: the newest version of each layer is in force, even one that was undone.
    `on` is the number of the version of its layer that was in force when it was found.
    """

    kind: Literal["unfinished", "not_in_force", "pointer"]
    place: Path
    layer: str = ""
    number: int = 0
    manifest: Manifest | None = None
    on: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Study:
    """
    One save of a named question.

    `name` is what the study is called, `saved_as` what it was called then; `versions` are the data
    versions of the layers that it was answered from; `is_current` is false of earlier saves and
    of those that came too late.
    """

    name: str
    saved_as: str
    revision: int
    definition: dict[str, Any]
    versions: dict[str, str]
    saved_at: datetime
    saved_by: str
    is_current: bool

    def changed(self, versions: Mapping[str, str]) -> tuple[str, ...]:
        """
        Return the layers whose data are not those it was answered from.

        Parameters
        ----------
        versions
            Layer id -> data version, as they are now; a layer that is gone has changed.
        """
        return tuple(name for name, then in self.versions.items() if versions.get(name) != then)


@dataclass(frozen=True)
class Actual:
    """
    One entry for a target.

    `value` is in the unit of the target, None where only the responsible body is stated; `date`
    is the day, month or year that the value is of.
    """

    target: str
    value: float | None
    date: str
    responsible: str
    entered_at: datetime
    entered_by: str
    is_withdrawn: bool


class VersionStore(Protocol):
    """
    Versions of layers: what planners imported or changed, each stored for good.

    A version is in force from the moment it is committed, for all who open the store after that;
    two writers follow one another. Where the atlas is shared, secret versions are refused.
    """

    is_shared: bool

    def stamp(self) -> Hashable | None:
        """Return what differs after any commit, undo or redo; cheap enough to watch for one."""
        ...

    def in_force(self) -> dict[str, Version]:
        """Return the version in force by layer id; layers as shipped are not in it."""
        ...

    def layers(self) -> tuple[str, ...]:
        """Return the layers that ever had a version, sorted, those all undone among them."""
        ...

    def history(self, layer: str) -> tuple[Version, ...]:
        """Return every version of a layer that ever was in force, oldest first."""
        ...

    def moves(self, layer: str) -> tuple[Move, ...]:
        """Return every move of a layer, oldest first: commits, undos and redos."""
        ...

    def rows(self, version: Version) -> GeoDataFrame:
        """
        Return the rows of a version, EPSG:4326, index = feature id.

        Raises
        ------
        BadFile
            If they are missing or damaged.
        Refused
            If the version is secret and the atlas is shared: `secret_on_shared`.
        """
        ...

    def manifest(self, version: Version) -> Manifest:
        """Return what was recorded of a version; raises as `rows`."""
        ...

    def declaration(self, version: Version) -> str | None:
        """Return a version's own declaration, None where the shipped one holds; see `rows`."""
        ...

    def commit(
        self, layer: str, make: Callable[[Version | None], Content], *, on: int | None = None
    ) -> Version:
        """
        Store rows made from the version in force, with no other writer in between.

        Parameters
        ----------
        layer
            Layer id, of a shipped layer, a slot or a new one.
        make
            Gets the version in force, None where the shipped facts are, and returns the new one.
        on
            The number of the version that the new one is based on, 0 for what was shipped; None
            where `make` itself looks at the one in force.

        Raises
        ------
        BadInput
            If the id is none, the rows have another index or CRS, or no table can hold them.
        Refused
            If another version is in force than `on`: `changed_meanwhile`, with who did what
            since; or the rows are secret and the atlas is shared: `secret_on_shared`. Nothing is
            stored then, nor after whatever `make` raises.
        BadFile
            If the store cannot be written, or another writer takes too long.
        """
        ...

    def undo(self, layer: str, *, who: str = "", on: int | None = None) -> Version | None:
        """
        Go back to the version before the one in force; what is undone stays in the history.

        Parameters
        ----------
        layer
            Layer id.
        who
            The user.
        on
            The number of the version that the user saw in force, 0 for what was shipped; None
            undoes whatever is in force, unseen.

        Returns
        -------
        version
            What is in force now; None where it is what was shipped.

        Raises
        ------
        Refused
            If the layer is as it was shipped: `nothing_to_undo`; or another version is in force
            than the one seen: `changed_meanwhile`.
        """
        ...

    def redo(self, layer: str, *, who: str = "", on: int | None = None) -> Version | None:
        """
        Reverse the last undo, unless a version was committed since.

        Parameters
        ----------
        layer, who, on
            As of `undo`.

        Raises
        ------
        Refused
            If nothing was undone: `nothing_to_redo`; or as `undo`.
        """
        ...

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
        BadFile, Refused
            As `rows`.
        """
        ...

    def add(
        self,
        layer: str,
        frame: GeoDataFrame,
        *,
        manifest: Manifest,
        declaration: str | None = None,
        on: int | None = None,
    ) -> Version:
        """
        Store rows as the version of a layer that is in force from now on.

        Whether they obey the layer's declaration is for the caller to check before.
        Without `on` they replace whatever is in force, unseen.

        Parameters
        ----------
        layer
            Layer id, of a shipped layer, a slot or a new one.
        frame
            All rows of the layer, EPSG:4326, index = feature id.
        manifest
            What is recorded of them; its `rows` is counted here.
        declaration
            TOML text of a new layer, or of one that is declared otherwise than shipped.
        on
            As of `commit`, which also says what is raised.
        """
        return self.commit(layer, lambda _before: Content(frame, manifest, declaration), on=on)

    def version(self, layer: str, number: int) -> Version:
        """
        Return a version by its number.

        Raises
        ------
        UnknownName
            If the layer has none of that number.
        """
        numbered = {version.number: version for version in self.history(layer)}
        if number not in numbered:
            raise UnknownName(kind="version", name=str(number), known=list(map(str, numbered)))
        return numbered[number]


class Recoverable(Protocol):
    """What crashes leave in a store whose writers can be interrupted, and how it is settled."""

    def lost(self) -> tuple[Lost, ...]:
        """
        Return what crashes left, first to last; nothing is removed.

        Raises
        ------
        BadFile
            If a writer takes too long: what it has begun is not lost.
        """
        ...

    def lost_stamp(self) -> Hashable | None:
        """Return what differs once a writer began or ended anything, or anything was settled."""
        ...

    def recover(self, lost: Lost, *, who: str = "") -> Version:
        """
        Put a complete version in force that a crash prevented from it.

        Raises
        ------
        Refused
            If it is not complete: `not_complete`; or another version came in force since it was
            found: `changed_meanwhile`.
        BadFile
            If it was damaged since.
        """
        ...

    def discard(self, lost: Lost) -> None:
        """
        Remove what a crash left; a damaged journal is written anew.

        Raises
        ------
        BadFile
            If it cannot be removed.
        """
        ...


class Studies(Protocol):
    """Questions that a planner named, with every save of them."""

    def save(
        self,
        name: str,
        definition: Question,
        versions: Mapping[str, str],
        *,
        revision: int | None = None,
        by: str = "",
    ) -> Study:
        """
        Store a question under a name.

        Parameters
        ----------
        name
            Space around it is stripped.
        definition
            Defaults are written out.
        versions
            Layer id -> data version, of the answer on screen.
        revision
            Of the save that this one changes; None for a name not used yet.
        by
            Who saves.

        Returns
        -------
        study
            As saved, with its new revision.

        Raises
        ------
        BadInput
            If the name is empty.
        UnknownName
            If a revision is stated of a name not used yet.
        Refused
            If the name is in use and its current save is another than `revision`:
            `study_changed`, with the name, the current save and the one stored now.
        BadFile
            If the store cannot be written.
        """
        ...

    def list(self, *, deleted: bool = False) -> tuple[Study, ...]:
        """Return the current save of every study, latest first; or of the deleted ones."""
        ...

    def load(self, name: str, *, revision: int | None = None) -> Study:
        """
        Return the current save of a study, or any of its saves.

        Raises
        ------
        UnknownName
            If there is no such study, or it has no such save.
        """
        ...

    def history(self, name: str) -> tuple[Study, ...]:
        """
        Return every save of a study, latest first, those under its earlier names among them.

        Raises
        ------
        UnknownName
            If there is no such study.
        """
        ...

    def rename(self, name: str, to: str) -> None:
        """
        Give a study another name; its saves stay, and the names they were made under.

        Raises
        ------
        UnknownName
            If there is no such study.
        Refused
            If the other name is in use: `study_name_taken`.
        BadInput
            If the other name is empty.
        """
        ...

    def delete(self, name: str) -> None:
        """
        Hide a study, until it is restored.

        Raises
        ------
        UnknownName
            If there is no such study.
        """
        ...

    def restore(self, name: str) -> None:
        """
        Undo a deletion, the latest one where several studies of the name were deleted.

        Raises
        ------
        UnknownName
            If no study of the name was deleted.
        Refused
            If the name is in use again: `study_name_taken`.
        """
        ...


class Actuals(Protocol):
    """
    Actual values of targets, and who is responsible for them.

    Whether a target exists is for the caller to check: targets are facts, and may come and go.
    """

    def enter(
        self,
        target: str,
        *,
        value: float | None,
        date: str = "",
        responsible: str = "",
        by: str = "",
    ) -> Actual:
        """
        Enter the actual value of a target.

        Parameters
        ----------
        target
            Its id.
        value
            In the unit of the target; None where only the responsible body is entered.
        date
            That the value is of: YYYY, YYYY-MM or YYYY-MM-DD.
        responsible
            The body responsible for the target.
        by
            Who enters it.

        Returns
        -------
        actual
            As entered.

        Raises
        ------
        BadInput
            If the target has no id, nothing is entered for it, the value is not finite or has no
            date, or the date is none.
        BadFile
            If the store cannot be written.
        """
        ...

    def withdraw(self, target: str, *, by: str = "") -> Actual:
        """
        Withdraw what was entered for a target; its history stays.

        Raises
        ------
        UnknownName
            If nothing is entered for the target.
        BadFile
            If the store cannot be written.
        """
        ...

    def current(self) -> dict[str, Actual]:
        """Return the latest entry by target id; targets without one are not in it."""
        ...

    def history(self, target: str) -> tuple[Actual, ...]:
        """Return every entry for a target, latest first; none where none was made."""
        ...


class Mappings(Protocol):
    """
    Which column of a planner's file was which of a layer's, for the next such file.

    A file is recognised by the names of its columns, whatever their order. Two files with the
    same head share one mapping, and the later one counts.
    """

    def remember(self, layer: str, columns: Iterable[str], fields: Mapping[str, str]) -> None:
        """
        Store a mapping for files with these columns.

        Parameters
        ----------
        layer
            Layer id.
        columns
            All columns of the file.
        fields
            Declared column -> column of the file.

        Raises
        ------
        BadFile
            If the store cannot be written, or a newer atlas wrote it.
        """
        ...

    def recall(self, layer: str, columns: Iterable[str]) -> dict[str, str] | None:
        """Return the mapping stored for a layer and these columns; None where there is none."""
        ...


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

        The name comes from a question, whose definition refuses one that leads elsewhere.
        """
        ...


class Integrity(Protocol):
    """Whether studies and actuals are as they were stored."""

    def stamp(self) -> Hashable:
        """Return what differs once anything was written."""
        ...

    def fault(self) -> BadFile | None:
        """Return why nothing can be read or written; None where it can, or nothing was stored."""
        ...

    def damaged(self) -> tuple[Message, ...]:
        """
        Return a description of each row that is damaged and left out.

        Raises
        ------
        BadFile
            If there is a `fault`.
        """
        ...


class Workspace(Protocol):
    """All that a planner stores. `recovery` is None where no writer can be interrupted."""

    versions: VersionStore
    recovery: Recoverable | None
    studies: Studies
    actuals: Actuals
    mappings: Mappings
    files: Files
    integrity: Integrity

    def newer(self) -> BadFile | None:
        """Return the refusal where a newer atlas wrote it, so that nothing is written; or None."""
        ...

    def cached(self, purpose: str, version: str, make: Callable[[], bytes]) -> bytes:
        """
        Return what was computed before, or compute it; losing it costs nothing but time.

        Parameters
        ----------
        purpose
            What it is for; one version is stored for each purpose.
        version
            A digest of all that the content depends on.
        make
            Computes it.
        """
        ...
