"""Tables in parts: counted here or by two worker processes, to the last digit the same."""

import os
import signal
import sys
from dataclasses import replace
from functools import partial

import geopandas
import numpy as np
import pandas
import pytest
import shapely
from distributed import LocalCluster
from pyarrow import parquet
from typer.testing import CliRunner

import atlas
from atlas.domain.catalogue import Catalogue
from atlas.domain.crs import to_measuring
from atlas.errors import BadDefinition, BadFile, NotReady, Refused
from atlas.interface.cli.cluster import spreading
from atlas.interface.cli.main import app
from atlas.methods.coverage.membership import zone_of
from atlas.questions.access.partitions import CountedTable, Tally, count_piece, merged
from atlas.reading.tables import pieces_of, read_piece, table_version
from tests.questions.coverage.coverage_town import EAST, NORTH, layer, point, with_layers

TINY_TOWN = atlas.SHIPPED / "tests" / "fixtures" / "tiny_town"
ROW_GROUP = 50
RADII = [300, 1000]


def frame_of(places, people, crs="EPSG:4545"):
    xy = np.array(places, dtype=float) + np.array([EAST, NORTH])
    return geopandas.GeoDataFrame({"people": people}, geometry=shapely.points(xy), crs=crs)


@pytest.fixture
def crowd():
    """300 homes; some on borders of zones and on the rims of circles, some beyond the town."""
    random = np.random.default_rng(5)
    places = random.uniform((-200, -200), (4200, 2200), (297, 2))
    places = np.vstack([places, [(2000, 500), (1300, 1000), (1000, 2000)]])
    return frame_of(places, random.uniform(0.1, 9.9, 300))


@pytest.fixture
def folder(tmp_path, monkeypatch, crowd):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    folder = tmp_path / "tables" / "homes"
    folder.mkdir(parents=True)
    for number in range(3):
        part = crowd.iloc[number * 100 : number * 100 + 100]
        part.to_parquet(folder / f"part.{number}.parquet", row_group_size=ROW_GROUP)
    return folder


@pytest.fixture(scope="module")
def cluster():
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield cluster


def asked(demand, **more):
    return {
        "kind": "coverage",
        "facilities": {"layer": "incubators"},
        "zones": {"layer": "zones"},
        "demand": [demand],
        "radii_m": RADII,
        **more,
    }


HOMES = {"parquet": "homes", "weight": "people"}
COUNTS = ["total", "low", "reached", "high"]


def figures(finding, key):
    return finding.table[[f"{key}_{name}" for name in COUNTS]].to_numpy()


def test_a_table_is_counted_as_a_layer_of_the_same_places_is(town, folder, crowd):
    shapes = {f"home-{n}": shape for n, shape in enumerate(crowd.geometry)}
    people = layer("homes", shapes, geometry="point", heads=[*map(float, crowd["people"])])
    known = with_layers(town, people)
    layered = atlas.run(known, asked({"layer": "homes", "weight": "heads"}))
    tabled = atlas.run(known, asked(HOMES))
    np.testing.assert_allclose(
        figures(tabled, "table_homes_people"), figures(layered, "homes_heads"), rtol=1e-12
    )
    counted = atlas.run(known, asked({"parquet": "homes"}))
    whole = figures(counted, "table_homes")
    assert np.array_equal(whole, figures(atlas.run(known, asked({"layer": "homes"})), "homes"))
    assert np.array_equal(whole, whole.astype(int))
    assert "nearest" not in tabled.parts
    assert len(tabled.versions["homes"]) == 12
    outside = next(told for told in tabled.caveats if told.key == "caveat.outside_zones")
    assert outside.parameters["count"].value > 0


