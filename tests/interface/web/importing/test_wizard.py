"""Which layer a file is taken for before its planner says so."""

import geopandas
import pytest
import shapely

from atlas.domain.records.imported import ImportedTable
from atlas.ingest.pipeline import SourceFile
from atlas.interface.web.importing.draft import Draft
from atlas.interface.web.importing.wizard import _likeliest

PLOT = shapely.box(108.8, 34.1, 108.81, 34.11)


def guessed(catalogue, file, *names, table=None):
    cells = {"XZQMC": list(names), "BZ": ["正式"] * len(names)}
    frame = geopandas.GeoDataFrame(cells, geometry=[PLOT] * len(names))
    incoming = ImportedTable(table or file.rpartition(".")[0], frame, None, None, ())
    known = [layer for layer in catalogue.values() if not layer.spec.is_table]
    return _likeliest(Draft("t", SourceFile(file, "", 0), (incoming,)), incoming, known)


def test_rows_named_as_a_layers_are_taken_for_it_whatever_the_file_is_called(shipped):
    names = shipped["zones"].frame["name_zh"].tolist()
    assert guessed(shipped, "片区边界.shp", *names) == "zones"
    assert guessed(shipped, "20240501_final2.shp", *names, "又一个") == "zones"


@pytest.mark.parametrize(
    ("file", "layer"),
    [
        ("生态保护红线2023.shp", "ecological_redline"),
        ("地块.shp", "parcels"),
        ("某某片区边界.shp", None),  # like a red line by two words, and called so by none
    ],
)
def test_a_red_line_is_named_outright(shipped, file, layer):
    assert guessed(shipped, file, "甲", "乙") == layer
