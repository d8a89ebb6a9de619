"""Sheets by the columns of their layers: classes, sizes, land use, hatches."""

import numpy as np
import pytest

from atlas.domain.catalogue import Catalogue
from atlas.errors import Refused, UnknownName
from atlas.output.sheet.model.land_use import land_uses
from tests.output.sheet.map.test_answer import pixels, words
from tests.output.sheet_town import box, drawn, layer, point, town

PLOTS = {
    "area_mu": {"type": "number", "unit": "mu", "label": {"zh": "面积", "en": "Area"}},
    "use": {"type": "text", "label": {"zh": "用途", "en": "Use"}},
}
CODES = {"land_use": {"type": "text", "label": {"zh": "用地代码", "en": "Code"}}}


def plots(columns=PLOTS, **values):
    """Four plots of 500 m side by side, with values of their own."""
    rows = [
        (f"plot-{k}", f"地{k}", f"Plot {k}", box(500 * k, 0, 500 * k + 500, 500)) for k in range(4)
    ]
    style = {"color": "#5B6776", "symbol": "area", "fill": 0.1, "width": 0.8}
    made = layer("plots", rows, geometry="polygon", style=style, columns=columns)
    return with_values(made, values)


def with_values(made, values):
    frame = made.frame
    for name, column in values.items():
        frame[name] = column
    return Catalogue([made], town().sources.values())


def has_color(content, frame, color):
    left, top, right, bottom = (round(edge) for edge in frame.pixel_box)
    inner = pixels(content)[top + 3 : bottom - 3, left + 3 : right - 3]
    wanted = np.array([int(color[k : k + 2], 16) for k in (1, 3, 5)])
    return bool((abs(inner - wanted).sum(axis=2) < 12).any())


def test_numbers_are_classed_and_their_classes_told():
    made = plots(area_mu=[10.0, 20.0, 30.0, np.nan])
    asked = {"layer": "plots", "column": "area_mu", "k": 3, "method": "equal"}
    _, frame = drawn(made, layers=["plots"], classes=[asked], dpi=60)
    assert frame.legend == ("虚构plots · 面积 (亩) · 等距分级", "10", "20", "30", "无数据")


def test_values_in_words_have_colours_of_their_own():
    made = plots(use=["厂房", "厂房", "宿舍", ""])
    asked = {"layer": "plots", "column": "use"}
    _, frame = drawn(made, layers=["plots"], classes=[asked], dpi=60)
    assert frame.legend == ("虚构plots · 用途", "厂房", "宿舍", "无数据")


def test_land_use_has_its_official_colours_whatever_is_asked():
    made = plots(CODES, land_use=["0802", "1401", "070102", "99"])
    asked = {"layer": "plots", "column": "land_use", "palette": "violet"}
    for classes in ([], [asked]):
        content, frame = drawn(made, layers=["plots"], classes=classes, dpi=100)
        for color in ("#E6005C", "#00FF00", "#FFFF2D"):
            assert has_color(content, frame, color), color
        told = ("虚构plots", "0701 城镇住宅用地", "0802 科研用地", "1401 公园绿地", "规范未列用色")
        assert frame.legend == told


