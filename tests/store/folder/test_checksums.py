"""What was damaged from outside is told and left out, and nothing else is lost with it."""

import json
import random
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from atlas.deliverables.register import make_definition
from atlas.domain.question import written
from atlas.errors import BadFile, UnknownName
from atlas.store.folder import checksums
from atlas.store.folder.actuals import SqliteActuals
from atlas.store.folder.sqlite import Database
from atlas.store.folder.studies import SqliteStudies

ASKED = make_definition({"kind": "query", "layer": "zones"})
NAMES = ("三大片区", "秦岭北麓", "产业园区", "人才公寓")
FLIPS = 300
OF_FORMAT_1 = """
    CREATE TABLE study (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, current INTEGER NOT NULL, deleted TEXT
    );
    CREATE UNIQUE INDEX study_name ON study (name) WHERE deleted IS NULL;
    CREATE TABLE save (
        study INTEGER NOT NULL REFERENCES study, number INTEGER NOT NULL, name TEXT NOT NULL,
        definition TEXT NOT NULL, versions TEXT NOT NULL, saved TEXT NOT NULL,
        saved_by TEXT NOT NULL, PRIMARY KEY (study, number)
    );
    CREATE TABLE actual (
        id INTEGER PRIMARY KEY, target TEXT NOT NULL, value REAL, date TEXT NOT NULL,
        responsible TEXT NOT NULL, withdrawn INTEGER NOT NULL, entered TEXT NOT NULL,
        entered_by TEXT NOT NULL
    );
    CREATE INDEX actual_target ON actual (target);
    PRAGMA user_version = 1;
"""


def filled(home):
    studies, actuals = SqliteStudies(home), SqliteActuals(home)
    for name in NAMES:
        first = studies.save(name, ASKED, {"zones": "0123456789ab"}, by="李工")
        studies.save(
            name, ASKED.model_copy(update={"title": name}), {}, revision=first.revision, by="王工"
        )
    studies.delete(NAMES[-1])
    for number in range(6):
        actuals.enter(f"target-{number % 3}", value=number + 0.5, date="2026-05", by="李工")
    actuals.withdraw("target-2", by="王工")
    return home


def content(home):
    """Everything that is shown of a store."""
    studies, actuals = SqliteStudies(home), SqliteActuals(home)
    listed = [studies.list(), studies.list(deleted=True)]
    listed += [studies.history(study.name) for study in listed[0]]
    listed += [actuals.current(), *(actuals.history(f"target-{number}") for number in range(3))]
    return listed


def rows(home):
    """Every row that studies and actuals are made from, in one look."""
    with Database(home).transaction(writes=False) as file:
        tables = [
            file.execute(f"SELECT * FROM sound_{name}") for name in ("study", "save", "actual")
        ]
        return [[tuple(row) for row in table] for table in tables]


def fault(home):
    found = Database(home).fault()
    return found and found.parameters["reason"]


def told(home):
    return [(one.key, one.parameters["name"]) for one in Database(home).damaged()]