def test_by_hand_with_a_change(town, tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    folder = tmp_path / "tables" / "few"
    folder.mkdir(parents=True)
    # inc-a stands at (1000, 1000): within 300 m, beyond, without weight, without place
    homes = frame_of([(1299, 1000), (1301, 1000), (1000, 1000), (0, 0)], [3, 4, np.nan, 5])
    homes.loc[3, "geometry"] = None
    homes.to_parquet(folder / "a.parquet")
    question = asked({"parquet": "few", "weight": "people"}, radii_m=[300])
    question["facilities"] = {"layer": "incubators", "id": "inc-a"}
    finding = atlas.run(town, {**question, "changes": {"close": ["inc-a"]}})
    (row,) = finding.table[finding.table["zone"] == "west"].to_dict("records")
    assert row["table_few_people_total"] == 7
    assert row["table_few_people_reached"] == 0
    before = atlas.run(town, question).table.set_index("zone")
    assert before["table_few_people_reached"]["west"] == 3
    assert {"caveat.unweighed"} <= {told.key for told in finding.caveats}


def test_two_workers_count_the_same_to_the_last_digit(town, folder, cluster):
    here = atlas.run(town, asked(HOMES))
    with spreading(cluster.scheduler_address) as spread:
        there = atlas.run(town, asked(HOMES), executor=spread)
    pandas.testing.assert_frame_equal(there.table, here.table, check_exact=True)
    assert there.headline("en") == here.headline("en")


def test_a_piece_is_no_more_than_a_row_group(folder):
    pieces = pieces_of(folder)
    assert len(pieces) == 6
    read = [read_piece(piece, weight="people") for piece in pieces]
    assert {len(places.xy) for places in read} == {ROW_GROUP}


def test_counts_are_put_together_exactly_in_any_order():
    tallies = [Tally({(0, b"\1"): weight}, 1, 2, 3) for weight in (1e16, 1.0, 1.0, -0.0, 0.1)]
    whole = merged(tallies)
    assert whole == merged(reversed(tallies))
    assert whole.strata == {(0, b"\1"): 1e16 + 2}
    assert (whole.outside, whole.unlocated, whole.unweighed) == (5, 10, 15)


def test_what_lies_in_no_zone_is_told(folder, crowd, town):
    shapes = to_measuring(town["zones"].located).geometry.to_numpy()
    read = partial(read_piece, weight=None)
    tally = merged(
        count_piece(piece, read=read, zones=shapes, asked=()) for piece in pieces_of(folder)
    )
    xy = shapely.get_coordinates(crowd.geometry)
    assert tally.outside == (zone_of(xy, shapes) < 0).sum()
    assert sum(tally.strata.values()) == 300 - tally.outside


def test_the_command_line_counts_on_a_cluster(folder, cluster, tmp_path, town, monkeypatch):
    monkeypatch.setattr(atlas, "open_atlas", lambda _root=None: town)
    file = tmp_path / "asked.toml"
    file.write_text(
        'kind = "coverage"\nfacilities = { layer = "incubators" }\nzones = { layer = "zones" }\n'
        'demand = [{ parquet = "homes", weight = "people" }]\nradii_m = [300, 1000]\n'
    )
    written = {}
    for name, more in {"here": [], "there": ["--scheduler", cluster.scheduler_address]}.items():
        out = tmp_path / name
        result = CliRunner().invoke(app, ["run", str(file), "--out", str(out), *more])
        assert result.exit_code == 0, result.output
        written[name] = (out / "asked.csv").read_bytes()
    assert written["here"] == written["there"]


def test_a_worker_that_dies_costs_time_and_not_the_answer(town, folder, cluster, tmp_path):
    mark = tmp_path / "died"
    shapes = to_measuring(town["zones"].located).geometry.to_numpy()
    table = CountedTable("homes", "", pieces_of(folder), partial(read_piece, weight="people"))
    here = table.count(shapes, [])
    with spreading(cluster.scheduler_address) as spread:
        deadly = partial(_dying, mark)
        there = replace(table, read=deadly, spread=spread).count(shapes, [])
    assert mark.exists()
    assert there == here
    assert sum(there.strata.values()) > 0


def _dying(mark, piece):
    """Kill the worker the first time a piece of the second file is read."""
    if piece.path.endswith("part.1.parquet") and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return read_piece(piece, weight="people")


@pytest.mark.filterwarnings("ignore")  # of the library, about a door nobody opened
def test_a_cluster_that_is_not_there_is_told(monkeypatch):
    monkeypatch.setattr("atlas.interface.cli.cluster.CONNECT_S", 0.2)
    with pytest.raises(NotReady, match="dask scheduler"), spreading("tcp://127.0.0.1:9"):
        pass
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(NotReady, match=r"requirements-cluster\.txt"), spreading("tcp://a:1"):
        pass


def test_a_scheduler_that_does_not_know_the_atlas_is_told(cluster):
    address = cluster.scheduler_address
    with pytest.raises(NotReady, match=r"PYTHONPATH=\. dask scheduler"), spreading(address):
        raise RuntimeError("Error during deserialization") from ModuleNotFoundError("atlas")
    # any other failure is its own
    with pytest.raises(RuntimeError, match="full"), spreading(address):
        raise RuntimeError("full")


def test_what_cannot_be_counted_is_refused(town, folder, crowd):
    with pytest.raises(BadDefinition, match="string_pattern_mismatch"):
        atlas.run(town, asked({"parquet": "../homes"}))
    with pytest.raises(BadFile, match="not_found"):
        atlas.run(town, asked({"parquet": "none"}))
    with pytest.raises(BadFile, match="no_such_column"):
        atlas.run(town, asked({"parquet": "homes", "weight": "jobs"}))
    for reason, change in {
        "negative": {"people": -1.0},
        "not_finite": {"people": np.inf},
        "not_numbers": {"people": "some"},
        "not_points_alone": {"geometry": shapely.box(0, 0, 1, 1)},
    }.items():
        geopandas.GeoDataFrame(crowd.assign(**change), crs=crowd.crs).to_parquet(
            folder / "part.0.parquet"
        )
        with pytest.raises(BadFile, match=reason):
            atlas.run(town, asked(HOMES))
    crowd.set_crs(None, allow_override=True).to_parquet(folder / "part.0.parquet")
    with pytest.raises(BadFile, match="unknown_crs"):
        atlas.run(town, asked(HOMES))
    parquet.write_table(
        parquet.read_table(folder / "part.1.parquet").replace_schema_metadata(None),
        folder / "part.0.parquet",
    )
    with pytest.raises(BadFile, match="not_geoparquet"):
        atlas.run(town, asked(HOMES))


def test_a_changed_table_has_another_version(folder, crowd):
    before = table_version(folder)
    assert table_version(folder) == before
    crowd.assign(people=1.0).iloc[:100].to_parquet(folder / "part.0.parquet")
    assert table_version(folder) != before


def test_a_table_is_not_measured_along_roads(town, folder):
    roads = layer(
        "lanes", {"lane": shapely.LineString([point(0, 1000), point(4000, 1000)])}, geometry="line"
    )
    known = Catalogue([*town.values(), roads], town.sources.values())
    with pytest.raises(Refused, match="table_along_ways"):
        atlas.run(known, asked(HOMES, distance={"roads": {"layer": "lanes"}}))
