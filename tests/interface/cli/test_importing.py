"""The command `import`: nothing stored unasked, every open question told with its answer."""

import geopandas
import pandas
import pytest
import shapely
from shapely.affinity import translate
from typer.testing import CliRunner

import atlas
from atlas.ingest import pipeline
from atlas.interface.cli.main import app

FACTS = [
    *("--fact", "status=planned", "--fact", "position_basis=official_map"),
    *("--fact", "uncertainty_m=5", "--fact", "source=city plan"),
]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A workspace of its own for every test."""
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture(scope="module")
def official(shipped, tmp_path_factory):
    """The three zones as a made-up official file: GBK, EPSG:4524, its own column names."""
    zones = shipped["zones"].frame.to_crs(4524)
    moved = [translate(shape, 35, -20) for shape in zones.geometry]
    cells = {"片区名称": zones["name_zh"].to_numpy()}
    folder = tmp_path_factory.mktemp("parts")
    geopandas.GeoDataFrame(cells, geometry=moved, crs=4524).to_file(
        folder / "zones.shp", encoding="GBK"
    )
    (folder / "zones.cpg").unlink()
    return folder / "zones.shp"


@pytest.fixture
def listed(tmp_path):
    """Two new incubators as a bureau lists them, without coordinates."""
    sheet = tmp_path / "list.csv"
    table = pandas.DataFrame({"孵化器名称": ["试甲", "试乙"], "类别": ["孵化器", "众创空间"]})
    table.to_csv(sheet, index=False, encoding="gbk")
    return sheet


@pytest.fixture
def added(shipped):
    """What the list does not say and every new row needs."""
    level = shipped["incubators"].frame["level"].iloc[0]
    facts = ["--fact", "status=operating", "--fact", "source=bureau", "--fact", f"level={level}"]
    return ["--layer", "incubators", *facts, "--add"]


def run(*arguments):
    result = CliRunner().invoke(app, ["import", *map(str, arguments)])
    return result.exit_code, result.output


def test_nothing_is_stored_unasked_and_what_would_be_is_told(official, home):
    code, told = run(official, "--layer", "zones", *FACTS, "--parts")
    assert code == 0, told
    assert "GBK" in told
    assert "EPSG:4524" in told
    assert "共核对 3 行：错误 0、警告 0、提示 0。" in told
    assert "未保存：3 行可以保存" in told
    assert not (home / "versions").exists()


def test_with_yes_the_official_zones_replace_the_schematic_ones(official, shipped):
    code, told = run(official, "--layer", "zones", *FACTS, "--yes", "--who", "li")
    assert code == 0, told
    assert "zones 第 1 版" in told
    zones = atlas.open_atlas()["zones"]
    assert not zones.is_schematic
    assert zones.is_official
    # rows take the ids and figures of the rows of the same name
    assert set(zones.frame.index) == set(shipped["zones"].frame.index)
    planned = "plan_area_km2"
    assert zones.frame[planned].to_dict() == shipped["zones"].frame[planned].to_dict()
    assert (zones.frame["source"] != "city plan").all()  # a source of its own, of that title


def test_what_every_row_lacks_is_told_and_ends_in_the_code_for_faulty_data(tmp_path):
    bare = tmp_path / "bare.csv"
    bare.write_text("名称,经度,纬度\n试甲,108.9,34.2\n")
    code, told = run(bare, "--layer", "incubators", "--crs", "EPSG:4490")
    assert code == 1
    assert "不能为空" in told
    assert "有位置而无点位依据" in told


def test_rows_without_coordinates_come_in_as_unlocated_and_are_added(listed, added, shipped):
    code, told = run(listed, *added, "--yes", "--level", "public")
    assert code == 0, told
    assert "未定位" in told
    layer = atlas.open_atlas()["incubators"]
    assert len(layer.frame) == len(shipped["incubators"].frame) + 2
    assert len(layer.located) == len(shipped["incubators"].located)


def test_the_next_file_with_the_same_columns_is_mapped_alike(listed, added):
    mapping = ["--map", "name_en=孵化器名称"]
    code, told = run(listed, *added, "--yes", *mapping)
    assert code == 0, told
    code, told = run(listed, *added)
    assert code == 0, told
    assert "(name_en) ← 孵化器名称" in told


def test_degrees_that_say_nothing_of_themselves_are_asked_about(tmp_path):
    bare = tmp_path / "far.csv"  # of no known name, and near nothing that is known
    bare.write_text("名称,经度,纬度\n" + "".join(f"某{n},109.{n}1,34.4{n}\n" for n in range(1, 5)))
    facts = [*FACTS, "--layer", "parks", "--fact", "class=industrial_park"]
    code, told = run(bare, *facts)
    assert code == 3, told
    assert "--crs" in told
    code, told = run(bare, *facts, "--crs", "EPSG:4326")
    assert code == 0, told


def test_repairs_are_made_only_when_named(tmp_path):
    x, y = 540_000, 3_770_000
    tie = shapely.Polygon([(x, y), (x + 900, y + 900), (x + 900, y), (x, y + 900)])
    file = tmp_path / "parcels.csv"
    file.write_text(f'地块编号;wkt\nA1;"{tie.wkt}"\n')
    facts = [*FACTS, "--map", "name_zh=地块编号"]
    code, told = run(file, "--layer", "parcels", *facts, "--crs", "EPSG:4545")
    assert code == 1
    assert "边线自相交" in told
    mended = ["--crs", "EPSG:4545", "--repair", "make_valid"]
    code, told = run(file, "--layer", "parcels", *facts, *mended)
    assert code == 0, told
    code, told = run(file, "--layer", "parcels", *facts, *mended, "--repair", "drop_slivers")
    assert code == 2
    assert "drop_slivers" in told


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--layer", "nowhere"], 2),
        (["--layer", "zones", "--level", "top"], 2),
        (["--layer", "zones", "--map", "name_zh"], 2),
        (["--layer", "zones", "--map", "nothing=孵化器名称"], 2),
        (["--layer", "zones", "--table", "none"], 2),
        (["--layer", "zones", "--parent", "nobody"], 2),
    ],
)
def test_what_is_not_known_is_told_with_what_is(listed, arguments, code):
    given, told = run(listed, *arguments, *FACTS)
    assert given == code, told
    assert arguments[-1].partition("=")[0] in told  # and nothing else is at fault


def test_secret_rows_are_refused_where_others_reach_the_atlas(listed, added, monkeypatch):
    monkeypatch.setenv("ATLAS_SHARED", "1")
    code, told = run(listed, *added, "--level", "secret", "--yes")
    assert code == 3, told


def test_of_two_files_that_are_added_at_once_neither_is_lost(listed, added, tmp_path, monkeypatch):
    other = tmp_path / "other.csv"
    pandas.DataFrame({"孵化器名称": ["试丙"], "类别": ["孵化器"]}).to_csv(other, index=False)
    stand = pipeline.would_stand

    def meanwhile(*given, **named):
        monkeypatch.setattr(pipeline, "would_stand", stand)
        code, told = run(other, *added, "--yes", "--who", "乙")
        assert code == 0, told
        return stand(*given, **named)

    monkeypatch.setattr(pipeline, "would_stand", meanwhile)
    code, told = run(listed, *added, "--yes", "--who", "甲")
    assert code == 3, told
    assert "在你查看之后有过变动" in told
    assert "乙 导入" in told
    code, told = run(listed, *added, "--yes", "--who", "甲")
    assert code == 0, told
    assert {"试甲", "试乙", "试丙"} <= set(atlas.open_atlas()["incubators"].frame["name_zh"])
