"""
A dry run: rows laid over a catalogue as the version of a layer that they may become.

Nothing is written. What stands in a dry run may be refused later, where another version of the
layer is in force by then.
"""

from datetime import UTC, datetime
from uuid import uuid4

import geopandas

from atlas.domain.catalogue import Catalogue
from atlas.domain.records.stored import PASSING, Level, StoredVersion
from atlas.domain.source import Source
from atlas.reading.overlay import overlay


def dry_run(
    catalogue: Catalogue,
    layer: str,
    frame: geopandas.GeoDataFrame,
    *,
    level: Level = "internal",
    declaration: str | None = None,
    accepted: tuple[str, ...] = (),
) -> Catalogue:
    """
    Return the catalogue as it would be with these rows, before anything is stored.

    Parameters
    ----------
    catalogue
        What `open_atlas` returned.
    layer
        Id of the layer that the rows would be of.
    frame
        EPSG:4326, index = feature id.
    level, declaration, accepted
        As in the manifest of the version: who may see the rows, the TOML text of a new layer, the
        rules whose breach was accepted.

    Returns
    -------
    catalogue
        Its `kept[layer]` says whether the rows would stand, and what is wrong with them.
    """
    when = f"{datetime.now(UTC):%Y-%m-%d}"
    source = Source("rehearsed", layer, "", "", False, "", when, "", level, "")
    digest = uuid4().hex  # no cache may confuse it with a version
    version = StoredVersion(
        layer, PASSING, digest, level, source, lambda: frame, declaration, accepted
    )
    return overlay(catalogue, [version])
