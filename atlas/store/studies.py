"""
Studies: questions that a planner named, kept between sessions with everything they ever were.

Every save is kept. Who saves says which save it rests on; when another came in between, the save
that counts stays the other's, and the late one is kept beside it in the history and refused, so
that nothing of either is lost. Deleting hides.
"""

import json
import sqlite3
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from atlas.domain.question import Question, written
from atlas.errors import BadInput, Refused, UnknownName
from atlas.store.sqlite import Store

_KNOWN_MOST = 20
_SAVES = (
    "SELECT save.*, study.name AS study_name, study.current"
    " FROM sound_save AS save JOIN sound_study AS study ON study.id = save.study"
)


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


class Studies:
    """
    The studies of a workspace.

    Parameters
    ----------
    home
        The workspace.
    now
        The clock; times are kept in UTC.
    """

    def __init__(self, home: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)):
        self._store, self._now = Store(home), now

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
        Keep a question under a name.

        Parameters
        ----------
        name
            Space around it is taken away.
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
            If a revision is given of a name not used yet.
        Refused
            If the name is in use and its save is not the one given: `study_changed`, with the
            name, the save that counts and the one under which this was kept.
        BadFile
            If the workspace cannot be written.
        """
        name = _tidy(name)
        asked = json.dumps(written(definition), ensure_ascii=False)
        with self._store.transaction() as file:
            study = _find(file, name)
            if study is None and revision is not None:
                raise UnknownName(kind="study", name=name, known=_names(file))
            if study is None:
                new = file.execute("INSERT INTO study (name, current) VALUES (?, 0)", (name,))
                study = _row(file, "SELECT * FROM sound_study WHERE id = ?", new.lastrowid)
            counts = study["current"] == (revision or 0)
            number = self._keep(file, study["id"], (name, asked, json.dumps(dict(versions)), by))
            if counts:
                file.execute("UPDATE study SET current = ? WHERE id = ?", (number, study["id"]))
            saved = _study(_row(file, _OF_NUMBER, study["id"], number))
        if not counts:
            raise Refused(
                reason="study_changed", name=name, current=study["current"], kept_as=number
            )
        return saved

    def list(self, *, deleted: bool = False) -> tuple[Study, ...]:
        """Return the save that counts of every study, latest first; or of the deleted ones."""
        which = "IS NOT NULL" if deleted else "IS NULL"
        with self._store.transaction(writes=False) as file:
            rows = file.execute(
                f"{_SAVES} AND number = current WHERE deleted {which} ORDER BY save.sequence DESC"
            ).fetchall()
        return tuple(_study(row) for row in rows)

    def load(self, name: str, *, revision: int | None = None) -> Study:
        """
        Return the save of a study that counts, or any of its saves.

        Raises
        ------
        UnknownName
            If there is no such study, or it has no such save.
        """
        saves = self.history(name)
        for save in saves:
            if save.is_current if revision is None else save.revision == revision:
                return save
        known = [str(save.revision) for save in saves]
        raise UnknownName(kind="revision", name=str(revision), known=known)

    def history(self, name: str) -> tuple[Study, ...]:
        """
        Return every save of a study, latest first, those under its earlier names among them.

        Raises
        ------
        UnknownName
            If there is no such study.
        """
        with self._store.transaction(writes=False) as file:
            study = _known(file, _tidy(name))
            rows = file.execute(f"{_SAVES} WHERE study = ? ORDER BY number DESC", (study["id"],))
            return tuple(_study(row) for row in rows)

    def rename(self, name: str, to: str) -> None:
        """
        Give a study another name; its saves stay and the names they were made under.

        Raises
        ------
        UnknownName
            If there is no such study.
        Refused
            If the other name is in use: `study_name_taken`.
        BadInput
            If the other name is empty.
        """
        to = _tidy(to)
        with self._store.transaction() as file:
            study = _known(file, _tidy(name))
            _refuse_taken(_find(file, to), study, to)
            file.execute("UPDATE study SET name = ? WHERE id = ?", (to, study["id"]))

    def delete(self, name: str) -> None:
        """
        Hide a study, until it is restored.

        Raises
        ------
        UnknownName
            If there is no such study.
        """
        with self._store.transaction() as file:
            study = _known(file, _tidy(name))
            # in their order and not by the clock, which may be set back
            last = "SELECT coalesce(max(deletion), 0) FROM study"
            file.execute(
                f"UPDATE study SET deleted = ?, deletion = ({last}) + 1 WHERE id = ?",  # noqa: S608
                (self._time(), study["id"]),
            )

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
        name = _tidy(name)
        deleted = "SELECT * FROM sound_study WHERE name = ? AND deleted IS NOT NULL"
        with self._store.transaction() as file:
            study = _row(file, f"{deleted} ORDER BY deletion DESC", name)
            if study is None:
                raise UnknownName(kind="study", name=name, known=_names(file, deleted=True))
            _refuse_taken(_find(file, name), study, name)
            back = "UPDATE study SET deleted = NULL, deletion = NULL WHERE id = ?"
            file.execute(back, (study["id"],))

    def _keep(self, file: sqlite3.Connection, study: int, kept: tuple[str, str, str, str]) -> int:
        last = "SELECT coalesce(max(number), 0) AS number FROM save WHERE study = ?"
        number = int(_row(file, last, study)["number"]) + 1
        name, definition, versions, by = kept
        file.execute(
            "INSERT INTO save VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
            (study, number, name, definition, versions, self._time(), by),
        )
        return number

    def _time(self) -> str:
        return self._now().astimezone(UTC).isoformat(timespec="microseconds")


_OF_NUMBER = f"{_SAVES} WHERE study = ? AND number = ?"


def _tidy(name: str) -> str:
    tidy = unicodedata.normalize("NFC", name).strip()
    if not tidy:
        raise BadInput(argument="name", reason="empty")
    return tidy


def _row(file: sqlite3.Connection, statement: str, *values: object) -> Any:
    return file.execute(statement, values).fetchone()


def _find(file: sqlite3.Connection, name: str) -> Any:
    return _row(file, "SELECT * FROM sound_study WHERE name = ? AND deleted IS NULL", name)


def _known(file: sqlite3.Connection, name: str) -> Any:
    study = _find(file, name)
    if study is None:
        raise UnknownName(kind="study", name=name, known=_names(file))
    return study


def _names(file: sqlite3.Connection, *, deleted: bool = False) -> list[str]:
    rows = file.execute("SELECT name, deleted FROM sound_study ORDER BY name")
    names = [row["name"] for row in rows if (row["deleted"] is not None) == deleted]
    return list(dict.fromkeys(names))[:_KNOWN_MOST]


def _refuse_taken(found: Any, study: Any, name: str) -> None:
    if found is not None and found["id"] != study["id"]:
        raise Refused(reason="study_name_taken", name=name)


def _study(row: Any) -> Study:
    return Study(
        name=row["study_name"],
        saved_as=row["name"],
        revision=row["number"],
        definition=json.loads(row["definition"]),
        versions=json.loads(row["versions"]),
        saved_at=datetime.fromisoformat(row["saved"]),
        saved_by=row["saved_by"],
        is_current=row["number"] == row["current"],
    )
