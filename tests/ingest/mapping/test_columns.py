import geopandas
import pandas
import pytest
import shapely

from atlas.domain.layer import LayerSpec
from atlas.errors import BadInput, Refused, UnknownName
from atlas.ingest.mapping.columns import guess_fields, with_fields
from atlas.reading.facts import read_facts

SPEC = LayerSpec.model_validate(
    {
        "id": "test_places",
        "geometry": "point",
        "each_row_is_a": "a place",
        "theme": "land",
        "release": "internal",
        "label": {"zh": "场所", "en": "Place"},
        "description": {"zh": "场所", "en": "Place"},
        "columns": {
            "class": {
                "type": "category",
                "required": True,
                "values": ["incubator", "park"],
                "label": {"zh": "类别", "en": "Class"},
                "values_label": {"incubator": {"zh": "孵化器", "en": "Incubator"}},
            },
            "floor_area_m2": {
                "type": "number",
                "unit": "m2",
                "label": {"zh": "建筑面积", "en": "Floor area"},
            },
            "area_mu": {"type": "number", "unit": "mu", "label": {"zh": "面积", "en": "Area"}},
            "opened": {"type": "date", "label": {"zh": "开业时间", "en": "Opened"}},
        },
    }
)
FACTS = {
    "status": "operating",
    "source": "bureau-2026",
    "position_basis": "sourced",
    "uncertainty_m": "50",
}


def table(*, shapes=None, **columns):
    count = len(next(iter(columns.values())))
    shapes = shapes or [shapely.Point(108.9, 34.2 + n / 10) for n in range(count)]
    index = pandas.RangeIndex(2, 2 + count, name="row")
    return geopandas.GeoDataFrame(columns, geometry=shapes, index=index, crs=4326)


def told(problems):
    return sorted((p.rule, p.place, p.found) for p in problems)


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (["名称", "类别"], {"name_zh": "名称", "class": "类别"}),
        (["单位名称", "类型"], {"name_zh": "单位名称", "class": "类型"}),
        (["NAME", "Class", "opened"], {"name_zh": "NAME", "class": "Class", "opened": "opened"}),
        (["孵化载体名称", "英文名"], {"name_zh": "孵化载体名称", "name_en": "英文名"}),
        (["建筑面积（万平方米）"], {"floor_area_m2": "建筑面积（万平方米）"}),
        (
            ["占地（亩）", "建筑面积"],
            {"floor_area_m2": "建筑面积"},
        ),
        (["人口（万人）", "面积（万人）"], {}),  # a unit that cannot become the column's
        (["开业时间", "更新时间"], {"opened": "开业时间", "as_of": "更新时间"}),
        (["序号", "foo"], {}),
    ],
)
def test_fields_are_guessed_by_heading(headings, fields):
    assert guess_fields(table(**{h: ["1"] for h in headings}), SPEC) == fields


def test_a_name_by_the_first_letters_of_its_pinyin_is_known():
    frame = table(XZQMC=["甲"], XZQDM=["610000"])
    assert guess_fields(frame, SPEC) == {"name_zh": "XZQMC"}


def test_what_is_remembered_comes_first_where_it_still_fits():
    frame = table(名称=["a"], 编号=["1"], 简介=["x"])
    remembered = {"name_zh": "简介", "class": "没有了", "gone": "编号"}
    assert guess_fields(frame, SPEC, remembered=remembered) == {"name_zh": "简介", "id": "编号"}


def test_rows_become_what_geodata_would_hold(tmp_path):
    frame = table(
        名称=["甲", "乙"],
        类别=["孵化器", "park"],
        面积万=["1.5", ""],
        开业=["2024年5月", ""],
        shapes=[shapely.Point(108.9, 34.2), None],
    ).rename(columns={"面积万": "建筑面积（万平方米）"})
    fields = {
        "name_zh": "名称",
        "class": "类别",
        "floor_area_m2": "建筑面积（万平方米）",
        "opened": "开业",
    }
    before = frame.copy()
    rows, problems = with_fields(frame, SPEC, fields, facts=FACTS)
    assert problems == []
    assert frame.equals(before)
    first, second = rows.to_dict("records")
    assert first["class"] == "incubator"
    assert first["floor_area_m2"] == 15_000
    assert first["opened"] == "2024-05"
    assert first["uncertainty_m"] == 50
    assert first["release"] == "internal"
    assert first["sensitive"] == "no"
    # a row without a place has no basis of its position either
    assert second["position_basis"] == ""
    assert pandas.isna(second["uncertainty_m"])
    assert second["geometry"] is None
    assert rows.crs == "EPSG:4326"
    # and it is what the reader of facts would make of it
    columns = pandas.DataFrame(rows.drop(columns="geometry")).reset_index()
    columns["name_en"] = columns["name_zh"]
    columns["lon"], columns["lat"] = rows.geometry.x.array, rows.geometry.y.array
    path = tmp_path / "test_places.csv"
    columns.to_csv(path, index=False)
    read, faults = read_facts(SPEC, path)
    assert faults == []
    assert list(read.columns) == list(rows.columns)
    assert read.drop(columns="name_en").equals(rows.drop(columns="name_en"))


