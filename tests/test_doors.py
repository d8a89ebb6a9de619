"""
Three doors, one answer: Python, the command line and the page, and every page in both languages.

The map's component draws in a browser only; here it must do no harm, and what it is given is
held against the layers.
"""

import json
import re
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

import atlas
from atlas.domain.definition import definition_hash
from atlas.domain.words import Message
from atlas.interface.cli import app
from atlas.interface.web import serving
from atlas.output.export import EXPORTERS
from atlas.output.language import say

MAIN = atlas.CHECKOUT / "atlas" / "interface" / "web" / "main.py"
EXAMPLES = ("query", "coverage", "siting", "location")
COMMANDS = {"query": "query", "coverage": "coverage", "siting": "site", "location": "locate"}
PAGES = ("browse", "query", "coverage", "siting", "location", "briefing")
RUN = {
    "query": "run_query",
    "coverage": "run_coverage",
    "siting": "run_siting",
    "location": "run_location",
}

pytestmark = pytest.mark.filterwarnings("ignore:Implicitly cleaning up:ResourceWarning")


@pytest.fixture(scope="module", autouse=True)
def _one_catalogue(shipped):
    """Let all doors of this process share the catalogue that the tests have read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(atlas, "open_atlas", lambda root=None: shipped)
        serving.catalogue.cache_clear()
        serving.catalogue()
        yield


def page(lang="zh", name=PAGES[0]):
    """Open the shell at a page and hold that nothing went wrong."""
    shown = AppTest.from_file(str(MAIN), default_timeout=60)
    shown.session_state["lang"] = lang
    shown.run()
    if name != PAGES[0]:
        shown.switch_page(f"page_{name}.py").run()
    assert not shown.exception
    return shown


@pytest.fixture(scope="module")
def asked_on_the_page():
    """The finding of each example, as one visitor gets them by pressing its button."""
    shown = page()
    found = {}
    for name in EXAMPLES:
        shown.button(key=f"example_{name}").click().run()
        assert not shown.exception
        assert "problem" not in shown.session_state
        found[name] = shown.session_state["finding"]
    return found


@pytest.mark.parametrize("name", EXAMPLES)
def test_three_doors_give_one_answer(shipped, asked_on_the_page, name):
    path = atlas.CHECKOUT / "examples" / f"{name}.toml"
    by_python = atlas.run(shipped, atlas.read_definition(path))
    by_page = asked_on_the_page[name]
    said = CliRunner().invoke(app, [COMMANDS[name], str(path), "--format", "json", "--lang", "zh"])
    assert said.exit_code == 0
    by_command = json.loads(said.stdout)

    # the page may word the title in the visitor's language; the question is the same
    untitled = [f.definition.model_copy(update={"title": ""}) for f in (by_python, by_page)]
    assert definition_hash(untitled[0]) == definition_hash(untitled[1])
    assert by_page.values == by_python.values
    assert by_page.table.equals(by_python.table)
    assert by_page.headline("zh") == by_python.headline("zh")
    written = json.loads(EXPORTERS["json"].write(by_python, "zh"))
    assert by_command == written
    assert by_command["definition_hash"] == definition_hash(by_python.definition)
    assert by_command["values"] == json.loads(EXPORTERS["json"].write(by_page, "zh"))["values"]
    assert by_command["table"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES[:-1])
def test_every_page_opens_in_both_languages(name, lang):
    shown = page(lang, name)
    told = [text.value for text in (*shown.markdown, *shown.caption)]
    assert any(("图集" if lang == "zh" else "Atlas") in text for text in told)
    assert "problem" not in shown.session_state


def test_the_briefing_draws_a_sheet():
    shown = page("zh", "briefing")
    assert not shown.error
    assert shown.get("imgs") or shown.get("image")


@pytest.mark.parametrize("name", list(RUN))
def test_a_page_asks_its_own_question(name):
    # in Chinese: AppTest words the options once more outside the session, where it is the default
    shown = page("zh", name)
    label = say(Message(f"web.{RUN[name]}"), "zh")
    (button,) = [known for known in shown.button if known.label == label]
    button.click().run()
    assert not shown.exception
    assert shown.session_state["finding"].kind == name


def test_what_cannot_be_answered_is_said_on_the_page(shipped):
    shown = page("en")
    shown.session_state["problem"] = "one\ntwo <b>three</b>"
    shown.run()
    assert not shown.exception
    assert any("two" in text.value for text in shown.error)


def test_an_answer_stays_when_the_language_changes():
    shown = page("zh")
    shown.button(key="example_query").click().run()
    in_chinese = shown.session_state["finding"]
    shown.session_state["lang"] = "en"
    shown.run()
    assert not shown.exception
    assert shown.session_state["finding"].values == in_chinese.values


def test_hostile_names_are_shown_as_text_by_the_page(shipped):
    shown = page("zh")
    hostile = "${alert(1)} <img src=x onerror=alert(1)> `x` $y$ **z** :red[w]"
    finding = atlas.run(shipped, {"kind": "query", "layer": "universities", "title": hostile})
    table = finding.table.copy()
    table["name_zh"] = hostile
    shown.session_state["finding"] = replace(finding, table=table)
    shown.run()
    assert not shown.exception
    (line,) = [text.value for text in shown.markdown if "alert" in text.value]
    assert not any(text.allow_html for text in shown.markdown if "alert" in text.value)
    # what markdown would act on is behind a backslash: only the bold of the title is left
    left = re.sub(r"\\.", "", line)
    assert left.count("*") == 4
    assert not set("<>$`[]{}") & set(left)
