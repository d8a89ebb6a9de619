"""One damage to the tiny town, one rule broken, one place named."""

import json
import re

import pytest

import atlas
from atlas.domain.layer import Layer
from atlas.errors import BadFacts, BadFile
from atlas.reading.assemble import inspect, read_catalogue
from atlas.reading.checks import check_places
from tests.reading.test_relation_checks import DAMAGES as RELATION_DAMAGES

INCUBATORS, SCHOOLS = "geodata/incubators.csv", "geodata/schools.csv"
LAKE, ZONES, TOWN = "geodata/lake.geojson", "geodata/zones.geojson", "geodata/town.geojson"
SOURCES, MENTIONS = "geodata/sources.csv", "geodata/mentions.csv"
SAID = "layers/incubators.toml"
SHARED = "108.671891783, 34.100382362"  # the corner that west and east share in the south

# file, old text, new text, rule, place, found
DAMAGES = [
    # rows.py
    (
        INCUBATORS,
        "inc-b,乙众创空间",
        "inc-b,乙,众创空间",
        "wrong_cell_count",
        f"{INCUBATORS}:3",
        "19",
    ),
    (
        INCUBATORS,
        "inc-b,乙众创空间,B,",
        "inc-b,乙众创空间,B",
        "wrong_cell_count",
        f"{INCUBATORS}:3",
        "17",
    ),
    (INCUBATORS, "\ninc-b", "\n\ninc-b", "wrong_cell_count", f"{INCUBATORS}:3", "0"),
    (
        INCUBATORS,
        "id,name_zh,",
        "id,name_zh,name_zh,",
        "column_twice",
        f"{INCUBATORS}:1:name_zh",
        "",
    ),
    (LAKE, "", "not JSON", "not_readable", LAKE, None),
    (LAKE, "", "[]", "not_readable", LAKE, None),
    (LAKE, "", '{"type": "Feature"}', "not_readable", LAKE, None),
    (LAKE, "", '{"features": 3}', "not_readable", LAKE, None),
    (LAKE, "", '{"features": [3]}', "not_a_feature", f"{LAKE}:1", None),
    (LAKE, "", '{"features": [{"geometry": null}]}', "not_a_feature", f"{LAKE}:1", None),
    (LAKE, "", '{"features": [{"properties": null}]}', "not_a_feature", f"{LAKE}:1", None),
    (LAKE, "[[[108.65076437,", '[[["x",', "not_a_geometry", f"{LAKE}:1:geometry", None),
    (LAKE, '"Polygon"', '"Plygon"', "not_a_geometry", f"{LAKE}:1:geometry", None),
    # sources.py
    (SOURCES, ",grade", ",gräde", "missing_column", f"{SOURCES}:1:grade", ""),
    (SOURCES, ",grade", ",gräde", "undeclared_column", f"{SOURCES}:1:gräde", "gräde"),
    (SOURCES, ",yes,", ",ja,", "not_in_values", f"{SOURCES}:2:official", "ja"),
    (SOURCES, "document,A", "document,E", "not_in_values", f"{SOURCES}:2:grade", "E"),
    (SOURCES, "plan,小城规划,", "plan,,", "required", f"{SOURCES}:2:title", ""),
    (SOURCES, "public document", "", "required", f"{SOURCES}:2:licence", ""),
    (SOURCES, "\nplan", "\nplan,a,,,no,,,,b,C\nplan", "duplicate_id", SOURCES, "plan"),
    # declarations.py
    (SAID, 'id = "incubators"', "id = incubators", "not_toml", SAID, None),
    (SAID, 'theme = "innovation"', "", "missing", f"{SAID}: theme", ""),
    (SAID, "shown_first", "shown_frist", "extra_forbidden", f"{SAID}: shown_frist", "True"),
    (SAID, '"list"', '"lst"', "literal_error", f"{SAID}: columns.industries.type", "lst"),
    (SAID, "#D9480F", "orange", "string_pattern_mismatch", f"{SAID}: style.color", "orange"),
    (SAID, 'symbol = "circle"', 'symbol = "sun"', "literal_error", f"{SAID}: style.symbol", "sun"),
    (SAID, "fill = 0.8", "fill = 8", "less_than_equal", f"{SAID}: style.fill", "8"),
    (SAID, 'zh = "孵化器"', 'zh = ""', "string_too_short", f"{SAID}: label.zh", ""),
    (
        SAID,
        'id = "incubators"',
        'id = "hatchers"',
        "id_is_not_file_name",
        f"{SAID}: id",
        "hatchers",
    ),
    # facts.py
    (INCUBATORS, ",industries,", ",industry,", "missing_column", f"{INCUBATORS}:1:industries", ""),
    (
        INCUBATORS,
        ",industries,",
        ",industry,",
        "undeclared_column",
        f"{INCUBATORS}:1:industry",
        "industry",
    ),
    (INCUBATORS, ",lon,lat", ",lng,lat", "missing_column", f"{INCUBATORS}:1:lon", ""),
    (INCUBATORS, "inc-a,甲孵化器,A", "inc-a,,A", "required", f"{INCUBATORS}:2:name_zh", ""),
    (INCUBATORS, "incubator,光子;芯片", ",光子;芯片", "required", f"{INCUBATORS}:2:class", ""),
    (
        INCUBATORS,
        ",makerspace,",
        ",makespace,",
        "not_in_values",
        f"{INCUBATORS}:3:class",
        "makespace",
    ),
    (INCUBATORS, ",planned,", ",dreamt,", "not_in_values", f"{INCUBATORS}:3:status", "dreamt"),
    (
        INCUBATORS,
        ",no,public",
        ",nein,public",
        "not_in_values",
        f"{INCUBATORS}:2:sensitive",
        "nein",
    ),
    (
        INCUBATORS,
        ",sourced,",
        ",guessed,",
        "not_in_values",
        f"{INCUBATORS}:3:position_basis",
        "guessed",
    ),
    (
        INCUBATORS,
        ",10000,",
        ',"10,000",',
        "not_a_number",
        f"{INCUBATORS}:2:floor_area_m2",
        "10,000",
    ),
    (INCUBATORS, ",10000,", ",inf,", "not_a_number", f"{INCUBATORS}:2:floor_area_m2", "inf"),
    (INCUBATORS, ",10000,", ",nan,", "not_a_number", f"{INCUBATORS}:2:floor_area_m2", "nan"),
    (INCUBATORS, "108.682800489", "108°40'", "not_a_number", f"{INCUBATORS}:3:lon", "108°40'"),
    (INCUBATORS, ",34.109337131", ",", "not_a_number", f"{INCUBATORS}:3:lat", ""),
    (
        INCUBATORS,
        "existing,2026,surveyed",
        "existing,26-1-1,surveyed",
        "not_a_date",
        f"{INCUBATORS}:2:as_of",
        "26-1-1",
    ),
    (
        "geodata/targets.csv",
        ",2030,",
        ",2030.5,",
        "not_an_integer",
        "geodata/targets.csv:2:year",
        "2030.5",
    ),
    (INCUBATORS, "inc-a,", "Inc_A,", "bad_id", f"{INCUBATORS}:2:id", "Inc_A"),
    (INCUBATORS, "inc-a,", ",", "bad_id", f"{INCUBATORS}:2:id", ""),
    (
        MENTIONS,
        "西区规划面积4平方公里,",
        "一" * 31 + ",",
        "quote_too_long",
        f"{MENTIONS}:2:quote",
        "一" * 31,
    ),
    (
        LAKE,
        "[108.655098939, 34.100923809], [108.655126728, 34.104529638]",
        "[108.655126728, 34.104529638], [108.655098939, 34.100923809]",
        "invalid_geometry",
        f"{LAKE}:1:geometry",
        None,
    ),
    # checks.py, one layer
    (INCUBATORS, "inc-b,", "inc-a,", "duplicate_id", INCUBATORS, "inc-a"),
    (SCHOOLS, ",plan,", ",plan w99,", "unknown_source", f"{SCHOOLS}:school-1:source", "w99"),
    (MENTIONS, ",第一章,", ",,", "clause_and_quote", f"{MENTIONS}:m-1:clause", ""),
    (MENTIONS, "西区规划面积4平方公里,", ",", "clause_and_quote", f"{MENTIONS}:m-1:quote", ""),
    (SAID, "[style]", "[expect]\nrows_min = 5\n[style]", "rows_too_few", INCUBATORS, "4"),
    (SAID, "[style]", "[expect]\nrows_max = 3\n[style]", "rows_too_many", INCUBATORS, "4"),
    (
        INCUBATORS,
        ",surveyed,0,",
        ",,0,",
        "place_without_basis",
        f"{INCUBATORS}:inc-a:position_basis",
        "",
    ),
    (
        INCUBATORS,
        "existing,2026,,,no",
        "existing,2026,proxy,,no",
        "basis_without_place",
        f"{INCUBATORS}:inc-c:position_basis",
        "proxy",
    ),
    (
        INCUBATORS,
        ",surveyed,0,",
        ",surveyed,,",
        "place_without_uncertainty",
        f"{INCUBATORS}:inc-a:uncertainty_m",
        "",
    ),
    (
        INCUBATORS,
        ",surveyed,0,",
        ",surveyed,-1,",
        "place_without_uncertainty",
        f"{INCUBATORS}:inc-a:uncertainty_m",
        "",
    ),
    # longitude and latitude the wrong way round
    (
        INCUBATORS,
        "108.661125571,34.109455709",
        "34.109455709,108.661125571",
        "outside_shaanxi",
        f"{INCUBATORS}:inc-a:geometry",
        None,
    ),
    (
        TOWN,
        '"plan_area_km2": 8',
        '"plan_area_km2": 8.1',
        "area_differs",
        f"{TOWN}:town:plan_area_km2",
        None,
    ),
    # checks.py, declarations against their facts and each other
    (
        SAID,
        "[style]",
        '[expect]\narea_column = "area"\n[style]',
        "unknown_column",
        f"{SAID}: expect.area_column",
        "area",
    ),
    (
        "layers/zones.toml",
        'parts_of = "town"',
        'parts_of = "twon"',
        "unknown_layer",
        "layers/zones.toml: expect.parts_of",
        "twon",
    ),
    (
        "layers/mentions.toml",
        'refers_to = "*"',
        'refers_to = "zone"',
        "unknown_layer",
        "layers/mentions.toml: columns.entity.refers_to",
        "zone",
    ),
    (
        SAID,
        'source = "plan"',
        'source = "plam"',
        "unknown_source",
        f"{SAID}: known_total.source",
        "plam",
    ),
    # checks.py, layers together
    (SCHOOLS, "school-1,", "inc-a,", "id_in_two_layers", f"{SCHOOLS}:inc-a:id", "inc-a"),
    (MENTIONS, ",west,", ",wst,", "unknown_reference", f"{MENTIONS}:m-1:entity", "wst"),
    (
        MENTIONS,
        ",west,",
        ",west;nowhere,",
        "unknown_reference",
        f"{MENTIONS}:m-1:entity",
        "nowhere",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "rule", "place", "found"), DAMAGES)
