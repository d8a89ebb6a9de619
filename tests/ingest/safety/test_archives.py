"""Archives, checked before anything in them reaches a parser: no child process is started here."""

import stat
import zipfile

import pytest

from atlas.errors import BadFile
from atlas.ingest.safety.limits import Limits
from atlas.ingest.safety.staging import staged
from tests.ingest.files import opened, workbook, zipped

CSV = "名称,n\n甲,1\n".encode()


def refused(path, **limits):
    """Return why a file is refused, without the detail, and what is left in the private folder."""
    with pytest.raises(BadFile) as caught:
        opened(path, limits=Limits(**limits))
    return caught.value.parameters["reason"].partition(":")[0]


@pytest.mark.parametrize(
    "name",
    [
        "../evil.csv",
        "a/../../evil.csv",
        "/etc/evil.csv",
        "..\\..\\evil.csv",
        "C:\\evil.csv",
        "C:evil.csv",
        "\\\\server\\evil.csv",
        "//server/evil.csv",
    ],
)
def test_a_path_out_of_the_archive_is_refused(tmp_path, name):
    path = zipped(tmp_path / "a.zip", {"good.csv": CSV, name: CSV})
    assert refused(path) == "archive_escape"
    assert [p.name for p in tmp_path.rglob("*")] == ["a.zip"]


def test_a_name_cut_short_by_a_nought_is_refused(tmp_path):
    path = zipped(tmp_path / "a.zip", {"good.csvXevil.csv": CSV})
    path.write_bytes(path.read_bytes().replace(b"good.csvX", b"good.csv\0"))
    assert refused(path) in {"archive_escape", "damaged_archive"}


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_or_device_is_refused(tmp_path, kind):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", CSV)
        info = zipfile.ZipInfo("b.csv")
        info.external_attr = (kind | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    assert refused(path) == "archive_link"


def test_a_bomb_is_refused_by_its_ratio_and_by_its_size(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.csv": b"0" * 10_000_000})
    assert refused(path, ratio_from_bytes=1_000_000) == "zip_bomb"
    assert refused(path, unpacked_bytes=5_000_000) == "unpacked_too_large"


def test_a_size_that_lies_is_found_out_while_unpacking(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.csv": b"0" * 3_000_000})
    honest = (3_000_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(honest, (10).to_bytes(4, "little")))
    assert refused(path, unpacked_bytes=1_000_000) in {"damaged_archive", "unpacked_too_large"}


def test_an_archive_within_an_archive_is_not_opened(tmp_path):
    inner = zipped(tmp_path / "inner.zip", {"a.csv": CSV})
    assert refused(zipped(tmp_path / "a.zip", {"inner.zip": inner})) == "archive_in_archive"
    both = zipped(tmp_path / "b.zip", {"inner.zip": inner, "a.csv": CSV})
    (table,) = opened(both)
    (note,) = table.notes
    assert (note.key, note.parameters["names"]) == ("incoming.files_left_out", ("inner.zip",))


def test_too_many_members_and_encrypted_ones_are_refused(tmp_path):
    path = zipped(tmp_path / "a.zip", {f"{n}.csv": CSV for n in range(6)})
    assert refused(path, members=5) == "too_many_members"
    secret = zipped(tmp_path / "b.zip", {"a.csv": CSV})
    data = bytearray(secret.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    secret.write_bytes(data)
    assert refused(secret) == "archive_encrypted"


def test_names_packed_in_gbk_are_read(tmp_path):
    path = zipped(tmp_path / "a.zip", {"XXXXXX.csv": CSV})
    path.write_bytes(path.read_bytes().replace(b"XXXXXX", "名录表".encode("gbk")))
    assert [table.name for table in opened(path)] == ["名录表"]


def test_tables_count_only_where_there_is_no_map(tmp_path):
    folder = tmp_path / "private"
    folder.mkdir()
    kml = b"<kml><Document/></kml>"
    path = zipped(tmp_path / "a.zip", {"a.kml": kml, "说明.txt": CSV, "b.csv": CSV, "x.png": b"1"})
    (found,) = staged(path, folder, Limits())
    assert (found.kind, found.name) == ("kml", "a")
    assert found.notes[0].parameters["count"] == 2  # a picture is not worth a word
    assert [p.name for p in folder.iterdir()] == ["one0.kml"]  # a name of ours


def test_the_private_folder_is_gone_afterwards(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir()
    opened(zipped(tmp_path / "a.zip", {"a.csv": CSV}))
    with pytest.raises(BadFile):
        opened(zipped(tmp_path / "b.zip", {"a.csv": b"\0\0"}))
    assert list((tmp_path / "temp").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.dwg", b"AC1032" + b"\0" * 100, "save_as_dxf"),
        ("a.dxf", b"AC1027" + b"\0" * 100, "save_as_dxf"),  # a drawing under another name
        ("a.xls", b"anything", "save_as_xlsx"),
        ("a.rar", b"Rar!", "pack_as_zip"),
        ("a.dbf", b"\x03" + b"\0" * 40, "give_the_shp"),
        ("a.exe", b"MZ", "unread_format"),
        ("a.vrt", b"<OGRVRTDataSource/>", "unread_format"),
        ("a", b"x", "unread_format"),
        ("a.shp", b"<OGRVRTDataSource/>", "not_its_format"),
        ("a.gpkg", b"<OGRVRTDataSource/>", "not_its_format"),
        ("a.parquet", b"garbage", "not_its_format"),
        ("a.zip", b"garbage", "not_its_format"),
        ("a.zip", b"PK\x03\x04garbage", "damaged_archive"),
        ("a.kml", b"\x00\x01\x02", "not_xml"),
        ("a.dxf", b"hello", "not_its_format"),
        ("a.csv", b"", "empty"),
    ],
)
def test_other_kinds_are_refused_with_what_to_do(tmp_path, name, data, reason):
    path = tmp_path / name
    path.write_bytes(data)
    assert refused(path) == reason


def test_what_is_not_there_or_too_large_is_refused(tmp_path):
    assert refused(tmp_path / "none.shp") == "not_found"
    path = tmp_path / "a.csv"
    path.write_bytes(CSV * 100)
    assert refused(path, file_bytes=500) == "file_too_large"
    (tmp_path / "folder").mkdir()
    assert refused(tmp_path / "folder") == "not_a_geodatabase"


@pytest.mark.parametrize(
    "address",
    [
        "/vsizip/a.zip/a.shp",
        "/vsicurl/http://x.example/a.geojson",
        "http://x.example/a.geojson",
        "zip://a.zip",
        "GPKG:a.gpkg",
        "PG:host=x",
        "a.geojson?x=1",
    ],
)
def test_an_address_is_no_file(address):
    from pathlib import Path

    assert refused(Path(address)) == "not_found"


def test_a_link_within_a_geodatabase_is_refused(tmp_path):
    folder = tmp_path / "a.gdb"
    folder.mkdir()
    (folder / "a00000001.gdbtable").symlink_to("/etc/passwd")
    assert refused(folder) == "archive_link"


def test_a_workbook_within_an_archive_is_checked_itself(tmp_path):
    book = workbook(tmp_path / "a.xlsx", [["名称"], ["甲"]])
    (table,) = opened(zipped(tmp_path / "a.zip", {"名单/a.xlsx": book}))
    assert (table.name, len(table.frame)) == ("a", 1)
