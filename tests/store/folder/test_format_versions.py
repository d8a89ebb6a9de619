"""What a newer atlas wrote is known by its own files, and nothing beside it is touched."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import geopandas
import pytest
import shapely

from atlas.deliverables.register import make_definition
from atlas.errors import BadFile
from atlas.store.folder.actuals import SqliteActuals
from atlas.store.folder.cache import cached
from atlas.store.folder.column_mappings import FolderMappings
from atlas.store.folder.format_versions import newer, refuse_newer
from atlas.store.folder.sqlite import Database
from atlas.store.folder.studies import SqliteStudies
from atlas.store.folder.versions import FolderVersions
from atlas.store.manifest import Manifest
from tests.store.folder.looks import seen

MANIFEST = Manifest("李工", datetime(2026, 5, 4, 12, tzinfo=UTC))
ASKED = make_definition({"kind": "query", "layer": "zones"})


def rows(*names):
    shapes = [shapely.Point(108.6, 34.1)] * len(names)
    ids = [f"row-{n}" for n in range(len(names))]
    frame = {"id": ids, "name_zh": list(names)}
    return geopandas.GeoDataFrame(frame, geometry=shapes, crs=4326).set_index("id")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A workspace with a version, a study and a mapping, to be copied."""
    home = tmp_path_factory.mktemp("kept")
    FolderVersions(home).add("parcels", rows("甲"), manifest=MANIFEST)
    SqliteStudies(home).save("旧的", ASKED, {})
    FolderMappings(home).remember("parcels", ["名称"], {"name_zh": "名称"})
    return home


@pytest.fixture
def home(kept, tmp_path):
    return shutil.copytree(kept, tmp_path / "home")


def of_newer_pointer(home):
    path = home / "versions" / "current.json"
    given = json.loads(path.read_bytes())
    path.write_text(json.dumps({**given, "format": 2}), encoding="utf8")
    return path


def of_newer_store(home):
    path = home / "atlas.sqlite3"
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA user_version = 3")
    return path


NEWER = pytest.mark.parametrize("make", [of_newer_pointer, of_newer_store])


def test_a_workspace_of_this_atlas_or_none_is_not_newer(home, tmp_path):
    assert newer(home) is None
    assert newer(tmp_path / "none") is None
    refuse_newer(home)


@NEWER
def test_either_file_tells_of_a_newer_atlas(home, make):
    path = make(home)
    assert newer(home) == path
    with pytest.raises(BadFile) as caught:
        refuse_newer(home)
    assert caught.value.parameters == {"path": str(path), "reason": "newer_store"}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": "x"}', b'{"format": null}'])
def test_what_is_damaged_is_not_taken_for_newer(home, content):
    (home / "versions" / "current.json").write_bytes(content)
    (home / "atlas.sqlite3").write_bytes(content)
    assert newer(home) is None


def writers(home):
    versions = FolderVersions(home)
    return {
        "add": lambda: versions.add("parcels", rows("乙"), manifest=MANIFEST),
        "undo": lambda: versions.undo("parcels"),
        "redo": lambda: versions.redo("parcels"),
        "lost": versions.lost,
        "study": lambda: SqliteStudies(home).save("新的", ASKED, {}),
        "delete": lambda: SqliteStudies(home).delete("旧的"),
        "studies": lambda: SqliteStudies(home).list(),
        "actual": lambda: SqliteActuals(home).enter("t", value=1, date="2026"),
        "actuals": lambda: SqliteActuals(home).current(),
        "mapping": lambda: FolderMappings(home).remember("parcels", ["x"], {}),
    }


@NEWER
def test_nothing_in_it_is_written_by_anybody(home, make):
    make(home)
    before = seen(home)
    for name, write in writers(home).items():
        with pytest.raises(BadFile) as caught:
            write()
        assert caught.value.parameters["reason"] == "newer_store", name
    assert cached(home, "font", "1", lambda: b"made") == b"made"
    assert seen(home) == before


@NEWER
def test_nothing_is_made_in_one_that_lacks_a_file(home, make):
    make(home)
    for name in ("atlas.sqlite3", "versions"):
        other = home / name
        if newer(home).is_relative_to(other):
            continue
        shutil.rmtree(other) if other.is_dir() else other.unlink()
    before = seen(home)
    for name, write in writers(home).items():
        if name != "lost":  # where there are no versions none is lost
            with pytest.raises(BadFile):
                write()
    assert seen(home) == before


def test_why_the_store_cannot_be_opened_is_told_without_making_one(tmp_path):
    store = Database(tmp_path)
    assert store.fault() is None
    assert list(tmp_path.iterdir()) == []
    store.path.write_bytes(b"a planner's own notes, long enough to be read as a header" * 20)
    assert store.fault().parameters["reason"] == "not_a_store"