def test_one_damage_one_rule(copy, file, old, new, rule, place, found):
    copy.damage(file, old, new)
    told = copy.problems()
    assert (rule, place) in [(r, p) for r, p, _ in told], told
    if found is not None:
        assert (rule, place, found) in told


def test_the_town_has_no_faults(copy):
    assert copy.problems() == []


def test_every_rule_of_reading_is_broken_here():
    source = "".join(
        path.read_text(encoding="utf8")
        for room in ("reading", "ingest/networks")
        for path in (atlas.SHIPPED / "atlas" / room).glob("*.py")
    )
    named = set(re.findall(r'Problem\(\s*"(\w+)"', source))
    named |= set(re.findall(r'"(not_\w+)"', re.search(r"_CELL_RULES.*?\n}", source, re.S)[0]))
    elsewhere = {"parts_overlap", "parts_are_not_whole", "wrong_geometry"}  # below
    kept = {"declaration_missing", "damaged_version"}  # test_kept.py
    roads = {"not_a_coordinate", "coordinate_beyond", "without_place", "no_such_speed"}  # networks
    ties = {rule for *_, rule, _, _ in RELATION_DAMAGES}
    told = {rule for *_, rule, _, _ in DAMAGES} | ties
    assert named - told == elsewhere | kept | roads


