"""
Three doors, one answer: Python, the command line and the page, and every page in both languages.

The map's component draws in a browser only; here it must do no harm, and what it is given is
held against the layers.
"""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

import atlas
from atlas.domain.messages import Message
from atlas.domain.question import definition_hash
from atlas.interface.cli.main import app
from atlas.interface.web.server import routes
from atlas.opening import open_atlas
from atlas.output.export import EXPORTERS
from atlas.output.language import say
from atlas.store.workspace import open_workspace

MAIN = atlas.SHIPPED / "atlas" / "interface" / "web" / "main.py"
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
        routes.catalogue.cache_clear()
        routes.catalogue()
        yield


def page(lang="zh", name=PAGES[0]):
    """Open the shell at a page and hold that nothing went wrong."""
    shown = AppTest.from_file(str(MAIN), default_timeout=60)
    shown.session_state["lang"] = lang
    shown.run()
    if name != PAGES[0]:
        shown.switch_page(f"views/page_{name}.py").run()
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
    path = atlas.SHIPPED / "examples" / f"{name}.toml"
    by_python = atlas.run(shipped, atlas.read_definition(path))
    by_page = asked_on_the_page[name]
    said = CliRunner().invoke(app, [COMMANDS[name], str(path), "--format", "json", "--lang", "zh"])
    assert said.exit_code == 0
    by_command = json.loads(said.stdout)

    # the page may word the title in the visitor's language, and shows a location question's
    # preview until its proof is found; the question is the same
    same = {"title": ""} | ({"solve": "exact"} if name == "location" else {})
    untitled = [f.definition.model_copy(update=same) for f in (by_python, by_page)]
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


# --- what a planner keeps ------------------------------------------------------------------------


@pytest.fixture
def versions(tmp_path, monkeypatch):
    """A workspace of the test's own; the doors open the atlas with it, as they do in use."""
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    monkeypatch.setattr(atlas, "open_atlas", open_atlas)
    routes.catalogue.cache_clear()
    yield open_workspace(tmp_path).versions
    routes.catalogue.cache_clear()


def keep_official_zones(versions, shipped):
    frame = shipped["zones"].frame.assign(position_basis="official_map", uncertainty_m=1.0)
    manifest = atlas.Manifest("李工", datetime.now(UTC), file_name="三区.zip")
    return versions.add("zones", frame, manifest=manifest)


def caveats(finding):
    return {caveat.key for caveat in finding.caveats}


def test_three_doors_give_one_answer_from_kept_data(versions, shipped):
    shown = page()
    shown.button(key="example_coverage").click().run()
    before = shown.session_state["finding"]
    assert "caveat.schematic" in caveats(before)
    keep_official_zones(versions, shipped)
    # the next run of the page, whatever it is for, answers anew and says so
    shown.run()
    assert not shown.exception
    by_page = shown.session_state["finding"]
    assert "caveat.schematic" not in caveats(by_page)
    assert by_page.versions["zones"] != before.versions["zones"]
    assert any("数据已更新" in toast.value for toast in shown.toast)

    path = atlas.SHIPPED / "examples" / "coverage.toml"
    by_python = atlas.run(atlas.open_atlas(), atlas.read_definition(path))
    said = CliRunner().invoke(app, ["coverage", str(path), "--format", "json", "--lang", "zh"])
    assert said.exit_code == 0
    assert json.loads(said.stdout) == json.loads(EXPORTERS["json"].write(by_python, "zh"))
    assert by_page.values == by_python.values
    assert by_page.versions == by_python.versions

    versions.undo("zones")
    shown.run()
    assert shown.session_state["finding"].versions == before.versions
    assert shown.session_state["finding"].values == before.values


def test_a_layer_that_is_undone_while_it_is_asked_about_does_no_harm(versions, shipped):
    frame = shipped["parks"].frame.rename(index=lambda name: f"own-{name}")
    manifest = atlas.Manifest("李工", datetime.now(UTC))
    declaration = (atlas.SHIPPED / "layers" / "parks.toml").read_text(encoding="utf8")
    text = declaration.replace('id = "parks"', 'id = "own_parks"').replace("园区", "自有园区", 1)
    versions.add("own_parks", frame, manifest=manifest, declaration=text)
    answer = atlas.run(atlas.open_atlas(), {"kind": "query", "layer": "own_parks"})
    assert answer.values["matched"].value == len(frame)
    versions.undo("own_parks")
    # a session that has it on the screen and in its choices, as a browser would send them
    shown = AppTest.from_file(str(MAIN), default_timeout=60)
    shown.session_state["lang"] = "en"
    shown.session_state["finding"] = answer
    shown.session_state["query.layer"] = "own_parks"
    shown.session_state["layers_on"] = ["own_parks", "zones"]
    shown.run()
    shown.switch_page("views/page_query.py").run()
    assert not shown.exception
    assert "finding" not in shown.session_state
    assert "own_parks" in shown.session_state["problem"]


def test_a_study_says_that_its_data_changed_and_opens_as_it_was(versions, shipped, tmp_path):
    asked = {"kind": "query", "layer": "zones"}
    answer = atlas.run(atlas.open_atlas(), asked)
    study = open_workspace(tmp_path).studies.save(
        "三区", atlas.make_definition(asked), answer.versions
    )
    told = say(Message("web.study_changed", {"layers": shipped["zones"].name}), "zh")
    assert told not in [text.value for text in page("zh", "query").caption]
    keep_official_zones(versions, shipped)
    shown = page("zh", "query")
    assert told in [text.value for text in shown.caption]
    then = atlas.open_atlas(at=study.versions)
    assert then["zones"].version == study.versions["zones"]
    assert atlas.run(then, asked).table.equals(answer.table)
    assert not atlas.run(atlas.open_atlas(), asked).table.equals(answer.table)
