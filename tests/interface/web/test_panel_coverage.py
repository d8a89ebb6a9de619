"""Coverage asked on the page: by weight, and with facilities changed by what was drawn."""

import geopandas
import pytest
import shapely
from streamlit.testing.v1 import AppTest

import atlas
from atlas.deliverables.register import make_definition
from atlas.domain.question import written
from atlas.interface.web.server import routes
from atlas.store.workspace import open_workspace
from tests.interface.web.views.questions_of_pages import COVERAGE

MAIN = atlas.SHIPPED / "atlas" / "interface" / "web" / "main.py"
SQUARE = [[108.70, 34.08], [108.72, 34.08], [108.72, 34.10], [108.70, 34.10], [108.70, 34.08]]

pytestmark = pytest.mark.filterwarnings("ignore:Implicitly cleaning up:ResourceWarning")


@pytest.fixture
def shown(shipped, monkeypatch):
    monkeypatch.setattr(atlas, "open_atlas", lambda root=None: shipped)
    routes.catalogue.cache_clear()
    page = AppTest.from_file(str(MAIN), default_timeout=60)
    page.run()
    page.switch_page("views/page_coverage.py").run()
    yield page
    routes.catalogue.cache_clear()


def test_what_is_drawn_can_be_added_moved_to_and_taken_back(shown):
    assert shown.button(key="add_drawn").disabled
    shown.session_state["drawn"] = {"type": "Polygon", "coordinates": [SQUARE]}
    shown.run()
    shown.button(key="add_drawn").click().run()
    shown.button(key="run_coverage").click().run()
    assert not shown.exception
    finding = shown.session_state["finding"]
    # the middle of the square
    assert finding.definition.changes.add == ((108.71, 34.09),)
    assert finding.values["share_change:3000"].value > 0
    assert finding.headline("zh").startswith("新增 1 处后")

    shown.button(key="take_back_add_1").click().run()
    shown.button(key="run_coverage").click().run()
    assert shown.session_state["finding"].definition.changes is None


def test_a_point_marked_is_a_place_and_a_facility_closes_from_its_card(shown):
    shown.session_state["pointed"] = (108.71, 34.09)
    shown.session_state["selected"] = "inc-changan-kc"
    shown.run()
    assert not shown.button(key="add_drawn").disabled
    # a click on a facility says who would move
    assert shown.selectbox(key="coverage.move_facility").value == "inc-changan-kc"
    shown.button(key="move_to_drawn").click().run()
    shown.button(key="take_back_move_inc-changan-kc").click().run()
    shown.button(key="close_in_coverage").click().run()
    shown.switch_page("views/page_coverage.py").run()
    assert not shown.exception
    assert shown.multiselect(key="coverage.close:incubators").value == ["inc-changan-kc"]


def test_a_large_table_of_the_workspace_can_be_those_in_need(shown, tmp_path, monkeypatch):
    folder = tmp_path / "tables" / "homes"
    folder.mkdir(parents=True)
    places = shapely.points([[108.82, 34.12], [108.83, 34.13]])
    homes = geopandas.GeoDataFrame(
        {"people": [3, 4], "kind": ["a", "b"]}, geometry=places, crs=4326
    )
    homes.to_parquet(folder / "part.parquet")
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    shown.run()
    shown.multiselect(key="coverage.demand_tables").select("homes").run()
    weight = shown.selectbox(key="coverage.demand.homes.weight")
    assert weight.options == ["每处计 1", "people"]
    weight.select("people").run()
    shown.button(key="run_coverage").click().run()
    assert not shown.exception
    finding = shown.session_state["finding"]
    assert finding.table["table_homes_people_total"].iloc[-1] == 7


def test_bands_of_distance_are_typed_and_held_together(shown):
    shown.toggle(key="coverage.advanced").set_value(True).run()
    shown.toggle(key="coverage.advanced.bands").set_value(True).run()
    # thirds of the radius shown, which is 3 km
    assert shown.text_input(key="coverage.advanced.bands_m@3000.0").value == "1, 2, 3"
    shown.text_input(key="coverage.advanced.bands_m@3000.0").set_value("1，2").run()
    assert any("一样多" in caption.value for caption in shown.caption)
    shown.text_input(key="coverage.advanced.band_weights").set_value("1 0.5").run()
    assert not any("一样多" in caption.value for caption in shown.caption)
    shown.button(key="run_coverage").click().run()
    assert not shown.exception
    finding = shown.session_state["finding"]
    assert finding.definition.advanced.bands_m == (1000, 2000)
    assert finding.definition.advanced.band_weights == (1, 0.5)
    assert finding.parts["access"].table["enhanced"].notna().any()


def test_a_saved_question_sets_every_input(shown, tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    asked = {"kept": COVERAGE, "beyond": COVERAGE | {"radii_m": [700], "focus_m": 700}}
    for name, question in asked.items():
        open_workspace(tmp_path).studies.save(name, make_definition(question), {}, revision=None)
    shown.run()
    shown.button(key="study_run_kept").click().run()
    assert not shown.exception
    first = shown.session_state["finding"]
    assert shown.selectbox(key="coverage.demand.institutes.by~1").value == "status"
    assert shown.text_input(key="coverage.advanced.bands_m@10000.0~1").value == "2, 10"
    shown.button(key="run_coverage").click().run()
    assert written(shown.session_state["finding"].definition) == written(first.definition)

    # a radius that the page does not offer is shown beside those it does, and asked again
    shown.button(key="study_run_beyond").click().run()
    assert not shown.exception
    beyond = shown.session_state["finding"]
    assert beyond.definition.radii_m == (700,)
    assert shown.button_group(key="coverage.radii_m~2").value == [700]
    shown.button(key="run_coverage").click().run()
    assert written(shown.session_state["finding"].definition) == written(beyond.definition)


def test_what_the_page_does_not_show_is_carried_along_and_named(shown, tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    zone = {"layer": "zones", "id": "zone-hardtech"}
    question = COVERAGE | {"zones": zone, "largest_uncertainty": 0.25}
    studies = open_workspace(tmp_path).studies
    studies.save("kept", make_definition(question), {}, revision=None)
    shown.run()
    shown.button(key="study_run_kept").click().run()
    (named,) = [box.value for box in shown.caption if "照原样" in box.value]
    assert [one for one in ("硬科技", "误差", "0\\.25") if one not in named] == []
    shown.button(key="run_coverage").click().run()
    definition = shown.session_state["finding"].definition
    assert (definition.zones.id, definition.largest_uncertainty) == ("zone-hardtech", 0.25)
    # another layer of zones has no such zone
    shown.selectbox(key="coverage.zones.layer~1").select("districts").run()
    shown.button(key="run_coverage").click().run()
    assert shown.session_state["finding"].definition.zones.id is None
