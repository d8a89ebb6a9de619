"""
Relations on the ground: the places at their ends, and a line between two that both have one.

A line runs from a point in the one to a point in the other and is no way and no border: it says
who is tied to whom. What lies in or belongs to a whole is seen on the map and gets none.
"""

from collections.abc import Mapping

import geopandas
import numpy as np
import pandas
import shapely

from atlas.domain.catalogue import Catalogue
from atlas.domain.crs import STORAGE_CRS
from atlas.domain.layer import Layer
from atlas.domain.relations import TABLE, WHOLES

_FACTS = ["name_zh", "name_en", "position_basis", "uncertainty_m", "sensitive", "release", "source"]


def ends_of(catalogue: Catalogue, rows: pandas.DataFrame) -> dict[str, Layer]:
    """Return each thing with a place that relations name, and the layer it is of."""
    things = dict.fromkeys([*rows["subject"], *rows["object"]])
    homes = {i: catalogue.home_of(i) for i in things if catalogue.has_feature(i)}
    return {
        i: layer
        for i, layer in homes.items()
        if not layer.spec.is_table and i in layer.located.index
    }


def drawn_ties(
    catalogue: Catalogue, rows: pandas.DataFrame, ends: Mapping[str, Layer]
) -> dict[str, geopandas.GeoDataFrame]:
    """
    Return what relations put on a map.

    Parameters
    ----------
    catalogue
        Where the words of a relation are found.
    rows
        Rows of the table of relations.
    ends
        As `ends_of` returns them.

    Returns
    -------
    layers
        `related`: the places, by their ids; `ties`: the lines, by the ids of their rows, with
        the names of both ends. EPSG:4326. Nothing where there is no place.
    """
    if not ends:
        return {}
    frames = [layer.located.loc[[i], [*_FACTS, "geometry"]] for i, layer in ends.items()]
    related = geopandas.GeoDataFrame(pandas.concat(frames), crs=STORAGE_CRS)
    is_tied = (
        rows["subject"].isin(ends) & rows["object"].isin(ends) & ~rows["relation"].isin(WHOLES)
    )
    ties = _lines(catalogue, rows[is_tied], related)
    return {"related": related, **({"ties": ties} if len(ties) else {})}


def _lines(
    catalogue: Catalogue, rows: pandas.DataFrame, related: geopandas.GeoDataFrame
) -> geopandas.GeoDataFrame:
    words = catalogue[TABLE].spec.columns["relation"].values_label
    one, other = (related.loc[rows[end].to_list()] for end in ("subject", "object"))
    inside = [
        shapely.get_coordinates(shapely.point_on_surface(frame.geometry.array))
        for frame in (one, other)
    ]
    lines = shapely.linestrings(np.stack(inside, axis=1))
    told = {
        f"name_{lang}": [
            f"{a} {words[code].in_language(lang)} {b}"
            for a, code, b in zip(
                one[f"name_{lang}"], rows["relation"], other[f"name_{lang}"], strict=True
            )
        ]
        for lang in ("zh", "en")
    }
    guard = {
        "sensitive": ["yes" if "yes" in pair else "no" for pair in _pairs(one, other, "sensitive")],
        "release": [
            "internal" if "internal" in pair else "public" for pair in _pairs(one, other, "release")
        ],
    }
    facts = rows[["subject", "relation", "object", "basis", "source"]]
    return geopandas.GeoDataFrame(facts.assign(**told, **guard), geometry=lines, crs=STORAGE_CRS)


def _pairs(one: pandas.DataFrame, other: pandas.DataFrame, name: str) -> list[tuple[str, str]]:
    return list(zip(one[name], other[name], strict=True))
