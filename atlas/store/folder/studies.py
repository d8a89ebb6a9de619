"""
Studies in the database: questions that a planner named, with every save of them.

Who saves states which save it is based on; where another came in between, the current save stays
the other's, and the late one is stored in the history and refused, so that nothing of either is
lost. Deleting hides.
"""

import json
import sqlite3
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from atlas.domain.question import Question, written
from atlas.errors import BadInput, Refused, UnknownName
from atlas.store.folder.sqlite import Database
from atlas.store.protocol import Studies, Study

_KNOWN_MOST = 20
_SAVES = (
    "SELECT save.*, study.name AS study_name, study.current"
    " FROM sound_save AS save JOIN sound_study AS study ON study.id = save.study"
)


class SqliteStudies(Studies):
    """
    The studies of a workspace, in its database.

    Parameters
    ----------
    home
        The workspace.
    now
        The clock; times are stored in UTC.
    """

    def __init__(self, home: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)):
        self._database, self._now = Database(home), now

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
        name, definition, versions, revision, by
            As of `Studies.save`, which also says what is raised.
        """
        name = _tidy(name)
        asked = json.dumps(written(definition), ensure_ascii=False)
        with self._database.transaction() as file:
            study = _find(file, name)
            if study is None and revision is not None:
                raise UnknownName(kind="study", name=name, known=_names(file))
            if study is None:
                new = file.execute("INSERT INTO study (name, current) VALUES (?, 0)", (name,))
                study = _row(file, "SELECT * FROM sound_study WHERE id = ?", new.lastrowid)
            counts = study["current"] == (revision or 0)
            number = self._insert(file, study["id"], (name, asked, json.dumps(dict(versions)), by))
            if counts:
                file.execute("UPDATE study SET current = ? WHERE id = ?", (number, study["id"]))
            saved = _study(_row(file, _OF_NUMBER, study["id"], number))
        if not counts:
            raise Refused(
                reason="study_changed", name=name, current=study["current"], kept_as=number
            )
        return saved

    def list(self, *, deleted: bool = False) -> tuple[Study, ...]:
        """Return the current save of every study, latest first; or of the deleted ones."""
        which = "IS NOT NULL" if deleted else "IS NULL"
        with self._database.transaction(writes=False) as file:
            rows = file.execute(
                f"{_SAVES} AND number = current WHERE deleted {which} ORDER BY save.sequence DESC"
            ).fetchall()
        return tuple(_study(row) for row in rows)

    def load(self, name: str, *, revision: int | None = None) -> Study:
        """Return the current save of a study, or any of its saves, as `Studies.load`."""
        saves = self.history(name)
        for save in saves:
            if save.is_current if revision is None else save.revision == revision:
                return save
        known = [str(save.revision) for save in saves]
        raise UnknownName(kind="revision", name=str(revision), known=known)

    def history(self, name: str) -> tuple[Study, ...]:
        """Return every save of a study, latest first, as `Studies.history`."""
        with self._database.transaction(writes=False) as file:
            study = _known(file, _tidy(name))
            rows = file.execute(f"{_SAVES} WHERE study = ? ORDER BY number DESC", (study["id"],))
            return tuple(_study(row) for row in rows)

    def rename(self, name: str, to: str) -> None:
        """Give a study another name, as `Studies.rename`."""
        to = _tidy(to)
        with self._database.transaction() as file:
            study = _known(file, _tidy(name))
            _refuse_taken(_find(file, to), study, to)
            file.execute("UPDATE study SET name = ? WHERE id = ?", (to, study["id"]))

    def delete(self, name: str) -> None:
        """Hide a study, as `Studies.delete`."""
        with self._database.transaction() as file:
            study = _known(file, _tidy(name))
            # in their order and not by the clock, which may be set back
            last = "SELECT coalesce(max(deletion), 0) FROM study"
            file.execute(
                f"UPDATE study SET deleted = ?, deletion = ({last}) + 1 WHERE id = ?",  # noqa: S608
                (self._time(), study["id"]),
            )

    def restore(self, name: str) -> None:
        """Undo a deletion, as `Studies.restore`."""
        name = _tidy(name)
        deleted = "SELECT * FROM sound_study WHERE name = ? AND deleted IS NOT NULL"
        with self._database.transaction() as file:
            study = _row(file, f"{deleted} ORDER BY deletion DESC", name)
            if study is None:
                raise UnknownName(kind="study", name=name, known=_names(file, deleted=True))
            _refuse_taken(_find(file, name), study, name)
            back = "UPDATE study SET deleted = NULL, deletion = NULL WHERE id = ?"
            file.execute(back, (study["id"],))

    def _insert(self, file: sqlite3.Connection, study: int, save: tuple[str, str, str, str]) -> int:
        last = "SELECT coalesce(max(number), 0) AS number FROM save WHERE study = ?"
        number = int(_row(file, last, study)["number"]) + 1
        name, definition, versions, by = save
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
