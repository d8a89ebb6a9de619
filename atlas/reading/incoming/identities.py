"""
Ids for a planner's rows: the file's own in our form, or made so that they stay the same.

An id made of a name is the same at the next import, so that two versions can be compared row by
row; a thing that is renamed becomes another. An id made of a row's number holds for that file only.
"""

import hashlib
import re
from collections.abc import Mapping

import numpy as np
import pandas
from numpy.typing import NDArray

from atlas.domain.layer import LayerSpec
from atlas.reading.incoming.cells import converted

_SLUG = re.compile(r"[^a-z0-9]+")
_ID_MOST = 60


def ids_of(
    frame: pandas.DataFrame,
    spec: LayerSpec,
    fields: Mapping[str, str],
    data: Mapping[str, pandas.Series],
) -> NDArray[np.object_]:
    """
    Return the rows' ids: from the file, made of the name, or of the row's number.

    An id that stands twice in the file stays twice, for a check to find; a name that does is
    numbered.

    Parameters
    ----------
    frame
        A table as read, indexed by row.
    spec
        The layer, whose id begins the ids that are made.
    fields
        Declared column to column of the file; `id` and `name_zh` matter here.
    data
        The declared columns, converted, rows as in `frame`.
    """
    prefix = spec.id.replace("_", "-")
    blank = pandas.Series("", index=frame.index, dtype=str)
    given = blank
    if "id" in fields:
        kind = spec.every_column["id"]
        given, _ = converted(frame[fields["id"]], kind, column="id", heading="id", factor=1.0)
    names = data["name_zh"] if "name_zh" in fields else blank
    is_given = (given != "").to_numpy()
    is_named = (names != "").to_numpy() & ~is_given
    ids = np.empty(len(frame), dtype=object)
    ids[is_given] = [_slug(own, prefix) for own in given[is_given].tolist()]
    ids[is_named] = _of_names(names[is_named], prefix)
    is_left = ~(is_given | is_named)
    ids[is_left] = [f"{prefix}-row-{row}" for row in frame.index[is_left]]
    return ids


def _of_names(names: pandas.Series, prefix: str) -> NDArray[np.object_]:
    """Return an id for each name; those of a name met again are numbered."""
    codes, distinct = pandas.factorize(names)
    made = np.array([_digest(name, prefix) for name in distinct.tolist()], dtype=object)
    ids = made[codes]
    if len(made) < len(ids):
        met = pandas.Series(codes).groupby(codes).cumcount().to_numpy()
        again = np.flatnonzero(met)
        ids[again] = [f"{ids[n]}-{met[n] + 1}" for n in again]
    return np.asarray(ids)


def _slug(text: str, prefix: str) -> str:
    """Return an id of the file's in our form; one that is no Latin letters is made of its hash."""
    plain_text = _SLUG.sub("-", text.lower()).strip("-") if text.isascii() else ""
    if not plain_text or len(plain_text) > _ID_MOST:
        return _digest(text, prefix)
    return f"{prefix}-{plain_text}" if plain_text.isdigit() else plain_text


def _digest(text: str, prefix: str) -> str:
    return f"{prefix}-{hashlib.blake2b(text.encode(), digest_size=6).hexdigest()}"
