"""
A question that is opened in its form, drawn and asked again is the same question.

Every example of the repository and every question of the tests goes through its form as a browser
would draw it; what no field shows is named on the page.
"""

import tomllib

import pytest
from streamlit.testing.v1 import AppTest

import atlas
from atlas.deliverables.register import make_definition
from atlas.domain.question import definition_hash
from atlas.questions import QUESTIONS as KINDS
from tests.interface.web.views.questions_of_pages import CONDITIONS, QUESTIONS
from tests.test_questions import questions

pytestmark = pytest.mark.filterwarnings("ignore:Implicitly cleaning up:ResourceWarning")


def every_question():
    """Yield each question by a name of its own."""
    folder = atlas.SHIPPED / "examples"
    for path in sorted(folder.rglob("*.toml")):
        question = tomllib.loads(path.read_text(encoding="utf8"))
        question.pop("data", None)  # files that are read before it is asked
        yield path.stem, question
    for number, question in enumerate(questions()):
        if "ask" in question:
            yield f"question {number}", {"kind": "query", **question["ask"]}
    for name, where in CONDITIONS.items():
        yield name, {"kind": "query", "layer": "parks", "where": where}
    yield from QUESTIONS.items()


def asked_of(kind):
    return {name: one for name, one in every_question() if one.get("kind") == kind}


def page():
    import streamlit as st

    from atlas.deliverables.register import make_definition
    from atlas.domain.question import definition_hash
    from atlas.interface.web.session.form_state import open_in_form
    from atlas.interface.web.views.question import question_of
    from atlas.questions import kind_of

    definition = make_definition(st.session_state["opened"])
    open_in_form(definition)
    asked = question_of(kind_of(definition))
    st.session_state["asked"] = definition_hash(make_definition(asked))


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_a_question_that_is_opened_and_asked_again_is_the_same(kind, tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    questions = asked_of(kind)
    assert len(questions) > 3
    shown, others = AppTest.from_function(page, default_timeout=120), []
    for name, question in questions.items():
        shown.session_state["opened"] = question
        shown.run()
        assert not shown.exception, name
        if shown.session_state["asked"] != definition_hash(make_definition(question)):
            others.append(name)
    assert others == []
