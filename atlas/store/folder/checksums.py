"""
Checksums: each row of the database has a `seal`, by which a change from outside is detected.

Rows are read through the views `sound_study`, `sound_save` and `sound_actual`, which leave out a
row whose seal does not fit; `damaged` lists what was left out. Triggers of the connection seal a
row as it is written. A seal is no secret: it detects damage and not malice.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from atlas.domain.messages import Message, message

SCHEMA = (
    # `current` is the number of the save that counts; numbers never come twice
    """CREATE TABLE study (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        current INTEGER NOT NULL,
        deleted TEXT,
        deletion INTEGER,
        seal TEXT
    )""",
    """CREATE TABLE save (
        study INTEGER NOT NULL REFERENCES study,
        number INTEGER NOT NULL,
        name TEXT NOT NULL,
        definition TEXT NOT NULL,
        versions TEXT NOT NULL,
        saved TEXT NOT NULL,
        saved_by TEXT NOT NULL,
        seal TEXT,
        PRIMARY KEY (study, number)
    )""",
    """CREATE TABLE actual (
        id INTEGER PRIMARY KEY,
        target TEXT NOT NULL,
        value REAL,
        date TEXT NOT NULL,
        responsible TEXT NOT NULL,
        withdrawn INTEGER NOT NULL,
        entered TEXT NOT NULL,
        entered_by TEXT NOT NULL,
        seal TEXT
    )""",
)
# of format 1, whose rows had no seals and whose deletions were put in order by the clock
_FROM_1 = (
    "ALTER TABLE study ADD COLUMN deletion INTEGER",
    """UPDATE study SET deletion = (
        SELECT count(*) FROM study AS other
        WHERE other.deleted IS NOT NULL AND (other.deleted, other.id) <= (study.deleted, study.id)
    ) WHERE deleted IS NOT NULL""",
    # an index that is damaged hides rows that are not
    "DROP INDEX IF EXISTS study_name",
    "DROP INDEX IF EXISTS actual_target",
)
_COLUMNS = {
    "study": ("id", "name", "current", "deleted", "deletion"),
    "save": ("study", "number", "name", "definition", "versions", "saved", "saved_by"),
    "actual": (
        *("id", "target", "value", "date", "responsible", "withdrawn", "entered", "entered_by"),
    ),
}
_NAMED = {"study": "name", "save": "name", "actual": "target"}
_COUNTS = """coalesce(
    (SELECT number FROM sound_save AS own WHERE own.study = study.id AND number = study.current),
    (SELECT max(number) FROM sound_save AS own WHERE own.study = study.id),
    study.current
)"""


def prepare(file: sqlite3.Connection, *, is_sealed: bool) -> None:
    """
    Give a connection its views and triggers.

    Parameters
    ----------
    file
        The database.
    is_sealed
        Whether its rows have seals, which those of format 1 have not: all of them are sound then.
    """
    file.execute("PRAGMA temp_store = MEMORY")
    file.create_function("seal_of", -1, _seal_of, deterministic=True)
    for table, columns in _COLUMNS.items():
        shown = ", ".join(columns)
        if not is_sealed:
            shown = shown.replace("deletion", "NULL AS deletion")
        # of a damaged save that counts the latest sound one takes the place
        shown = shown.replace("current", f"{_COUNTS} AS current")
        sound = f"seal = {_sealed(table)}" if is_sealed else "TRUE"
        file.execute(
            f"CREATE TEMP VIEW sound_{table} AS SELECT rowid AS sequence, {shown}"  # noqa: S608
            f" FROM {table} NOT INDEXED WHERE {sound}"
        )
        if is_sealed:
            _seal_when_written(file, table)
    for table in _COLUMNS:
        file.execute(f"SELECT * FROM sound_{table} LIMIT 0")  # noqa: S608 finds what it should


def migrate(file: sqlite3.Connection) -> None:
    """Give the rows of format 1 their seals, within the transaction of whoever calls."""
    file.create_function("seal_of", -1, _seal_of, deterministic=True)
    for statement in _FROM_1:
        file.execute(statement)
    for table in _COLUMNS:
        file.execute(f"ALTER TABLE {table} ADD COLUMN seal TEXT")
        file.execute(f"UPDATE {table} SET seal = {_sealed(table)}")  # noqa: S608 our own names


def damaged(file: sqlite3.Connection) -> Iterator[Message]:
    """Yield a description of each row whose seal does not fit, as far as it can be read."""
    file.text_factory = lambda text: text.decode(errors="replace")
    for table, name in _NAMED.items():
        found = f"SELECT * FROM {table} NOT INDEXED WHERE seal IS NOT {_sealed(table)}"  # noqa: S608
        for row in file.execute(found):
            number = row["number"] if table == "save" else ""
            yield message(f"store.broken_{table}", name=str(row[name]), number=number)


def _seal_when_written(file: sqlite3.Connection, table: str) -> None:
    columns = ", ".join(_COLUMNS[table])
    for when in ("INSERT", f"UPDATE OF {columns}"):
        file.execute(
            f"CREATE TEMP TRIGGER seal_{table}_{when[:6]} AFTER {when} ON main.{table} BEGIN "  # noqa: S608
            f"UPDATE {table} SET seal = {_sealed(table)} WHERE rowid = NEW.rowid; END"
        )


def _sealed(table: str) -> str:
    # text is passed as bytes: damaged text is no text
    cells = ", ".join(
        f"typeof({name}), CASE typeof({name}) WHEN 'text' THEN CAST({name} AS BLOB) ELSE {name} END"
        for name in (f"{table}.{column}" for column in _COLUMNS[table])
    )
    return f"seal_of('{table}', {cells})"


def _seal_of(*cells: Any) -> str:
    text = json.dumps(cells, default=lambda cell: cell.hex())
    return hashlib.sha256(text.encode()).hexdigest()[:32]