def test_parts_that_overlap_are_told(copy):
    # west's south-east corner moved 0.001 degrees (92 m) into east: a sliver of 92 x 2000 / 2 m2
    copy.damage(ZONES, f"[{SHARED}]", "[108.672891783, 34.100382362]")
    told = {rule: (place, found) for rule, place, found in copy.problems()}
    assert set(told) == {"area_differs"}  # the two do not add to the plan's figure any more
    # with the expectation of areas gone, the two are held against each other
    copy.damage("layers/zones.toml", 'area_column = "plan_area_km2"\n', "")
    told = {rule: (place, found) for rule, place, found in copy.problems()}
    place, found = told["parts_overlap"]
    assert place == f"{ZONES}:west+east"
    assert float(found.split()[0]) == pytest.approx(92.2 * 2000 / 2, rel=0.01)


def test_parts_that_leave_a_hole_are_told(copy):
    # west's south-east corner moved the other way: as much ground belongs to nobody
    copy.damage(ZONES, f"[{SHARED}]", "[108.670891783, 34.100382362]")
    copy.damage("layers/zones.toml", 'area_column = "plan_area_km2"\n', "")
    told = {rule: (place, found) for rule, place, found in copy.problems()}
    assert set(told) == {"parts_are_not_whole"}
    assert float(told["parts_are_not_whole"][1].split()[0]) == pytest.approx(92_200, rel=0.01)


