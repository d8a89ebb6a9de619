"""
Succession: rows that take the place of known rows of the same name.

What else speaks of a thing speaks of its id; a row that succeeds another must therefore take it,
and may take what the plan says of the thing and the new file does not. A name is no proof: two
things may share one, and then neither takes anything.
"""

from collections.abc import Callable, Sequence

import geopandas
import numpy as np
import pandas

from atlas.domain.crs import STORAGE_CRS
from atlas.methods.text.spelling import folded

MOST_FOLDED = 50_000  # rows; the names of more are compared as they are written

Plainly = Callable[[str], str]


def link_records(
    frame: geopandas.GeoDataFrame,
    known: geopandas.GeoDataFrame,
    *,
    carried: Sequence[str] = (),
    by_id: bool = False,
) -> tuple[geopandas.GeoDataFrame, int]:
    """
    Give rows the ids, and the carried cells, of the known rows of the same name.

    Parameters
    ----------
    frame
        New rows, index = id as made or given.
    known
        The rows as they are, index = id.
    carried
        Columns whose cells are taken over where the known row has any.
    by_id
        Whether the ids were given and mean the known rows, so that names say nothing.

    Returns
    -------
    frame, count
        The rows, and how many of them succeed a known one.
    """
    same = _of_known_names(frame["name_zh"], known)
    if by_id or same.dropna().duplicated().any():
        same = pandas.Series(frame.index.to_numpy(dtype=object))
        same = same.where(same.isin(known.index))
    if not same.notna().any():
        return frame, 0
    ids = same.where(same.notna(), frame.index)
    taken = frame.set_axis(pandas.Index(ids, name="id", dtype=str))
    rows = np.flatnonzero(same.notna())
    for column in carried:
        if column not in taken or column not in known:
            continue
        cells = taken[column].to_numpy(dtype=object, copy=True)
        old = known[column].loc[same.iloc[rows]].to_numpy(dtype=object)
        is_said = pandas.notna(old) & (old.astype(str) != "")
        cells[rows[is_said]] = old[is_said]
        taken[column] = pandas.Series(cells, taken.index).astype(taken[column].dtype)
    return taken, len(rows)


def beside_others(
    frame: geopandas.GeoDataFrame, known: geopandas.GeoDataFrame
) -> geopandas.GeoDataFrame:
    """Return the known rows that were not succeeded, and the new rows after them."""
    others = known[~known.index.isin(frame.index)]
    both = pandas.concat([others.reindex(columns=frame.columns), frame])
    return geopandas.GeoDataFrame(both, geometry=frame.geometry.name, crs=STORAGE_CRS)


def _of_known_names(names: pandas.Series, known: geopandas.GeoDataFrame) -> pandas.Series:
    """Return the id of the one known row of each name, by position; None where there is none."""
    names = names.reset_index(drop=True)
    same = pandas.Series(None, index=names.index, dtype=object)
    if len(names) <= MOST_FOLDED:
        by_name = _ids_by_name(known, folded)
        said = names.map(lambda name: folded(str(name)))
    else:
        by_name = _ids_by_name(known, str.strip)
        said = names.fillna("").astype(str).str.strip()
    said = said[said.isin(list(by_name))]
    same[said.index] = [by_name[name] for name in said]
    return same


def _ids_by_name(known: geopandas.GeoDataFrame, plainly: Plainly) -> dict[str, str]:
    """Return each name and other name that only one row has."""
    told: dict[str, set[str]] = {}
    for feature, name, aliases in known[["name_zh", "aliases"]].itertuples(name=None):
        for text in (name, *str(aliases).split(";")):
            told.setdefault(plainly(text), set()).add(str(feature))
    return {name: ids.pop() for name, ids in told.items() if name and len(ids) == 1}
