"""Files are swapped whole, and on Windows as soon as nobody has them open any more."""

import errno
from datetime import UTC, datetime

import geopandas
import pytest
import shapely

from atlas.errors import BadFile
from atlas.store import durable
from atlas.store.durable import not_written, put, read_whole, swap
from atlas.store.folder.column_mappings import FolderMappings
from atlas.store.folder.versions import FolderVersions
from atlas.store.manifest import Manifest
from tests.store.windows import Handles


@pytest.fixture
def handles(monkeypatch):
    """Windows, where what is open stays, and a clock that runs while somebody waits."""
    made, clock = Handles(monkeypatch), [0.0]
    made.closing = {}  # so many waits later -> what is closed then

    def wait(seconds):
        clock[0] += seconds
        made.waits = getattr(made, "waits", 0) + 1
        made.open.discard(made.closing.pop(made.waits, None))

    monkeypatch.setattr(durable.sys, "platform", "win32")
    monkeypatch.setattr(durable.time, "sleep", wait)
    monkeypatch.setattr(durable.time, "monotonic", lambda: clock[0])
    return made


def rows():
    frame = {"id": ["row-0"], "name_zh": ["甲"]}
    shapes = [shapely.Point(108.6, 34.1)]
    return geopandas.GeoDataFrame(frame, geometry=shapes, crs=4326).set_index("id")


def add(home):
    manifest = Manifest("李工", datetime(2026, 5, 4, 12, tzinfo=UTC))
    return FolderVersions(home).add("parcels", rows(), manifest=manifest)


def test_a_file_that_a_reader_has_open_is_swapped_when_it_is_closed(handles, tmp_path):
    path = tmp_path / "current.json"
    path.write_bytes(b"old")
    handles.open.add(path)
    handles.closing[3] = path
    swap(path, b"new")
    assert (path.read_bytes(), handles.tries) == (b"new", 4)
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_stays_open_is_left_as_it_was_and_nothing_beside_it(handles, tmp_path):
    path = tmp_path / "current.json"
    path.write_bytes(b"old")
    handles.open.add(path)
    with pytest.raises(PermissionError):
        swap(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    assert handles.tries > 100  # for some seconds


def test_a_folder_that_a_scanner_looks_through_is_renamed_when_it_is_done(handles, tmp_path):
    begun = tmp_path / ".new-parcels-000001"
    begun.mkdir()
    (begun / "rows.parquet").write_bytes(b"rows")
    handles.open.add(begun / "rows.parquet")
    handles.closing[2] = begun / "rows.parquet"
    put(begun, tmp_path / "parcels-000001")
    assert (tmp_path / "parcels-000001" / "rows.parquet").read_bytes() == b"rows"


def test_elsewhere_a_refusal_is_one_at_once(monkeypatch, tmp_path):
    handles = Handles(monkeypatch)
    handles.open.add(tmp_path / "b")
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(PermissionError):
        put(tmp_path / "a", tmp_path / "b")
    assert handles.tries == 1


def test_a_file_that_is_just_being_swapped_is_read_a_moment_later(handles, tmp_path, monkeypatch):
    path, reads = tmp_path / "current.json", []

    def read(_path):
        reads.append(None)
        if len(reads) < 3:
            raise PermissionError(errno.EACCES, "being used by another process")
        return b"new"

    monkeypatch.setattr(type(path), "read_bytes", read)
    assert read_whole(path) == b"new"


def test_a_version_whose_pointer_stays_open_is_not_in_force_and_can_be_recovered(handles, tmp_path):
    add(tmp_path)
    pointer = tmp_path / "versions" / "current.json"
    handles.open.add(pointer)
    with pytest.raises(BadFile) as caught:
        add(tmp_path)
    assert caught.value.parameters == {"path": str(pointer), "reason": "not_writable"}
    versions = FolderVersions(tmp_path)
    assert versions.in_force()["parcels"].number == 1
    handles.open.clear()
    (lost,) = versions.lost()
    assert (lost.kind, versions.recover(lost).number) == ("not_in_force", 2)


def test_what_was_lost_and_is_open_is_not_taken_away_by_halves(handles, tmp_path):
    add(tmp_path)
    handles.open.add(tmp_path / "versions" / "current.json")
    with pytest.raises(BadFile):
        add(tmp_path)
    versions = FolderVersions(tmp_path)
    (lost,) = versions.lost()
    handles.open = {lost.place / "rows.parquet"}
    with pytest.raises(BadFile):
        versions.discard(lost)
    handles.open.clear()
    assert {path.name for path in lost.place.iterdir()} >= {"rows.parquet", "manifest.json"}
    assert versions.recover(lost).number == 2


def test_a_mapping_that_is_being_read_is_replaced_a_moment_later(handles, tmp_path):
    mappings = FolderMappings(tmp_path)
    mappings.remember("parcels", ["名称"], {"name_zh": "名称"})
    (path,) = (tmp_path / "mappings").iterdir()
    handles.open.add(path)
    handles.closing[1] = path
    mappings.remember("parcels", ["名称"], {})
    assert mappings.recall("parcels", ["名称"]) == {}


@pytest.mark.parametrize(
    ("code", "reason"), [(errno.ENOSPC, "disk_full"), (errno.EACCES, "not_writable")]
)
def test_why_nothing_was_written_is_told(tmp_path, code, reason):
    refusal = not_written(tmp_path, OSError(code, "no"))
    assert refusal.parameters == {"path": str(tmp_path), "reason": reason}
