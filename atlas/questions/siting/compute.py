"""
Where should the next one go? Candidates that break no constraint, ranked by weighted criteria.

While a red line waits for its data the answer is a first screening (初筛) and names what was not
applied; it never recommends. Scores compare candidates of one question and mean nothing
between two.
"""

import geopandas
import numpy as np
import pandas

from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import LayerRef
from atlas.domain.crs import to_storage
from atlas.domain.finding import Finding, Quantity, TableColumn, computed
from atlas.domain.layer import Layer
from atlas.domain.messages import Message, Name, message
from atlas.domain.question import written
from atlas.domain.units import SQUARE_METRES
from atlas.questions.candidates.candidates import grounds_in_storage
from atlas.questions.candidates.constraints import CriterionValues, removed
from atlas.questions.candidates.definition import Hexagons
from atlas.questions.kind import Run
from atlas.questions.siting import report as texts
from atlas.questions.siting.criteria import Criterion
from atlas.questions.siting.definition import Siting
from atlas.questions.siting.landmarks import landmarks
from atlas.questions.siting.ranking import Ranked, rank


def compute(catalogue: Catalogue, definition: Siting, run: Run) -> Ranked:
    """
    Rank the candidates that break no constraint.

    By the weighted sum criteria trade off against each other freely: a candidate bad in one may
    win by the others. What must not be traded is a constraint.

    Parameters
    ----------
    catalogue
        The layers; loaded red lines are applied by default.
    definition
        Candidates, constraints, criteria; names already checked.
    run
        Its progress is called before each step.

    Raises
    ------
    Refused, BadInput
        As `rank`.

    References
    ----------
    Malczewski (1999), GIS and Multicriteria Decision Analysis, chapter 6.
    """
    return rank(catalogue, definition, progress=run.progress)


def report(catalogue: Catalogue, definition: Siting, ranked: Ranked) -> Finding:
    """
    Make the finding of a ranking.

    Parameters
    ----------
    catalogue, definition
        The question, and what it was asked of.
    ranked
        As `compute` returned it.

    Returns
    -------
    finding
        The table holds the best `top`, each with raw value, score and contribution (weight x
        score) of every criterion; layers `candidates` (all feasible ones, with `score`),
        `excluded`, and `chosen` (with `rank`). Empty, with the constraint that removed the
        most, where nothing is left.
    """
    table = _table(catalogue, ranked)
    values = {
        "candidates": Quantity(len(ranked.places), "count"),
        "kept": Quantity(int(ranked.kept.sum()), "count"),
        "shown": Quantity(len(table), "count"),
    }
    refs = texts.references(catalogue, definition)
    return Finding(
        definition=definition,
        name=message(f"siting.title_{texts.standing(catalogue)}"),
        summary=texts.ranking_summary(catalogue, ranked, values, table),
        method=texts.method(ranked),
        values=values | _removed(ranked),
        table=table,
        columns=_columns(catalogue, ranked, table),
        layers=_drawn(catalogue, ranked),
        parameters=written(definition),
        caveats=texts.caveats(catalogue, ranked),
        sources=texts.sources(catalogue, refs),
        versions={ref.layer: catalogue[ref.layer].version for ref in refs},
    )


def _removed(ranked: Ranked) -> dict[str, Quantity]:
    counts = {}
    for number, (alone, in_turn) in enumerate(removed(ranked.tested)):
        counts[f"removed_alone:{number}"] = Quantity(alone, "count")
        counts[f"removed_in_order:{number}"] = Quantity(in_turn, "count")
    return counts


def _table(catalogue: Catalogue, ranked: Ranked) -> pandas.DataFrame:
    sites = ranked.sites.iloc[ranked.best]
    points = geopandas.GeoSeries.from_xy(sites["x"], sites["y"], index=sites.index, crs=sites.crs)
    centres = to_storage(points)
    own = own_layer(catalogue, ranked.definition)
    table = pandas.DataFrame(
        {
            "rank": np.arange(1, len(sites) + 1),
            "cell": sites.index,
            **(_named(own, sites.index) if own else landmarks(catalogue, ranked, sites)),
            "lon": centres.x.to_numpy().round(5),
            "lat": centres.y.to_numpy().round(5),
            **_ground(own, sites),
            "score": ranked.total[ranked.best],
            **(_own_columns(own, sites.index) if own else {}),
        }
    )
    for column, criterion in enumerate(ranked.definition.criteria):
        one = ranked.criteria[column]
        scores = one.scores[ranked.best]
        table[f"{criterion.name}:raw"] = one.values[ranked.best]
        table[f"{criterion.name}:score"] = scores
        table[f"{criterion.name}:part"] = scores * ranked.weights[column]
        if one.filled.any():
            table[f"{criterion.name}:filled"] = one.filled[ranked.best]
    return table


