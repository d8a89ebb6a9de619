"""What is on screen is added to the briefing, ordered, renamed, removed, and made into one pack."""

import io
import zipfile

import pytest
from PIL import Image
from pptx import Presentation
from streamlit.testing.v1 import AppTest

import atlas
from atlas.interface.web.server import routes
from atlas.output.briefing import material

MAIN = atlas.SHIPPED / "atlas" / "interface" / "web" / "main.py"

pytestmark = pytest.mark.filterwarnings("ignore:Implicitly cleaning up:ResourceWarning")


@pytest.fixture(scope="module", autouse=True)
def _one_catalogue(shipped):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(atlas, "open_atlas", lambda root=None: shipped)
        routes.catalogue.cache_clear()
        routes.catalogue()
        yield
    routes.catalogue.cache_clear()


def titles(shown):
    return [item["sheet"]["title"] for item in shown.session_state["briefing"]]


def test_what_is_on_screen_becomes_a_pack(shipped, monkeypatch):
    shown = AppTest.from_file(str(MAIN), default_timeout=60)
    shown.session_state["lang"] = "zh"
    shown.run()
    answers = []
    for layer in ("parks", "universities"):
        answers.append(atlas.run(shipped, {"kind": "query", "layer": layer}))
        shown.session_state["finding"] = answers[-1]
        shown.run()
        shown.button(key="add_to_briefing").click().run()
        assert not shown.exception
    named = [answer.title("zh") for answer in answers]
    assert titles(shown) == named

    shown.switch_page("views/page_briefing.py").run()
    shown.button(key="briefing_up_2").click().run()
    assert titles(shown) == named[::-1]
    shown.text_input(key="briefing_name_2").input("全市高校").run()
    assert titles(shown) == ["全市高校", named[0]]
    shown.button(key="briefing_out_1").click().run()
    assert titles(shown) == ["全市高校"]

    made = []
    whole = atlas.briefing
    monkeypatch.setattr(material, "_DPI", 60)  # what is looked at are titles

    def quick(catalogue, asked, *, progress):
        made.append(whole(catalogue, asked | {"formats": ["pptx"]}, progress=progress))
        return made[-1]

    monkeypatch.setattr(atlas, "briefing", quick)
    shown.button(key="make_briefing").click().run()
    if "briefing_work" in shown.session_state:  # it may have ended within the first look
        shown.session_state["briefing_work"]._thread.join()
    shown.run()
    assert not shown.exception
    assert shown.get("download_button")
    with zipfile.ZipFile(io.BytesIO(made[0].content)) as pack:
        slides = Presentation(io.BytesIO(pack.read("briefing.pptx"))).slides
    assert [slide.shapes.title.text for slide in slides] == ["全市高校"]


def test_a_public_sheet_asks_for_its_reason_and_offers_what_may_go_out(shipped):
    shown = AppTest.from_file(str(MAIN), default_timeout=60)
    shown.session_state["lang"] = "zh"
    shown.run()
    shown.switch_page("views/page_briefing.py").run()
    shown.segmented_control(key="release").set_value("public").run()
    assert "审图号" in shown.error[0].value  # borders and positions of a map service
    shown.text_input(key="exempt_reason").set_value("示意图，不含行政界线").run()
    assert shown.error
    shown.toggle(key="borderless").set_value(True).run()
    assert not shown.error


def test_a_series_of_zones_is_added_made_and_taken_out(shipped, monkeypatch):
    shown = AppTest.from_file(str(MAIN), default_timeout=60)
    shown.session_state["lang"] = "zh"
    shown.run()
    shown.switch_page("views/page_briefing.py").run()
    shown.text_input(key="title_box_maker").set_value("规划一所").run()
    shown.selectbox(key="series_of").set_value("zones").run()
    shown.button(key="series_add").click().run()
    assert not shown.exception
    series, name = shown.session_state["briefing_series"]
    assert series["of"] == {"layer": "zones"}
    assert series["page"]["title_box"] == {"maker": "规划一所"}
    assert name == "三大片区（3 处）"

    asked = []
    monkeypatch.setattr(atlas, "briefing", lambda _, given, progress: asked.append(given))
    shown.button(key="make_briefing").click().run()
    assert not shown.exception
    assert asked[0]["series"]["of"]["layer"] == "zones"
    shown.button(key="briefing_series_out").click().run()
    assert "briefing_series" not in shown.session_state
    assert not [button for button in shown.button if button.key == "make_briefing"]


def test_a_base_is_offered_only_where_there_is_one(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    shown = AppTest.from_file(str(MAIN), default_timeout=60)
    shown.session_state["lang"] = "zh"
    shown.run()
    shown.switch_page("views/page_briefing.py").run()
    assert "sheet_base" not in [box.key for box in shown.selectbox]
    (tmp_path / "rasters").mkdir()
    (tmp_path / "rasters" / "a.tif").write_text("not a picture")
    shown.run()
    assert not shown.error
    shown.selectbox(key="sheet_base").select("a.tif").run()
    assert not shown.exception
    assert "不是能读的栅格文件" in shown.error[0].value


def test_a_standard_map_is_placed_only_with_its_number(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    (tmp_path / "rasters").mkdir()
    Image.new("RGB", (40, 20), "white").save(tmp_path / "rasters" / "standard.png")
    shown = AppTest.from_file(str(MAIN), default_timeout=60)
    shown.session_state["lang"] = "zh"
    shown.run()
    shown.switch_page("views/page_briefing.py").run()
    shown.selectbox(key="sheet_locator").select("standard.png").run()
    shown.button(key="add_sheet").click().run()
    shown.text_input(key="locator_number").input("GS(2024)0650号").run()
    shown.button(key="add_sheet").click().run()
    assert not shown.exception
    assert not shown.error
    without, with_it = (item["sheet"] for item in shown.session_state["briefing"])
    assert "locator" not in without
    assert with_it["locator"] == {"picture": "standard.png", "number": "GS(2024)0650号"}


def test_a_frame_is_typed_or_centred():
    def page():
        import streamlit as st

        from atlas.interface.web.briefing.frame import frame_of

        st.session_state["asked"] = frame_of()

    shown = AppTest.from_function(page, default_timeout=60)
    shown.session_state["lang"] = "zh"
    shown.run()
    assert shown.session_state["asked"] == {}
    assert "不大于 1:100,000" in shown.caption[0].value
    shown.selectbox(key="frame_around").select("zone-hardtech")
    shown.number_input(key="frame_scale").set_value(200_000).run()
    assert shown.session_state["asked"] == {
        "around": {"layer": "zones", "id": "zone-hardtech"},
        "scale": 200_000,
    }
    shown.text_input(key="frame_extent").input("108.5 34.0").run()
    assert any("应为四个数" in caption.value for caption in shown.caption)
    shown.text_input(key="frame_extent").input("108.5，33.9，109.0，34.2").run()
    assert shown.session_state["asked"] == {"scale": 200_000, "extent": [108.5, 33.9, 109.0, 34.2]}
