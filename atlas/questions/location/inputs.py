"""
Who asks and where one could stand: demand rows and site columns of a location question.

Demand of several kinds weighs the same in all for each kind, unless an emphasis says otherwise: a
place and a hectare cannot be added up. An existing facility whose position is too uncertain for
the radius says nothing about it and is left out, as in coverage.
"""

from dataclasses import dataclass

import geopandas
import numpy as np
import pandas
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from atlas.domain.catalogue import Catalogue
from atlas.domain.crs import MEASURING_CRS, xy
from atlas.domain.messages import Name, Text, message
from atlas.errors import BadInput, Refused
from atlas.methods.arrays import Floats
from atlas.questions.access.along_roads import Ways
from atlas.questions.access.facilities import Facilities, uncertainty
from atlas.questions.candidates.candidates import hexagons, square_cells
from atlas.questions.candidates.constraints import Verdict, verdicts
from atlas.questions.candidates.definition import Cells, Hexagons
from atlas.questions.location.definition import CellDemand, Location, PlaceDemand
from atlas.questions.selection.rows import rows_in_metres, rows_of

MOST_PAIRS = 40_000_000  # of a demand row and a site: 320 MB of distances


@dataclass(frozen=True)
class DemandKind:
    """One kind of demand: its key and name, and how many rows lack a place or a weight."""

    key: str
    name: Text
    is_ground: bool
    unlocated: int = 0
    unweighted: int = 0


@dataclass(frozen=True)
class DemandRows:
    """
    All demand: one row each in metres, with `x`, `y`, `weight`, `uncertainty_m`.

    `kind` is the number of the row's entry in `kinds`; ground has its cell as geometry.
    """

    rows: geopandas.GeoDataFrame
    kinds: tuple[DemandKind, ...]

    @property
    def weights(self) -> Floats:
        """What each row weighs."""
        return np.asarray(self.rows["weight"], dtype=float)

    @property
    def uncertainty_m(self) -> Floats:
        """By how much each row may err."""
        return np.asarray(self.rows["uncertainty_m"], dtype=float)


@dataclass(frozen=True)
class Sites:
    """
    Existing facilities first, then candidates: one row each in metres, with `x`, `y`.

    `left_out` are the existing ones too uncertain for the radius, `unlocated` counts those
    without a place, `removed` says which candidates the loaded red lines and the planner's own
    constraints take away.
    """

    rows: geopandas.GeoDataFrame
    existing: int
    left_out: tuple[str, ...] = ()
    unlocated: int = 0
    removed: tuple[Verdict, ...] = ()

    @property
    def candidates(self) -> int:
        """How many places there are to choose from."""
        return len(self.rows) - self.existing

    @property
    def today(self) -> NDArray[np.intp]:
        """Columns of the facilities that stand already."""
        return np.arange(self.existing)

    @property
    def uncertainty_m(self) -> Floats:
        """By how much each site may err; a candidate not at all, where it will be is decided."""
        return np.asarray(self.rows["uncertainty_m"], dtype=float)


def location_demand(catalogue: Catalogue, definition: Location) -> DemandRows:
    """
    Gather all demand of a question.

    Raises
    ------
    BadInput
        If a column of weights is negative somewhere, or zero everywhere.
    Refused
        If there is no demand with a place, or an area holds no cell.
    """
    frames, kinds = [], []
    for number, asked in enumerate(definition.demand):
        made = (
            _ground(catalogue, asked)
            if isinstance(asked, CellDemand)
            else _places(catalogue, asked)
        )
        frame, kind = made
        total = frame["weight"].sum()
        if len(definition.demand) > 1 and total > 0:
            frame["weight"] *= asked.emphasis / total
        frames.append(frame.assign(kind=number))
        kinds.append(kind)
    rows = pandas.concat(frames, ignore_index=True)
    if rows.empty:
        raise Refused(reason="no_demand", layers=", ".join(kind.key for kind in kinds))
    return DemandRows(
        geopandas.GeoDataFrame(rows, geometry="geometry", crs=MEASURING_CRS), (*kinds,)
    )


def sites_of(catalogue: Catalogue, definition: Location) -> Sites:
    """
    Gather the facilities that stay and the places to choose from.

    Raises
    ------
    Refused
        If there is no candidate, or the constraints leave none.
    """
    existing, left_out, unlocated = _existing(catalogue, definition)
    candidates, removed = _candidates(catalogue, definition)
    candidates = candidates[~candidates["id"].isin(existing["id"])]
    if candidates.empty:
        if removed and not all(verdict.kept.all() for verdict in removed):
            hardest = min(removed, key=lambda verdict: int(verdict.kept.sum()))
            raise Refused(reason="constraints_leave_none", constraint=hardest.text)
        raise Refused(reason="no_candidates", layer=_candidate_layer(definition))
    rows = pandas.concat([existing, candidates], ignore_index=True)
    frame = geopandas.GeoDataFrame(rows, geometry="geometry", crs=MEASURING_CRS)
    return Sites(frame, len(existing), left_out, unlocated, tuple(removed))


