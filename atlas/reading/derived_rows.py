"""
What follows from other rows: relations that layers state, places and states of what is built.

A parent stands in its own layer and in the table of relations, a project where the thing stands
that it builds, and is as far as that is: nothing is written down twice. What follows is worked out
when layers are put together, after they were checked as their files are, and anew when a
planner's rows change. Rows that a planner keeps stand as they are.
"""

import hashlib
from collections.abc import Mapping

import geopandas
import pandas
import shapely

from atlas.domain.layer import Layer
from atlas.domain.relations import TABLE, whole_table

_PLACE = ("position_basis", "uncertainty_m", "position_note", "position_source")
_STATE, _UNKNOWN = ("status", "as_of"), "unknown"
_STRICTER = {"sensitive": "yes", "release": "internal"}  # what a place brings with it


class Following(Layer):
    """
    A layer some of whose rows follow from those of others.

    Parameters
    ----------
    own
        The layer as its file has it.
    frame
        Its rows with what follows.
    """

    def __init__(self, own: Layer, frame: geopandas.GeoDataFrame) -> None:
        super().__init__(own.spec, frame, version=_version(own, frame))
        self.own = own


def as_filed(layers: Mapping[str, Layer]) -> dict[str, Layer]:
    """Return layers as their files have them, without what follows from others."""
    return {i: v.own if isinstance(v, Following) else v for i, v in layers.items()}


def with_following(
    layers: Mapping[str, Layer], before: Mapping[str, Layer] | None = None
) -> dict[str, Layer]:
    """
    Return layers with what follows from others.

    Parameters
    ----------
    layers
        As filed, with stored ones over them.
    before
        Those of the last time: what has not changed is the same object again.
    """
    made: dict[str, Layer] = {}
    for name, layer in layers.items():
        frame = _followed(layer, layers)
        new = layer if frame is layer.frame else Following(layer, frame)
        old = (before or {}).get(name)
        made[name] = old if old is not None and old.version == new.version else new
    return made


def _followed(layer: Layer, layers: Mapping[str, Layer]) -> geopandas.GeoDataFrame:
    if layer.is_slot or layer.workspace_digest is not None:
        return layer.frame
    if layer.id == TABLE:
        return whole_table(layer, layers.values())
    return layer.frame if layer.spec.place_of is None else _placed(layer, layers)


def _placed(layer: Layer, layers: Mapping[str, Layer]) -> geopandas.GeoDataFrame:
    """Return rows with the status and, where it is a point, the place of the thing they name."""
    frame, located = layer.frame.copy(), set(layer.located.index)
    homes = [v for v in layers.values() if v is not layer and not v.spec.is_table]
    for row, thing in layer.frame[layer.spec.place_of].items():
        home = next((v for v in homes if thing in v.frame.index), None)
        if home is None:
            continue
        found = home.frame.loc[thing]
        if frame.at[row, "status"] == _UNKNOWN:
            frame.loc[row, list(_STATE)] = found[list(_STATE)].to_numpy()
        if row in located or home.spec.geometry != "point" or thing not in home.located.index:
            continue
        frame.loc[row, list(_PLACE)] = found[list(_PLACE)].to_numpy()
        frame.loc[[row], "geometry"] = geopandas.GeoSeries([found.geometry], index=[row], crs=4326)
        for name, strict in _STRICTER.items():
            if found[name] == strict:
                frame.loc[row, name] = strict
    return frame


def _version(own: Layer, frame: geopandas.GeoDataFrame) -> str:
    digest = hashlib.sha256(own.version.encode())
    cells = pandas.DataFrame(frame.drop(columns="geometry"))
    digest.update(pandas.util.hash_pandas_object(cells).to_numpy().tobytes())
    digest.update(b"".join(shapely.to_wkb(v) or b"-" for v in frame.geometry.array))
    return digest.hexdigest()[:12]
