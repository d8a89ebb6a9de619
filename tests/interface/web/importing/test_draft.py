"""Uploads: read under names of ours, parts of a shapefile together, nothing left behind."""

import subprocess
import tempfile
import threading
from pathlib import Path

import geopandas
import pytest
import shapely

from atlas.errors import BadFile
from atlas.ingest.formats import opening
from atlas.ingest.safety import child_process
from atlas.interface.web.importing.draft import drafted, pasted
from atlas.interface.web.session.background import BackgroundTask, StoppedError

POPEN = subprocess.Popen


class Given:
    """What the page is handed for a chosen file."""

    def __init__(self, name, content):
        self.name, self.content = name, content

    def getvalue(self):
        return self.content


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The place for temporary files, to see what is left in it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    return tmp_path / "temporary"


def parts_of_a_shapefile(path: Path) -> list[Given]:
    frame = geopandas.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(108.9, 34.2)], crs=4490)
    frame.to_file(path / "some.shp")
    return [
        Given(f"其他 名 {one.stem}{one.suffix}", one.read_bytes()) for one in path.glob("some.*")
    ]


@pytest.mark.parametrize("name", ["../../etc/x.csv", "C:\\dir\\x.csv", "..x.csv", "a b;$(rm).csv"])
def test_a_name_leads_nowhere_and_nothing_is_left(folder, name):
    draft = drafted("t", [Given(name, "名称,经度,纬度\n甲,108.9,34.2\n".encode())])
    assert "/" not in draft.file.name
    assert "\\" not in draft.file.name
    assert draft.file.name.endswith(".csv")
    assert len(draft.tables[0].frame) == 1
    assert list(folder.iterdir()) == []


def test_parts_of_a_shapefile_are_read_together(folder, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    draft = drafted("t", parts_of_a_shapefile(source))
    assert draft.tables[0].frame.geometry.iloc[0] == shapely.Point(108.9, 34.2)
    assert list(folder.iterdir()) == []


def test_several_files_of_other_kinds_are_refused(folder):
    files = [Given("a.csv", b"x\n1\n"), Given("b.csv", b"x\n1\n")]
    with pytest.raises(BadFile) as refused:
        drafted("t", files)
    assert refused.value.parameters["reason"] == "several_files"
    assert list(folder.iterdir()) == []


def test_what_cannot_be_read_leaves_nothing(folder):
    with pytest.raises(BadFile):
        drafted("t", [Given("a.zip", b"PK\x03\x04 no archive")])
    assert list(folder.iterdir()) == []


def test_pasted_text_is_read_and_remembered_by_its_hash():
    draft = pasted("t", "POINT (108.9 34.2)")
    assert draft.tables[0].frame.geometry.iloc[0] == shapely.Point(108.9, 34.2)
    assert (draft.file.name, draft.file.size) == ("", 18)
    with pytest.raises(BadFile):
        pasted("t", "not a shape")


def test_a_reading_that_the_visitor_stops_ends_its_process_and_leaves_nothing(folder, monkeypatch):
    worker = folder.parent / "worker.py"
    worker.write_text("import time; time.sleep(600)")
    monkeypatch.setattr(opening, "_READER", worker)
    begun = threading.Event()
    started = []

    def popen(*given, **options):
        started.append(POPEN(*given, **options))
        begun.set()
        return started[0]

    monkeypatch.setattr(child_process.subprocess, "Popen", popen)
    given = [Given("a.kml", b"<kml><Placemark/></kml>")]
    work = BackgroundTask(lambda told: drafted("t", given, progress=told))
    assert begun.wait(10)
    assert not work.is_done
    work.stop()
    assert work.wait(5)  # and not the two minutes that a reading may take
    assert isinstance(work.error, StoppedError)
    assert started[0].returncode is not None
    assert list(folder.iterdir()) == []


def test_what_takes_long_is_made_once(folder):
    draft = pasted("t", "POINT (108.9 34.2)")
    made = []
    for _ in range(3):
        assert draft.once("key", lambda: made.append(1) or "value") == "value"
    assert made == [1]


def test_a_file_is_named_as_its_planner_names_it(folder):
    with pytest.raises(BadFile) as refused:
        drafted("t", [Given("边界.kml", b'<!DOCTYPE k [<!ENTITY a "a">]><kml>&a;</kml>')])
    assert refused.value.parameters["path"] == "边界.kml"
