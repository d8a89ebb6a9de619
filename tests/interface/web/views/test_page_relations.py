"""The page of relations: each system opens, asks its question, and lights it up."""

import pytest
from streamlit.testing.v1 import AppTest

import atlas
from atlas.interface.web.forms.systems import SYSTEMS

MAIN = atlas.SHIPPED / "atlas" / "interface" / "web" / "main.py"

pytestmark = pytest.mark.filterwarnings("ignore:Implicitly cleaning up:ResourceWarning")


@pytest.fixture
def opened(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    made = AppTest.from_file(str(MAIN), default_timeout=60).run()
    made.switch_page("views/page_relations.py").run()
    assert not made.exception
    return made


def shown(page):
    assert not page.exception
    assert "problem" not in page.session_state
    return page.session_state["finding"]


def choose(page, system):
    page.session_state["relations_system"] = system
    page.run()
    return shown(page)


def test_every_system_opens_and_asks_what_its_file_asks(opened):
    for system in SYSTEMS:
        answer = choose(opened, system)
        assert len(answer.table), system
        assert answer.title("zh")
        if system != "network":
            path = atlas.SHIPPED / "examples" / "systems" / f"{system}.toml"
            asked = atlas.read_definition(path)
            assert answer.definition.model_copy(update={"title": asked.title}) == asked


def test_a_thing_is_chosen_and_its_network_lights_up(opened):
    choose(opened, "network")
    opened.selectbox(key="relations_thing").set_value("photonics-chain-fund").run()
    answer = shown(opened)
    ends = set(answer.table["subject"]) | set(answer.table["object"])
    assert {"xaht-fin", "xike-holding", "ch-photonics"} <= ends
    assert "xike-holding" in answer.layers["related"].index


def test_an_answer_that_was_put_away_stays_away_until_something_else_is_chosen(opened):
    choose(opened, "pattern")
    opened.button(key="close_results").click().run()
    assert "finding" not in opened.session_state
    opened.run()
    assert "finding" not in opened.session_state
    choose(opened, "areas")


def test_the_question_of_another_page_is_asked_again_here(opened):
    first = choose(opened, "duties").definition
    opened.switch_page("views/page_documents.py").run()
    assert shown(opened).definition != first
    opened.switch_page("views/page_relations.py").run()
    assert shown(opened).definition == first
