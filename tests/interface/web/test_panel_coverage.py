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
    assert shown.selectbox(key="move_facility").value == "inc-changan-kc"
    shown.button(key="move_to_drawn").click().run()
    shown.button(key="take_back_move_inc-changan-kc").click().run()
    shown.button(key="close_in_coverage").click().run()
    shown.switch_page("views/page_coverage.py").run()
    assert not shown.exception
    assert shown.multiselect(key="close_incubators").value == ["inc-changan-kc"]


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
    shown.multiselect(key="demand_tables").select("homes").run()
    weight = shown.selectbox(key="demand_weight_of_homes")
    assert weight.options == ["每处计 1", "people"]
    weight.select("people").run()
    shown.button(key="run_coverage").click().run()
    assert not shown.exception
    finding = shown.session_state["finding"]
    assert finding.table["table_homes_people_total"].iloc[-1] == 7


def test_bands_of_distance_are_typed_and_held_together(shown):
    shown.toggle(key="with_advanced").set_value(True).run()
    shown.toggle(key="with_bands").set_value(True).run()
    # thirds of the radius shown, which is 3 km
    assert shown.text_input(key="bands_km_3").value == "1, 2, 3"
    shown.text_input(key="bands_km_3").set_value("1，2").run()
    assert any("一样多" in caption.value for caption in shown.caption)
    shown.text_input(key="band_weights").set_value("1 0.5").run()
    assert not any("一样多" in caption.value for caption in shown.caption)
    shown.button(key="run_coverage").click().run()
    assert not shown.exception
    finding = shown.session_state["finding"]
    assert finding.definition.advanced.bands_m == (1000, 2000)
    assert finding.definition.advanced.band_weights == (1, 0.5)
    assert finding.parts["access"].table["enhanced"].notna().any()


ASKED = {
    "kind": "coverage",
    "facilities": {"layer": "incubators"},
    "zones": {"layer": "science_city"},
    "demand": [{"layer": "universities"}, {"layer": "institutes", "by": "status"}],
    "radii_m": [500, 2000, 10_000],
    "focus_m": 10_000,
    "changes": {"add": [[108.71, 34.09]], "close": ["inc-changan-kc"]},
    "advanced": {"exponent": 1.5, "bands_m": [2000, 10_000], "band_weights": [1, 0.3]},
}


def test_a_saved_question_sets_every_input(shown, tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    asked = {"kept": ASKED, "beyond": ASKED | {"radii_m": [700], "focus_m": 700}}
    for name, question in asked.items():
        open_workspace(tmp_path).studies.save(name, make_definition(question), {}, revision=None)
    shown.run()
    shown.button(key="study_run_kept").click().run()
    assert not shown.exception
    first = shown.session_state["finding"]
    assert shown.selectbox(key="demand_by_institutes").value == "status"
    assert shown.text_input(key="bands_km_10").value == "2, 10"
    shown.button(key="run_coverage").click().run()
    assert written(shown.session_state["finding"].definition) == written(first.definition)

    # a radius that the page does not offer: answered as it is, and the inputs stay
    shown.button(key="study_run_beyond").click().run()
    assert not shown.exception
    assert shown.session_state["finding"].definition.radii_m == (700,)
    assert any("摆不出" in toast.value for toast in shown.toast)
    assert shown.text_input(key="bands_km_10").value == "2, 10"
