"""The page of queries: two tabs, a workspace that is closed, nothing found; no word is lost."""

import pytest
from streamlit.testing.v1 import AppTest

import atlas
from atlas.interface.web.server import routes
from atlas.questions.selection.search_everywhere import find
from atlas.store.workspace import open_workspace

MAIN = atlas.SHIPPED / "atlas" / "interface" / "web" / "main.py"

pytestmark = pytest.mark.filterwarnings("ignore:Implicitly cleaning up:ResourceWarning")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    return tmp_path


def tab():
    opened = AppTest.from_file(str(MAIN), default_timeout=60).run()
    opened.switch_page("views/page_query.py").run()
    assert not opened.exception
    return opened


def value(tab):
    # a question that is taken up is laid out under numbers of its own
    (found,) = (
        box for box in tab.text_input if (box.key or "").startswith("query.where:parks.0.value")
    )
    return found


def ask(tab, text):
    value(tab).set_value(text).run()
    assert not tab.exception


def save(tab, name):
    tab.text_input(key="study_name_query").set_value(name).run()
    tab.button(key="save_query").click().run()
    assert not tab.exception
    return [alert.value for alert in tab.error]


def asked_for(definition):
    (test,) = definition["where"]["all"]
    return test["value"]


def test_the_second_of_two_tabs_is_told_and_nothing_is_lost(home):
    first, second = tab(), tab()
    ask(first, "园")
    assert save(first, "甲") == []
    # a name that another tab has taken is not written over
    ask(second, "科创")
    (told,) = save(second, "甲")
    assert "甲" in told
    assert asked_for(open_workspace(home).studies.load("甲").definition) == "园"
    # nor is what another has saved since it was taken up
    second.run()
    second.button(key="study_run_甲").click().run()
    ask(first, "产业园")
    assert save(first, "甲") == []
    ask(second, "科创")
    (told,) = save(second, "甲")
    assert "甲" in told
    # the first one's stands, the second one's is in the history and still on its screen
    kept = open_workspace(home).studies
    assert asked_for(kept.load("甲").definition) == "产业园"
    assert "科创" in [asked_for(study.definition) for study in kept.history("甲")]
    assert value(second).value == "科创"
    assert second.text_input(key="study_name_query").value == "甲"
    # and goes under another name at once
    assert save(second, "乙") == []
    assert asked_for(kept.load("乙").definition) == "科创"


def test_a_workspace_that_cannot_be_written_is_told(home, monkeypatch):
    opened = tab()
    ask(opened, "园")
    (home / "file").write_text("in the way")
    monkeypatch.setenv("ATLAS_HOME", str(home / "file" / "home"))
    (told,) = save(opened, "甲")
    assert "无法写入" in told
    assert value(opened).value == "园"
    # the question is still answered
    opened.button(key="run_query").click().run()
    assert opened.session_state["finding"].values["matched"].value > 0


def test_nothing_found_is_said_and_what_was_typed_stays(home):
    opened = tab()
    ask(opened, "没有这样的园区")
    assert any("0" in caption.value for caption in opened.caption)
    opened.button(key="run_query").click().run()
    assert not opened.exception
    assert [info.value for info in opened.info] != []
    assert value(opened).value == "没有这样的园区"


def test_industries_are_chosen_and_others_may_be_typed(home):
    page = tab()
    page.selectbox(key="query.layer").select("clusters").run()
    field = next(
        box for box in page.selectbox if str(box.key).startswith("query.where:clusters.0.field")
    )
    field.select("industries").run()
    value = next(
        box for box in page.selectbox if str(box.key).startswith("query.where:clusters.0.value")
    )
    assert {"光子", "半导体"} <= set(value.options)
    value.select("光子").run()
    page.button(key="run_query").click().run()
    assert not page.exception
    assert page.session_state["finding"].table["name_zh"].tolist() == ["光电子产业组团"]


def shown(tab):
    return [str(box.value) for box in (*tab.caption, *tab.markdown)]


def answer(tab):
    tab.button(key="run_query").click().run()
    assert not tab.exception
    return tab.session_state["finding"]


def choose_test(tab, field, value):
    (box,) = (
        one for one in tab.selectbox if (one.key or "").startswith("query.where:parks.0.field")
    )
    box.select(field).run()
    (typed,) = (
        one for one in tab.text_input if (one.key or "").startswith("query.where:parks.0.value")
    )
    typed.set_value(value).run()
    assert not tab.exception


def test_any_text_is_asked_with_its_synonyms_or_alone(home):
    page = tab()
    choose_test(page, "*", "光子")
    assert any("一并查找" in line and "激光" in line for line in shown(page))
    widened = answer(page)
    assert "inc-laser" in widened.table.index
    (alone,) = (
        one for one in page.checkbox if (one.key or "").startswith("query.where:parks.0.alone")
    )
    alone.check().run()
    assert "inc-laser" not in answer(page).table.index
    assert page.session_state["finding"].definition.where.all[0].synonyms is False


def test_several_layers_are_asked_on_the_same_conditions(home):
    page = tab()
    choose_test(page, "*", "光子")
    page.multiselect(key="query.layers").select("incubators").run()
    assert not page.exception
    answered = answer(page)
    assert set(answered.table["layer"]) == {"parks", "incubators"}
    # tables have no places, and are not asked beside layers that do
    assert "mentions" not in page.multiselect(key="query.layers").options


def test_another_layer_keeps_the_conditions_on_places(home):
    page = tab()
    page.button(key="add_place_query.where:parks").click().run()
    assert answer(page).definition.where.all[0].spatial == "within_distance"
    page.selectbox(key="query.layer").select("incubators").run()
    assert not page.exception
    kept = answer(page).definition
    assert kept.layer == "incubators"
    (place,) = kept.where.all
    assert (place.spatial, place.distance_m, place.of.layer) == ("within_distance", 3000, "zones")


def test_the_box_finds_texts_and_offers_the_rest_in_a_table(home):
    page = tab()
    page.session_state["hits"] = ("光子", find(routes.catalogue(), "光子"))
    page.run()
    assert not page.exception
    page.button(key="all_hits").click().run()
    assert page.session_state["finding"].kind == "search"
    assert not page.exception


def test_typed_coordinates_are_offered_as_a_place(home):
    page = tab()
    page.session_state["hits"] = ("108.82,34.13", [])
    page.run()
    page.button(key="hit_place").click().run()
    assert not page.exception
    assert page.session_state["look"][0] == (108.82, 34.13)
