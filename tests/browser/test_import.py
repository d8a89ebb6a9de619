"""
A planner's own data on the page: swapped in, placed by clicks, dragged, edited, taken back.

The server has a workspace of its own, so that what is stored here is in no other test.
"""

import math
import re
import time
import zipfile

import geopandas
import pandas
import pytest
from playwright.sync_api import expect
from shapely.affinity import translate

import atlas
from atlas.store.workspace import open_workspace
from tests.browser.acting import choose
from tests.browser.conftest import SPOT

UPPERMOST = f"id => ({SPOT})(id)"
SOURCE = "来源（文件名称、单位、文号）"
UPLOAD = ".st-key-question input[type=file]"
# how the border of a zone is drawn, and how many corners it has
DRAWN = """id => {
  let found = null;
  map.eachLayer(layer => {
    const facts = layer.feature && layer.feature.properties;
    if (facts && facts.id === id && layer.options.dashArray !== undefined) {
      found = [layer.options.dashArray || "", facts.basis];
    } else if (facts && facts.id === id && !found) found = ["", facts.basis];
  });
  return found;
}"""


@pytest.fixture
def official(shipped, tmp_path):
    """The zones as an official file would bring them: EPSG:4524, GBK, no .cpg, other names."""
    zones = shipped["zones"].frame.to_crs(4524)
    moved = [translate(shape, 60, -40) for shape in zones.geometry]
    cells = {"片区名称": zones["name_zh"].to_numpy(), "备注": ["官方"] * len(zones)}
    shape = tmp_path / "三大片区.shp"
    geopandas.GeoDataFrame(cells, geometry=moved, crs=4524).to_file(shape, encoding="GBK")
    pack = tmp_path / "official.zip"
    with zipfile.ZipFile(pack, "w") as packed:
        for part in tmp_path.glob("三大片区.*"):
            if part.suffix != ".cpg":
                packed.write(part, part.name)
    return pack


def mode(screen, name):
    """Go to one of the page's modes."""
    screen.page.locator(".st-key-data_mode").get_by_text(name, exact=True).click()
    screen.settle()


def give(screen, path):
    """Choose a file and wait until it is read and everything it needs is asked."""
    screen.page.set_input_files(UPLOAD, str(path))
    screen.page.get_by_role("textbox", name=SOURCE).wait_for()
    screen.settle()


def store(screen, *, source):
    """Say where the rows come from, check them and store them."""
    box = screen.page.get_by_role("textbox", name=SOURCE)
    box.fill(source)
    box.press("Tab")
    screen.settle()
    screen.press(".st-key-check_rows button")
    screen.page.wait_for_selector(".st-key-store button")
    screen.settle()
    screen.press(".st-key-store button")
    screen.page.wait_for_selector(".st-key-undo_kept button")
    screen.settle()


def wait_for_basis(screen, basis):
    screen.map.wait_for_function(
        "([id, basis]) => { let found = false; map.eachLayer(layer => {"
        " const facts = layer.feature && layer.feature.properties;"
        " found = found || Boolean(facts && facts.id === id && facts.basis === basis); });"
        " return found; }",
        arg=["zone-cid", basis],
    )


def test_official_zones_replace_schematic_ones_and_undo_brings_them_back(
    desk, official, record_property
):
    wait_for_basis(desk, "schematic")
    began = time.monotonic()
    give(desk, official)
    told = desk.text(".st-key-question")
    assert "EPSG:4524" in told
    assert "GBK" in told
    assert "导入（预览）" in desk.map.locator(".atlas-legend").inner_text()
    store(desk, source="市自然资源和规划局")
    wait_for_basis(desk, "official_map")
    seconds = round(time.monotonic() - began, 1)
    record_property("seconds_from_file_to_map", seconds)
    print(f"\nfrom the file to official zones on the map: {seconds} s")
    assert desk.map.evaluate(DRAWN, "zone-cid") == ["", "official_map"]
    notice = desk.map.locator(".atlas-notice").inner_text()
    assert "三大片区" not in notice  # what is still schematic is named, and the zones no longer
    desk.click_on("zone-hardtech")
    card = desk.card()
    assert "按规划面积拟合" not in card
    assert "市自然资源和规划局" in card or "官方图件" in card
    desk.press(".st-key-close_card button")
    desk.press(".st-key-undo_kept button")
    wait_for_basis(desk, "schematic")
    desk.has_no_trouble()


