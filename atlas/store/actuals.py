"""
Actuals: what a planner knows of a target by now, and who is responsible for it.

Nothing is overwritten: an entry is corrected by a later one and taken back by a withdrawal, and
all of them stay in the history with the time and whoever entered them. Of two entered at once
the later one counts.
"""

import math
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from atlas.errors import BadInput, UnknownName
from atlas.store.sqlite import Store

_FORMS = {4: "%Y", 7: "%Y-%m", 10: "%Y-%m-%d"}
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_LATEST = (
    "SELECT * FROM sound_actual WHERE id IN (SELECT max(id) FROM sound_actual GROUP BY target)"
)


@dataclass(frozen=True)
class Actual:
    """
    One entry for a target.

    `value` is in the unit of the target, None where only the responsible body is known; `date`
    is the day, month or year that the value is of.
    """

    target: str
    value: float | None
    date: str
    responsible: str
    entered_at: datetime
    entered_by: str
    is_withdrawn: bool


class Actuals:
    """
    The actuals of a workspace.

    Whether a target exists is for the caller to know: targets are facts, and may come and go.

    Parameters
    ----------
    home
        The workspace.
    now
        The clock; times are kept in UTC.
    """

    def __init__(self, home: Path, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)):
        self._store, self._now = Store(home), now

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
        Enter what is known of a target.

        Parameters
        ----------
        target
            Its id.
        value
            In the unit of the target.
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
            If the target is not named, nothing is said of it, the value is not finite or has no
            date, or the date is none.
        BadFile
            If the workspace cannot be written.
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
        with self._store.transaction() as file:
            return self._add(file, (target, value, date, responsible, False), by)

    def withdraw(self, target: str, *, by: str = "") -> Actual:
        """
        Take back what was entered for a target; its history stays.

        Raises
        ------
        UnknownName
            If nothing is entered for the target.
        BadFile
            If the workspace cannot be written.
        """
        with self._store.transaction() as file:
            entered = [row["target"] for row in file.execute(f"{_LATEST} AND NOT withdrawn")]
            if target not in entered:
                raise UnknownName(kind="target", name=target, known=entered)
            return self._add(file, (target, None, "", "", True), by)

    def current(self) -> dict[str, Actual]:
        """Return the entry that counts by target id; targets without one are not in it."""
        with self._store.transaction(writes=False) as file:
            rows = file.execute(f"{_LATEST} AND NOT withdrawn ORDER BY target").fetchall()
        return {row["target"]: _actual(row) for row in rows}

    def history(self, target: str) -> tuple[Actual, ...]:
        """Return every entry for a target, latest first; none where none was made."""
        with self._store.transaction(writes=False) as file:
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
