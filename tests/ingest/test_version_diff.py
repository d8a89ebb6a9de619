"""Two versions, row by row, in whole metres and hectares."""

import numpy as np
import pytest
import shapely

from atlas.errors import BadInput
from atlas.ingest.version_diff import CHANGES, compare_versions, comparison
from atlas.output.export import EXPORTERS
from atlas.output.language import has_words, say
from atlas.output.tables import reading_table
from tests.ingest.checks.checked_rows import EAST, NORTH, SPEC, rows, square


@pytest.fixture(scope="module")
def versions():
    before = rows(
        [square(0, 0), square(200, 0), square(400, 0), square(600, 0), square(800, 0)],
        ids=["same", "moved", "reshaped", "reworded", "gone"],
    )
    after = rows(
        [square(0, 0), square(230, 40), square(400, 0, 200, 100), square(600, 0), square(0, 300)],
        ids=["same", "moved", "reshaped", "reworded", "new"],
        name_zh=["甲0", "甲1", "甲2", "乙", "丙"],
        floors=["", "", "", "4", ""],
    )
    return before, after


def test_every_row_is_told_once(versions):
    changes = compare_versions(*versions)
    assert changes["change"].to_dict() == {
        "same": "same",
        "moved": "moved",
        "reshaped": "reshaped",
        "reworded": "changed",
        "new": "added",
        "gone": "removed",
    }


def test_moves_areas_and_columns_are_measured(versions):
    changes = compare_versions(*versions)
    assert changes.loc["moved", "moved_m"] == pytest.approx(50, abs=0.01)  # 30 and 40
    assert changes.loc["reshaped", "moved_m"] == pytest.approx(50, abs=0.01)
    assert changes.loc["reshaped", ["area_before_ha", "area_after_ha"]].tolist() == pytest.approx(
        [1, 2], abs=1e-3
    )
    assert np.isnan(changes.loc["new", "area_before_ha"])
    assert np.isnan(changes.loc["gone", "area_after_ha"])
    assert changes.loc["reworded", "columns"] == "name_zh;floors"
    assert changes.loc["same", "columns"] == ""
    assert changes.geometry["gone"].equals(versions[0].geometry["gone"])


def test_a_shape_written_from_another_corner_or_a_millimetre_off_is_the_same():
    ring = np.array(square(0, 0).exterior.coords[:-1])
    turned = shapely.Polygon(np.roll(ring, 2, axis=0) + 0.001)
    changes = compare_versions(rows([square(0, 0)]), rows([turned]))
    assert changes["change"].tolist() == ["same"]


def test_a_row_that_gains_its_place_has_moved_there_from_nowhere():
    point = shapely.Point(EAST, NORTH)
    changes = compare_versions(rows([None]), rows([point]))
    assert changes["change"].tolist() == ["moved"]
    assert np.isnan(changes["moved_m"].iloc[0])


def test_ids_that_repeat_are_refused():
    twice = rows([square(0, 0), square(200, 0)], ids=["a", "a"])
    with pytest.raises(BadInput) as refused:
        compare_versions(rows([square(0, 0)]), twice)
    assert refused.value.parameters["argument"] == "after"


def test_it_is_an_answer_that_can_be_read_and_exported(versions):
    finding = comparison(SPEC, *versions, names=("v1", "v2")).with_words(say)
    assert finding.headline("zh") == "新增 1、删除 1、移动 1、改形 1、改属性 1、未变 1。"
    assert {role: len(frame) for role, frame in finding.layers.items()} == {
        "removed": 1,
        "altered": 3,
        "added": 1,
    }
    table = reading_table(finding, "zh")
    assert len(table) == 5  # what stayed is not listed
    assert "名称、层数" in table.to_numpy()[:, -1]
    assert [name for name in CHANGES if not has_words(f"comparison.{name}")] == []
    for exporter in EXPORTERS.values():
        assert exporter.write(finding, "en")