def change(home, statement):
    """Change the file behind the atlas' back."""
    with closing(sqlite3.connect(home / "atlas.sqlite3")) as file:
        file.execute(statement)
        file.commit()


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return filled(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def home(kept, tmp_path):
    return shutil.copytree(kept, tmp_path / "home")


def test_a_sound_store_has_nothing_to_tell(home, tmp_path):
    assert fault(home) is None
    assert told(home) == []
    assert told(tmp_path / "none") == []
    assert fault(tmp_path / "none") is None
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("how", ["deleted", "emptied", "made anew"])
def test_a_store_that_was_there_is_missed_and_not_begun_anew(home, how):
    path = home / "atlas.sqlite3"
    path.unlink()
    if how == "emptied":
        path.touch()
    if how == "made anew":
        with closing(sqlite3.connect(path)) as file:
            file.execute("VACUUM")
    before = path.read_bytes() if path.exists() else None
    assert fault(home) == "store_gone"
    for call in (
        lambda: SqliteStudies(home).list(),
        lambda: SqliteStudies(home).save("新的", ASKED, {}),
        lambda: SqliteActuals(home).current(),
        lambda: SqliteActuals(home).enter("t", value=1, date="2026"),
    ):
        with pytest.raises(BadFile) as caught:
            call()
        assert caught.value.parameters["reason"] == "store_gone"
    assert (path.read_bytes() if path.exists() else None) == before
    (home / "workspace.json").unlink()  # the way out that is told
    assert SqliteStudies(home).list() == ()
    SqliteStudies(home).save("新的", ASKED, {})
    assert fault(home) is None


def test_a_backup_brought_back_is_taken_up(kept, home):
    (home / "atlas.sqlite3").unlink()
    assert fault(home) == "store_gone"
    shutil.copy(kept / "atlas.sqlite3", home)
    assert fault(home) is None
    assert content(home) == content(kept)


def test_a_save_that_was_changed_is_set_aside_and_the_one_before_counts(kept, home):
    change(home, "UPDATE save SET saved_by = '赵工' WHERE study = 1 AND number = 2")
    assert told(home) == [("store.broken_save", NAMES[0])]
    study = SqliteStudies(home).load(NAMES[0])
    assert (study.revision, study.saved_by, study.is_current) == (1, "李工", True)
    others = [one for one in SqliteStudies(home).list() if one.name != NAMES[0]]
    assert others == [one for one in SqliteStudies(kept).list() if one.name != NAMES[0]]
    # it can be saved on: the damaged one keeps its number
    saved = SqliteStudies(home).save(NAMES[0], ASKED, {}, revision=1)
    assert (saved.revision, SqliteStudies(home).load(NAMES[0]).revision) == (3, 3)
    assert len(told(home)) == 1


def test_a_study_that_was_changed_is_set_aside_and_its_name_can_be_used(home):
    change(home, "UPDATE study SET current = 1 WHERE id = 1")
    assert told(home) == [("store.broken_study", NAMES[0])]
    with pytest.raises(UnknownName):
        SqliteStudies(home).load(NAMES[0])
    assert SqliteStudies(home).save(NAMES[0], ASKED, {}).revision == 1
    assert len(SqliteStudies(home).list()) == 3


def test_an_actual_that_was_changed_is_set_aside(kept, home):
    change(home, "UPDATE actual SET value = 35 WHERE id = 4")
    assert told(home) == [("store.broken_actual", "target-0")]
    assert SqliteActuals(home).current()["target-0"].value == 0.5
    assert SqliteActuals(home).current()["target-1"] == SqliteActuals(kept).current()["target-1"]
    SqliteActuals(home).enter("target-0", value=3.5, date="2026-05")
    assert SqliteActuals(home).current()["target-0"].value == 3.5


def test_no_byte_that_is_changed_changes_what_is_shown_untold(kept, tmp_path):
    chance, whole = random.Random(11), (kept / "atlas.sqlite3").read_bytes()
    shown = rows(kept)
    seen = {"same": 0, "rows": 0, "file": 0}
    for turn in range(FLIPS):
        home = tmp_path / str(turn)
        home.mkdir()
        shutil.copy(kept / "workspace.json", home)
        damaged = bytearray(whole)
        # half of them where the rows are, which is a small part of the file
        places = [n for n, byte in enumerate(whole) if byte] if turn % 2 else range(len(whole))
        damaged[chance.choice(places)] ^= 1 << chance.randrange(8)
        (home / "atlas.sqlite3").write_bytes(damaged)
        if fault(home):
            seen["file"] += 1
            continue
        try:
            is_same = rows(home) == shown
        except BadFile:  # told where it would stand
            seen["file"] += 1
            continue
        assert is_same or told(home), turn
        seen["same" if is_same else "rows"] += 1
    assert min(seen.values()) > FLIPS // 60, seen


def test_a_file_whose_structure_is_damaged_is_read_and_not_written(home):
    path = home / "atlas.sqlite3"
    change(home, "CREATE TABLE other (x)")
    change(home, "INSERT INTO other VALUES (zeroblob(20000))")
    damaged = path.read_bytes()
    (pages,) = {len(damaged) // 4096}
    # the last page belongs to nothing of ours
    path.write_bytes(damaged[: (pages - 1) * 4096] + b"\xff" * 4096)
    change_seen = fault(home)
    assert change_seen == "store_damaged"
    assert len(SqliteStudies(home).list()) == 3
    before = path.read_bytes()
    with pytest.raises(BadFile) as caught:
        SqliteStudies(home).save("新的", ASKED, {})
    assert caught.value.parameters["reason"] == "store_damaged"
    assert path.read_bytes() == before


# --- what an atlas without seals wrote -----------------------------------------------------------


@pytest.fixture
def old(tmp_path):
    """A workspace of the first format, with two deleted studies of one name."""
    home = tmp_path / "old"
    home.mkdir()
    with closing(sqlite3.connect(home / "atlas.sqlite3")) as file:
        file.executescript(OF_FORMAT_1)
        studies = [(1, "甲", 1, None), (2, "乙", 1, "2026-05-02"), (3, "乙", 1, "2026-05-03")]
        file.executemany("INSERT INTO study VALUES (?, ?, ?, ?)", studies)
        asked, when = json.dumps(written(ASKED)), "2026-05-01T08:00:00.000000+00:00"
        saves = [(n, 1, name, asked, "{}", when, f"by-{n}") for n, name, _, _ in studies]
        file.executemany("INSERT INTO save VALUES (?, ?, ?, ?, ?, ?, ?)", saves)
        file.execute("INSERT INTO actual VALUES (1, 't', 0.1, '2026', '', 0, ?, '李工')", (when,))
        file.commit()
    return home


def version(home):
    with closing(sqlite3.connect(home / "atlas.sqlite3")) as file:
        return file.execute("PRAGMA user_version").fetchone()[0]


def test_a_store_without_seals_is_read_as_it_is_and_sealed_when_it_is_written(old):
    assert [study.name for study in SqliteStudies(old).list()] == ["甲"]
    assert SqliteActuals(old).current()["t"].value == 0.1
    assert told(old) == []
    assert version(old) == 1
    assert not (old / "workspace.json").exists()
    SqliteActuals(old).enter("t", value=0.2, date="2026")
    assert version(old) == 2
    assert (old / "workspace.json").exists()
    assert [study.name for study in SqliteStudies(old).list()] == ["甲"]
    assert [entry.value for entry in SqliteActuals(old).history("t")] == [0.2, 0.1]
    assert told(old) == []
    change(old, "UPDATE actual SET value = 0.3 WHERE id = 1")
    assert told(old) == [("store.broken_actual", "t")]
    SqliteStudies(old).restore("乙")  # the later of the two
    assert SqliteStudies(old).load("乙").saved_by == "by-3"


def test_sealing_that_is_interrupted_leaves_the_store_as_it_was(old, monkeypatch):
    def interrupted(file):
        checksums.migrate(file)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("atlas.store.folder.sqlite.migrate", interrupted)
        with pytest.raises(KeyboardInterrupt):
            SqliteActuals(old).enter("t", value=0.2, date="2026")
    assert version(old) == 1
    assert [study.name for study in SqliteStudies(old).list()] == ["甲"]
    SqliteActuals(old).enter("t", value=0.2, date="2026")
    assert version(old) == 2


# --- the clock -----------------------------------------------------------------------------------


def test_the_study_deleted_last_is_restored_though_the_clock_was_set_back(tmp_path):
    now = datetime(2026, 5, 4, 12, tzinfo=UTC)
    studies = SqliteStudies(tmp_path, now=lambda: now)
    studies.save("甲", ASKED, {}, by="first")
    studies.delete("甲")
    now -= timedelta(days=400)
    studies.save("甲", ASKED, {}, by="second")
    studies.delete("甲")
    studies.restore("甲")
    assert studies.load("甲").saved_by == "second"
    studies.rename("甲", "甲二")
    studies.restore("甲")
    assert studies.load("甲").saved_by == "first"
    # nor does the list go by it: what was saved last stands first
    assert [study.saved_by for study in studies.list()] == ["second", "first"]