def test_a_line_among_polygons_is_told(copy):
    given = json.loads((copy.root / LAKE).read_text(encoding="utf8"))
    shape = given["features"][0]["geometry"]
    given["features"][0]["geometry"] = {
        "type": "LineString",
        "coordinates": shape["coordinates"][0],
    }
    (copy.root / LAKE).write_text(json.dumps(given), encoding="utf8")
    assert ("wrong_geometry", f"{LAKE}:1:geometry", "line") in copy.problems()


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_text_that_is_not_utf8_is_told_in_one_line(copy, encoding):
    path = copy.root / INCUBATORS
    path.write_bytes(path.read_text(encoding="utf8").encode(encoding))
    told = copy.problems()
    assert [(rule, place) for rule, place, _ in told] == [("not_readable", INCUBATORS)]


def test_a_byte_order_mark_is_no_fault(copy):
    for file in (INCUBATORS, SOURCES):
        path = copy.root / file
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert copy.problems() == []


def test_facts_that_are_not_there_are_told_in_one_line(copy):
    (copy.root / SCHOOLS).unlink()
    assert [(rule, place) for rule, place, _ in copy.problems()] == [("not_readable", SCHOOLS)]


def test_several_faults_of_a_file_and_of_several_files_are_told_at_once(copy):
    copy.damage(INCUBATORS, ",makerspace,", ",makespace,")
    copy.damage(INCUBATORS, ",10000,", ",viel,")
    copy.damage(INCUBATORS, "inc-d,", "INC D,")
    copy.damage(SCHOOLS, ",surveyed,", ",srveyed,")
    copy.damage("layers/lake.toml", 'theme = "structure"\n', "")
    copy.damage(SOURCES, "document,A", "document,F")
    rules = sorted(rule for rule, _, _ in copy.problems())
    assert rules == [
        "bad_id",
        "missing",
        "not_a_number",
        "not_in_values",
        "not_in_values",
        "not_in_values",
    ]


def test_a_fault_says_what_would_be_right(copy):
    copy.damage(INCUBATORS, ",makerspace,", ",makespace,")
    (problem,) = inspect(copy.root)[1]
    assert problem.allowed == ("incubator", "makerspace", "accelerator")


def test_reading_refuses_with_every_fault(copy):
    copy.damage(INCUBATORS, ",10000,", ",viel,")
    copy.damage(INCUBATORS, ",500,108", ",wenig,108")
    with pytest.raises(BadFacts) as raised:
        read_catalogue(copy.root)
    assert [p.found for p in raised.value.parameters["problems"]] == ["viel", "wenig"]


@pytest.mark.parametrize("folder", ["layers", "geodata"])
def test_a_folder_that_is_not_there_is_named(copy, folder):
    (copy.root / folder).rename(copy.root / "elsewhere")
    with pytest.raises(BadFile) as raised:
        read_catalogue(copy.root)
    assert raised.value.parameters["path"] == str(copy.root / folder)


def test_a_version_changes_with_facts_and_with_their_meaning(copy):
    def versions():
        return {layer.id: layer.version for layer in read_catalogue(copy.root).values()}

    before = versions()
    assert versions() == before
    copy.damage(SCHOOLS, "一校", "第一校")
    copy.damage("layers/lake.toml", "水面", "湖")
    changed = {name for name, version in versions().items() if version != before[name]}
    assert changed == {"schools", "lake"}


def test_a_whole_that_nothing_is_part_of_is_told(shipped):
    spec, frame = shipped["districts"].spec, shipped["districts"].frame
    assert check_places(shipped["districts"], "districts") == []
    torn = Layer(spec, frame.assign(parent=""), version="0")
    assert [(p.rule, p.place, p.found) for p in check_places(torn, "districts")] == [
        ("basis_without_place", "districts:xian:position_basis", "parts")
    ]
