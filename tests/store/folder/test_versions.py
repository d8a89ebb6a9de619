"""Versions are kept for good, walked along and back, and found again after every accident."""

import errno
import hashlib
import io
import json
import shutil
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import geopandas
import pytest
import shapely

from atlas.domain.records.imported import Conversion
from atlas.errors import BadFile, BadInput, Refused, UnknownName
from atlas.store import durable
from atlas.store.folder import ledger, version_folder
from atlas.store.folder.journal_file import read_journal
from atlas.store.folder.versions import FolderVersions
from atlas.store.manifest import Manifest, RowEdit
from atlas.store.protocol import Content

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
MANIFEST = Manifest("李工", NOON, file_name="边界.zip", file_sha256="ab" * 32, file_bytes=7)


def rows(*names):
    ids = [f"row-{n}" for n in range(len(names))]
    points = shapely.points([108.6] * len(names), 34.1)
    frame = geopandas.GeoDataFrame({"id": ids, "name_zh": list(names)}, geometry=points, crs=4326)
    return frame.set_index("id")


@pytest.fixture
def versions(tmp_path):
    return FolderVersions(tmp_path, now=lambda: NOON)


def added(versions, *names, layer="parcels", **manifest):
    return versions.add(layer, rows(*names), manifest=replace(MANIFEST, **manifest))


def in_force(versions, layer="parcels"):
    now = versions.in_force().get(layer)
    return list(versions.rows(now)["name_zh"]) if now else None


def reason(call):
    with pytest.raises((BadFile, BadInput, Refused)) as caught:
        call()
    return caught.value.parameters["reason"]


def test_reading_makes_nothing(tmp_path):
    versions = FolderVersions(tmp_path / "home")
    assert (versions.in_force(), versions.lost(), versions.stamp()) == ({}, (), None)
    assert versions.history("zones") == ()
    assert not (tmp_path / "home").exists()


def test_a_version_comes_back_as_it_was_kept(versions):
    frame = rows("甲", "乙")
    frame.loc["row-1", "geometry"] = None  # a row without a place stays one
    frame["area"] = [1.5, float("nan")]
    kept = versions.add("parcels", frame, manifest=MANIFEST, declaration='id = "parcels"\n')
    assert (kept.layer, kept.number, kept.what, kept.who) == ("parcels", 1, "import", "李工")
    back = versions.rows(kept)
    assert back.equals(frame)
    assert back.crs == frame.crs
    assert versions.manifest(kept) == replace(MANIFEST, rows=2)
    assert versions.declaration(kept) == 'id = "parcels"\n'
    assert versions.declaration(added(versions, "丙")) is None


def test_a_manifest_keeps_all_it_was_told(versions):
    told = replace(
        MANIFEST,
        what="place",
        level="public",
        conversion=Conversion("EPSG:4524", ("drop_zone_prefix",), 530.5, None, {"scale": 1.0}),
        fields={"name_zh": "名称"},
        checks_accepted=("slivers", "gaps"),
        note="第二稿",
        edits=(RowEdit("row-0", "place", {"lon": None}, {"lon": 108.6, "lat": 34.1}, 200.0),),
    )
    kept = versions.add("parcels", rows("甲"), manifest=told)
    assert versions.manifest(kept) == replace(told, rows=1)
    assert kept.what == "place"


def test_undo_and_redo_walk_and_are_recorded(versions):
    added(versions, "甲")
    added(versions, "乙")
    assert in_force(versions) == ["乙"]
    assert versions.undo("parcels", who="王工").number == 1
    assert in_force(versions) == ["甲"]
    assert versions.undo("parcels") is None
    assert in_force(versions) is None
    assert versions.redo("parcels").number == 1
    assert in_force(versions) == ["甲"]
    moves = [(move.what, move.number, move.who) for move in versions.moves("parcels")]
    assert moves == [
        ("import", 1, "李工"),
        ("import", 2, "李工"),
        ("undo", 1, "王工"),
        ("undo", 0, ""),
        ("redo", 1, ""),
    ]


