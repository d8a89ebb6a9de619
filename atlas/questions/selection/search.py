"""
Where is it? Features found by what a reader types: names, other names, pinyin, initials, slips.

Of a feature the best of its wordings counts. Guesses at a slip are made only where nothing else
was found. The order is that of the kinds of match, then located places before those that
are not, then how much of the wording was typed.
"""

from dataclasses import dataclass

from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer
from atlas.domain.memo import derived
from atlas.domain.messages import Name
from atlas.errors import BadInput
from atlas.methods.text.matching import WORST_FIRST, How, Match, Wording, fuzzy, make_wording, match

__all__ = ["Hit", "prepare_search", "search_layers"]


@dataclass(frozen=True)
class Hit:
    """
    A feature found.

    `matched` is the wording that answered, `how` the kind of match, `score` runs from 0 to 1 and
    is for comparing hits of one search only.
    """

    layer: str
    id: str
    name: Name
    matched: str
    how: How
    score: float
    is_located: bool


@dataclass(frozen=True)
class _Named:
    """A wording and the feature it is of."""

    layer: str
    id: str
    name: Name
    is_located: bool
    wording: Wording


def search_layers(catalogue: Catalogue, text: str, *, limit: int = 20) -> list[Hit]:
    """
    Find features of any layer by name.

    Parameters
    ----------
    catalogue
        The layers; tables and slots have no names to find.
    text
        As typed: Chinese, English, pinyin with or without spaces, or initials.
    limit
        How many hits at most.

    Returns
    -------
    hits
        Best first, one a feature; none where nothing was typed.

    Raises
    ------
    BadInput
        If `limit` is not positive.
    """
    if limit < 1:
        raise BadInput(argument="limit", reason="not_positive")
    asked = make_wording(text)
    if not asked.folded:
        return []
    named = [one for layer in catalogue.spatial for one in _names(layer)]
    found = [(one, met) for one in named if (met := match(asked, one.wording)) is not None]
    if not found:
        guesses = fuzzy(asked, [one.wording for one in named])
        found = [(named[number], met) for number, met in guesses]
    best: dict[str, Hit] = {}
    for one, met in found:
        hit = _hit(one, met)
        if one.id not in best or hit.score > best[one.id].score:
            best[one.id] = hit
    return sorted(best.values(), key=_order)[:limit]


def prepare_search(catalogue: Catalogue) -> None:
    """Spell every name, which the first search of a layer would otherwise wait for."""
    for layer in catalogue.spatial:
        _names(layer)


# layers never change, so what is derived from one can be kept with it
@derived
def _names(layer: Layer) -> tuple[_Named, ...]:
    frame, located = layer.frame, set(layer.located.index)
    rows = zip(frame.index, frame["name_zh"], frame["name_en"], frame["aliases"], strict=True)
    return tuple(
        _Named(layer.id, feature, Name(zh, en), feature in located, make_wording(text))
        for feature, zh, en, aliases in rows
        for text in dict.fromkeys((zh, en, *str(aliases).split(";")))
        if text.strip()
    )


def _hit(one: _Named, met: Match) -> Hit:
    score = (WORST_FIRST.index(met.how) + met.share) / len(WORST_FIRST)
    return Hit(one.layer, one.id, one.name, one.wording.text, met.how, score, one.is_located)


def _order(hit: Hit) -> tuple[int, bool, float]:
    return -WORST_FIRST.index(hit.how), not hit.is_located, -hit.score
