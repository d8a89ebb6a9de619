"""A whole has the ground of its parts, is not located itself, and has none without parts."""

import geopandas
import shapely

from atlas.domain.ground import grounds
from atlas.domain.layer import Layer, LayerSpec

TOWNS = {
    "id": "towns",
    "geometry": "polygon",
    "each_row_is_a": "town",
    "theme": "administration",
    "release": "public",
    "label": {"zh": "镇", "en": "Towns"},
    "description": {"zh": "镇", "en": "Towns"},
}
# two squares side by side, and a whole that has no shape but theirs
SQUARES = {"a": shapely.box(0, 0, 1, 1), "b": shapely.box(1, 0, 2, 1), "whole": None, "lone": None}


def squares(parents: dict[str, str]) -> Layer:
    spec = LayerSpec.model_validate(TOWNS)
    bases = {"whole": "parts", "lone": "parts"}
    rows = {
        "position_basis": [bases.get(name, "official_map") for name in SQUARES],
        "uncertainty_m": [10.0] * len(SQUARES),
        "parent": [parents.get(name, "") for name in SQUARES],
    }
    frame = geopandas.GeoDataFrame(
        rows, index=list(SQUARES), geometry=list(SQUARES.values()), crs="EPSG:4326"
    )
    return Layer(spec, frame, version="0")


def test_a_whole_has_the_union_of_its_parts_as_its_ground():
    layer = squares({"a": "whole", "b": "whole"})
    assert list(layer.located.index) == ["a", "b"]  # the whole is drawn and counted by its parts
    assert list(grounds(layer).index) == ["a", "b", "whole"]
    assert grounds(layer).geometry["whole"].equals(shapely.box(0, 0, 2, 1))
    assert grounds(layer).crs == layer.frame.crs
    assert layer.frame.geometry["whole"] is None


def test_a_whole_without_parts_has_no_ground(town):
    assert list(grounds(squares({"a": "whole"})).index) == ["a", "b", "whole"]
    assert list(grounds(squares({})).index) == ["a", "b"]
    assert grounds(town["schools"]) is town["schools"].located
