"""
Actual values in the database: what a target has reached, and who is responsible for it.

Nothing is overwritten: an entry is corrected by a later one and cancelled by a withdrawal, and
all of them stay in the history with the time and the user. Of two entered at once the later one
counts.
"""

import math
import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from atlas.errors import BadInput, UnknownName
from atlas.store.folder.sqlite import Database
from atlas.store.protocol import Actual, Actuals

_FORMS = {4: "%Y", 7: "%Y-%m", 10: "%Y-%m-%d"}
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_LATEST = (
    "SELECT * FROM sound_actual WHERE id IN (SELECT max(id) FROM sound_actual GROUP BY target)"
)


class SqliteActuals(Actuals):
    """
    The actual values of a workspace, in its database.

    Parameters
    ----------
    home
        The workspace.
    now
        The clock; times are stored in UTC.
    """

    def __init__(self, home: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)):
        self._database, self._now = Database(home), now

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
        target, value, date, responsible, by
            As of `Actuals.enter`, which also says what is raised.
        """
        responsible = responsible.strip()
        if not target:
            raise BadInput(argument="target", reason="empty")
        if value is None and not responsible:
            raise BadInput(argument="value", reason="missing")
        if value is not None and not math.isfinite(value):
            raise BadInput(argument="value", reason="not_finite")
        if value is not None and not date:
            raise BadInput(argument="date", reason="missing")
        if date and not _is_date(date):
            raise BadInput(argument="date", reason="not_a_date")
        with self._database.transaction() as file:
            return self._add(file, (target, value, date, responsible, False), by)

    def withdraw(self, target: str, *, by: str = "") -> Actual:
        """Withdraw what was entered for a target, as `Actuals.withdraw`."""
        with self._database.transaction() as file:
            entered = [row["target"] for row in file.execute(f"{_LATEST} AND NOT withdrawn")]
            if target not in entered:
                raise UnknownName(kind="target", name=target, known=entered)
            return self._add(file, (target, None, "", "", True), by)

    def current(self) -> dict[str, Actual]:
        """Return the latest entry by target id; targets without one are not in it."""
        with self._database.transaction(writes=False) as file:
            rows = file.execute(f"{_LATEST} AND NOT withdrawn ORDER BY target").fetchall()
        return {row["target"]: _actual(row) for row in rows}

    def history(self, target: str) -> tuple[Actual, ...]:
        """Return every entry for a target, latest first; none where none was made."""
        with self._database.transaction(writes=False) as file:
            ordered = "SELECT * FROM sound_actual WHERE target = ? ORDER BY id DESC"
            return tuple(_actual(row) for row in file.execute(ordered, (target,)))

    def _add(
        self,
        file: sqlite3.Connection,
        entry: tuple[str, float | None, str, str, bool],
        by: str,
    ) -> Actual:
        time = self._now().astimezone(UTC).isoformat(timespec="microseconds")
        new = file.execute(
            "INSERT INTO actual VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, NULL)", (*entry, time, by)
        )
        added = file.execute("SELECT * FROM sound_actual WHERE id = ?", (new.lastrowid,))
        return _actual(added.fetchone())


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        datetime.strptime(text, _FORMS[len(text)])
    except ValueError:
        return False
    return True


def _actual(row: sqlite3.Row) -> Actual:
    return Actual(
        target=row["target"],
        value=row["value"],
        date=row["date"],
        responsible=row["responsible"],
        entered_at=datetime.fromisoformat(row["entered"]),
        entered_by=row["entered_by"],
        is_withdrawn=bool(row["withdrawn"]),
    )
