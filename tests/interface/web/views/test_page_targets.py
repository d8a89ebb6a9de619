"""The page of targets: quiet on a first visit; what is typed is kept, shown, and never lost."""

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

import atlas
from atlas.interface.web.session.plain_text import unmarked
from atlas.store.workspace import open_workspace

MAIN = atlas.SHIPPED / "atlas" / "interface" / "web" / "main.py"
TARGET = "hnte"  # 10,000 high-tech enterprises in 2025

pytestmark = pytest.mark.filterwarnings("ignore:Implicitly cleaning up:ResourceWarning")


@pytest.fixture
def opened(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    made = AppTest.from_file(str(MAIN), default_timeout=60).run()
    made.switch_page("views/page_targets.py").run()
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
    assert open_workspace(tmp_path).actuals.current() == {}
    shown = opened.dataframe[0].value
    assert "" not in [str(name) for name in shown]
    assert shown.loc["rd-gdp", "note"] == "原文如此"
    assert shown.loc["rd-gdp", "baseline"] == 5.05
    assert shown.loc["rd-gdp", "stated"] == "各有关部门、区县、开发区"
    assert not shown.loc["rd-gdp", "responsible"]
    assert shown.loc[TARGET, "state"] == "已到期"
    assert shown.loc[TARGET, "published"] == "> 15,000 家（2024）〔B〕"
    # what was published is not what was typed
    assert shown["actual_value"].isna().all()
    assert shown["share"].isna().all()


def test_what_was_published_is_listed_apart_with_definition_source_and_grade(opened):
    listed = opened.dataframe[1].value
    contracts = listed[listed["指标"] == "技术合同交易额"]
    # two definitions of turnover are two series
    assert list(contracts["口径"]) == ["输出技术成交额"] * 3 + ["技术合同成交额"] * 2
    assert list(contracts["与目标同口径"]) == ["是"] * 3 + ["否"] * 2
    assert list(contracts["公布的实绩"])[:3] == ["1,648.56 亿元", "2,209.49 亿元", "2,881.3 亿元"]
    assert contracts["来源"].str.endswith("〔B〕").all()
    assert opened.dataframe[0].value.loc["tech-contract", "published"] == (
        "2,881.3 亿元（2022）〔B〕"
    )


def test_what_is_typed_is_kept_and_lights_up(opened, tmp_path, monkeypatch):
    with monkeypatch.context() as at_the_table:
        typed(at_the_table, actual_value=12_000.0, actual_date="2025", responsible="市科技局")
        opened.run()
    assert not opened.exception
    kept = open_workspace(tmp_path).actuals.current()[TARGET]
    assert (kept.value, kept.date, kept.responsible) == (12_000.0, "2025", "市科技局")
    opened.run()
    shown = opened.dataframe[0].value
    # 12,000 of 10,000
    assert shown.loc[TARGET, "share"] == pytest.approx(120)
    assert shown.loc[TARGET, "state"] == "🟢 已达到"
    with monkeypatch.context() as at_the_table:
        typed(at_the_table, actual_value=None, actual_date=None, responsible=None)
        opened.run()
    assert open_workspace(tmp_path).actuals.current() == {}


def test_a_value_without_a_date_waits_for_it(opened, tmp_path, monkeypatch):
    typed(monkeypatch, actual_value=12_000.0)
    opened.run()
    assert [alert.value for alert in opened.error] == []
    (said,) = (alert.value for alert in opened.warning)
    assert "国家高新技术企业数" in said
    assert "截至日期" in said
    assert open_workspace(tmp_path).actuals.current() == {}


def test_a_workspace_that_cannot_be_written_is_told(opened, tmp_path, monkeypatch):
    closed = tmp_path / "file"
    closed.write_text("in the way")
    monkeypatch.setenv("ATLAS_HOME", str(closed / "home"))
    typed(monkeypatch, responsible="市科技局")
    opened.run()
    assert not opened.exception
    # neither read nor written, and the table stands
    assert [unmarked(str(closed)) in alert.value for alert in opened.error] == [True, True]
