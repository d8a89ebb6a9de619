"""Versions on the page: a secret is not handed out, and only what was shown is undone."""

from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

import atlas
from atlas.errors import Refused
from atlas.interface.web.server import routes
from atlas.output.export import EXPORTERS, default_context
from atlas.store.workspace import open_workspace

MAIN = atlas.SHIPPED / "atlas" / "interface" / "web" / "main.py"
SECRET = "机密甲"

pytestmark = pytest.mark.filterwarnings("ignore:Implicitly cleaning up:ResourceWarning")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A workspace of its own, which the page looks at."""
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    routes.catalogue.cache_clear()
    yield tmp_path
    routes.catalogue.cache_clear()


def added(home, shipped, names, **said):
    frame = shipped["zones"].frame.assign(name_zh=names)
    manifest = atlas.Manifest("李工", datetime.now(UTC), **said)
    return open_workspace(home).versions.add("zones", frame, manifest=manifest)


def opened(mode):
    shown = AppTest.from_file(str(MAIN), default_timeout=60)
    shown.session_state["lang"] = "zh"
    shown.run()
    shown.switch_page("views/page_data.py").run()
    shown.session_state["data_mode"] = mode
    return shown.run()


def told(shown):
    assert not shown.exception
    boxes = (*shown.error, *shown.warning, *shown.info, *shown.caption, *shown.markdown)
    return " ".join(one.value for one in boxes).replace("\\", "")


def downloads(shown):
    return [one.proto.label for one in shown.get("download_button")]


def test_a_secret_version_is_neither_compared_nor_downloaded_where_others_are(
    home, shipped, monkeypatch
):
    added(home, shipped, [SECRET, "乙", "丙"], level="secret", file_name="机密边界.zip")
    added(home, shipped, ["子", "丑", "寅"])
    shown = opened("versions")
    assert "机密边界" in told(shown)  # the planner's own machine
    shown.selectbox(key="export_zones").set_value(1).run()
    assert "下载" in downloads(shown)

    monkeypatch.setenv("ATLAS_SHARED", "1")
    routes.catalogue.cache_clear()
    shown = opened("versions")
    said = told(shown)
    assert "标为涉密" in said
    assert "机密边界" not in said
    assert "下载" in downloads(shown)  # of the second
    shown.selectbox(key="export_zones").set_value(1).run()
    assert "下载" not in downloads(shown)
    shown.selectbox(key="compare_before_zones").set_value(1)
    shown.selectbox(key="compare_after_zones").set_value(2)
    shown.button(key="compare_versions").click().run()
    assert any("标为涉密" in one.value for one in shown.error)
    assert "finding" not in shown.session_state


def catalogue_text(known):
    """What the map, its tiles, the search and the cards are made from."""
    return "".join(layer.frame.astype(str).to_csv() for layer in known.values())


def test_a_secret_in_force_is_in_nothing_that_is_handed_out(home, shipped, monkeypatch):
    kept = added(home, shipped, [SECRET, "乙", "丙"], level="secret")
    asked = {"kind": "query", "layer": "zones"}
    own = atlas.run(atlas.open_atlas(), asked)
    monkeypatch.setenv("ATLAS_SHARED", "1")
    for at in (None, {"zones": kept.mark}):
        known = atlas.open_atlas(at=at)
        assert SECRET not in known["zones"].frame["name_zh"].tolist()
        (problem,) = known.kept["zones"].problems
        assert problem.rule == "secret_on_shared"
        found = atlas.run(known, asked)
        for exporter in EXPORTERS.values():
            if exporter.name in {"geojson", "csv", "html", "kml"}:
                written = exporter.written(found, "zh", default_context(known, found))
                assert SECRET.encode() not in written
        assert catalogue_text(known).count(SECRET) == 0
    row = str(known["zones"].frame.index[0])
    with pytest.raises(Refused) as refused:  # nor does an edit bring its other rows along
        atlas.edit_rows(known, "zones", [atlas.Edit(row, {"name_zh": "改"})], who="乙")
    assert refused.value.parameters["reason"] == "secret_on_shared"
    assert SECRET in own.table["name_zh"].tolist()  # it would have been seen


def test_only_what_was_shown_is_undone(home, shipped):
    added(home, shipped, ["甲", "乙", "丙"])
    shown = opened("versions")
    added(home, shipped, ["子", "丑", "寅"])  # somebody else stores meanwhile
    shown.button(key="undo_version").click().run()
    assert "在你查看之后有过变动" in " ".join(one.value for one in shown.error)
    assert open_workspace(home).versions.in_force()["zones"].number == 2
    shown.button(key="undo_version").click().run()  # the second is shown now
    assert open_workspace(home).versions.in_force()["zones"].number == 1


def test_a_row_that_somebody_changed_since_is_not_overwritten(home, shipped):
    shown = opened("place")
    layer = shown.selectbox(key="place_layer").value
    (row,) = [one.value for one in shown.selectbox if one.key.startswith("place_row_")]
    shown.text_input(key=f"place_typed_{row}").input("108.8765, 34.1234").run()
    edit = atlas.Edit(row, {"name_zh": "乙改的名"})
    atlas.edit_rows(atlas.open_atlas(), layer, [edit], who="乙")
    shown.button(key="place_do").click().run()
    now = atlas.open_atlas()[layer].frame.loc[row]
    assert now["name_zh"] == "乙改的名"
    assert now.geometry is None or now.geometry.is_empty
    assert "刚被他人修改" in told(shown)