def test_a_new_version_ends_what_could_be_redone_and_loses_nothing(versions):
    for name in "甲乙":
        added(versions, name)
    versions.undo("parcels")
    assert added(versions, "丙").number == 3
    assert reason(lambda: versions.redo("parcels")) == "nothing_to_redo"
    assert [version.number for version in versions.history("parcels")] == [1, 2, 3]
    assert list(versions.rows(versions.version("parcels", 2))["name_zh"]) == ["乙"]
    assert versions.undo("parcels").number == 1  # not 2, which was undone before
    assert versions.undo("parcels") is None
    assert reason(lambda: versions.undo("parcels")) == "nothing_to_undo"


def test_layers_walk_by_themselves(versions):
    added(versions, "甲")
    added(versions, "区", layer="zones")
    versions.undo("parcels")
    assert in_force(versions) is None
    assert in_force(versions, "zones") == ["区"]
    assert reason(lambda: versions.undo("roads")) == "nothing_to_undo"


def test_the_stamp_differs_after_every_move(versions):
    stamps = [versions.stamp()]
    added(versions, "甲")
    stamps.append(versions.stamp())
    versions.undo("parcels")
    stamps.append(versions.stamp())
    versions.redo("parcels")
    stamps.append(versions.stamp())
    assert len(set(stamps)) == 4
    assert versions.stamp() == stamps[-1]


def test_another_opening_sees_it_at_once(versions, tmp_path):
    other = FolderVersions(tmp_path)
    added(versions, "甲")
    assert in_force(other) == ["甲"]


def test_the_same_rows_have_the_same_mark(versions):
    first, second, third = added(versions, "甲"), added(versions, "甲"), added(versions, "乙")
    assert first.mark == second.mark != third.mark
    assert len(first.mark) == 12


@pytest.mark.parametrize(
    "layer", ["", "Zones", "../zones", "zones/x", "1zones", "区", "a" * 81, "con.", "zones-1"]
)
def test_a_layer_id_is_no_path(versions, layer):
    assert reason(lambda: added(versions, "甲", layer=layer)) == "not_a_layer_id"
    assert not versions.root.exists()


def test_rows_that_no_file_holds_are_refused_and_leave_nothing(versions):
    mixed = rows("甲", "乙")
    mixed["mixed"] = [1, "one"]
    bad = {
        "not_a_table": mixed,
        "not_by_id": rows("甲").reset_index(),
        "not_in_degrees": rows("甲").to_crs(4545),
    }
    for said, frame in bad.items():
        add = lambda frame=frame: versions.add("parcels", frame, manifest=MANIFEST)  # noqa: E731
        assert reason(add) == said
    assert versions.lost() == ()
    assert versions.in_force() == {}


def test_a_secret_is_kept_from_others(tmp_path):
    mine, shared = (
        FolderVersions(tmp_path, is_shared=False),
        FolderVersions(tmp_path, is_shared=True),
    )
    assert reason(lambda: added(shared, "甲", level="secret")) == "secret_on_shared"
    assert shared.lost() == ()
    assert added(mine, "甲", level="secret").number == 1


def test_what_another_made_meanwhile_is_built_upon(versions):
    added(versions, "甲")

    def longer(before):
        frame = versions.rows(before)
        return Content(rows(*frame["name_zh"], "又"), MANIFEST)

    versions.commit("parcels", longer)
    versions.commit("parcels", longer)
    assert in_force(versions) == ["甲", "又", "又"]


def test_changed_rows_are_found_out(versions):
    kept = added(versions, "甲")
    path = versions.folder_of(kept) / version_folder.ROWS
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(bytes(content))
    assert reason(lambda: versions.rows(kept)) == "changed_since_kept"
    assert versions.manifest(kept).who == "李工"
    path.unlink()
    assert reason(lambda: versions.rows(kept)) == "not_readable"


def test_a_changed_manifest_is_found_out(versions):
    kept = added(versions, "甲", level="internal")
    path = versions.folder_of(kept) / version_folder.MANIFEST
    path.write_text(path.read_text(encoding="utf8").replace("internal", "public"), "utf8")
    assert reason(lambda: versions.manifest(kept)) == "changed_since_kept"