def test_the_bureaus_list_without_coordinates_is_placed_by_a_click(desk, tmp_path):
    mode(desk, "导入")
    sheet = tmp_path / "孵化载体.xlsx"
    table = pandas.DataFrame({"孵化器名称": ["甲乙丙试验孵化器"], "类别": ["孵化器"]})
    table.to_excel(sheet, index=False)
    give(desk, sheet)
    assert "未定位" in desk.text(".st-key-question")
    store(desk, source="局里的表")
    mode(desk, "定位")
    rows = desk.page.get_by_role("combobox", name="未定位的行", exact=False)
    rows.fill("甲乙丙")
    desk.page.get_by_role("option").first.click()
    desk.settle()
    desk.press(".st-key-place_click button")
    frame = desk.page.locator(".st-key-map iframe").bounding_box()
    desk.page.mouse.click(frame["x"] + 500, frame["y"] + 250)
    desk.page.wait_for_selector(".st-key-place_do button")
    desk.settle()
    assert "甲乙丙" in desk.text(".st-key-place_do")
    before = desk.count(".leaflet-marks-pane > *")
    desk.press(".st-key-place_do button")
    desk.page.wait_for_selector(".st-key-undo_kept button")
    desk.settle()
    assert desk.count(".leaflet-marks-pane > *") >= before
    mode(desk, "版本")
    assert "重做" in desk.text(".st-key-question")
    desk.press(".st-key-undo_version button")
    desk.press(".st-key-compare_versions button")
    assert "改属性" in desk.text(".st-key-results")
    desk.press(".st-key-close_results button")
    desk.has_no_trouble()


def choose_layer(screen, name):
    """Choose a layer of the mode, and look at all of it."""
    box = screen.page.locator(".st-key-question").get_by_role("combobox", name="图层").first
    box.fill(name)
    screen.page.get_by_role("option").first.click()
    screen.settle()
    screen.map.locator(".leaflet-bar a").nth(2).click()


def drag(screen, feature, by):
    """Drag a symbol by so many pixels."""
    screen.map.wait_for_function(UPPERMOST, arg=feature)
    x, y = screen.spot(feature)
    screen.page.mouse.move(x, y)
    screen.page.mouse.down()
    screen.page.mouse.move(x + by[0], y + by[1], steps=5)
    screen.page.mouse.up()
    move_told(screen).wait_for()
    screen.settle()


def move_told(screen):
    """Where the page says how far a point is to go."""
    return screen.page.locator(".st-key-question").get_by_text(re.compile("移动 [0-9,]+ 米"))


def done(home, layer):
    """Return what the version in force did to which row, and who says so."""
    versions = open_workspace(home).versions
    said = versions.manifest(versions.in_force()[layer])
    return {edit.id: edit for edit in said.edits}, said.who


def test_a_point_is_dragged_to_where_it_belongs_and_goes_back(desk, home):
    mode(desk, "定位")
    choose_layer(desk, "孵化载体")
    drag(desk, "inc-changan-kc", (-60, 40))
    handle = desk.map.locator(".atlas-handle")
    handle.focus()
    for _ in range(3):
        handle.press("ArrowLeft")
    before = move_told(desk).inner_text()
    handle.press("Enter")  # the same by the keyboard
    desk.page.get_by_text(before, exact=True).wait_for(state="detached")
    desk.settle()
    expect(handle).to_have_count(1)
    who = desk.page.get_by_role("textbox", name="经手人")
    who.fill("李工")
    who.press("Tab")
    desk.settle()
    desk.press(".st-key-place_do button")
    desk.page.wait_for_selector(".st-key-undo_kept button")
    edits, who_said = done(home, "incubators")
    moved = edits["inc-changan-kc"]
    assert (moved.action, moved.uncertainty_m, who_said) == ("move", 50, "李工")
    east, north = (moved.after[axis] - moved.before[axis] for axis in ("lon", "lat"))
    assert east < 0 > north  # to the left and down, and further left
    desk.press(".st-key-undo_kept button")
    typed = desk.page.get_by_role("textbox", name="或输入坐标")
    typed.fill("34.2, 108.9")
    typed.press("Tab")
    desk.page.get_by_text("108.90000, 34.20000").wait_for()
    desk.page.get_by_role("button", name="放回", exact=True).click()
    desk.page.locator(".st-key-place_do").wait_for(state="detached")
    desk.settle()
    desk.has_no_trouble()