def test_every_fault_is_told_at_once():
    frame = table(名称=["甲", "", "丙"], 类别=["工厂", "", "park"], 面积=["x", "1", "2"])
    fields = {"name_zh": "名称", "class": "类别", "area_mu": "面积"}
    _, problems = with_fields(frame, SPEC, fields, facts={"status": "closed"})
    assert told(problems) == [
        ("fact_not_given", "position_basis", ""),
        ("fact_not_given", "source", ""),
        ("fact_not_given", "status", ""),
        ("fact_not_given", "uncertainty_m", ""),
        ("not_a_number", "2:面积", "x"),
        ("not_in_values", "*:status", "closed"),
        ("not_in_values", "2:类别", "工厂"),
        ("required", "3:名称", ""),
        ("required", "3:类别", ""),
    ]
    by_rule = {p.rule: p for p in problems if p.place == "2:类别"}
    assert by_rule["not_in_values"].allowed == ("incubator", "park")


def test_a_blank_cell_takes_what_holds_for_all_rows():
    frame = table(名称=["甲", "乙"], 类别=["park", ""])
    rows, problems = with_fields(
        frame, SPEC, {"name_zh": "名称", "class": "类别"}, facts=FACTS | {"class": "incubator"}
    )
    assert problems == []
    assert rows["class"].tolist() == ["park", "incubator"]


def test_a_unit_that_cannot_become_the_columns_is_told():
    frame = table(名称=["甲"], 类别=["park"]).assign(**{"高（米）": [5.0]})
    fields = {"name_zh": "名称", "class": "类别", "area_mu": "高（米）"}
    rows, problems = with_fields(frame, SPEC, fields, facts=FACTS)
    assert told(problems) == [("unit_does_not_fit", "高（米）", "m")]
    assert rows["area_mu"].isna().all()


def test_ids_come_from_the_file_or_are_made_the_same_each_time():
    frame = table(
        编号=["GX_A 01", "7", "地块三", "", "", "", "GX_A 01"],
        名称=["a", "b", "c", "甲", "甲", "", "g"],
        类别=["park"] * 7,
    )
    fields = {"id": "编号", "name_zh": "名称", "class": "类别"}
    ids = with_fields(frame, SPEC, fields, facts=FACTS)[0].index.tolist()
    again = with_fields(frame, SPEC, fields, facts=FACTS)[0].index.tolist()
    assert ids == again
    assert ids[0] == "gx-a-01" == ids[6]  # twice in the file, for a check to find
    assert ids[1] == "test-places-7"
    assert ids[4] == f"{ids[3]}-2"
    assert ids[5] == "test-places-row-7"
    alone = table(编号=[""], 名称=["甲"], 类别=["park"])
    assert with_fields(alone, SPEC, fields, facts=FACTS)[0].index.tolist() == [ids[3]]
    named = table(名称=["乙", "甲", "甲", "乙", "甲"], 类别=["park"] * 5)
    known = with_fields(named, SPEC, {"name_zh": "名称", "class": "类别"}, facts=FACTS)[0].index
    assert known[1] == ids[3] == "test-places-08c00ef371fb"  # for good: kept rows are called so
    assert known[2:].tolist() == [f"{known[1]}-2", f"{known[0]}-2", f"{known[1]}-3"]


def test_things_without_names_are_called_by_what_they_are():
    rows, _ = with_fields(table(类别=["park"]), SPEC, {"class": "类别"}, facts=FACTS)
    assert rows[["name_zh", "name_en"]].to_numpy().tolist() == [["场所 2", "Place 2"]]


def test_a_wrong_kind_of_shape_is_told_by_row():
    frame = table(名称=["甲"], 类别=["park"], shapes=[shapely.box(0, 0, 1, 1)])
    _, problems = with_fields(frame, SPEC, {"name_zh": "名称", "class": "类别"}, facts=FACTS)
    assert told(problems) == [("wrong_geometry", "2:geometry", "polygon")]


def test_an_invalid_shape_is_passed_on_as_it_is():
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    spec = SPEC.model_copy(update={"geometry": "polygon"})
    rows, problems = with_fields(
        table(名称=["甲"], 类别=["park"], shapes=[bow]),
        spec,
        {"name_zh": "名称", "class": "类别"},
        facts=FACTS,
    )
    assert problems == []
    assert rows.geometry.iloc[0].equals_exact(bow)


def test_what_is_wrong_use():
    frame = table(名称=["甲"])
    with pytest.raises(UnknownName):
        with_fields(frame, SPEC, {"nome": "名称"}, facts={})
    with pytest.raises(UnknownName):
        with_fields(frame, SPEC, {"name_zh": "名字"}, facts={})
    with pytest.raises(UnknownName):
        with_fields(frame, SPEC, {"name_zh": "名称"}, facts={"x": "y"})
    with pytest.raises(BadInput):
        with_fields(frame.iloc[:0], SPEC, {}, facts={})
    with pytest.raises(Refused):
        with_fields(frame.set_crs(None, allow_override=True), SPEC, {}, facts=FACTS)
