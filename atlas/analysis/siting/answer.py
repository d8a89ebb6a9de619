"""
Where should the next one go? Candidates that break no constraint, ranked by weighted criteria.

While a red line waits for its data the answer is a first screening (初筛) and names what was not
applied; it never recommends. Scores compare candidates of one question and mean nothing
between two.
"""

from dataclasses import dataclass

import geopandas
import numpy as np
import pandas
from numpy.typing import NDArray

from atlas.analysis.query.conditions import chosen, measured, target_shapes
from atlas.analysis.siting.candidates import square_cells
from atlas.analysis.siting.constraints import Verdict, reference_name, verdicts
from atlas.analysis.siting.measures import Floats, raw_values, score
from atlas.domain.catalogue import Catalogue
from atlas.domain.definition import Criterion, LayerRef, Siting, written
from atlas.domain.finding import Finding, Quantity, TableColumn
from atlas.domain.source import Source
from atlas.domain.space import to_storage
from atlas.domain.words import Message, Name, message
from atlas.errors import Refused

_M2_PER_HA = 1e4


@dataclass(frozen=True)
class _Scored:
    """Kept candidates with their raw values, scores and contributions, one column a criterion."""

    cells: geopandas.GeoDataFrame
    raw: Floats
    scores: Floats
    weights: Floats

    @property
    def total(self) -> Floats:
        return np.asarray(self.scores @ self.weights)


def siting(catalogue: Catalogue, definition: Siting) -> Finding:
    """
    Rank the candidates that break no constraint, by weighted linear combination.

    Criteria that trade off against each other freely: a candidate bad in one may win by the
    others. What must not be traded is a constraint.

    Parameters
    ----------
    catalogue
        The layers; loaded red lines are applied without being asked for.
    definition
        Candidates, constraints, criteria; names already checked.

    Returns
    -------
    finding
        The table holds the best `top`, each with raw value, score and contribution (weight x
        score) of every criterion; layers `candidates` (all kept, with `score`), `excluded`, and
        `chosen` (with `rank`). Empty, with the constraint that removed the last, where nothing
        is left.

    Raises
    ------
    Refused
        If the candidates' area is not a polygon layer, or holds no cell at all.

    References
    ----------
    Malczewski (1999), GIS and Multicriteria Decision Analysis, chapter 6.
    """
    cells = _candidates(catalogue, definition)
    tested = verdicts(catalogue, definition.constraints, cells)
    kept = np.all([verdict.kept for verdict in tested] or [np.ones(len(cells), bool)], axis=0)
    scored = _score(catalogue, definition.criteria, cells[kept])
    best = _best(scored, top=definition.top, separation_m=definition.separation_m)
    table = _table(definition.criteria, scored, best)
    values = {
        "candidates": Quantity(len(cells), "count"),
        "kept": Quantity(int(kept.sum()), "count"),
        "shown": Quantity(len(table), "count"),
    }
    return Finding(
        definition=definition,
        name=message(f"siting.title_{_standing(catalogue)}"),
        summary=_summary(catalogue, definition, table, values, tested),
        method=message("siting.method"),
        values=values | _removed(tested),
        table=table,
        columns=_columns(definition.criteria),
        layers=_drawn(scored, table, cells[~kept]),
        parameters=written(definition),
        caveats=_caveats(catalogue, definition, tested),
        sources=_sources(catalogue, definition),
        versions={ref.layer: catalogue[ref.layer].version for ref in _refs(definition)},
    )


def _standing(catalogue: Catalogue) -> str:
    return "screening" if catalogue.unapplied_constraints else "ranking"


def _candidates(catalogue: Catalogue, definition: Siting) -> geopandas.GeoDataFrame:
    inside = definition.candidates.inside
    if catalogue[inside.layer].spec.geometry != "polygon":
        raise Refused(reason="zones_are_not_polygons", layer=inside.layer)
    area = measured(catalogue, inside)
    cells = square_cells(area.geometry, size_m=definition.candidates.size_m)
    if cells.empty:
        raise Refused(reason="no_candidates", layer=inside.layer)
    return cells


def _score(
    catalogue: Catalogue, criteria: tuple[Criterion, ...], cells: geopandas.GeoDataFrame
) -> _Scored:
    weights = np.array([criterion.weight for criterion in criteria])
    raw = np.empty((len(cells), len(criteria)))
    scores = np.empty_like(raw)
    for column, criterion in enumerate(criteria):
        shapes = target_shapes(catalogue, criterion.of)
        raw[:, column] = raw_values(criterion, cells, shapes)
        scores[:, column] = score(raw[:, column], criterion.transform)
    return _Scored(cells, raw, scores, weights / weights.sum())


def _best(scored: _Scored, *, top: int, separation_m: float) -> NDArray[np.intp]:
    """Return the best rows, best first, equal ones by name; each apart from those before it."""
    # rounded, so that equal scores do not part by the last bit
    order = np.lexsort((scored.cells.index.to_numpy(dtype=str), -scored.total.round(12)))
    if separation_m <= 0:
        return order[:top]
    centres = scored.cells[["x", "y"]].to_numpy()
    taken: list[int] = []
    for row in order:
        apart = np.hypot(*(centres[taken] - centres[row]).T)
        if (apart >= separation_m - 1e-6).all():
            taken.append(int(row))
        if len(taken) == top:
            break
    return np.array(taken, dtype=np.intp)


