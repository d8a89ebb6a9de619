"""The reader's process: how much comes out of it, who waits for it, and what ends it."""

import json
import subprocess
import sys
import threading
import zipfile

import pyarrow
import pytest
from pyarrow import parquet

from atlas.errors import BadFile
from atlas.ingest.formats import contents, csv_tables, opening
from atlas.ingest.formats.opening import open_incoming
from atlas.ingest.formats.transfer import received_tables, send_tables
from atlas.ingest.safety import child_process
from atlas.ingest.safety.child_process import run_child
from atlas.ingest.safety.limits import LIMITS, Limits
from atlas.output.language import has_words
from atlas.store.file_lock import locked
from tests.ingest.files import geoparquet, opened, parcels, point, workbook, zipped

POPEN = subprocess.Popen


class Unwanted(Exception):
    """Nobody waits any more."""


WORD = "长" * 10_000  # 30,000 bytes
SMALL = Limits(decoded_bytes=3_000_000)


def reason(path, limits=LIMITS):
    with pytest.raises(BadFile) as caught:
        open_incoming(path, limits=limits)
    return caught.value.parameters["reason"].partition(": ")[0]


def bomb(path, rows=100_000):
    """Write one word as the text of every row: some hundred bytes."""
    packed = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * rows, "int32"), [WORD])
    parquet.write_table(pyarrow.table({"a": packed}), path, compression="zstd")
    assert path.stat().st_size < 3_000
    return path


def test_what_comes_out_of_the_reader_is_what_was_read(tmp_path):
    with_notes = workbook(tmp_path / "b.xlsx", [["表一"], ["名", "n"], ["甲", 1], ["乙", None]])
    mixed = tmp_path / "c.geojson"
    shapes = [{"type": "Point", "coordinates": [1, 2]}, None]
    shapes.append({"type": "LineString", "coordinates": [[1, 2], [3, 4]]})
    features = [{"type": "Feature", "properties": {"a": 1}, "geometry": one} for one in shapes]
    mixed.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    for path in (with_notes, mixed):
        there, here = open_incoming(path), opened(path)
        assert len(there) == len(here)
        for one, other in zip(there, here, strict=True):
            assert (one.name, one.declared_crs, one.encoding) == (
                *(other.name, other.declared_crs, other.encoding),
            )
            assert one.notes == other.notes
            assert one.frame.dtypes.equals(other.frame.dtypes)
            assert one.frame.equals(other.frame)
            assert one.frame.index.name == other.frame.index.name == "row"


def test_one_word_for_every_row_is_refused_before_it_comes_out(tmp_path, monkeypatch):
    came = []
    monkeypatch.setattr(opening, "received_tables", lambda folder, *_: came.append(sized(folder)))
    open_incoming(bomb(tmp_path / "a.parquet"))
    assert came[0] < 10_000  # the word of the refusal
    monkeypatch.undo()
    assert reason(tmp_path / "a.parquet") == "decoded_too_large"
    # 1,000 rows are 30 MB, which may come out, and no more may than is said
    few = bomb(tmp_path / "b.parquet", rows=1_000)
    assert len(open_incoming(few)[0].frame) == 1_000
    assert reason(few, SMALL) == "decoded_too_large"


def sized(folder):
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())