def test_an_unknown_version_lists_the_known(versions):
    added(versions, "甲")
    with pytest.raises(UnknownName) as caught:
        versions.version("parcels", 7)
    assert caught.value.parameters["known"] == ["1"]


def left_by_a_crash(versions, name, **manifest):
    """Leave a complete folder that no pointer names."""
    kept = added(versions, name, **manifest)
    pointer = versions.root / "current.json"
    given = json.loads(pointer.read_bytes())
    given["moves"].pop()
    pointer.write_text(json.dumps(given), encoding="utf8")
    return versions.folder_of(kept)


def test_a_complete_version_that_was_never_in_force_is_told_and_recovered(versions):
    added(versions, "甲")
    place = left_by_a_crash(versions, "乙")
    assert in_force(versions) == ["甲"]
    (lost,) = versions.lost()
    assert (lost.kind, lost.place, lost.number) == ("not_in_force", place, 2)
    assert lost.manifest.who == "李工"
    assert added(versions, "丙").number == 3  # its number is not given again
    # it would take the place of what came after it was told
    assert reason(lambda: versions.recover(lost)) == "changed_meanwhile"
    assert in_force(versions) == ["丙"]
    (lost,) = versions.lost()
    assert versions.recover(lost, who="王工").number == 2
    assert in_force(versions) == ["乙"]
    assert versions.lost() == ()


def test_an_unfinished_version_is_told_and_cannot_be_recovered(versions):
    kept = added(versions, "甲")
    begun = versions.root / ".new-parcels-000002.1234abcd"
    begun.mkdir()
    empty = versions.root / ".new-parcels-000002.1234abce"
    empty.mkdir()
    shutil.copy(versions.folder_of(kept) / version_folder.MANIFEST, begun)
    told, bare = versions.lost()
    assert (told.kind, told.layer, told.number) == ("unfinished", "parcels", 2)
    assert told.manifest.file_name == "边界.zip"
    assert bare.manifest is None
    assert reason(lambda: versions.recover(told)) == "not_complete"
    assert in_force(versions) == ["甲"]


def test_what_was_lost_can_be_taken_away_and_nothing_else(versions):
    kept = added(versions, "甲")
    left_by_a_crash(versions, "乙")
    (versions.root / ".new-parcels-000002.1234abcd").mkdir()
    begun, complete = versions.lost()
    versions.recover(complete)
    versions.discard(complete)  # it is in force by now
    versions.discard(begun)
    versions.discard(begun)
    assert versions.lost() == ()
    assert in_force(versions) == ["乙"]
    (versions.root / "current.json").write_bytes(b"")
    (pointer,) = versions.lost()
    versions.discard(pointer)
    assert versions.lost() == ()
    assert list(versions.rows(kept)["name_zh"]) == ["甲"]


@pytest.mark.parametrize("content", [b"", b"\0" * 40, b"{}", b'{"format": 1, "moves": [{}]}', None])
def test_a_damaged_pointer_is_made_anew_from_what_is_there(versions, content):
    for name in "甲乙":
        added(versions, name)
    added(versions, "区", layer="zones")
    pointer = versions.root / "current.json"
    pointer.write_bytes(content) if content is not None else pointer.unlink()
    assert in_force(versions) == ["乙"]
    assert in_force(versions, "zones") == ["区"]
    assert [lost.kind for lost in versions.lost()] == ["pointer"]
    assert versions.undo("parcels").number == 1
    assert versions.lost() == ()


def test_the_pointer_of_a_newer_atlas_is_left_alone(versions):
    added(versions, "甲")
    pointer = versions.root / "current.json"
    pointer.write_text('{"format": 2, "moves": "otherwise"}')
    assert reason(versions.in_force) == "newer_store"
    assert reason(lambda: added(versions, "乙")) == "newer_store"
    assert json.loads(pointer.read_bytes())["format"] == 2


