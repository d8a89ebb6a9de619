"""
Landmarks: which named thing that a question asks about lies nearest to a site.

A cell's name says nothing to a committee; "99 m from the station" does. Only what the question
itself measures by is looked at, so that an answer stands on no other data than it names.
"""

import geopandas
import numpy as np
import pandas
import shapely

from atlas.domain.catalogue import Catalogue
from atlas.domain.messages import Name
from atlas.questions.selection.rows import rows_in_metres
from atlas.questions.siting.ranking import Ranked

_MOST = 20_000  # of a layer with more, no one thing is a landmark


def landmarks(
    catalogue: Catalogue, ranked: Ranked, sites: geopandas.GeoDataFrame
) -> pandas.DataFrame:
    """
    Find the nearest named feature that a criterion measures by, for each site.

    Parameters
    ----------
    catalogue
        The layers.
    ranked
        The ranking whose criteria are looked at.
    sites
        Rows of `ranked.sites`.

    Returns
    -------
    landmarks
        Columns `near_zh`, `near_en` and `near_m` (metres from the centre, 0 inside), a row for
        each site in the same order; no columns where no criterion measures by a named feature.
    """
    names, shapes = _named_features(catalogue, ranked)
    if not names or sites.empty:
        return pandas.DataFrame(index=sites.index)
    tree = shapely.STRtree(shapes)
    centres = shapely.points(sites[["x", "y"]].to_numpy())
    (_, nearest), metres = tree.query_nearest(centres, return_distance=True, all_matches=False)
    found = [names[at] for at in nearest]
    return pandas.DataFrame(
        {
            "near_zh": [name.zh for name in found],
            "near_en": [name.en or name.zh for name in found],
            "near_m": metres,
        },
        index=sites.index,
    )


def _named_features(
    catalogue: Catalogue, ranked: Ranked
) -> tuple[list[Name], np.ndarray[tuple[int], np.dtype[np.object_]]]:
    names: list[Name] = []
    shapes: list[shapely.Geometry] = []
    for ref in (c.of for c in ranked.definition.criteria if c.of is not None):
        rows = rows_in_metres(catalogue, ref)
        if "name_zh" not in rows or len(rows) > _MOST:
            continue
        rows = rows[rows["name_zh"].fillna("") != ""]
        names += [catalogue[ref.layer].name_of(str(feature)) for feature in rows.index]
        shapes += list(rows.geometry)
    return names, np.array(shapes, dtype=object)
