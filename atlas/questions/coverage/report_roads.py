"""What must be said with a measure along roads: how it was made, and what is wrong with them."""

from collections.abc import Iterator

import numpy as np
import shapely

from atlas.domain.finding import Quantity, fact
from atlas.domain.messages import Message, Name, Text, message
from atlas.questions.access.along_roads import Ways
from atlas.questions.access.demand import Demand
from atlas.questions.coverage.inputs import CoverageInputs

_NAMED = 20
_WORTH_A_WORD = 1e-3  # a share of the length of the roads


def ways_caveats(case: CoverageInputs) -> list[Message]:
    """Return how it was measured, who is not on the roads, and the faults of the roads."""
    ways = case.ways
    if ways is None:
        return []
    along = ways.along
    told = [
        message(
            "caveat.along",
            mode=message(f"distance.{along.mode}"),
            speed=fact(along.speed_kmh, "km/h"),
            snap=fact(along.snap_m, "m"),
            beside=fact(along.beside_m, "m"),
        )
    ]
    if along.grade_kmh:
        speeds = along.grade_kmh.items()
        own = [message(f"road_grade.{name}", speed=fact(kmh, "km/h")) for name, kmh in speeds]
        told.append(message("caveat.roads_grade_speed", speeds=tuple(own)))
    if along.file is not None:
        told.append(message("caveat.roads_file", file=Name(along.file)))
    told += _faults(ways)
    told += _zones_without_roads(case, ways)
    out = ways.snapped(case.in_focus.xy).beyond
    if len(out):
        names = tuple(case.in_focus.names[row] for row in out)
        told.append(_off_road(names, case.layer.name, len(out), along.snap_m))
    for part in case.places:
        told += _demand_off_road(part, ways)
    return told


def _demand_off_road(part: Demand, ways: Ways) -> Iterator[Message]:
    beyond = ways.snapped(part.xy).beyond
    out = beyond[part.zone[beyond] >= 0]
    if len(out):
        names = tuple(part.layer.name_of(name) for name in part.ids[out[:_NAMED]])
        yield _off_road(names, part.name, len(out), ways.along.snap_m)


def _off_road(names: tuple[Text, ...], layer: Text, count: int, snap_m: float) -> Message:
    return message(
        "caveat.off_road",
        layer=layer,
        count=Quantity(count, "rows"),
        snap=fact(snap_m, "m"),
        names=names,
    )


def _faults(ways: Ways) -> Iterator[Message]:
    faults = ways.roads.faults
    if faults.parts > 1:
        yield message(
            "caveat.roads_apart", parts=faults.parts, share=Quantity(faults.stranded, "share")
        )
    if faults.trapped > _WORTH_A_WORD:
        yield message("caveat.roads_trapped", share=Quantity(faults.trapped, "share"))
    if faults.empty:
        yield message("caveat.roads_empty", count=Quantity(faults.empty, "rows"))
    if faults.own_speed:
        yield message("caveat.roads_own_speed", share=Quantity(faults.own_speed, "share"))
    if faults.closed:
        yield message("caveat.roads_closed", count=Quantity(faults.closed, "rows"))


def _zones_without_roads(case: CoverageInputs, ways: Ways) -> Iterator[Message]:
    tree = shapely.STRtree(shapely.points(ways.roads.network.nodes_xy))
    held = np.unique(tree.query(case.zones.geometry.to_numpy(), predicate="intersects")[0])
    without = np.setdiff1d(np.arange(len(case.zones)), held)
    if len(without):
        names = tuple(case.zone_layer.name_of(case.zones.index[row]) for row in without)
        yield message("caveat.zones_without_roads", zones=names)