def test_a_damaged_pointer_is_kept_beside_the_one_made_anew(versions):
    for name in "甲乙":
        added(versions, name)
    pointer = versions.root / "current.json"
    for settle in (lambda: added(versions, "丙"), lambda: versions.discard(*versions.lost())):
        broken = pointer.read_bytes()[:-30]
        pointer.write_bytes(broken)
        settle()
        beside = [path.read_bytes() for path in versions.root.glob("current-damaged-*.json")]
        assert broken in beside
        assert versions.lost() == ()
    assert in_force(versions) == ["丙"]


def test_a_pointer_that_is_there_and_cannot_be_read_is_not_guessed(versions, monkeypatch):
    added(versions, "甲")
    added(versions, "乙")
    versions.undo("parcels")
    pointer = versions.root / "current.json"
    content = pointer.read_bytes()
    pointer.unlink()
    pointer.mkdir()  # whatever it is: it is not nothing
    assert reason(versions.in_force) == "not_readable"
    assert reason(lambda: added(versions, "丙")) == "not_readable"
    pointer.rmdir()
    pointer.write_bytes(content)
    assert in_force(versions) == ["甲"]


def test_a_full_disk_is_told_by_its_name_and_loses_nothing(versions, monkeypatch):
    added(versions, "甲")

    def full(_file):
        raise OSError(errno.ENOSPC, "No space left on device")

    for step in ("write_new", "swap"):  # while the rows are written, and at the very last
        with monkeypatch.context() as now:
            now.setattr(
                version_folder if step == "write_new" else ledger, step, lambda *_: full(None)
            )
            assert reason(lambda: added(versions, "乙")) == "disk_full"
            assert in_force(versions) == ["甲"]
    monkeypatch.setattr(durable.os, "fsync", full)
    assert reason(lambda: versions.undo("parcels")) == "disk_full"
    assert in_force(versions) == ["甲"]
    assert not list(versions.root.glob(".current*"))


def test_what_is_taken_away_bears_no_name_of_a_version_meanwhile(versions, monkeypatch):
    added(versions, "甲")
    left_by_a_crash(versions, "乙")
    (lost,) = versions.lost()
    with monkeypatch.context() as now:
        # somebody has one of its files open, on Windows, or it is the end of the process
        now.setattr(version_folder.shutil, "rmtree", lambda _place: denied())
        assert reason(lambda: versions.discard(lost)) == "not_writable"
    (rest,) = versions.lost()
    assert rest.kind == "unfinished"
    versions.discard(rest)
    assert versions.lost() == ()


def denied():
    raise PermissionError(13, "Permission denied")


def test_a_pointer_is_read_or_it_is_not():
    assert read_journal(b'{"format": 1, "moves": []}').moves == ()
    assert read_journal(b"[]") is None


def test_a_workspace_that_is_no_folder_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert reason(lambda: added(FolderVersions(tmp_path / "file"), "甲")) == "not_writable"


def test_files_of_others_in_the_folder_do_no_harm(versions):
    added(versions, "甲")
    (versions.root / "desktop.ini").write_text("x")
    (versions.root / "parcels-000009.bak").mkdir()
    (versions.root / "Zones-000001").mkdir()
    assert versions.lost() == ()
    assert added(versions, "乙").number == 2


def test_a_version_is_handed_on_with_all_that_was_said_of_it(versions):
    kept = versions.add("parcels", rows("甲", "乙"), manifest=MANIFEST, declaration="# 声明\n")
    with zipfile.ZipFile(io.BytesIO(versions.export(kept))) as whole:
        assert whole.testzip() is None
        content = {name: whole.read(name) for name in whole.namelist()}
        assert whole.infolist()[0].date_time == (2026, 5, 4, 12, 0, 0)
    assert set(content) == {
        "rows.parquet",
        "rows.geojson",
        "manifest.json",
        "layer.toml",
        "sums.json",
    }
    for name, digest in json.loads(content["sums.json"]).items():
        assert hashlib.sha256(content[name]).hexdigest() == digest
    assert json.loads(content["manifest.json"])["file_name"] == "边界.zip"
    shapes = json.loads(content["rows.geojson"])["features"]
    assert [shape["properties"]["name_zh"] for shape in shapes] == ["甲", "乙"]
    assert [shape["properties"]["id"] for shape in shapes] == ["row-0", "row-1"]
    assert shapes[0]["geometry"]["coordinates"] == [108.6, 34.1]
    assert "甲".encode() in content["rows.geojson"]