def own_layer(catalogue: Catalogue, definition: Siting) -> Layer | None:
    """Return the layer whose features are the candidates, if they are features."""
    ref = definition.candidates
    return catalogue[ref.layer] if isinstance(ref, LayerRef) else None


def speaks_mu(layer: Layer) -> bool:
    """Return whether a layer counts its ground in mu: it declares a column that does."""
    return any(column.unit == "mu" for column in layer.spec.columns.values())


def _ground(own: Layer | None, sites: geopandas.GeoDataFrame) -> dict[str, object]:
    if own is not None and own.spec.geometry != "polygon":
        return {}
    unit = "mu" if own and speaks_mu(own) else "ha"
    return {f"area_{unit}": sites.area.to_numpy() / SQUARE_METRES[unit]}


def _named(own: Layer, features: pandas.Index) -> dict[str, object]:
    return {name: own.frame.loc[features, name].to_numpy() for name in ("name_zh", "name_en")}


def _own_columns(own: Layer, features: pandas.Index) -> dict[str, object]:
    """Return what the layer itself says of the sites, but the ground, which is measured."""
    rows = own.frame.loc[features]
    return {f"own:{name}": rows[name].to_numpy() for name in own.spec.columns if name in rows}


def _columns(
    catalogue: Catalogue, ranked: Ranked, table: pandas.DataFrame
) -> dict[str, TableColumn]:
    own = own_layer(catalogue, ranked.definition)
    columns = {
        "rank": TableColumn(message("column.rank")),
        "cell": TableColumn(_cell_heading(ranked.definition), detail=own is not None),
        "name_zh": TableColumn(message("column.name_zh"), only="zh"),
        "name_en": TableColumn(message("column.name_en"), only="en"),
        "near_zh": TableColumn(message("column.near"), only="zh"),
        "near_en": TableColumn(message("column.near"), only="en"),
        "near_m": computed(message("column.near_m"), "m"),
        "lon": computed(message("column.lon"), "deg"),
        "lat": computed(message("column.lat"), "deg"),
        "area_ha": computed(message("column.area"), "ha"),
        "area_mu": computed(message("column.measured_area"), "mu"),
        "score": computed(message("column.score"), "score"),
        **(_own_headings(own) if own else {}),
    }
    for criterion in ranked.definition.criteria:
        columns |= _criterion_columns(criterion, ranked.measured)
    return {name: column for name, column in columns.items() if name in table}


def _cell_heading(definition: Siting) -> Message:
    if isinstance(definition.candidates, LayerRef):
        return message("column.id")
    is_hexagon = isinstance(definition.candidates, Hexagons)
    return message("column.hexagon" if is_hexagon else "column.cell")


def _own_headings(own: Layer) -> dict[str, TableColumn]:
    return {
        f"own:{name}": TableColumn(
            own.spec.heading(name),
            column.unit,
            {value: own.spec.value_text(name, value) for value in column.values},
            detail=column.type == "text" and name.endswith(("note", "document")),
        )
        for name, column in own.spec.columns.items()
    }


def _criterion_columns(criterion: Criterion, measured: CriterionValues) -> dict[str, TableColumn]:
    name = Name(criterion.name)
    score, part = (message(f"column.criterion_{key}", of=name) for key in ("score", "part"))
    filled = message("column.criterion_filled", of=name)
    return {
        f"{criterion.name}:raw": measured.column(criterion.name, message("column.raw", of=name)),
        f"{criterion.name}:score": computed(score, "score", detail=True),
        f"{criterion.name}:part": computed(part, "score"),
        f"{criterion.name}:filled": TableColumn(filled),
    }


def _drawn(catalogue: Catalogue, ranked: Ranked) -> dict[str, geopandas.GeoDataFrame]:
    grounds = geopandas.GeoDataFrame(
        geometry=grounds_in_storage(catalogue, ranked.definition.candidates)
    )
    candidates = grounds[ranked.kept].assign(score=ranked.total)
    return {
        "candidates": candidates,
        "excluded": grounds[~ranked.kept],
        "chosen": candidates.iloc[ranked.best].assign(rank=np.arange(1, len(ranked.best) + 1)),
    }
