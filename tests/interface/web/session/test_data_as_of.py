"""A saved question is opened with the data of its day; what a crash left is told until settled."""

import shutil
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

import atlas
from atlas.deliverables.register import make_definition
from atlas.interface.web.server import routes
from atlas.store.workspace import open_workspace

MAIN = atlas.SHIPPED / "atlas" / "interface" / "web" / "main.py"

pytestmark = pytest.mark.filterwarnings("ignore:Implicitly cleaning up:ResourceWarning")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A workspace of its own, which the page looks at."""
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    routes.catalogue.cache_clear()
    yield tmp_path
    routes.catalogue.cache_clear()


def names(shown):
    return set(shown.session_state["finding"].table["name_zh"])


def told(shown):
    return " ".join(one.value for one in (*shown.warning, *shown.info, *shown.caption))


def test_a_question_is_opened_with_the_data_it_was_saved_with_and_left_again(home, shipped):
    asked = {"kind": "query", "layer": "zones", "title": "三大片区"}
    before = atlas.run(shipped, asked)
    open_workspace(home).studies.save("三大片区", make_definition(asked), dict(before.versions))
    frame = shipped["zones"].frame.assign(name_zh=["甲", "乙", "丙"])
    versions = open_workspace(home).versions
    versions.add("zones", frame, manifest=atlas.Manifest("李工", datetime.now(UTC)))
    begun = home / "versions" / ".new-parcels-000001.1234abcd"
    begun.mkdir()
    shutil.copy(home / "versions" / "zones-000001" / "manifest.json", begun)

    shown = AppTest.from_file(str(MAIN), default_timeout=60)
    shown.session_state["lang"] = "zh"
    shown.run()
    assert "有一次保存被打断" in told(shown)
    shown.switch_page("views/page_query.py").run()
    assert "数据已变：三大片区" in told(shown).replace("\\", "")
    shown.button(key="study_run_三大片区").click().run()
    assert names(shown) == {"甲", "乙", "丙"}
    shown.button(key="study_then_三大片区").click().run()
    assert names(shown) == set(before.table["name_zh"])
    assert "保存时" in told(shown)

    shown.switch_page("views/page_data.py").run()
    assert "不能导入、定位或编辑" in told(shown)
    assert "没有生效" in told(shown)
    shown.button(key="discard_0").click().run()
    assert "没有生效" not in told(shown)
    assert versions.lost() == ()
    shown.button(key="as_now").click().run()
    assert names(shown) == {"甲", "乙", "丙"}
    assert "保存时" not in told(shown)
    assert not shown.exception
