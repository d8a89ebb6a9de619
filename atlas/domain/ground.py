"""
Ground: what the rows of a layer cover, wholes among them that have no shape of their own.

A city that is listed beside its districts is the union of them. It is not drawn and not counted
with them, since ground counts once; by name it has their ground. Which rows those are
says `position_basis`: `parts`; which are the parts says their `parent`. A whole whose parts are
not all here must not be declared so: its ground would be too small.
"""

import geopandas
import pandas

from atlas.domain.layer import Layer
from atlas.domain.memo import derived

PARTS = "parts"


@derived
def wholes(layer: Layer) -> dict[str, pandas.Index]:
    """Return the rows that are made of others: id -> ids of their located parts."""
    frame, located = layer.frame, layer.located
    if "parent" not in frame or "position_basis" not in frame:
        return {}
    made = frame.index[frame["position_basis"] == PARTS]
    return {str(whole): located.index[located["parent"] == whole] for whole in made}


@derived
def grounds(layer: Layer) -> geopandas.GeoDataFrame:
    """Return the rows that cover ground: those located, then wholes as unions of their parts."""
    made = {whole: parts for whole, parts in wholes(layer).items() if len(parts)}
    if not made:
        return layer.located
    rows = layer.frame.loc[list(made)]
    unions = [layer.located.geometry[parts].union_all() for parts in made.values()]
    shapes = geopandas.GeoSeries(unions, index=rows.index, crs=rows.crs)
    return pandas.concat([layer.located, rows.set_geometry(shapes)])