def test_the_shipped_declaration_goes_with_a_version_that_has_none(versions):
    kept = added(versions, "甲")
    for given, expected in ((None, False), ("# 随附\n", True)):
        with zipfile.ZipFile(io.BytesIO(versions.export(kept, declaration=given))) as whole:
            assert ("layer.toml" in whole.namelist()) == expected


def test_a_secret_is_not_handed_on_by_a_shared_atlas(tmp_path):
    kept = added(FolderVersions(tmp_path, is_shared=False), "甲", level="secret")
    shared = FolderVersions(tmp_path, is_shared=True)
    assert reason(lambda: shared.export(kept)) == "secret_on_shared"


# --- who rests on what ---------------------------------------------------------------------------


def test_rows_made_from_an_earlier_version_do_not_take_the_place_of_a_later_one(versions):
    first = added(versions, "甲", who="甲")
    add = lambda on: versions.add("parcels", rows("丙"), manifest=MANIFEST, on=on)  # noqa: E731
    added(versions, "甲", "乙", who="乙")
    with pytest.raises(Refused) as refused:
        add(first.number)
    told = refused.value.parameters
    assert (told["reason"], told["on"], told["number"]) == ("changed_meanwhile", 1, 2)
    (since,) = told["since"]
    assert (since.parameters["who"], since.parameters["number"]) == ("乙", 2)
    assert in_force(versions) == ["甲", "乙"]
    assert versions.lost() == ()
    assert add(2).number == 3


def test_what_was_shipped_is_number_0_and_undone_versions_are_told(versions):
    add = lambda on: versions.add("parcels", rows("丙"), manifest=MANIFEST, on=on)  # noqa: E731
    assert add(0).number == 1
    assert reason(lambda: add(0)) == "changed_meanwhile"
    versions.undo("parcels", who="乙", on=1)
    with pytest.raises(Refused) as refused:
        add(1)
    (since,) = refused.value.parameters["since"]
    assert (since.parameters["who"], since.parameters["number"]) == ("乙", 0)
    assert in_force(versions) is None
    assert add(0).number == 2


def test_undo_and_redo_take_back_only_what_was_shown(versions):
    added(versions, "甲")
    shown = versions.in_force()["parcels"].number
    added(versions, "乙", who="乙")
    assert reason(lambda: versions.undo("parcels", on=shown)) == "changed_meanwhile"
    assert in_force(versions) == ["乙"]
    versions.undo("parcels", on=2)
    assert reason(lambda: versions.redo("parcels", on=2)) == "changed_meanwhile"
    assert in_force(versions) == ["甲"]
    versions.redo("parcels", on=1)
    assert in_force(versions) == ["乙"]


# --- secrets where others reach them -------------------------------------------------------------


@pytest.mark.parametrize("way", ["manifest", "rows", "declaration", "export"])
def test_no_way_leads_to_a_secret_where_the_atlas_is_shared(versions, tmp_path, way):
    secret = versions.add(
        "parcels", rows("甲"), manifest=replace(MANIFEST, level="secret"), declaration="# 声明\n"
    )
    open_to_all = added(versions, "乙")
    shared = FolderVersions(tmp_path, is_shared=True)
    assert reason(lambda: getattr(shared, way)(secret)) == "secret_on_shared"
    getattr(shared, way)(open_to_all)
    getattr(versions, way)(secret)  # on the planner's own machine


def test_what_a_crash_left_of_a_secret_is_told_without_its_file(versions, tmp_path):
    added(versions, "甲")
    left_by_a_crash(versions, "乙", level="secret")
    (lost,) = FolderVersions(tmp_path, is_shared=True).lost()
    assert (lost.kind, lost.number, lost.manifest) == ("not_in_force", 2, None)
    assert versions.lost()[0].manifest.level == "secret"
