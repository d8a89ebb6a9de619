"""The page 帮助: every guide opens, and every function of `atlas` shows its docstring."""

import pytest
from streamlit.testing.v1 import AppTest

import atlas
from atlas.interface.web.widgets.guides import GUIDES

MAIN = atlas.SHIPPED / "atlas" / "interface" / "web" / "main.py"

pytestmark = pytest.mark.filterwarnings("ignore:Implicitly cleaning up:ResourceWarning")


@pytest.fixture
def opened(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    made = AppTest.from_file(str(MAIN), default_timeout=60).run()
    made.switch_page("views/page_help.py").run()
    assert not made.exception
    return made


def test_guides_open_chapter_by_chapter(opened):
    assert "规划人员手册" in [
        text.value.lstrip("# ").partition("\n")[0] for text in opened.markdown
    ]
    for guide in GUIDES:
        opened.radio(key="help_guide").set_value(guide).run()
        contents = opened.radio(key=f"help_chapter_{guide}_zh")
        contents.set_value(len(contents.options) - 1).run()
        assert not opened.exception, guide


def test_functions_show_their_docstrings(opened):
    opened.radio(key="help_guide").set_value("python").run()
    opened.radio(key="help_function").set_value("run").run()
    assert not opened.exception
    assert opened.code[0].value.startswith("atlas.run(catalogue")
    assert "Raises" in opened.text[0].value
    assert {"run", "open_atlas", "coverage"} <= set(opened.radio(key="help_function").options)
