"""
Data beside a question: rows of a layer for one run, which nobody keeps.

A GeoJSON file in the layer's own columns, WGS84. What its rows name as their source is cited;
the file itself is where they name none.
"""

import hashlib
from pathlib import Path

import geopandas
import pandas

from atlas.domain.crs import STORAGE_CRS
from atlas.domain.records.stored import PASSING, StoredVersion
from atlas.domain.source import Source
from atlas.errors import BadFacts, BadFile
from atlas.reading.rows import read_geojson


def read_beside(layer: str, path: Path) -> StoredVersion:
    """
    Read the rows of a layer from a file beside a question.

    Parameters
    ----------
    layer
        Layer id.
    path
        Of a GeoJSON FeatureCollection whose features have an `id` among their properties.

    Returns
    -------
    rows
        To be laid over a catalogue, which holds them against the declaration.

    Raises
    ------
    BadFile
        If there is no such file, or it is no GeoJSON.
    BadFacts
        If a feature cannot be read, with every such feature.
    """
    if path.suffix != ".geojson":
        raise BadFile(path=path.name, reason="not_geojson")
    if not path.is_file():
        raise BadFile(path=str(path), reason="not_found")
    names, rows, problems = read_geojson(path, where=path.name)
    if problems:
        raise BadFacts(problems=problems)
    index = pandas.Index([row.values.get("id", "") for row in rows], name="id", dtype=str)
    cells = {
        name: pandas.Series([row.values.get(name, "") for row in rows], index=index, dtype=str)
        for name in names
        if name != "id"
    }
    shapes = geopandas.GeoSeries([row.geometry for row in rows], index=index, crs=STORAGE_CRS)
    frame = geopandas.GeoDataFrame(cells, geometry=shapes)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    source = Source(f"beside-{layer}", path.name, "", path.name, False, "", "", "", "", "")
    return StoredVersion(layer, PASSING, digest, "internal", source, lambda: frame)
