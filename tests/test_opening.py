"""What a question reads beside the layers is found by its name in the workspace."""

import pandas
import pytest
import shapely
from geopandas import GeoDataFrame

from atlas.errors import BadFile
from atlas.opening import WorkspaceFiles
from atlas.store.workspace import open_workspace


@pytest.fixture
def files(tmp_path):
    return WorkspaceFiles(open_workspace(tmp_path).files)


def test_a_table_is_found_with_its_version_and_read_in_parts(files, tmp_path):
    points = [shapely.Point(108.66, 34.11), shapely.Point(108.67, 34.11)]
    folder = tmp_path / "tables" / "homes"
    folder.mkdir(parents=True)
    frame = GeoDataFrame(pandas.DataFrame({"people": [3, 4]}), geometry=points, crs=4326)
    frame.to_parquet(folder / "part.0.parquet")
    table = files.table("homes", "people")
    assert (table.name, len(table.version)) == ("homes", 12)
    assert [table.read(piece).weight.tolist() for piece in table.pieces] == [[3, 4]]
    assert files.weights("homes") == ("people",)


@pytest.mark.parametrize("kind", ["roads", "grid", "base", "picture"])
def test_a_file_that_is_not_there_is_named(files, kind):
    with pytest.raises(BadFile) as caught:
        getattr(files, kind)("none.tif")
    assert caught.value.parameters == {"path": "none.tif", "reason": "not_found"}
