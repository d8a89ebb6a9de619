"""
Bars: the few bars of an answer as data, zero-based, each with its figure.

A share known as a range is a bar up to its least, a lighter part up to its most, and the figure
is the range. The bars are those of the small table's rows, in the same order.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from atlas.deliverables.sheet_contents import Division
from atlas.domain.finding import Finding, Quantity
from atlas.domain.layer import Layer
from atlas.domain.messages import Language, message
from atlas.output.sheet.model.brief_table import (
    of_focus,
    of_zone_alone,
    quantity,
    radius_text,
    site_of,
)
from atlas.output.sheet.model.content import Say
from atlas.output.sheet.model.palette import ACCENT, REACHED

_LEAST_SHARE = 0.1  # a scale that ends lower would make nearly nothing look like all
_MOST_SITES = 8


@dataclass(frozen=True)
class Bar:
    """A name, its least and most (the same where no range is known), and its figure in words."""

    name: str
    low: float
    high: float
    text: str


@dataclass(frozen=True)
class Bars:
    """Bars of one measure, their heading, where their scale ends, and their hue."""

    heading: str
    bars: tuple[Bar, ...]
    top: float
    color: str


def bars_of(finding: Finding | None, *, say: Say, lang: Language) -> Bars | None:
    """Return the bars of an answer, or None where its kind has none."""
    makers: Mapping[str, Callable[[Finding, Say, Language], Bars | None]] = {
        "coverage": _coverage,
        "siting": _siting,
    }
    if finding is None or finding.table.empty:
        return None
    question = getattr(finding.definition, "shows", None) or finding.definition
    return makers[question.kind](finding, say, lang) if question.kind in makers else None


def bars_of_division(layer: Layer, division: Division, *, say: Say, lang: Language) -> Bars:
    """Return what share of the whole each part is, by the areas the plan gives."""
    shares = {str(name): float(area) / division.total for name, area in division.areas.items()}
    bars = tuple(
        Bar(layer.name_of(name).in_language(lang), share, share, quantity(Quantity(share, "share")))
        for name, share in shares.items()
    )
    label = layer.spec.columns[division.column].label.name
    heading = say(message("sheet.share_of", column=label), lang)
    return Bars(heading, bars, max(shares.values()), ACCENT)


def _coverage(finding: Finding, say: Say, lang: Language) -> Bars | None:
    question = getattr(finding.definition, "shows", None) or finding.definition
    heading = say(finding.columns["share"].label, lang)
    alone = of_zone_alone(finding)
    rows = of_focus(finding, getattr(question, "focus", None)) if alone is None else alone
    if rows.empty:
        return None
    total = say(message("sheet.total"), lang)
    bars = []
    for _, row in rows.iterrows():
        name = str(row[f"zone_{lang}"] or row["zone_zh"] or total)
        if alone is not None:
            name = radius_text(row, say, lang)
        share = Quantity(row["share"], "share", row["share_low"], row["share_high"])
        bars.append(Bar(name, float(share.low or 0.0), float(share.high or 0.0), quantity(share)))
    if alone is None:
        radius = radius_text(rows.iloc[0], say, lang)
        heading = say(message("sheet.within", radius=radius, measure=heading), lang)
    return Bars(heading, tuple(bars), max(_LEAST_SHARE, *(bar.high for bar in bars)), REACHED)


def _siting(finding: Finding, say: Say, lang: Language) -> Bars | None:
    rows = finding.table.head(_MOST_SITES)
    bars = tuple(
        Bar(
            site_of(row, lang),
            float(row["score"]),
            float(row["score"]),
            finding.columns["score"].quantity(row["score"]).figure,
        )
        for _, row in rows.iterrows()
    )
    return Bars(say(finding.columns["score"].label, lang), bars, 1.0, ACCENT)
