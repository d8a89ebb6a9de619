"""
Rows without a place, matched by name to places that are known.

A name that is alike is no proof: two campuses share one, and a company is named after a park
it left. Every match is a candidate for a planner to accept, however high its score.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas
from rapidfuzz import fuzz, process

from atlas.domain.catalogue import Catalogue
from atlas.errors import BadInput
from atlas.methods.text.spelling import folded

ALIKE = 70.0  # of 100, below which a name is no candidate
_AT_ONCE = 1000
_FEWEST_CHARACTERS = 2  # a single one is a part of too many names
_CONTAINED = 0.95  # a name that holds the whole of another is nearly as good as the same


def match_names(
    names: Sequence[str], catalogue: Catalogue, *, layers: Iterable[str] = (), most: int = 3
) -> pandas.DataFrame:
    """
    Return the known places whose names are most like those of some rows.

    Names are compared without case, spaces and punctuation; the score is the share of characters
    that agree in order, or a little less for a name that holds the other whole.

    Parameters
    ----------
    names
        As the rows have them; empty ones have no candidates.
    catalogue
        Where the known places are.
    layers
        Which layers to look in; none means all with places of their own.
    most
        How many candidates a row may have.

    Returns
    -------
    candidates
        Columns row (number, from 0), id, layer, matched (the wording that is alike) and score in
        (0, 1], best first within a row; a place once a row.

    Raises
    ------
    BadInput
        If `most` is not positive.
    UnknownName
        If there is no such layer.
    """
    if most < 1:
        raise BadInput(argument="most", reason="not_positive")
    own = [layer.id for layer in catalogue.spatial if layer.spec.place_of is None]
    known = _known(catalogue, [*layers] or own)
    asked = [folded(str(name)) for name in names]
    found = [
        pandas.DataFrame({"row": rows + start, "place": places, "score": scores})
        for start in range(0, len(asked), _AT_ONCE)
        for rows, places, scores in [_alike(asked[start : start + _AT_ONCE], known["folded"])]
    ]
    if not found:
        return known[["id", "layer", "matched"]].iloc[:0].assign(row=[], score=[])
    pairs = pandas.concat(found, ignore_index=True)
    pairs = pairs.join(known.reset_index(drop=True), on="place")
    pairs = pairs.sort_values(["row", "score", "id"], ascending=[True, False, True])
    pairs = pairs.drop_duplicates(["row", "id"]).groupby("row", sort=False).head(most)
    return pairs[["row", "id", "layer", "matched", "score"]].reset_index(drop=True)


def _known(catalogue: Catalogue, layers: Sequence[str]) -> pandas.DataFrame:
    """Return every wording of the name of every placed feature."""
    told = [
        (feature, layer, text, folded(text))
        for layer in layers
        for feature, *cells in catalogue[layer]
        .located[["name_zh", "name_en", "aliases"]]
        .itertuples(name=None)
        for text in dict.fromkeys((cells[0], cells[1], *str(cells[2]).split(";")))
    ]
    frame = pandas.DataFrame(told, columns=["id", "layer", "matched", "folded"])
    return frame[frame["folded"].str.len() >= _FEWEST_CHARACTERS].reset_index(drop=True)


def _alike(asked: Sequence[str], known: pandas.Series) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    names = known.tolist()
    whole = process.cdist(asked, names, scorer=fuzz.ratio, dtype=np.float32)
    part = process.cdist(asked, names, scorer=fuzz.partial_ratio, dtype=np.float32)
    lengths = np.array([len(name) for name in asked])[:, None]
    is_held = (part >= 100) & (np.minimum(lengths, known.str.len().to_numpy()) > _FEWEST_CHARACTERS)
    scores = np.maximum(whole, np.where(is_held, 100 * _CONTAINED, 0))
    scores[np.array([len(name) < _FEWEST_CHARACTERS for name in asked], dtype=bool)] = 0
    rows, places = np.nonzero(scores >= ALIKE)
    return rows, places, scores[rows, places] / 100
