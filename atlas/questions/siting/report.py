"""What a ranking says of itself: headline, method, and everything that must be said with it."""

from collections.abc import Iterator

import numpy as np
import pandas

from atlas.domain.catalogue import Catalogue
from atlas.domain.conditions import LayerRef
from atlas.domain.finding import Finding, Quantity
from atlas.domain.messages import Message, Name, Text, message
from atlas.domain.source import Source
from atlas.questions.candidates.constraints import applied, reference_name, removed, target_of
from atlas.questions.candidates.definition import Having, Hexagons, Limit
from atlas.questions.data_caveats import schematic_caveats
from atlas.questions.selection.rows import rows_of
from atlas.questions.siting.definition import Siting
from atlas.questions.siting.ranking import METHODS, Ranked

_SAME = 1e-9  # totals that differ by less are equal


def standing(catalogue: Catalogue) -> str:
    """Return whether the answer ranks, or only screens since a red line waits for its data."""
    return "screening" if catalogue.unapplied_constraints else "ranking"


def ranking_summary(
    catalogue: Catalogue,
    ranked: Ranked,
    values: dict[str, Quantity],
    table: pandas.DataFrame,
) -> Message:
    """
    Return the headline: who scores highest, where and by what, or what left nothing.

    Parameters
    ----------
    catalogue
        The layers.
    ranked
        The ranking.
    values
        Figures of the answer by key.
    table
        The listed sites.
    """
    told = {"where": _where(catalogue, ranked.definition), "what": _what(catalogue, ranked)}
    if not len(ranked.best):
        last = max(ranked.tested, key=lambda one: int((~one.kept).sum()))
        return message("siting.nothing_left", constraint=last.text, **told, **values)
    first = int(ranked.best[0])
    if len(ranked.total) > 1 and np.ptp(ranked.total) < _SAME:
        return message("siting.all_equal", **told, **values)
    parts = ranked.scores[first] * ranked.weights
    return message(
        f"siting.headline_{standing(catalogue)}",
        **told,
        cell=_whereabouts(site_name(catalogue, ranked, str(ranked.sites.index[first])), table),
        score=Quantity(float(ranked.total[first]), "score"),
        reason=Name(ranked.definition.criteria[int(np.argmax(parts))].name),
        **values,
    )


def site_name(catalogue: Catalogue, ranked: Ranked, site: str) -> Name:
    """
    Return what a candidate is called: a feature's name, or the cell's.

    Parameters
    ----------
    catalogue
        The layers.
    ranked
        The ranking.
    site
        Name of the cell or id of the feature.
    """
    ref = ranked.definition.candidates
    return catalogue[ref.layer].name_of(site) if isinstance(ref, LayerRef) else Name(site)


def _whereabouts(site: Name, table: pandas.DataFrame) -> Text:
    """Return a site with the landmark of the table's first row, if it has one."""
    if "near_m" not in table:
        return site
    near = Name(str(table["near_zh"].iloc[0]), str(table["near_en"].iloc[0]))
    metres = float(table["near_m"].iloc[0])
    if metres == 0:
        return message("siting.site_in", site=site, near=near)
    return message("siting.site_near", site=site, near=near, metres=Quantity(metres, "m"))


def method(ranked: Ranked) -> Message:
    """Return how the ranking was made."""
    asked = ranked.definition
    origin = "own" if isinstance(asked.candidates, LayerRef) else "centre"
    return message(
        "siting.method",
        what=_kind(asked),
        ranking=message(f"siting.by_{asked.ranking}", normalization=_normalization(asked)),
        weights=_weights(ranked),
        origin=message(f"siting.origin_{origin}"),
    )


def caveats(catalogue: Catalogue, ranked: Ranked) -> tuple[Message, ...]:
    """Return everything that must be said with a ranking, what matters most first."""
    found = []
    missing = catalogue.unapplied_constraints
    if missing:
        names = tuple(layer.name for layer in missing)
        found.append(message("caveat.not_applied", names=names))
    found += [
        *_disagreement(catalogue, ranked),
        *_shortage(ranked),
        *_scales(ranked),
        *_removals(ranked),
    ]
    if any(criterion.measure != "travel_time" for criterion in ranked.definition.criteria):
        found.append(message("caveat.straight"))
    if any(criterion.measure == "travel_time" for criterion in ranked.definition.criteria):
        found.append(message("caveat.along_roads"))
    refs = references(catalogue, ranked.definition)
    used = sorted({ref.layer for ref in refs})
    found += schematic_caveats(catalogue[name] for name in used)
    return (*found, *_uncertain(catalogue, ranked.definition))


def references(catalogue: Catalogue, definition: Siting) -> list[LayerRef]:
    """Return everything an answer stands on, red lines that were applied included."""
    asked = definition.candidates
    refs = [asked if isinstance(asked, LayerRef) else asked.inside]
    for criterion in definition.criteria:
        roads = criterion.network.roads if criterion.network else None
        refs += [ref for ref in (criterion.of, roads) if ref is not None]
    for constraint in applied(catalogue, definition.constraints):
        if not isinstance(constraint, Having | Limit):
            refs.append(target_of(constraint))
    return refs


