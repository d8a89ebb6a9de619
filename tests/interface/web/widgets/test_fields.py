"""A form drawn by Streamlit: what is chosen, what was opened, rows, and what no field shows."""

import pytest
from streamlit.testing.v1 import AppTest

OPENED = {
    "kind": "made_up",
    "title": "甲",
    "place": {"layer": "zones", "id": "zone-hardtech"},
    "mode": "cycle",
    "radius_m": 2500.5,
    "others": ["parks", "universities"],
    "stops": [{"layer": "parks", "count": 3, "note": "x"}],
    "largest_uncertainty": 0.5,
}


def page():
    import streamlit as st

    from atlas.domain.messages import Name
    from atlas.interface.web.session.form_state import begin_with
    from atlas.interface.web.widgets.fields import WebFields

    if "open" in st.session_state:
        opened = st.session_state.pop("open")
        begin_with("made_up", opened, opened)
    fields = WebFields("made_up")
    layer = fields.layer("place.layer", default="zones", geometry=("polygon",), label="zones")
    fields.feature("place.id", layer, of="place.layer")
    fields.choice(
        "mode", ("walk", "cycle"), default="walk", label="distance", names=lambda one: f"by_{one}"
    )
    fields.number(
        "radius_m",
        default=3.0,
        label="radius_m",
        low=1.0,
        high=5.0,
        step=0.1,
        scale=1000,
        look="slider",
    )
    fields.many(
        "others", ("parks", "incubators"), default=("parks",), label="other_layers", names=Name
    )
    stops = []
    for row in fields.rows("stops", initial=fields.begins("stops", ())):
        row.layer("layer", default="parks")
        row.number("count", default=1, low=1, label="how_many")
        row.remove(label="remove_condition")
        stops.append(row.question())
    fields.add("stops", {}, label="add_test")
    fields.set("stops", stops)
    st.session_state["asked"] = fields.finish()


@pytest.fixture
def shown():
    return run(AppTest.from_function(page, default_timeout=60))


def run(shown):
    shown.run()
    assert not shown.exception
    return shown


def asked(shown):
    return shown.session_state["asked"]


def opened(shown, question=OPENED):
    shown.session_state["open"] = question
    return run(shown)


def test_fields_begin_with_their_usual_values(shown):
    assert asked(shown) == {
        "kind": "made_up",
        "place": {"layer": "zones"},
        "mode": "walk",
        "radius_m": 3000,
        "others": ["parks"],
        "stops": [],
    }
    shown.selectbox(key="made_up.mode").set_value("cycle")
    run(shown)
    assert asked(shown)["mode"] == "cycle"


def test_a_question_that_is_opened_comes_back_whole(shown):
    # chosen before: it must not show through what is opened
    shown.selectbox(key="made_up.mode").set_value("walk")
    run(shown)
    opened(shown)
    assert asked(shown) == OPENED
    assert asked(run(shown)) == OPENED
    (unseen,) = [box.value for box in shown.caption if "照原样" in box.value]
    assert "0.5" in unseen.replace("\\", "")
    assert "made" not in unseen


def test_a_title_goes_when_anything_else_changes(shown):
    opened(shown).slider(key="made_up.radius_m~1").set_value(3.0)
    changed = asked(run(shown))
    assert changed["radius_m"] == 3000
    assert "title" not in changed
    assert changed["largest_uncertainty"] == 0.5


def test_a_feature_goes_with_its_layer(shown):
    opened(shown).selectbox(key="made_up.place.layer~1").select("districts")
    assert asked(run(shown))["place"] == {"layer": "districts"}


def test_rows_come_and_go_and_none_inherits_from_another(shown):
    opened(shown).button(key="add_test_made_up.stops~1").click()
    run(shown).number_input(key="made_up.stops.1.count~1").set_value(7)
    assert [row.get("count") for row in asked(run(shown))["stops"]] == [3, 7]
    shown.button(key="remove_made_up.stops.0~1").click()
    run(shown).button(key="add_test_made_up.stops~1").click()
    assert [row["count"] for row in asked(run(shown))["stops"]] == [7, 1]


def test_a_value_beyond_the_usual_limits_is_shown_as_it_is(shown):
    opened(shown, OPENED | {"radius_m": 20_000.0, "mode": "drive"})
    assert shown.slider(key="made_up.radius_m~1").value == 20
    assert asked(shown)["radius_m"] == 20_000
    assert asked(shown)["mode"] == "drive"
