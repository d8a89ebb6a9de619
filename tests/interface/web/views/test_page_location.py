"""The page of location: a saved scenario sets every input, and asks the same again."""

import pytest
from streamlit.testing.v1 import AppTest

import atlas
from atlas.deliverables.register import make_definition
from atlas.domain.question import written
from atlas.interface.jobs import Job, Pool
from atlas.interface.web.session.linking import packed
from atlas.store.workspace import open_workspace

MAIN = atlas.SHIPPED / "atlas" / "interface" / "web" / "main.py"
AREA = {"layer": "zones", "id": "zone-hardtech"}
HERE = {"spatial": "within", "of": AREA}
PARKS = {"field": "class", "op": "=", "value": "science_park"}
NEAR_METRO = {"at_most_m": 4000, "of": {"layer": "metro_stations"}}
ASKED = {
    "kind": "location",
    "model": "p_median",
    "candidates": {"cells": "h3", "resolution": 8, "inside": AREA},
    "constraints": [NEAR_METRO],
    "demand": [
        {"cells": "square", "size_m": 1000, "inside": AREA},
        {"layer": "universities", "where": HERE},
    ],
    "existing": {"layer": "incubators"},
    "additional": 3,
    "radius_m": 2500,
    "time_limit_s": 90,
}

pytestmark = pytest.mark.filterwarnings("ignore:Implicitly cleaning up:ResourceWarning")


@pytest.fixture
def shown(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    # the search for a proof waits, and begins no process
    monkeypatch.setattr(
        Pool, "submit", lambda _self, _known, asked, **_: Job("made-up", asked, 60.0)
    )
    for name, question in (
        ("kept", ASKED),
        ("beyond", ASKED | {"radius_m": 20_000}),
        ("parks", {**ASKED, "candidates": {"layer": "parks", "where": HERE}, "additional": 1}),
        ("other", {**ASKED, "candidates": {"layer": "parks", "where": PARKS}}),
    ):
        open_workspace(tmp_path).studies.save(name, make_definition(question), {}, revision=None)
    opened = AppTest.from_file(str(MAIN), default_timeout=60)
    opened.session_state["lang"] = "zh"
    opened.run()
    return opened.switch_page("views/page_location.py").run()


def press(shown, key):
    shown.button(key=key).click().run()
    assert not shown.exception


def test_a_saved_scenario_sets_every_input(shown):
    press(shown, "study_run_kept")
    assert shown.selectbox(key="location.area:zones~1").value == "zone-hardtech"
    assert shown.selectbox(key="location.model~1").value == "p_median"
    assert shown.slider(key="location.additional~1").value == 3
    assert shown.slider(key="location.radius_m~1").value == 2.5
    assert shown.multiselect(key="location.demand~1").value == ["universities"]
    assert shown.segmented_control(key="location.candidates.cells~1").value == "h3"
    assert shown.select_slider(key="location.candidates.resolution~1").value == 8
    assert shown.select_slider(key="location.demand.size_m~1").value == 1000
    assert shown.number_input(key="location.time_limit_s~1").value == 90
    assert shown.selectbox(key="location.constraints.0.kind~1").value == "at_most_m"
    first = shown.session_state["finding"]
    assert "初筛" in first.title("zh")
    # what is laid out asks the same
    press(shown, "run_location")
    again = shown.session_state["finding"]
    assert again.table.equals(first.table)
    assert written(again.definition)["constraints"] == written(first.definition)["constraints"]


def test_features_of_a_layer_can_be_the_candidates(shown):
    press(shown, "study_run_parks")
    assert shown.segmented_control(key="location.candidates.cells~1").value == "layer"
    assert shown.selectbox(key="location.candidates.layer~1").value == "parks"
    assert shown.toggle(key="location.candidates.within~1").value
    first = shown.session_state["finding"]
    press(shown, "run_location")
    again = shown.session_state["finding"]
    assert again.table.equals(first.table)
    assert {"name_zh", "adds_share"} <= set(again.columns)
    # anywhere, where the planner says so
    shown.toggle(key="location.candidates.within~1").set_value(False).run()
    anywhere = shown.session_state["finding"].definition.candidates
    assert written(make_definition(ASKED | {"candidates": {"layer": "parks"}}))[
        "candidates"
    ] == anywhere.model_dump(mode="json", exclude_none=True)


ENORMOUS = ASKED | {
    "model": "mclp",
    "candidates": {"size_m": 200, "inside": {"layer": "zones"}},
    "demand": [{"size_m": 200, "inside": {"layer": "zones"}}],
    "additional": 200,
    "radius_m": 5000,
    "curve_to": 60,
}


def test_a_link_to_an_enormous_question_is_refused_with_what_to_ask_instead(shown):
    shown.query_params["q"] = packed(ENORMOUS)
    shown.run()
    (told,) = shown.error
    assert [one for one in ("选点问题太大", "260", "加大方格") if one not in told.value] == []
    assert "finding" not in shown.session_state
    assert "under_way" not in shown.session_state


def test_a_long_question_is_worked_on_beside_the_page(shown, monkeypatch):
    monkeypatch.setattr("atlas.questions.location.effort.LONG_STEPS", 1)
    shown.query_params["q"] = packed(ASKED)
    shown.run()
    assert shown.session_state["under_way"].definition.solve == "preview"
    assert "finding" not in shown.session_state


@pytest.mark.parametrize("name", ["beyond", "other"])
def test_what_is_beyond_the_usual_limits_is_shown_and_asked_as_it_is(shown, name):
    press(shown, f"study_run_{name}")
    first = shown.session_state["finding"].definition
    assert shown.slider(key="location.additional~1").value == 3
    assert shown.slider(key="location.radius_m~1").value == first.radius_m / 1000
    # conditions on the candidates have no field here
    named = [box.value for box in shown.caption if "照原样" in box.value]
    assert len(named) == (name == "other")
    press(shown, "run_location")
    assert written(shown.session_state["finding"].definition) == written(first)