def test_cells_and_points_that_were_edited_are_one_version(desk, home):
    before = open_workspace(home).versions.in_force().get("incubators")
    mode(desk, "编辑")
    choose_layer(desk, "孵化载体")
    drag(desk, "inc-changan-kc", (-40, 30))
    grid = desk.page.locator(".st-key-edit_table [data-testid=stDataFrame]").bounding_box()
    desk.page.mouse.dblclick(grid["x"] + 250, grid["y"] + 55)  # the name of the first row
    cell = desk.page.locator(".gdg-input").first
    cell.fill("试改的名称")
    cell.press("Enter")
    desk.settle()
    desk.page.get_by_text("改动 2 行").wait_for()
    desk.settle()
    desk.press(".st-key-edit_store button")
    desk.page.wait_for_selector(".st-key-undo_edit button")
    edits, _ = done(home, "incubators")
    assert sorted(edit.action for edit in edits.values()) == ["change", "move"]
    changed = next(edit for edit in edits.values() if edit.action == "change")
    assert changed.after == {"name_zh": "试改的名称"}
    desk.press(".st-key-undo_edit button")
    assert open_workspace(home).versions.in_force().get("incubators") == before
    desk.has_no_trouble()


def local_grid(points):
    """Return places as a city's own grid would have them: turned by 1 degree and shifted."""
    turn = math.radians(1)
    moved = points.affine_transform(
        [math.cos(turn), -math.sin(turn), math.sin(turn), math.cos(turn), 0, 0]
    )
    return moved.translate(-500_000, -3_700_000)


def test_a_local_grid_comes_in_by_control_points_and_their_residuals_are_kept(
    desk, home, shipped, tmp_path
):
    known = shipped["universities"].located.iloc[:6].geometry
    local = local_grid(known.to_crs(4545))
    table = pandas.DataFrame({"孵化器名称": [f"地方{n}" for n in range(6)], "类别": "孵化器"})
    table = table.assign(X=local.x.to_numpy().round(2), Y=local.y.to_numpy().round(2))
    sheet = tmp_path / "孵化载体.csv"
    table.to_csv(sheet, index=False)
    mode(desk, "导入")
    desk.page.set_input_files(UPLOAD, str(sheet))
    desk.page.get_by_text("请给出控制点", exact=False).wait_for()
    desk.settle()
    points = desk.page.get_by_role("textbox", name="每行一个点", exact=False)
    lines = [
        f"{x:.2f}\t{y:.2f}\t{at.x:.7f}\t{at.y:.7f}"
        for x, y, at in zip(local.x, local.y, known, strict=True)
    ]
    points.fill("\n".join(lines[:2]))
    points.press("ControlOrMeta+Enter")
    desk.page.get_by_text("控制点只有 2 个", exact=False).wait_for()
    points.fill("\n".join(lines))
    points.press("ControlOrMeta+Enter")
    desk.page.get_by_text("中误差 0.0", exact=False).first.wait_for()
    desk.settle()
    desk.page.get_by_role("radio", name="控制点", exact=False).check(force=True)
    store(desk, source="地方坐标的表")
    versions = open_workspace(home).versions
    conversion = versions.manifest(versions.in_force()["incubators"]).conversion
    assert conversion.found == "control_points"
    kept = conversion.parameters
    assert kept["control_points"] == 6
    assert max(kept[f"residual_{n}_m"] for n in range(1, 7)) < 0.05  # two decimals were written
    assert abs(kept["rotation_deg"] + 1) < 0.001  # turned back
    desk.press(".st-key-undo_kept button")
    desk.has_no_trouble()