def sources(catalogue: Catalogue, refs: list[LayerRef]) -> tuple[Source, ...]:
    """Return the union of the sources of what was used."""
    return catalogue.sources_of(*(rows_of(catalogue, ref)["source"] for ref in refs))


def _kind(definition: Siting) -> Message:
    if isinstance(definition.candidates, LayerRef):
        return message("siting.features")
    hexagonal = isinstance(definition.candidates, Hexagons)
    return message("siting.hexagons" if hexagonal else "siting.cells")


def _what(catalogue: Catalogue, ranked: Ranked) -> Text:
    ref = ranked.definition.candidates
    return catalogue[ref.layer].name if isinstance(ref, LayerRef) else _kind(ranked.definition)


def _where(catalogue: Catalogue, definition: Siting) -> Message:
    asked = definition.candidates
    if isinstance(asked, LayerRef):
        return message("siting.of_layer", layer=catalogue[asked.layer].name)
    return message("siting.inside", of=reference_name(catalogue, asked.inside))


def _normalization(definition: Siting) -> Message:
    return message(f"siting.normalization_{definition.normalization}")


def _weights(ranked: Ranked) -> Message:
    judged, asked = ranked.judged, ranked.definition.pairwise
    if judged is None or asked is None:
        return message("siting.weights_given")
    return message(
        "siting.weights_judged",
        method=message(f"siting.ahp_{asked.method}"),
        lambda_max=Quantity(judged.lambda_max, "score"),
        ci=Quantity(judged.ci, "score"),
        cr=Quantity(judged.cr, "score"),
        index=Quantity(judged.random_index, "1"),
        source=Name(judged.random_index_source),
        missing=judged.missing,
    )


def _disagreement(catalogue: Catalogue, ranked: Ranked) -> Iterator[Message]:
    """Say when two methods name different winners, or the first place is shared."""
    if len(ranked.total) < 2:
        return
    winners = {name: ranked.first_by(name) for name in METHODS}
    if len(set(winners.values())) > 1:
        told = tuple(
            message(
                "siting.winner_by",
                method=message(f"siting.method_{name}"),
                site=site_name(catalogue, ranked, winner),
            )
            for name, winner in winners.items()
        )
        yield message("caveat.methods_differ", winners=told)
    first, second = ranked.total[ranked.order[:2]]
    if first - second < _SAME:
        equal = int((first - ranked.total < _SAME).sum())
        yield message("caveat.first_shared", count=Quantity(equal, "count"))


def _shortage(ranked: Ranked) -> Iterator[Message]:
    shown, asked = len(ranked.best), ranked.definition.top
    if 0 < shown < asked:
        told = {"shown": Quantity(shown, "count"), "asked": Quantity(asked, "count")}
        apart = ranked.definition.separation_m > 0 and shown < len(ranked.total)
        yield message("caveat.fewer_apart" if apart else "caveat.fewer", **told)


def _scales(ranked: Ranked) -> Iterator[Message]:
    """Say of each criterion how many were clamped, stood in for, or scored all alike."""
    for criterion, one in zip(ranked.definition.criteria, ranked.criteria, strict=True):
        name, count = Name(criterion.name), len(one.scores)
        if count > 1 and np.ptp(one.scores) < _SAME:
            yield message("caveat.all_alike", criterion=name)
        clamped, filled = int(one.clamped.sum()), int(one.filled.sum())
        if clamped:
            told = {"clamped": Quantity(clamped, "count"), "kept": Quantity(count, "count")}
            yield message("caveat.clamped", criterion=name, **told)
        if filled:
            by = message(f"siting.missing_{criterion.missing}")
            yield message("caveat.filled", criterion=name, count=Quantity(filled, "count"), by=by)


def _removals(ranked: Ranked) -> Iterator[Message]:
    counts = removed(ranked.tested)
    for one, (alone, in_order) in zip(ranked.tested, counts, strict=True):
        yield message(
            "caveat.removed",
            constraint=one.text,
            alone=Quantity(alone, "count"),
            in_order=Quantity(in_order, "count"),
        )


def _uncertain(catalogue: Catalogue, definition: Siting) -> Iterator[Message]:
    for name in sorted({c.of.layer for c in definition.criteria if c.of is not None}):
        worst = catalogue[name].located["uncertainty_m"].max()
        if worst > 0:
            most = Quantity(float(worst), "m")
            yield message("caveat.uncertain", layer=catalogue[name].name, most=most)


def site_figures(finding: Finding) -> tuple[str, ...]:
    """Return the columns that describe a site: its score and the raw values of the criteria."""
    return tuple(name for name in finding.columns if name == "score" or name.endswith(":raw"))
