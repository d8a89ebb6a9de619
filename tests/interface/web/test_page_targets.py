"""The page of targets: quiet on a first visit; what is typed is kept, shown, and never lost."""

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

import atlas
from atlas.interface.web.marking import unmarked
from atlas.keeping.actuals import Actuals

MAIN = atlas.CHECKOUT / "atlas" / "interface" / "web" / "main.py"
TARGET = "hnte"  # 10,000 high-tech enterprises in 2025

pytestmark = pytest.mark.filterwarnings("ignore:Implicitly cleaning up:ResourceWarning")


@pytest.fixture
def opened(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    made = AppTest.from_file(str(MAIN), default_timeout=60).run()
    made.switch_page("page_targets.py").run()
    assert not made.exception
    return made


def typed(monkeypatch, **cells):
    """Stand in for a planner who types into a row of the table."""

    def editor(shown, **_):
        typing = shown.copy()
        for name, value in cells.items():
            typing[name] = typing[name].astype(object)
            typing.loc[TARGET, name] = value
        return typing

    monkeypatch.setattr(streamlit, "data_editor", editor)


def test_a_first_visit_writes_nothing_and_complains_of_nothing(opened, tmp_path):
    assert [alert.value for alert in opened.error] == []
    assert Actuals(tmp_path).current() == {}
    (shown,) = (table.value for table in opened.dataframe)
    assert "" not in [str(name) for name in shown]
    assert shown.loc["rd-gdp", "note"] == "原文如此"
    assert shown.loc["rd-gdp", "baseline"] == 5.05
    assert shown.loc[TARGET, "state"] == "已到期"


def test_what_is_typed_is_kept_and_lights_up(opened, tmp_path, monkeypatch):
    with monkeypatch.context() as at_the_table:
        typed(at_the_table, actual_value=12_000.0, actual_date="2025", responsible="市科技局")
        opened.run()
    assert not opened.exception
    kept = Actuals(tmp_path).current()[TARGET]
    assert (kept.value, kept.date, kept.responsible) == (12_000.0, "2025", "市科技局")
    opened.run()
    (shown,) = (table.value for table in opened.dataframe)
    # 12,000 of 10,000
    assert shown.loc[TARGET, "share"] == pytest.approx(120)
    assert shown.loc[TARGET, "state"] == "🟢 已达到"
    with monkeypatch.context() as at_the_table:
        typed(at_the_table, actual_value=None, actual_date=None, responsible=None)
        opened.run()
    assert Actuals(tmp_path).current() == {}


def test_a_value_without_a_date_waits_for_it(opened, tmp_path, monkeypatch):
    typed(monkeypatch, actual_value=12_000.0)
    opened.run()
    assert [alert.value for alert in opened.error] == []
    (said,) = (alert.value for alert in opened.warning)
    assert "国家高新技术企业数" in said
    assert "截至日期" in said
    assert Actuals(tmp_path).current() == {}


def test_a_workspace_that_cannot_be_written_is_told(opened, tmp_path, monkeypatch):
    closed = tmp_path / "file"
    closed.write_text("in the way")
    monkeypatch.setenv("ATLAS_HOME", str(closed / "home"))
    typed(monkeypatch, responsible="市科技局")
    opened.run()
    assert not opened.exception
    # neither read nor written, and the table stands
    assert [unmarked(str(closed)) in alert.value for alert in opened.error] == [True, True]
