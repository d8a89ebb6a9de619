"""What every store of versions does, whatever form of storage is behind it."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import geopandas
import pytest
import shapely

import atlas
from atlas.errors import BadInput, Refused, UnknownName
from atlas.store.edits import Edit
from atlas.store.folder.versions import FolderVersions
from atlas.store.folder.workspace import FolderWorkspace
from atlas.store.in_force import versions_in_force
from atlas.store.manifest import Manifest
from atlas.store.protocol import Content
from tests.store.memory import MemoryVersions

TINY_TOWN = atlas.SHIPPED / "tests" / "fixtures" / "tiny_town"
MANIFEST = Manifest("李工", datetime(2026, 5, 4, 12, tzinfo=UTC), file_name="地块.zip")


@pytest.fixture(params=["folder", "memory"])
def stores(request, tmp_path):
    """Return a store, and the same one as those see it who reach a shared atlas."""
    if request.param == "folder":
        return FolderVersions(tmp_path), FolderVersions(tmp_path, is_shared=True)
    contents = {}
    return MemoryVersions(contents), MemoryVersions(contents, is_shared=True)


@pytest.fixture
def store(stores):
    return stores[0]


def rows(*names):
    ids = [f"row-{number}" for number in range(len(names))]
    points = shapely.points([108.6] * len(names), 34.1)
    frame = geopandas.GeoDataFrame({"id": ids, "name_zh": list(names)}, geometry=points, crs=4326)
    return frame.set_index("id")


def added(store, *names, layer="parcels", on=None, **manifest):
    return store.add(layer, rows(*names), manifest=replace(MANIFEST, **manifest), on=on)


def shown(store, layer="parcels"):
    now = store.in_force().get(layer)
    return now and list(store.rows(now)["name_zh"])


def reason(call):
    with pytest.raises((BadInput, Refused)) as caught:
        call()
    return caught.value.parameters["reason"]


def test_nothing_is_in_force_at_first(store):
    assert (store.in_force(), store.layers(), store.stamp()) == ({}, (), None)
    assert (store.history("parcels"), store.moves("parcels")) == ((), ())


def test_what_was_stored_comes_back(store):
    frame = rows("甲", "乙")
    version = store.add("parcels", frame, manifest=MANIFEST, declaration='id = "parcels"\n')
    assert (version.layer, version.number, version.what, version.who) == (
        *("parcels", 1, "import", "李工"),
    )
    back = store.rows(version)
    assert back.equals(frame)
    assert back.crs == frame.crs
    assert store.manifest(version) == replace(MANIFEST, rows=2)
    assert store.declaration(version) == 'id = "parcels"\n'
    assert store.declaration(added(store, "丙")) is None
    assert store.in_force()["parcels"] == store.version("parcels", 2)


def test_undo_and_redo_walk_along_the_history(store):
    added(store, "甲")
    added(store, "乙")
    assert store.undo("parcels", who="王工").number == 1
    assert shown(store) == ["甲"]
    assert store.undo("parcels") is None
    assert shown(store) is None
    assert reason(lambda: store.undo("parcels")) == "nothing_to_undo"
    assert store.redo("parcels").number == 1
    # a commit ends what could be redone; its number was never used before
    assert added(store, "丙").number == 3
    assert reason(lambda: store.redo("parcels")) == "nothing_to_redo"
    assert [version.number for version in store.history("parcels")] == [1, 2, 3]
    assert [(move.what, move.number, move.who) for move in store.moves("parcels")] == [
        ("import", 1, "李工"),
        ("import", 2, "李工"),
        ("undo", 1, "王工"),
        ("undo", 0, ""),
        ("redo", 1, ""),
        ("import", 3, "李工"),
    ]


def test_layers_do_not_touch_one_another(store):
    added(store, "甲", layer="zones")
    added(store, "乙", layer="parcels")
    store.undo("zones")
    assert store.layers() == ("parcels", "zones")
    assert list(store.in_force()) == ["parcels"]
    assert store.moves("parcels") == store.moves("parcels")[:1]


def test_a_stamp_differs_after_every_move(store):
    stamps = [store.stamp()]
    for move in (
        lambda: added(store, "甲"),
        lambda: store.undo("parcels"),
        lambda: store.redo("parcels"),
    ):
        move()
        stamps.append(store.stamp())
    assert len(set(stamps)) == 4
    assert store.stamp() == stamps[-1]


def test_a_version_is_made_from_the_one_in_force(store):
    added(store, "甲")

    def longer(before):
        return Content(rows(*store.rows(before)["name_zh"], "又"), MANIFEST)

    store.commit("parcels", longer)
    assert shown(store) == ["甲", "又"]
    seen = []
    store.commit("zones", lambda before: seen.append(before) or Content(rows("乙"), MANIFEST))
    assert seen == [None]


@pytest.mark.parametrize("way", ["add", "undo", "redo"])
def test_what_is_based_on_another_version_is_refused(store, way):
    added(store, "甲")
    added(store, "乙")
    late = {
        "add": lambda: added(store, "丙", on=1),
        "undo": lambda: store.undo("parcels", on=1),
        "redo": lambda: store.redo("parcels", on=0),
    }
    before = store.stamp()
    assert reason(late[way]) == "changed_meanwhile"
    assert (shown(store), store.stamp()) == (["乙"], before)


def test_what_fails_stores_nothing(store):
    def fails(_before):
        raise KeyError("no")

    with pytest.raises(KeyError):
        store.commit("parcels", fails)
    assert reason(lambda: added(store, "甲", layer="../x")) == "not_a_layer_id"
    bad = {"not_by_id": rows("甲").reset_index(), "not_in_degrees": rows("甲").to_crs(4545)}
    for said, frame in bad.items():
        add = lambda frame=frame: store.add("parcels", frame, manifest=MANIFEST)  # noqa: E731
        assert reason(add) == said
    assert store.in_force() == {}
    assert store.history("parcels") == ()


def test_secrets_are_refused_where_the_atlas_is_shared(stores):
    own, shared = stores
    secret = added(own, "甲", level="secret")
    for way in ("rows", "manifest", "declaration", "export"):
        assert reason(lambda way=way: getattr(shared, way)(secret)) == "secret_on_shared"
        getattr(own, way)(secret)
    assert reason(lambda: added(shared, "乙", level="secret")) == "secret_on_shared"


def test_a_number_that_is_not_there_lists_those_that_are(store):
    added(store, "甲")
    with pytest.raises(UnknownName) as caught:
        store.version("parcels", 2)
    assert caught.value.parameters["known"] == ["1"]


def test_an_export_holds_rows_and_manifest(store):
    version = added(store, "甲")
    with zipfile.ZipFile(io.BytesIO(store.export(version, declaration="# 声明"))) as file:
        assert set(file.namelist()) == {
            *("rows.parquet", "rows.geojson", "manifest.json", "layer.toml", "sums.json"),
        }
        frame = geopandas.read_parquet(io.BytesIO(file.read("rows.parquet")))
        assert frame.equals(store.rows(version))
        assert file.read("layer.toml").decode() == "# 声明"


def test_versions_in_force_are_read_through_the_protocol(store):
    first = added(store, "甲", layer="zones")
    added(store, "乙", layer="zones")
    (now,) = versions_in_force(store, {"zones": "0" * 12})
    (then,) = versions_in_force(store, {"zones": "0" * 12}, at={"zones": first.mark})
    assert [list(one.rows()["name_zh"]) for one in (now, then)] == [["乙"], ["甲"]]


def test_the_atlas_opens_and_edits_over_any_store(store, tmp_path):
    workspace = FolderWorkspace(tmp_path / "other", is_shared=False)
    workspace.versions = store
    catalogue = atlas.open_atlas(TINY_TOWN, workspace)
    edit = Edit("inc-a", {"name_zh": "甲改"})
    version = atlas.edit_rows(catalogue, "incubators", [edit], who="王工", workspace=workspace)
    now = atlas.open_atlas(TINY_TOWN, workspace)
    assert now["incubators"].frame.loc["inc-a", "name_zh"] == "甲改"
    assert store.in_force() == {"incubators": version}
    store.undo("incubators")
    assert atlas.open_atlas(TINY_TOWN, workspace)["incubators"].version == (
        catalogue["incubators"].version
    )
    assert not (tmp_path / "other").exists()