def shared_word(path, rows):
    """Write a workbook with one text, which every row names."""
    workbook(path, [["甲"], ["乙"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    strings = f"<si><t>名称</t></si><si><t>{WORD}</t></si>"
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{space}">{strings}</sst>'.encode()
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    told = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{types}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", told.encode())
    cells = "".join(
        f'<row r="{n}"><c r="A{n}" t="s"><v>{int(n > 1)}</v></c></row>' for n in range(1, rows)
    )
    sheet = f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    return zipped(path, parts)


def test_the_list_of_texts_of_a_workbook_is_bounded(tmp_path):
    path = shared_word(tmp_path / "a.xlsx", 3)
    with pytest.raises(BadFile, match="shared_text_too_large"):
        opened(path, Limits(shared_text_bytes=20_000))
    assert len(opened(path)[0].frame) == 1


def test_columns_are_counted_before_they_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(csv_tables, "even_columns", lambda *_: pytest.fail("read"))
    wide = tmp_path / "a.csv"
    wide.write_text(",".join(map(str, range(200_000))) + "\n" + "1," * 200_000 + "\n")
    with pytest.raises(BadFile, match="too_many_columns: 500"):
        opened(wide)
    # a program that writes empty columns to the end of its sheet writes no table of so many
    wide.write_text("a,b" + "," * 16_382 + "\n1,2" + "," * 16_382 + "\n")
    assert list(opened(wide)[0].frame.columns) == ["a", "b", "geometry"]


def default_word(path, rows):
    """Write a GeoPackage whose rows say nothing, for which one text stands."""
    import sqlite3

    parcels().iloc[:1].to_file(path, layer="a", SPATIAL_INDEX="NO")
    with sqlite3.connect(path) as database:
        database.executemany("INSERT INTO a (编号) VALUES (?)", [(n,) for n in range(rows)])
        database.execute(f"ALTER TABLE a ADD COLUMN 长 TEXT DEFAULT '{WORD}'")
    database.close()
    return path


@pytest.mark.parametrize(
    ("name", "write"), [("a.xlsx", shared_word), ("a.gpkg", default_word), ("a.parquet", bomb)]
)
def test_a_text_that_stands_once_and_counts_often_is_counted_often(tmp_path, name, write):
    path = write(tmp_path / name, 500)  # 15 MB of text in a few kilobytes
    assert path.stat().st_size < 300_000
    assert sum(len(table.frame) for table in open_incoming(path)) >= 498
    assert reason(path, SMALL) == "decoded_too_large"


def test_many_tables_are_counted_together(tmp_path):
    line = '{"type": "Feature", "properties": {"a": "%s"}, "geometry": null}' % ("x" * 20_000)
    one = f'{{"type": "FeatureCollection", "features": [{",".join([line] * 60)}]}}'
    path = zipped(tmp_path / "a.zip", {f"{n}.geojson": one.encode() for n in range(3)})
    # each of them holds 1.2 MB
    assert reason(path, SMALL) == "decoded_too_large"


def test_a_reader_that_is_led_astray_hands_over_no_more(tmp_path):
    path = geoparquet(tmp_path / "a.parquet", [point(1, 1)] * 100_000)
    (tmp_path / "in").mkdir()
    send_tables(contents.contents_of(path, tmp_path / "in", LIMITS), tmp_path, "a", LIMITS)
    assert len(received_tables(tmp_path, "a", LIMITS)[0].frame) == 100_000
    with pytest.raises(BadFile, match="decoded_too_large"):
        received_tables(tmp_path, "a", Limits(decoded_bytes=1_000))
    (tmp_path / child_process.ACCOUNT).write_text("{")
    with pytest.raises(BadFile, match="damaged"):
        received_tables(tmp_path, "a", LIMITS)


def test_no_format_is_parsed_in_this_process(tmp_path, monkeypatch):
    def never(*_given):
        pytest.fail("parsed here")

    for name in ("staged", "read_csv_table", "read_workbook", "read_vector"):
        monkeypatch.setattr(contents, name, never)
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    workbook(tmp_path / "a.xlsx", [["a"], [1]])
    for name in ("a.csv", "a.xlsx"):
        assert len(open_incoming(tmp_path / name)) == 1


@pytest.fixture
def begun(monkeypatch):
    """The processes that are begun."""
    known = []
    monkeypatch.setattr(
        child_process.subprocess, "Popen", lambda *a, **k: known.append(POPEN(*a, **k)) or known[-1]
    )
    return known


def test_a_file_waits_until_fewer_are_read_and_may_give_up(tmp_path, monkeypatch, begun):
    monkeypatch.setattr(opening, "_TURNS", threading.BoundedSemaphore(1))
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    told = []

    def tell(_done, _total, stage):
        told.append(stage)
        if told.count("turn") == 2:
            raise Unwanted

    with opening._turn(tell), pytest.raises(Unwanted):
        open_incoming(tmp_path / "a.csv", progress=tell)
    assert told == ["turn", "turn"]
    assert begun == []
    told.append("turn")  # no third is waited for: the turn was given back
    open_incoming(tmp_path / "a.csv", progress=tell)
    assert told[3] == "reading"
    assert has_words("web.stage_turn")


def test_a_reading_that_is_stopped_ends_its_process(tmp_path, begun):
    told = []

    def stop(*said):
        told.append(said)
        if said[0] > 10:  # it has begun, and needs a second to load what it reads with
            raise Unwanted

    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(Unwanted):
        open_incoming(tmp_path / "a.csv", progress=stop)
    assert [stage for _, _, stage in told] == ["reading"] * len(told)
    assert begun[0].returncode not in {0, None}  # killed, and not left behind


# it and what it began hold one lock together, which is free when both have ended
HANGS = """
import fcntl, json, subprocess, sys, time
job = json.loads(sys.stdin.readline())
held = open(job["path"] + ".held", "a")
fcntl.flock(held, fcntl.LOCK_EX)
sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
subprocess.Popen(sleep, pass_fds=[held.fileno()])
open(job["path"] + ".begun", "w").close()
time.sleep(600)
"""


def test_what_the_child_began_ends_with_it(tmp_path):
    script, path = tmp_path / "hangs.py", tmp_path / "a"
    script.write_text(HANGS, encoding="utf8")

    def stop(*_said):
        if (tmp_path / "a.begun").exists():
            raise Unwanted

    how = {"folder": tmp_path, "shown": "a", "seconds": 60, "settings": {}, "progress": stop}
    with pytest.raises(Unwanted):
        run_child(script, {"path": str(path)}, **how)
    with locked(tmp_path / "a.held", patience_s=5):
        pass


def test_one_time_limit_holds_for_the_whole_file(tmp_path):
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    assert reason(tmp_path / "a.csv", Limits(seconds=0)) == "takes_too_long"


@pytest.mark.skipif(sys.platform == "win32", reason="no bound on memory there")
def test_a_reader_that_swells_is_a_refused_file(tmp_path):
    path = workbook(tmp_path / "a.xlsx", [["a"], [1]])
    assert reason(path, Limits(memory_bytes=50_000_000)) in {"damaged", "decoded_too_large"}