def many_placemarks(path, count=60_000):
    """Write a file that takes some seconds to read."""
    at = "<Point><coordinates>108.9,34.2</coordinates></Point>"
    body = "".join(f"<Placemark><name>桩{n}</name>{at}</Placemark>" for n in range(count))
    head = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    path.write_text(f"{head}{body}</Document></kml>", encoding="utf8")
    return path


def test_a_reading_is_stopped_and_a_layer_of_ones_own_is_asked_like_any_other(
    desk, home, shipped, tmp_path
):
    mode(desk, "导入")
    desk.page.set_input_files(UPLOAD, str(many_placemarks(tmp_path / "充电桩.kml")))
    stop = desk.page.locator(".st-key-stop_reading_file button")
    stop.click()
    desk.page.get_by_text("已停止，文件没有读入", exact=False).wait_for()
    expect(stop).to_have_count(0)
    desk.page.get_by_role("button", name="Remove 充电桩.kml").click()
    points = shipped["universities"].located.iloc[:6].geometry.to_crs(4545)
    cells = {"名称": [f"充电站{n}" for n in range(6)], "桩数": [4, 8, 2, 6, 10, 3]}
    pack = tmp_path / "充电设施.gpkg"
    geopandas.GeoDataFrame(cells, geometry=points.to_numpy(), crs=4545).to_file(pack)
    desk.page.set_input_files(UPLOAD, str(pack))
    box = desk.page.get_by_role("combobox", name="这是哪个图层")
    box.fill("新图层")
    desk.page.get_by_role("option").first.click()
    desk.page.get_by_role("textbox", name=SOURCE).wait_for()
    desk.settle()
    assert "EPSG:4545" in desk.text(".st-key-question")
    store(desk, source="城管局")
    layer = next(
        name for name in open_workspace(home).versions.in_force() if name.startswith("chong_dian")
    )
    desk.page.locator(f".st-key-on_{layer}").wait_for()  # listed, and on the map
    desk.map.wait_for_function(
        "id => Object.values(map._layers).some(one => one.feature"
        " && String(one.feature.properties.id).startsWith(id))",
        arg=layer.replace("_", "-"),
    )
    desk.go("查询")
    choose(desk, "query-layer", "充电设施")
    desk.press(".st-key-run_query button")
    assert "6" in desk.text(".st-key-results")
    is_asked_like_any_other(atlas.open_atlas(workspace=home), layer)
    desk.go("数据")
    desk.press(".st-key-undo_kept button")
    desk.has_no_trouble()


def is_asked_like_any_other(catalogue, layer):
    """See that a layer nobody knew is sited by, covers, is filtered, and stands on a sheet."""
    near = {"name": "near", "measure": "distance", "of": {"layer": layer}, "weight": 1}
    near["transform"] = {"shape": "linear", "best": 0, "worst": 8000}
    inside = {"layer": "zones", "id": "zone-hardtech"}
    candidates = {"cells": "square", "size_m": 1000, "inside": inside}
    sites = atlas.site(catalogue, {"candidates": candidates, "criteria": [near], "top": 3})
    assert len(sites.table) == 3
    reached = atlas.coverage(
        catalogue, {"facilities": {"layer": layer}, "zones": {"layer": "zones"}, "radii_m": [3000]}
    )
    assert reached.values["share:3000:zone-hardtech"].value > 0
    many = {"field": "zhuang_shu", "op": ">=", "value": 6}
    assert catalogue[layer].spec.columns.keys() >= {"zhuang_shu"}
    found = atlas.query(catalogue, {"layer": layer, "where": many})
    assert len(found.table) == 3
    sheet = atlas.run(catalogue, {"kind": "sheet", "layers": ["zones", layer]})
    assert layer in sheet.versions
