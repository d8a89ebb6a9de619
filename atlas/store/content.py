"""What a version may hold: the checks that every form of storage makes before it stores one."""

import re
from dataclasses import replace

from geopandas import GeoDataFrame

from atlas.domain.crs import STORAGE_CRS
from atlas.errors import BadInput, Refused
from atlas.store.manifest import Manifest
from atlas.store.protocol import Content

_LAYER = re.compile(r"[a-z][a-z0-9_]{0,79}")


def check_layer_id(layer: str) -> None:
    """
    Refuse what is no id of a layer.

    Raises
    ------
    BadInput
        If it has other characters than small letters, digits and underscores, or is too long.
    """
    if not _LAYER.fullmatch(layer):
        raise BadInput(argument="layer", reason="not_a_layer_id")


def checked(layer: str, content: Content, *, is_shared: bool) -> Content:
    """
    Return the content of a version with its rows counted.

    Parameters
    ----------
    layer
        Layer id.
    content
        As it is to be stored.
    is_shared
        Whether others reach this machine's atlas.

    Raises
    ------
    BadInput
        If the rows are not indexed by `id`, or are not in EPSG:4326.
    Refused
        If they are secret and the atlas is shared: `secret_on_shared`.
    """
    _check_rows(content.frame)
    if is_hidden(content.manifest, is_shared=is_shared):
        raise Refused(reason="secret_on_shared", layer=layer)
    return replace(content, manifest=replace(content.manifest, rows=len(content.frame)))


def is_hidden(manifest: Manifest, *, is_shared: bool) -> bool:
    """Return whether a version of this manifest is secret from those who reach the atlas."""
    return is_shared and manifest.level == "secret"


def _check_rows(frame: GeoDataFrame) -> None:
    if frame.index.name != "id":
        raise BadInput(argument="frame", reason="not_by_id")
    if frame.crs is None or frame.crs.to_authority() != ("EPSG", STORAGE_CRS.split(":")[1]):
        raise BadInput(argument="frame", reason="not_in_degrees")
