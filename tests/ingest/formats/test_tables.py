import numpy as np
import pandas
import pytest
import shapely

from atlas.errors import BadFile
from atlas.ingest.formats.table_names import clean_name, unique_names
from atlas.ingest.formats.tables import by_kind, incoming, sound
from atlas.ingest.safety.limits import LIMITS, Limits


def shapes(*given):
    out = np.empty(len(given), dtype=object)
    out[:] = given
    return out


POINT, LINE = shapely.Point(1, 2), shapely.LineString([(0, 0), (1, 1)])


def test_shapes_are_flat_and_somewhere():
    given = shapes(shapely.Point(1, 2, 3), shapely.Point(), shapely.Point(9e8, 0), None, LINE)
    found, notes = sound(given, pandas.Index([1, 2, 3, 4, 5]), "t", LIMITS)
    assert found[0].equals(POINT)
    assert not found[0].has_z
    assert [shape is None for shape in found] == [False, True, True, True, False]
    assert [(n.key, dict(n.parameters)) for n in notes] == [
        ("incoming.places_dropped", {"count": 1, "rows": ("3",)})
    ]
    assert given[0].has_z  # the caller's are as they were


def test_too_many_vertices_are_refused():
    with pytest.raises(BadFile) as caught:
        sound(shapes(LINE, LINE), pandas.Index([1, 2]), "t", Limits(vertices=3))
    assert caught.value.parameters == {"path": "t", "reason": "too_many_vertices: 3"}


def test_a_table_of_mixed_shapes_is_parted_and_no_row_is_lost():
    collection = shapely.GeometryCollection([POINT, LINE])
    given = shapes(None, LINE, POINT, shapely.MultiPoint([POINT]), collection)
    table = incoming(
        "t", ["n"], [pandas.Series(range(5))], rows=range(1, 6), shapes=given, limits=LIMITS
    )
    parts = by_kind(table)
    assert {part.name: list(part.frame.index) for part in parts} == {
        "t [line]": [1, 2],
        "t [point]": [3, 4],
        "t [collection]": [5],
    }
    assert by_kind(parts[0]) == [parts[0]]


def test_names_are_seen_short_and_each_once():
    names, notes = unique_names(["a", "A", "a_2", "", "\u200b", "x\ny", "b" * 200], LIMITS)
    assert names == ["a", "A_2", "a_2_2", "column_4", "column_5", "x y", "b" * 100]
    assert [note.key for note in notes] == ["incoming.columns_twice", "incoming.names_cut"]
    assert clean_name("  \x07红\u202e线\t2 ", LIMITS) == "红线 2"
