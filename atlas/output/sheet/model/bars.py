"""
Bars: the few bars of an answer as data, zero-based, each with its figure.

A share that is a range is a bar up to its least, a lighter part up to its most, and the figure
is the range. The bars are those of the small table's rows, in the same order.
"""

from dataclasses import dataclass

from atlas.deliverables.sheet_contents import Division
from atlas.domain.finding import Finding, Quantity
from atlas.domain.layer import Layer
from atlas.domain.messages import Language, message
from atlas.output.sheet.model.brief_table import figure_text
from atlas.output.sheet.model.content import Say
from atlas.output.sheet.model.palette import ACCENT, REACHED
from atlas.questions import kind_of

_HUES = {"reached": REACHED, "score": ACCENT}


@dataclass(frozen=True)
class Bar:
    """A name, its least and most (the same without a range), and its figure in words."""

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
    """
    Return the bars of an answer, or None where its kind has none.

    Parameters
    ----------
    finding
        The answer, or None.
    say, lang
        Words.
    """
    if finding is None or finding.table.empty:
        return None
    question = getattr(finding.definition, "shows", None) or finding.definition
    kind = kind_of(question)
    brief = None if kind is None else kind.brief_bars(question, finding)
    if brief is None:
        return None
    bars = tuple(
        Bar(say(bar.name, lang), *_ends(bar.value), figure_text(bar.value)) for bar in brief.bars
    )
    return Bars(say(brief.heading, lang), bars, brief.top, _HUES[brief.role])


def bars_of_division(layer: Layer, division: Division, *, say: Say, lang: Language) -> Bars:
    """
    Return what share of the whole each part is, by the areas the plan gives.

    Parameters
    ----------
    layer
        Whose features are the parts.
    division
        Their areas.
    say, lang
        Words.
    """
    shares = {str(name): float(area) / division.total for name, area in division.areas.items()}
    bars = tuple(
        Bar(
            layer.name_of(name).in_language(lang),
            share,
            share,
            figure_text(Quantity(share, "share")),
        )
        for name, share in shares.items()
    )
    label = layer.spec.columns[division.column].label.name
    heading = say(message("sheet.share_of", column=label), lang)
    return Bars(heading, bars, max(shares.values()), ACCENT)


def _ends(value: Quantity) -> tuple[float, float]:
    """Return the least and the most that a figure may be; the same without a range."""
    if value.low is None or value.high is None:
        return float(value.value), float(value.value)
    return float(value.low), float(value.high)