def _table(
    criteria: tuple[Criterion, ...], scored: _Scored, best: NDArray[np.intp]
) -> pandas.DataFrame:
    cells = scored.cells.iloc[best]
    centres = to_storage(cells.geometry.centroid)
    table = pandas.DataFrame(
        {
            "rank": np.arange(1, len(best) + 1),
            "cell": cells.index,
            "lon": centres.x.to_numpy().round(5),
            "lat": centres.y.to_numpy().round(5),
            "area_ha": cells.area.to_numpy() / _M2_PER_HA,
            "score": scored.total[best],
        }
    )
    for column, criterion in enumerate(criteria):
        table[f"{criterion.name}:raw"] = scored.raw[best, column]
        table[f"{criterion.name}:score"] = scored.scores[best, column]
        table[f"{criterion.name}:part"] = scored.scores[best, column] * scored.weights[column]
    return table


def _columns(criteria: tuple[Criterion, ...]) -> dict[str, TableColumn]:
    columns = {
        "rank": TableColumn(message("column.rank")),
        "cell": TableColumn(message("column.cell")),
        "lon": TableColumn(message("column.lon"), "deg"),
        "lat": TableColumn(message("column.lat"), "deg"),
        "area_ha": TableColumn(message("column.area"), "ha"),
        "score": TableColumn(message("column.score"), "score"),
    }
    units = {"distance": "m", "count": "count", "share": "share"}
    for criterion in criteria:
        name = Name(criterion.name)
        raw = TableColumn(message("column.raw", of=name), units[criterion.measure])
        columns[f"{criterion.name}:raw"] = raw
        for key in ("score", "part"):
            label = message(f"column.criterion_{key}", of=name)
            columns[f"{criterion.name}:{key}"] = TableColumn(label, "score", detail=key == "score")
    return columns


def _drawn(
    scored: _Scored, table: pandas.DataFrame, excluded: geopandas.GeoDataFrame
) -> dict[str, geopandas.GeoDataFrame]:
    candidates = scored.cells[["geometry"]].assign(score=scored.total)
    ranked = candidates.loc[table["cell"]].assign(rank=table["rank"].to_numpy())
    return {
        "candidates": to_storage(candidates),
        "excluded": to_storage(excluded[["geometry"]]),
        "chosen": to_storage(ranked),
    }


def _removed(tested: list[Verdict]) -> dict[str, Quantity]:
    """Return how many candidates each constraint removes, alone and after those before it."""
    removed = {}
    left = np.ones_like(tested[0].kept) if tested else np.empty(0, dtype=bool)
    for number, verdict in enumerate(tested):
        removed[f"removed_alone:{number}"] = Quantity(int((~verdict.kept).sum()), "count")
        in_order = int((left & ~verdict.kept).sum())
        removed[f"removed_in_order:{number}"] = Quantity(in_order, "count")
        left &= verdict.kept
    return removed


def _summary(
    catalogue: Catalogue,
    definition: Siting,
    table: pandas.DataFrame,
    values: dict[str, Quantity],
    tested: list[Verdict],
) -> Message:
    where = reference_name(catalogue, definition.candidates.inside)
    if table.empty:
        last = max(tested, key=lambda verdict: int((~verdict.kept).sum()))
        return message("siting.nothing_left", where=where, constraint=last.text, **values)
    first = table.iloc[0]
    parts = {c.name: first[f"{c.name}:part"] for c in definition.criteria}
    return message(
        f"siting.headline_{_standing(catalogue)}",
        where=where,
        cell=str(first["cell"]),
        score=Quantity(float(first["score"]), "score"),
        reason=Name(max(parts, key=lambda name: parts[name])),
        **values,
    )


def _caveats(
    catalogue: Catalogue, definition: Siting, tested: list[Verdict]
) -> tuple[Message, ...]:
    caveats = []
    missing = catalogue.unapplied_constraints
    if missing:
        names = tuple(layer.name for layer in missing)
        caveats.append(message("caveat.not_applied", names=names))
    removed = _removed(tested)
    caveats += [
        message(
            "caveat.removed",
            constraint=verdict.text,
            alone=removed[f"removed_alone:{number}"],
            in_order=removed[f"removed_in_order:{number}"],
        )
        for number, verdict in enumerate(tested)
    ]
    caveats.append(message("caveat.straight"))
    used = {ref.layer for ref in _refs(definition)}
    schematic = tuple(catalogue[name].name for name in sorted(used) if catalogue[name].is_schematic)
    if schematic:
        caveats.append(message("caveat.schematic", layers=schematic))
    for name in sorted({criterion.of.layer for criterion in definition.criteria}):
        worst = catalogue[name].located["uncertainty_m"].max()
        if worst > 0:
            most = Quantity(float(worst), "m")
            caveats.append(message("caveat.uncertain", layer=catalogue[name].name, most=most))
    return tuple(caveats)


def _refs(definition: Siting) -> list[LayerRef]:
    refs = [definition.candidates.inside, *(criterion.of for criterion in definition.criteria)]
    for constraint in definition.constraints:
        fields = ("outside", "inside", "of")
        refs += [getattr(constraint, name) for name in fields if hasattr(constraint, name)]
    return refs


def _sources(catalogue: Catalogue, definition: Siting) -> tuple[Source, ...]:
    return catalogue.sources_of(*(chosen(catalogue, ref)["source"] for ref in _refs(definition)))
