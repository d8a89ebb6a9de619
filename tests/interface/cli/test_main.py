"""The command line: every command answers, every mistake is told with what would be right."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tomllib

import pytest
from typer.testing import CliRunner

import atlas
from atlas.interface.cli.main import app
from atlas.output.export import EXPORTERS

TINY_TOWN = atlas.SHIPPED / "tests" / "fixtures" / "tiny_town"
QUERY = 'kind = "query"\nlayer = "schools"\norder_by = ["-id"]\nlimit = 2\n'
COVERAGE = (
    'kind = "coverage"\nfacilities = { layer = "incubators" }\nzones = { layer = "zones" }\n'
    'demand = [{ layer = "schools" }]\nradii_m = [500, 1000]\n'
)
SITING = (
    'kind = "siting"\ncandidates = { inside = { layer = "zones", id = "west" } }\ntop = 3\n'
    '[[criteria]]\nname = "near"\nmeasure = "distance"\nof = { layer = "schools" }\n'
    "transform = { best = 0, worst = 2000 }\nweight = 1\n"
)
SHEET = 'kind = "sheet"\nlayers = ["town", "zones"]\ndpi = 50\n'


@pytest.fixture(autouse=True)
def _read_once(town, monkeypatch):
    """Read the tiny town once for all commands; any other root is read as ever."""
    monkeypatch.delenv("ATLAS_TEXTS", raising=False)  # those are not the town's
    read = atlas.open_atlas
    monkeypatch.setattr(
        atlas, "open_atlas", lambda root=None: town if root == TINY_TOWN else read(root)
    )


def atlas_says(*arguments, root=TINY_TOWN, lang="en"):
    options = [*(["--root", str(root)] if root else []), *(["--lang", lang] if lang else [])]
    return CliRunner().invoke(app, [*arguments, *options])


def told(code, *arguments, **where):
    """Run a command, hold its exit code, and return all it says, which is never a traceback."""
    result = atlas_says(*arguments, **where)
    assert result.exit_code == code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result.output


@pytest.fixture
def saved(tmp_path):
    def save(text, name="asked.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf8")
        return str(path)

    return save


def test_check_says_what_it_checked():
    said = told(0, "check")
    # incubators 4, lake 1, mentions 1, schools 5, targets 1, town 1, zones 2; red_line is a slot
    assert "8 layers and tables, 15 rows, 1 sources: no problems." in said


def test_check_tells_every_fault_and_how_many(tmp_path):
    root = shutil.copytree(TINY_TOWN, tmp_path / "town")
    for file, old, new in (
        ("incubators.csv", ",makerspace,", ",makespace,"),
        ("incubators.csv", ",10000,", ",viel,"),
        ("schools.csv", ",surveyed,", ",guessed,"),
    ):
        path = root / "geodata" / file
        path.write_text(path.read_text(encoding="utf8").replace(old, new, 1), encoding="utf8")
    said = told(1, "check", root=root)
    assert "geodata/incubators.csv:3:class: not one of the values allowed" in said
    assert "found “makespace”; allowed: incubator, makerspace, accelerator" in said
    assert "geodata/incubators.csv:2:floor_area_m2: not a number, found “viel”" in said
    assert "geodata/schools.csv:2:position_basis" in said
    assert "3 problems" in said
    # every other command refuses such facts with the same faults
    assert "geodata/schools.csv:2:position_basis" in told(1, "layers", root=root)


def test_check_tells_a_phrase_that_does_not_stand_in_its_text(tmp_path):
    root = shutil.copytree(TINY_TOWN, tmp_path / "town")
    path = root / "geodata" / "mentions.csv"
    path.write_text(
        path.read_text(encoding="utf8").replace("4平方公里,西", "9平方公里,西", 1), "utf8"
    )
    said = told(1, "check", "--texts", str(TINY_TOWN / "texts"), root=root)
    assert "geodata/mentions.csv:m-1:quote: the phrase is not in the document" in said


def test_layers_are_listed_with_what_they_hold():
    lines = {line.split()[0]: line.split() for line in told(0, "layers").splitlines()}
    assert lines["schools"] == ["schools", "Schools", "5", "4"]
    assert lines["red_line"] == ["red_line", "Red", "line", "not", "loaded"]
    assert lines["mentions"][-1] == "1"
    assert "学校" in told(0, "layers", lang="zh")


def test_show_prints_a_layer_or_a_card():
    assert "school-5" in told(0, "show", "schools")
    card = told(0, "show", "zones", "west")
    assert "Planned area: 4 km²" in card
    assert "小城规划 [A], 第一章: “西区规划面积4平方公里” West is planned at 4 km2" in card
    # its target, with figure, year, document and clause
    assert "Incubators 不少于 3 entities 2030 (小城规划 [A], 第二章: “孵化器不少于3家”)" in card
    assert "规划面积: 4 平方公里" in told(0, "show", "zones", "west", lang="zh")
    # no source without its grade
    assert "2026-01-01 [A]" in card[card.index("Sources (A official") :]


def test_show_prints_a_row_of_a_table_with_what_it_is_about():
    card = told(0, "show", "targets", "t-1", lang="zh")
    assert card.splitlines()[0] == "西区 · 孵化器数"
    for line in ("对象: 西区", "年份: 2030", "来源: 小城政府，《小城规划》", "章节: 第二章"):
        assert line in card
    assert told(0, "show", "mentions", "m-1").startswith("West · West is planned at 4 km2")


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ((), ["inc-a", "inc-b", "inc-c", "inc-d"]),
        (("--where", "class = 'incubator'"), ["inc-a", "inc-d"]),
        (("--where", "floor_area_m2 >= 2000 AND class = 'incubator'"), ["inc-a", "inc-d"]),
        (("--within", "zones/west"), ["inc-a"]),
        (("--within", "zones"), ["inc-a", "inc-b", "inc-d"]),
        # inc-a is 500 m from school-1 and inc-b from school-2, in files to 0.1 mm
        (("--near", "schools:500.001"), ["inc-a", "inc-b"]),
        (("--near", "schools:499.999"), []),
        (("--near", "schools:501", "--within", "zones/east"), ["inc-b"]),
    ],
)
def test_query_selects(options, ids):
    said = told(0, "query", "--layer", "incubators", *options, "--format", "json")
    assert [row["id"] for row in json.loads(said)["table"]] == ids


def test_a_question_is_read_from_a_file(saved):
    said = told(0, "query", saved(QUERY), "--format", "json")
    assert [row["id"] for row in json.loads(said)["table"]] == ["school-5", "school-4"]
    as_json = saved(json.dumps(tomllib.loads(QUERY)), "asked.json")
    assert told(0, "query", as_json, "--format", "json") == said


def test_coverage_is_asked_by_options_or_by_file(saved):
    options = ["--facilities", "incubators", "--demand", "schools"]
    said = told(0, "coverage", *options, "--radius", "500", "--radius", "1000", "--format", "json")
    asked = told(0, "coverage", saved(COVERAGE), "--format", "json")
    assert json.loads(said) == json.loads(asked)
    # within 500 m of inc-a: pi / 4 of 4 km2, less what a polygon of 64 corners leaves out
    shares = {(row["radius_m"], row["zone"]): row["share"] for row in json.loads(said)["table"]}
    assert shares[500, "west"] == pytest.approx(0.7854 / 4, rel=0.01)


def test_site_ranks_cells(saved):
    table = json.loads(told(0, "site", saved(SITING), "--format", "json"))["table"]
    assert len(table) == 3
    scores = [row["score"] for row in table]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("form", ["table", *EXPORTERS])
@pytest.mark.parametrize("command", ["show", "query", "coverage", "site"])
def test_every_command_writes_every_format(command, form, saved):
    arguments = {
        "show": ["incubators"],
        "query": ["--layer", "incubators"],
        "coverage": [saved(COVERAGE, "coverage.toml")],
        "site": [saved(SITING, "site.toml")],
    }[command]
    result = atlas_says(command, *arguments, "--format", form)
    assert result.exit_code == 0
    if form in {"json", "geojson"}:
        given = json.loads(result.stdout)
        assert given["sources"]
        assert given.get("table") or given["features"]
    elif form == "csv":
        rows = list(csv.reader(io.StringIO(result.stdout.removeprefix("\ufeff"))))
        assert rows[0][0] == "id"
        assert len(rows) > 3
    else:
        assert len(result.stdout_bytes) > 50


def test_a_sheet_is_drawn(tmp_path, saved):
    path = tmp_path / "new folder" / "图.png"
    said = told(0, "sheet", saved(SHEET), "--out", str(path))
    assert f"written: {path}" in said
    assert path.read_bytes().startswith(b"\x89PNG")


def test_run_writes_every_export_and_a_receipt(tmp_path, saved):
    out = tmp_path / "out"
    said = told(0, "run", saved(COVERAGE, "reach.toml"), "--out", str(out))
    names = {f"reach{exporter.suffix}" for exporter in EXPORTERS.values()}
    assert {path.name for path in out.iterdir()} == names | {"reach.receipt.json"}
    receipt = json.loads((out / "reach.receipt.json").read_text(encoding="utf8"))
    assert set(receipt["files"]) == names
    assert receipt["definition"]["radii_m"] == [500, 1000]
    assert set(receipt["data_versions"]) == {"incubators", "zones", "schools"}
    assert receipt["sources"] == ["plan"]
    assert str(out / "reach.receipt.json") in said
    # the same question again gives the same files
    again = tmp_path / "again"
    told(0, "run", saved(COVERAGE, "reach.toml"), "--out", str(again))
    for name in names:
        assert (again / name).read_bytes() == (out / name).read_bytes()


def test_the_language_is_chosen():
    assert "符合条件的有" in told(0, "show", "schools", lang="zh")
    assert "meet the conditions" in told(0, "show", "schools", lang="en")


# --- mistakes: exit 2, one message, the known ones listed -------------------------------------


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "scools"], ["scools", "schools"]),
        (["show", "schools", "school-9"], ["school-9", "school-1"]),
        (["show", "zones", "west", "--lang", "fr"], ["fr", "zh", "en"]),
        (["show", "schools", "--format", "xml"], ["xml", "table", *EXPORTERS]),
        (["query", "--layer", "scools"], ["scools", "schools"]),
        (["query", "--layer", "incubators", "--where", "clas = 'x'"], ["clas", "class"]),
        (
            ["query", "--layer", "incubators", "--where", "class = 'incubatr'"],
            ["incubatr", "incubator, makerspace, accelerator"],
        ),
        (["query", "--layer", "incubators", "--where", "class = incubator"], ["incubator"]),
        (["query", "--layer", "incubators", "--where", "class == 'x'"], ["filter", "1:8"]),
        (["query", "--layer", "incubators", "--where", "class ~ 'x'"], ["filter"]),
        (["query", "--layer", "incubators", "--within", "zones/wst"], ["wst", "west, east"]),
        (["query", "--layer", "incubators", "--within", "zone/west"], ["zone", "zones"]),
        (["query", "--layer", "incubators", "--near", "schools"], ["--near LAYER:METRES"]),
        (["query", "--layer", "incubators", "--near", "schools:far"], ["--near LAYER:METRES"]),
        (["query", "--layer", "incubators", "--near", "schools:0"], ["distance_m", "> 0"]),
        (["query"], ["definition file", "--layer"]),
        (["coverage"], ["definition file", "--facilities"]),
        (["coverage", "--facilities", "incubatrs"], ["incubatrs", "incubators"]),
        (["coverage", "--facilities", "mentions"], ["facilities.layer", "mentions"]),
        (["coverage", "--facilities", "incubators", "--radius", "-3"], ["radii_m.0", "> 0"]),
        (
            ["coverage", "--facilities", "incubators", "--radius", "5", "--radius", "3"],
            ["radii must rise"],
        ),
        (["query", "nowhere.toml"], ["nowhere.toml", "no such file"]),
        (["site", "nowhere.toml"], ["nowhere.toml", "no such file"]),
        (["run", "nowhere.toml"], ["nowhere.toml", "no such file"]),
        (["check", "--texts", "nowhere"], ["nowhere", "not a folder"]),
        (["sheet", "--out", "a.gif"], [".gif", "png", "pdf", "svg"]),
        (["sheet", "--out", "a"], ["png", "pdf", "svg"]),
        (["sheet", "--out", "a.png", "--layers", "twn"], ["twn", "town"]),
        (
            ["sheet", "--out", "a.png", "--layers", "town", "--template", "a5"],
            ["a5", "a4-landscape", "a3-landscape", "slide-16x9"],
        ),
        (["sheet", "--out", "a.png", "--layers", "town", "--scale", "9"], ["scale", ">= 500"]),
    ],
)
def test_a_mistake_is_told_with_what_is_known(arguments, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lang = None if "--lang" in arguments else "en"
    output = told(2, *arguments, lang=lang)
    for part in said:
        assert part in output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind = query", ["not valid TOML", "line 1"]),
        ('kind = "qurey"', ["qurey", "query, coverage, siting, location, sheet"]),
        ('layer = "schools"', ["None", "query, coverage, siting, location, sheet"]),
        ('kind = "query"\nlayr = "schools"', ["layr", "layer"]),
        (
            'kind = "query"\nlayer = "schools"\nwhere = { field = "status", op = "~", value = 1 }',
            ["where.op", "!=", "is_empty"],
        ),
        (
            'kind = "query"\nlayer = "zones"\n[where]\nspatial = "near"\nof = { layer = "town" }',
            ["where.spatial", "within_distance"],
        ),
        ('kind = "query"\nlayer = "schools"\norder_by = ["nam"]', ["order_by.0", "name_zh"]),
        (COVERAGE.replace("zones", "zoness", 1), ["zoness", "zones"]),
        (COVERAGE + 'distance = "street"', ["distance", "street", "straight"]),
        (SITING.replace("worst", "worse"), ["criteria.0.transform.worse", "worst"]),
        (
            SITING.replace('"distance"', '"time"'),
            ["criteria.0.measure", "distance, travel_time, count"],
        ),
    ],
)
@pytest.mark.parametrize("command", ["query", "run"])
def test_a_mistake_in_a_file_is_told_with_what_is_known(command, text, said, saved, tmp_path):
    out = ["--out", str(tmp_path / "out")] if command == "run" else []
    output = told(2, command, saved(text), *out)
    for part in said:
        assert part in output
    assert not (tmp_path / "out").exists()


def test_a_root_that_is_none_is_named():
    assert "layers" in told(2, "layers", root="/nowhere/at/all")


def test_several_mistakes_are_told_at_once(saved):
    text = COVERAGE.replace("incubators", "incubatrs").replace("schools", "scools")
    said = told(2, "coverage", saved(text))
    assert "incubatrs" in said
    assert "scools" in said


@pytest.mark.parametrize(
    ("command", "text", "said"),
    [
        ("coverage", COVERAGE.replace('"zones"', '"schools"'), "not of polygons"),
        ("coverage", COVERAGE.replace('"zones"', '"red_line"'), "load its data first"),
        (
            "site",
            SITING.replace('layer = "zones", id = "west"', 'layer = "red_line"'),
            "not loaded",
        ),
    ],
)
def test_what_must_not_be_computed_is_refused_with_the_reason(command, text, said, saved):
    assert said in told(3, command, saved(text))


def test_a_sheet_of_nothing_or_too_large_is_refused(tmp_path):
    out = ["sheet", "--out", str(tmp_path / "a.png"), "--layers"]
    assert "is a table" in told(3, *out, "mentions")
    assert "nothing that has a place" in told(3, *out, "red_line")
    # zones may be drawn at 1:100 000 at most
    assert "1:100000" in told(3, *out, "zones", "--scale", "50000").replace(",", "")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path, saved):
    (tmp_path / "file").write_text("")
    said = told(2, "run", saved(QUERY), "--out", str(tmp_path / "file"))
    assert "cannot be written to" in said


# --- the shipped atlas, and a console that knows no Chinese --------------------------------------


def test_the_shipped_atlas_answers():
    said = told(0, "layers", root=None)
    for name in ("incubators", "zones", "ecological_redline", "mentions"):
        assert name in said
    example = atlas.SHIPPED / "examples" / "coverage.toml"
    table = json.loads(told(0, "coverage", str(example), "--format", "json", root=None))["table"]
    assert {row["zone"] for row in table} == {"zone-cid", "zone-eco", "zone-hardtech", ""}


def test_a_console_without_chinese_gets_utf8():
    environment = os.environ | {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "atlas", "show", "schools", "school-1", "--root", str(TINY_TOWN)],
        cwd=atlas.SHIPPED,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "一校" in done.stdout.decode("utf8")
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("command", "text"), [("query", COVERAGE), ("coverage", SITING), ("site", COVERAGE)]
)
def test_a_file_of_another_kind_is_refused(command, text, saved):
    assert "this file asks another kind of question" in told(2, command, saved(text))


def test_a_site_is_explained(saved):
    # the western zone in cells of 500 m
    explained = told(0, "site", saved(SITING), "--why", "c1121r7551", lang="zh")
    assert "为什么是c1121r7551" in explained
    assert "贡献" in explained
    assert "c1121r7551" in told(2, "site", saved(SITING), "--why", "c1121r75510")


def test_search_finds_words_in_every_layer_and_format():
    said = told(0, "search", "规划面积", lang="zh")
    assert "“规划面积”找到 2 条" in said
    assert "西区规划面积4平方公里" in said
    assert "小城规划" in said
    assert "第一章" in said
    given = json.loads(told(0, "search", "西区", "--format", "json"))
    assert [row["id"] for row in given["table"]] == ["west", "m-1"]
    assert given["table"][1]["clause"] == "第一章"
    shapes = json.loads(told(0, "search", "西区", "--format", "geojson"))["features"]
    assert [shape["properties"]["id"] for shape in shapes] == ["west"]
    assert len(told(0, "search", "西区", "--limit", "1", "--format", "csv").split("west")) > 1
    assert "Nothing found for “qqqqzzzz”" in told(0, "search", "qqqqzzzz")
    told(2, "search", "西区", "--format", "pdf")


def test_several_layers_and_any_text_are_asked_by_options():
    def ids(*options):
        given = json.loads(told(0, "query", *options, "--format", "json"))
        return [row["id"] for row in given["table"]]

    assert ids("--layer", "incubators", "--text", "光子") == ["inc-a", "inc-b"]
    assert ids("--layer", "incubators", "--text", "光子", "--only-word") == ["inc-a", "inc-b"]
    assert ids("--layer", "incubators", "--layer", "schools", "--within", "zones/west") == [
        *ids("--layer", "incubators", "--within", "zones/west"),
        *ids("--layer", "schools", "--within", "zones/west"),
    ]


def test_a_target_tells_what_was_published_of_it_with_source_and_grade():
    shown = CliRunner().invoke(app, ["show", "targets", "tech-contract", "--lang", "zh"])
    assert shown.exit_code == 0
    published = shown.stdout[shown.stdout.index("公布的实绩") :]
    assert "输出技术成交额：2,881.3 亿元（2022）" in published
    assert "技术合同成交额：> 4,500 亿元（2024）" in published
    assert published.count("〔B〕") >= 5


def test_relations_are_followed_so_many_steps(tied, monkeypatch):
    monkeypatch.setattr(atlas, "open_atlas", lambda root=None: tied)
    near = told(0, "relations", "pj-hall", "--steps", "1", "--format", "csv")
    rows = [row[0] for row in csv.reader(io.StringIO(near.lstrip("\ufeff"))) if len(row) > 1]
    assert [row for row in rows[1:] if not row.startswith("#")] == ["rel-2"]
    far = told(0, "relations", "pj-hall", lang="zh")
    assert "乙众创空间" in far
    assert "东区" in far
    assert "inc-b" in told(2, "relations", "inc-x")


def test_a_card_on_the_command_line_tells_relations_with_their_clause(tied, monkeypatch):
    monkeypatch.setattr(atlas, "open_atlas", lambda root=None: tied)
    said = told(0, "show", "schools", "school-1", lang="zh")
    assert (
        "· 合作 甲孵化器（合作实验） · 文件载明 · 《小城规划》〔A〕第二章：“孵化器不少于3家”"
        in said
    )
    assert "布局于 西区" in told(0, "show", "industry_chains", "ch-light", lang="zh")
