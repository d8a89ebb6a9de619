"""The page of siting: a ranking from nothing, its reasons, and a weight that turns it round."""

import threading

import pytest
from streamlit.testing.v1 import AppTest

import atlas
from atlas.deliverables.register import make_definition
from atlas.domain.question import written
from atlas.interface.jobs import Job, Pool
from atlas.interface.web.answers import explanation
from atlas.interface.web.server import routes
from atlas.interface.web.session.plain_text import unmarked
from atlas.interface.web.session.session import catalogue
from atlas.questions.siting.ranking import rank
from atlas.questions.siting.sensitivity import intervals
from atlas.store.workspace import open_workspace
from tests.interface.web.views.questions_of_pages import SITING
from tests.questions.siting.siting_town import parcels, with_layers

MAIN = atlas.SHIPPED / "atlas" / "interface" / "web" / "main.py"

pytestmark = pytest.mark.filterwarnings("ignore:Implicitly cleaning up:ResourceWarning")


@pytest.fixture
def shown(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    open_workspace(tmp_path).studies.save("备份", make_definition(SITING), {}, revision=None)
    opened = AppTest.from_file(str(MAIN), default_timeout=60)
    opened.session_state["lang"] = "zh"
    opened.run()
    opened.switch_page("views/page_siting.py").run()
    assert not opened.exception
    return opened


def press(shown, key):
    shown.button(key=key).click().run()
    assert not shown.exception
    assert "problem" not in shown.session_state


def press_anyway(shown, key):
    shown.button(key=key).click().run()
    assert not shown.exception


def run(shown):
    press(shown, "run_siting")
    return shown.session_state["finding"]


def told(shown):
    return [text.value for text in (*shown.markdown, *shown.caption, *shown.error, *shown.success)]


def test_a_weight_past_its_interval_changes_the_winner(shown):
    shown.selectbox(key="siting_preset").set_value("blank").run()
    (first,) = shown.session_state["form:siting"].rows["criteria"]
    shown.selectbox(key="siting.inside:zones~1").set_value("zone-hardtech")
    press(shown, "add_criterion_siting.criteria~1")
    numbers = list(shown.session_state["form:siting"].rows["criteria"])
    for number, layer in zip(numbers, ("universities", "incubators"), strict=True):
        shown.text_input(key=f"siting.criteria.{number}.name:zh~1").set_value(layer)
        shown.selectbox(key=f"siting.criteria.{number}.of.layer~1").set_value(layer)
        shown.number_input(key=f"siting.criteria.{number}.transform.worst@linear~1").set_value(
            8000.0
        )
    finding = run(shown)
    assert finding.kind == "siting"
    winner = finding.table["cell"].iloc[0]

    press(shown, "open_reason")
    assert any(winner in line and "列第 1" in line for line in told(shown))
    shares = "、".join(unmarked(f"{name} 50.0 %") for name in ("universities", "incubators"))
    assert any(f"归一后：{shares}" in line for line in told(shown))

    near = intervals(rank(catalogue(), finding.definition))[0]
    assert near.criterion == "universities"
    ends = [end for end in (near.lowest - 0.01, near.highest + 0.01) if 0 < end < 1]
    past = min(ends, key=lambda end: abs(end - 0.5))
    shown.number_input(key=f"siting.criteria.{first}.weight~1").set_value(past / (1 - past))
    moved = run(shown)
    assert moved.table["cell"].iloc[0] != winner
    # the page of reasons is still open, and speaks of the new winner
    assert any(moved.table["cell"].iloc[0] in line and "列第 1" in line for line in told(shown))
    press(shown, "close_reason")
    assert not any("列第 1" in line for line in told(shown))


def test_the_reasons_of_a_long_ranking_are_waited_for_with_a_bar(shown, monkeypatch):
    go_on, ranking = threading.Event(), explanation.rank

    def slow(*asked, progress):
        progress(1, 4, "measuring")
        go_on.wait(30)
        return ranking(*asked, progress=progress)

    run(shown)
    monkeypatch.setattr(explanation, "is_long", lambda *_: True)
    monkeypatch.setattr(explanation, "rank", slow)
    press(shown, "open_reason")
    assert not any("列第 1" in line for line in told(shown))
    press(shown, "stop_why_work")
    assert not shown.session_state["why_open"]
    press(shown, "open_reason")
    go_on.set()
    shown.session_state["why_work"].wait(30)
    shown.run()
    assert any("列第 1" in line for line in told(shown))


def test_a_long_ranking_goes_on_beside_the_page_and_can_be_stopped(shown, monkeypatch):
    # jobs that wait for a process, and end when the test says so
    monkeypatch.setattr(
        Pool, "submit", lambda _self, _known, asked, **_: Job("made-up", asked, 60.0)
    )
    monkeypatch.setattr("atlas.questions.siting.effort.LONG_FROM", 100)
    press(shown, "run_siting")
    job = shown.session_state["under_way"]
    assert "finding" not in shown.session_state
    job.end("done", finding=atlas.run(catalogue(), job.definition))
    shown.run()
    assert shown.session_state["finding"] is job.finding
    assert "under_way" not in shown.session_state
    # another one is stopped, and what was there stands
    number = next(iter(shown.session_state["form:siting"].rows["criteria"]))
    shown.number_input(key=f"siting.criteria.{number}.weight").set_value(0.9)
    press(shown, "run_siting")
    press(shown, "stop_under_way")
    assert "under_way" not in shown.session_state
    assert shown.session_state["finding"] is job.finding


def test_judgements_are_weighed_as_they_are_made(shown):
    shown.selectbox(key="siting_preset").set_value("siting_judged").run()
    assert not shown.exception
    assert any("一致：CR" in line.replace("\\", "") for line in told(shown))
    # what the example says stands in place of what stood there, and stays
    assert shown.segmented_control(key="siting.weighing~1").value == "judged"
    shown.run()
    finding = run(shown)
    assert finding.definition.candidates.cells == "h3"
    asked = atlas.read_definition(atlas.SHIPPED / "examples" / "siting_judged.toml")
    by_file = atlas.run(catalogue(), asked)
    assert finding.table["score"].tolist() == pytest.approx(by_file.table["score"].tolist())
    # turn the first judgement round: near universities over metro becomes the other way
    one, other, *_ = shown.session_state["form:siting"].rows["criteria"]
    shown.selectbox(key=f"siting.judged.{one}.{other}~1").set_value(1 / 9).run()
    lines = [line.replace("\\", "") for line in told(shown)]
    assert any("互相矛盾：CR" in line for line in lines)
    assert any("影响最大" in line for line in lines)
    shown.button(key="run_siting").click().run()
    assert "两两判断互相矛盾" in shown.session_state["problem"]
    # one press mends the judgement that does most harm
    press_anyway(shown, "mend_judgement")
    lines = [line.replace("\\", "") for line in told(shown)]
    assert any("一致：CR" in line for line in lines)
    run(shown)


def test_constraints_hexagons_and_limits_from_the_page(shown):
    shown.segmented_control(key="siting.candidates.cells").set_value("h3").run()
    shown.button(key="add_constraint_siting.constraints").click().run()
    shown.selectbox(key="siting.constraints.0.kind").set_value("at_least_m").run()
    shown.selectbox(key="siting.constraints.0.target.layer").set_value("metro_stations").run()
    shown.number_input(key="siting.constraints.0.metres").set_value(500)
    (number, *_) = shown.session_state["form:siting"].rows["criteria"]
    shown.number_input(key=f"siting.criteria.{number}.limits.at_most").set_value(5000.0)
    shown.selectbox(key=f"siting.criteria.{number}.transform.shape").set_value("classes").run()
    finding = run(shown)
    asked = finding.definition
    assert asked.candidates.cells == "h3"
    assert [type(c).__name__ for c in asked.constraints] == ["Outside", "AtLeast", "Limit"]
    assert asked.criteria[0].transform.scores == (1.0, 0.5, 0.0)
    assert finding.table["近高校:raw"].max() <= 5000


def test_features_of_a_layer_and_topsis(shown):
    shown.segmented_control(key="siting.candidates.cells").set_value("layer").run()
    shown.selectbox(key="siting.ranking").set_value("topsis").run()
    finding = run(shown)
    assert finding.definition.candidates.layer == "parks"
    press(shown, "open_reason")
    assert finding.definition.normalization == "vector"


def test_a_saved_question_is_laid_out_and_asks_the_same_again(shown):
    press(shown, "study_run_备份")
    first = shown.session_state["finding"]
    assert shown.selectbox(key="siting_preset").value == "taken"
    assert shown.selectbox(key="siting.constraints.0.kind~1").value == "at_least_m"
    assert shown.number_input(key="siting.top~1").value == 7
    again = run(shown)
    assert written(again.definition) == written(first.definition)
    assert again.table.equals(first.table)


def test_land_is_chosen_by_its_area_use_and_supply(shown, monkeypatch):
    land = with_layers(catalogue(), parcels())
    monkeypatch.setattr(routes.catalogue, "newest", lambda: land)
    shown.selectbox(key="siting_preset").set_value("blank").run()
    assert shown.segmented_control(key="siting.candidates.cells~1").value == "layer"
    assert shown.selectbox(key="siting.candidates.own~1").value == "parcels"
    shown.number_input(key="siting.land.area_mu.from~1").set_value(80.0)
    shown.number_input(key="siting.land.area_mu.to~1").set_value(120.0)
    shown.multiselect(key="siting.land.land_use~1").set_value(["工业", "科研"])
    shown.multiselect(key="siting.land.supply_status~1").set_value(["available"])
    finding = run(shown)
    # of four parcels one has 180 mu and one is built homes
    assert sorted(finding.table["cell"]) == ["p-a", "p-b"]
    assert finding.table["area_mu"].tolist() == pytest.approx([90, 90])
    shown.number_input(key="siting.land.far.from~1").set_value(1.5)
    assert run(shown).table["cell"].tolist() == ["p-a"]
