"""A workspace that cannot be opened, or only in part: the page opens, says so and loses nothing."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

import atlas
from atlas.deliverables.register import make_definition
from atlas.interface.web.server import routes
from atlas.store.workspace import open_workspace
from tests.store.folder.looks import seen

MAIN = atlas.SHIPPED / "atlas" / "interface" / "web" / "main.py"
ASKED = {"kind": "query", "layer": "zones", "title": "三大片区"}

pytestmark = pytest.mark.filterwarnings("ignore:Implicitly cleaning up:ResourceWarning")


@pytest.fixture(scope="module")
def kept(tmp_path_factory, shipped):
    """A workspace with two versions of the zones and a question, to be copied."""
    home = tmp_path_factory.mktemp("kept")
    versions = open_workspace(home).versions
    for names in (["甲", "乙", "丙"], ["子", "丑", "寅"]):
        frame = shipped["zones"].frame.assign(name_zh=names)
        versions.add("zones", frame, manifest=atlas.Manifest("李工", datetime.now(UTC)))
    open_workspace(home).studies.save("三片区", make_definition(ASKED), {})
    return home


@pytest.fixture
def home(kept, tmp_path, monkeypatch):
    """A workspace of its own, which the page looks at."""
    home = shutil.copytree(kept, tmp_path / "home")
    monkeypatch.setenv("ATLAS_HOME", str(home))
    routes.catalogue.cache_clear()
    yield home
    routes.catalogue.cache_clear()


def opened(lang="zh"):
    shown = AppTest.from_file(str(MAIN), default_timeout=60)
    shown.session_state["lang"] = lang
    return shown.run()


def told(shown):
    assert not shown.exception
    boxes = (*shown.error, *shown.warning, *shown.info, *shown.caption)
    return " ".join(one.value for one in boxes).replace("\\", "")


def names():
    return set(routes.catalogue()["zones"].frame["name_zh"])


def test_one_of_a_newer_atlas_opens_with_the_shipped_facts_and_is_not_touched(home, shipped):
    pointer = home / "versions" / "current.json"
    pointer.write_text(json.dumps({"format": 7, "moves": "otherwise"}))
    before = seen(home)
    shown = opened()
    assert any("工作区打不开" in one.value for one in shown.warning)  # above any page, in a line
    assert names() == set(shipped["zones"].frame["name_zh"])
    shown.switch_page("views/page_query.py").run()
    assert "由更新版本的图集写成" in told(shown)  # where the saved questions would stand
    shown.switch_page("views/page_data.py").run()
    said = told(shown)
    assert str(pointer) in said
    assert "请用新版打开，或把 ATLAS_HOME 指到另一个文件夹" in said
    assert "随图集发布的数据，您自己的数据不在其中" in said
    assert "没有被改动" in said
    for mode in ("place", "edit", "versions", "list", "import"):
        shown.session_state["data_mode"] = mode
        assert "工作区打不开" in told(shown.run())
    assert not shown.get("file_uploader")  # nothing is taken in that could not be kept
    shown.session_state["lang"] = "en"
    assert "written by a newer version of the atlas" in told(shown.run())
    assert seen(home) == before


def test_one_whose_parts_are_damaged_opens_with_what_can_be_read(home):
    (home / "atlas.sqlite3").write_bytes(b"no store of ours, but long enough to have a head" * 20)
    for name in ("atlas.sqlite3-wal", "atlas.sqlite3-shm"):
        (home / name).unlink(missing_ok=True)
    (home / "versions" / "zones-000002" / "manifest.json").write_bytes(b"{")
    before = seen(home)
    shown = opened()
    assert "有一层您的数据没有显示" in told(shown)
    shown.switch_page("views/page_data.py").run()
    said = told(shown)
    assert "目标现值打不开" in said
    assert "从备份恢复" in said
    assert "“三大片区”第 2 版没有显示" in said
    shown.session_state["data_mode"] = "versions"
    shown.run()
    assert "这一版打不开" in told(shown)
    after = seen(home)
    assert {k: v for k, v in after.items() if "cache" not in k and k != "versions/lock"} == {
        k: v for k, v in before.items() if k != "versions/lock"
    }
    shown.button(key="undo_version").click().run()  # the way out: the version before
    assert names() == {"甲", "乙", "丙"}
    assert "没有显示" not in told(shown)


def test_one_that_cannot_be_written_is_looked_at(home, monkeypatch):
    (home / "versions" / "lock").unlink()
    (home / "versions" / "lock").mkdir()  # for root too it is none that can be written
    shown = opened()
    shown.switch_page("views/page_data.py").run()
    assert "工作区现在不能写入" in told(shown)
    assert names() == {"子", "丑", "寅"}
    shown.session_state["data_mode"] = "versions"
    shown.run()
    shown.button(key="undo_version").click().run()
    assert names() == {"子", "丑", "寅"}
    assert not shown.exception


def test_a_store_that_is_gone_is_told_on_every_page(home):
    (home / "atlas.sqlite3").unlink()
    shown = opened()
    assert "已存的问题、方案或目标现值有损坏" in told(shown)
    shown.switch_page("views/page_query.py").run()
    assert "文件不见了或被清空" in told(shown)  # where the saved questions would stand
    shown.switch_page("views/page_data.py").run()
    said = told(shown)
    assert "目标现值打不开" in said
    assert str(home / "atlas.sqlite3") in said
    assert not (home / "atlas.sqlite3").exists()
    assert names() == {"子", "丑", "寅"}  # and nothing else is lost


def test_a_damaged_row_is_told_by_its_name(home):
    open_workspace(home).studies.save("四片区", make_definition(ASKED), {})
    with closing(sqlite3.connect(home / "atlas.sqlite3")) as file:
        file.execute("UPDATE save SET definition = replace(definition, 'zones', 'zonez')")
        file.execute("UPDATE save SET seal = 'x' WHERE study = 1")
        file.commit()
    shown = opened()
    assert "已存的问题、方案或目标现值有损坏" in told(shown)
    shown.switch_page("views/page_data.py").run()
    said = told(shown)
    assert "有 2 条与存入时不一致" in said
    assert "“三片区”的第 1 次保存已损坏" in said
    assert "“四片区”的第 1 次保存已损坏" in said