def distances(demand: DemandRows, sites: Sites, ways: Ways | None = None) -> Floats:
    """
    Measure from every demand row to every site, in metres: straight, or along roads.

    Along roads a place too far from any of them has no way, and its distances are infinite.

    Parameters
    ----------
    demand
        Rows of demand with place, weight and uncertainty.
    sites
        Existing and candidate sites, existing ones first.
    ways
        Roads to measure along; straight lines without.

    Raises
    ------
    Refused
        If there are more pairs than memory should hold.
    """
    count = len(demand.rows) * len(sites.rows)
    if count > MOST_PAIRS:
        raise Refused(reason="too_many_pairs", count=count, most=MOST_PAIRS)
    places, at = (part.rows[["x", "y"]].to_numpy(dtype=float) for part in (demand, sites))
    if ways is None:
        return np.asarray(cdist(places, at))
    ids = tuple(str(name) for name in sites.rows["id"])
    return ways.matrix(places, Facilities(at, sites.uncertainty_m, ids, ()))


def _candidate_layer(definition: Location) -> str:
    asked = definition.candidates
    return asked.inside.layer if isinstance(asked, Cells | Hexagons) else asked.layer


def _ground(catalogue: Catalogue, demand: CellDemand) -> tuple[geopandas.GeoDataFrame, DemandKind]:
    cells = _cells(catalogue, demand)
    frame = _framed(cells, cells[["x", "y"]].to_numpy(), np.zeros(len(cells)))
    name = message("location.ground", of=catalogue[demand.inside.layer].name)
    key = f"ground:{demand.inside.layer}"
    return frame.assign(weight=demand.size_m**2 / 1e6), DemandKind(key, name, is_ground=True)


def _places(catalogue: Catalogue, demand: PlaceDemand) -> tuple[geopandas.GeoDataFrame, DemandKind]:
    layer, located = catalogue[demand.layer], rows_in_metres(catalogue, demand)
    frame = _framed(located, xy(located.geometry), uncertainty(located))
    frame["weight"] = 1.0
    without = 0
    if demand.weight is not None:
        frame["weight"] = located[demand.weight].to_numpy(dtype=float)
        without = int(frame["weight"].isna().sum())
        frame = frame[frame["weight"].notna()].reset_index(drop=True)
        _hold_weights(frame["weight"], f"{demand.layer}.{demand.weight}")
    unlocated = len(rows_of(catalogue, demand)) - len(located)
    return frame, DemandKind(demand.layer, layer.name, False, unlocated, without)


def _hold_weights(weights: pandas.Series, argument: str) -> None:
    negative = np.flatnonzero(weights < 0)
    if len(negative):
        raise BadInput(argument=argument, reason="negative", rows=negative.tolist())
    if len(weights) and not weights.any():
        raise BadInput(argument=argument, reason="all_zero")


def _existing(
    catalogue: Catalogue, definition: Location
) -> tuple[geopandas.GeoDataFrame, tuple[str, ...], int]:
    """Return who stays, who is too uncertain to say anything, and how many have no place."""
    if definition.existing is None:
        return _framed(None, np.empty((0, 2)), np.empty(0)), (), 0
    located = rows_in_metres(catalogue, definition.existing)
    facilities = Facilities.of(located)
    sure = facilities.sure_enough(definition.radius_m, definition.largest_uncertainty)
    kept = located[sure]
    left_out = tuple(str(name) for name in located.index[~sure])
    unlocated = len(rows_of(catalogue, definition.existing)) - len(located)
    return _framed(kept, facilities.xy[sure], uncertainty(kept)), left_out, unlocated


def _candidates(
    catalogue: Catalogue, definition: Location
) -> tuple[geopandas.GeoDataFrame, list[Verdict]]:
    asked = definition.candidates
    if isinstance(asked, Cells | Hexagons):
        places = _cells(catalogue, asked)
    else:
        located = rows_in_metres(catalogue, asked)
        at = xy(located.geometry)
        places = located.assign(x=at[:, 0], y=at[:, 1])
    removed = verdicts(catalogue, definition.constraints, places)
    kept = places[np.all([v.kept for v in removed] or [np.ones(len(places), bool)], axis=0)]
    return _framed(kept, kept[["x", "y"]].to_numpy(dtype=float), np.zeros(len(kept))), removed


def _cells(catalogue: Catalogue, candidates: Cells | Hexagons) -> geopandas.GeoDataFrame:
    layer = candidates.inside.layer
    if catalogue[layer].spec.geometry != "polygon":
        raise Refused(reason="zones_are_not_polygons", layer=layer)
    area = rows_in_metres(catalogue, candidates.inside).geometry
    if isinstance(candidates, Hexagons):
        cells = hexagons(area, resolution=candidates.resolution)
    else:
        cells = square_cells(area, size_m=candidates.size_m)
    if cells.empty:
        raise Refused(reason="no_candidates", layer=layer)
    return cells


def _framed(
    frame: geopandas.GeoDataFrame | None, at: Floats, uncertain: Floats
) -> geopandas.GeoDataFrame:
    """Return rows in the one form that demand and sites share."""
    ids = [] if frame is None else [str(name) for name in frame.index]
    known = frame is not None and "name_zh" in frame
    names = {
        name: frame[name].to_numpy() if known else ids  # type: ignore[index]
        for name in ("name_zh", "name_en")
    }
    return geopandas.GeoDataFrame(
        {"id": ids, **names, "x": at[:, 0], "y": at[:, 1], "uncertainty_m": uncertain},
        geometry=[] if frame is None else list(frame.geometry),
        crs=MEASURING_CRS,
    )


def name_of(row: pandas.Series) -> Name:
    """Return what a demand row or a site is called."""
    return Name(str(row["name_zh"]), str(row["name_en"]))
