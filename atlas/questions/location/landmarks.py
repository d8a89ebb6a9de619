"""
Landmarks: which named place that a question speaks of lies nearest to a new site.

A cell's name says nothing to a committee; "900 m from the campus" does. Only the demand and the
facilities of today are looked at, so that an answer stands on no other data than it names; they
are as far off as their positions are right.
"""

import pandas
from scipy.spatial import cKDTree

from atlas.questions.location.inputs import DemandRows, Sites


def nearest_landmarks(
    demand: DemandRows, sites: Sites, chosen: pandas.DataFrame
) -> pandas.DataFrame:
    """
    Find the nearest place of the demand or facility of today, for each site.

    Parameters
    ----------
    demand, sites
        What the question is about; ground has no name and is no landmark.
    chosen
        Rows of `sites.rows`.

    Returns
    -------
    landmarks
        Columns `near_zh`, `near_en` and `near_m` (metres from centre to centre, straight), a row
        for each site in the same order; no columns where nothing has a name.
    """
    ground = [number for number, kind in enumerate(demand.kinds) if kind.is_ground]
    known = pandas.concat(
        [demand.rows[~demand.rows["kind"].isin(ground)], sites.rows.iloc[: sites.existing]]
    )
    known = known[known["name_zh"].fillna("") != ""]
    if known.empty or chosen.empty:
        return pandas.DataFrame(index=chosen.index)
    metres, at = cKDTree(known[["x", "y"]].to_numpy()).query(chosen[["x", "y"]].to_numpy())
    found = known.iloc[at]
    return pandas.DataFrame(
        {
            "near_zh": found["name_zh"].to_numpy(),
            "near_en": found["name_en"].where(found["name_en"] != "", found["name_zh"]).to_numpy(),
            "near_m": metres,
        },
        index=chosen.index,
    )
