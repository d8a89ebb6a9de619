import pandas
import pytest
import shapely

from atlas.errors import BadFacts
from atlas.ingest.formats.tables import incoming
from atlas.ingest.mapping.columns import guess_fields, with_fields
from atlas.ingest.mapping.new_layer import declare_layer
from atlas.ingest.safety.limits import LIMITS
from atlas.reading.declarations import read_declaration

SAID = {"label_zh": "人才公寓", "label_en": "Talent flats", "theme": "people", "color": "#112233"}


def table(*, shapes=None, **columns):
    series = [pandas.Series(cells) for cells in columns.values()]
    rows = range(2, 2 + len(series[0]))
    packed = None
    if shapes is not None:
        packed = pandas.Series([*shapes, None], dtype=object).to_numpy()[:-1]
    return incoming("t", list(columns), series, rows=rows, shapes=packed, limits=LIMITS).frame


def declared(tmp_path, frame, layer_id="flats", **given):
    path = tmp_path / f"{layer_id}.toml"
    path.write_text(declare_layer(layer_id, frame, **SAID | given), encoding="utf8")
    spec, problems = read_declaration(path)
    assert problems == []
    return spec


def test_kinds_of_columns_are_guessed_from_their_cells(tmp_path):
    count = 12
    frame = table(
        名称=[f"楼{n}" for n in range(count)],
        房源类别=["公寓", "宿舍", "公寓", "公寓"] * 3,
        **{
            "建筑面积（万平方米）": [f"{n}.5" for n in range(count)],
            "套数": [float(n) for n in range(count)],
            "开工": ["2024年5月"] * count,
            "配电梯": ["是", "否", ""] * 4,
            "用地": ["0701", "0702", "0801", "1401"] * 3,
            "说明文字": [f"很长的说明{n}" for n in range(count)],
            "经度": ["108.9"] * count,
            "纬度": ["34.2"] * count,
            "空": [""] * count,
        },
    )
    spec = declared(tmp_path, frame)
    kinds = {column.label.zh: (column.type, column.unit) for column in spec.columns.values()}
    assert kinds == {
        "房源类别": ("category", ""),
        "建筑面积（万平方米）": ("number", "m2"),
        "套数": ("integer", ""),
        "开工": ("date", ""),
        "配电梯": ("flag", ""),
        "用地": ("category", ""),
        "说明文字": ("text", ""),
        "空": ("text", ""),
    }
    assert spec.columns["fang_yuan_lei_bie"].values == ("公寓", "宿舍")
    assert spec.columns["floor_area_m2"].label.zh == "建筑面积（万平方米）"
    assert spec.geometry == "point"  # to be placed
    assert spec.release == "internal"
    assert spec.facts is None


def test_a_declared_layer_takes_the_table_it_was_made_of(tmp_path):
    frame = table(
        名称=["甲", "乙", "丙"], 备注=["a", "b", "c"], **{"建筑面积（万平方米）": ["1", "2", "3"]}
    )
    spec = declared(tmp_path, frame)
    fields = guess_fields(frame, spec)
    assert fields == {"name_zh": "名称", "note": "备注", "floor_area_m2": "建筑面积（万平方米）"}
    rows, problems = with_fields(
        frame, spec, fields, facts={"status": "operating", "source": "bureau"}
    )
    assert problems == []
    assert rows["floor_area_m2"].tolist() == [10_000, 20_000, 30_000]


@pytest.mark.parametrize(
    ("shape", "geometry", "symbol"),
    [
        (shapely.Point(0, 0), "point", "circle"),
        (shapely.LineString([(0, 0), (1, 1)]), "line", "line"),
        (shapely.MultiPolygon([shapely.box(0, 0, 1, 1)]), "polygon", "area"),
    ],
)
def test_the_kind_of_shape_is_that_of_the_rows(tmp_path, shape, geometry, symbol):
    spec = declared(tmp_path, table(a=["x", "y"], shapes=[shape, None]))
    assert (spec.geometry, spec.style.symbol) == (geometry, symbol)


def test_hostile_names_stay_text(tmp_path):
    headings = ['"]\n[evil]\nx = "', "'''", "a\\", "${x}", "<b>", "../..", "1", "id;drop", "\x7f"]
    frame = table(**{heading: ["v"] for heading in headings})
    spec = declared(tmp_path, frame, label_zh='名"\\\n', label_en="${x}")
    assert all(name.isidentifier() and name.isascii() for name in spec.columns)
    assert len(spec.columns) == len(headings)
    assert spec.label.zh == '名"\\\n'
    labels = {column.label.zh for column in spec.columns.values()}
    assert '"] [evil] x = "' in labels
    assert "a\\" in labels


def test_everything_wrong_is_told_at_once():
    with pytest.raises(BadFacts) as caught:
        declare_layer("../x", table(a=["1"]), label_zh="", label_en="x", theme="t", color="red")
    places = {problem.place for problem in caught.value.parameters["problems"]}
    assert places == {"id", "label.zh", "description.zh", "style.color"}