def lab(color):
    """Return a colour as CIE L*a*b* under D65."""
    given = np.array([int(color[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    linear = np.where(given > 0.04045, ((given + 0.055) / 1.055) ** 2.4, given / 12.92)
    mixed = np.array([[0.4125, 0.3576, 0.1804], [0.2127, 0.7152, 0.0722], [0.0193, 0.1192, 0.9503]])
    x, y, z = np.cbrt(mixed @ linear / [0.9505, 1.0, 1.0888])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_no_tint_of_the_structure_can_be_read_as_a_land_use(shipped):
    # greys and white say nothing by their hue: 12, 16 and 23 are told by their labels
    official = [lab(use.color) for use in land_uses().values()]
    hues = [color for color in official if np.hypot(*color[1:]) > 12]
    assert len(hues) > 20
    styles = [shipped[name].spec.style for name in ("zones", "belts", "science_city")]
    for style in styles:
        for color in {style.color, *style.colors.values()}:
            tint = [255 - (255 - int(color[k : k + 2], 16)) * style.fill for k in (1, 3, 5)]
            drawn_as = lab("#" + "".join(f"{round(part):02x}" for part in tint))
            assert min(np.linalg.norm(drawn_as - hue) for hue in hues) > 10, color


def stalls(**values):
    rows = [(f"stall-{k}", f"摊{k}", f"Stall {k}", point(1000 * k, 100)) for k in range(3)]
    style = {"color": "#D9480F", "symbol": "circle"}
    return with_values(layer("stalls", rows, style=style, columns=PLOTS), values)


def test_the_area_of_a_symbol_is_as_its_number():
    made = stalls(area_mu=[400.0, 100.0, np.nan])
    asked = {"layer": "stalls", "column": "area_mu"}
    content, frame = drawn(made, layers=["stalls"], sizes=[asked], scale=20_000, dpi=150)
    left, top, right, bottom = (round(edge) for edge in frame.pixel_box)
    inner = pixels(content)[top + 3 : bottom - 3, left + 3 : right - 3]
    orange = abs(inner - [0xD9, 0x48, 0x0F]).sum(axis=2) < 60
    columns = np.flatnonzero(orange.any(axis=0))
    first, second = np.split(columns, np.flatnonzero(np.diff(columns) > 10) + 1)
    # 400 to 100: twice as wide, 9 mm to 4.5 mm
    assert len(first) == pytest.approx(2 * len(second), abs=4)
    assert len(first) == pytest.approx(9 / 25.4 * 150, abs=3)
    assert frame.legend == ("虚构stalls · 面积 (亩)", "200", "50", "10")
    assert "1 处无此项数值" in words(frame)


def test_what_cannot_be_classed_or_sized_is_refused():
    made = plots(area_mu=[np.nan] * 4)
    with pytest.raises(Refused, match="no_such_classes"):
        drawn(made, layers=["plots"], classes=[{"layer": "plots", "column": "area_mu"}])
    with pytest.raises(Refused, match="not_point_sizes"):
        drawn(made, layers=["plots"], sizes=[{"layer": "plots", "column": "area_mu"}])
    with pytest.raises(UnknownName, match="area_mu"):
        drawn(made, layers=["plots"], classes=[{"layer": "plots", "column": "weight"}])
    for asked in (
        {"classes": [{"layer": "shops", "column": "use"}]},
        {"hatches": {"shops": "dots"}},
    ):
        with pytest.raises(UnknownName, match="plots"):
            drawn(made, layers=["plots"], **asked)


@pytest.mark.parametrize("hatch", ["cross", "dots"])
def test_a_hatch_is_drawn_in_its_layer(hatch):
    plain, _ = drawn(plots(), layers=["plots"], dpi=60)
    content, frame = drawn(plots(), layers=["plots"], hatches={"plots": hatch}, dpi=60)
    changed = (pixels(plain) != pixels(content)).any(axis=2)
    left, top, right, bottom = (round(edge) for edge in frame.pixel_box)
    assert changed[top:bottom, left:right].sum() > 500


def test_what_is_planned_has_a_dashed_line_and_edge():
    made = plots(status=["existing", "planned", "planned", "planned"])
    content, frame = drawn(made, layers=["plots"], dpi=150)
    assert frame.legend == ("虚构plots", "规划、在建（虚线边）")
    plain, _ = drawn(plots(), layers=["plots"], dpi=150)
    assert (pixels(plain) != pixels(content)).any()


def test_the_same_value_has_the_same_colour_in_every_frame():
    made = plots(area_mu=[10.0, 20.0, 30.0, 40.0])
    asked = {"layer": "plots", "column": "area_mu", "k": 4, "method": "equal"}
    whole, frame = drawn(made, layers=["plots"], classes=[asked], dpi=100)
    rows = made["plots"].located
    part = tuple(rows.loc[["plot-3"]].total_bounds)
    near, close = drawn(made, layers=["plots"], classes=[asked], extent=part, dpi=100)
    left, top, right, bottom = (round(edge) for edge in close.pixel_box)
    color = pixels(near)[(top + bottom) // 2 + 20, (left + right) // 2 + 40]
    assert has_color(whole, frame, "#{:02X}{:02X}{:02X}".format(*color))
