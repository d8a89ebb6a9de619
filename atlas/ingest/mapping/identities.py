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
import pyarrow
from numpy.typing import NDArray

from atlas.domain.layer import LayerSpec
from atlas.ingest.mapping.cells import converted

_SLUG = re.compile(r"[^a-z0-9]+")
_ID_MOST = 60
_ID_BYTES = 6  # of the hash of a name; to change it would be to make all things others


def ids_of(
    frame: pandas.DataFrame,
    spec: LayerSpec,
    fields: Mapping[str, str],
    data: Mapping[str, pandas.Series],
) -> pandas.Series:
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
    if is_named.all():
        return _of_names(names, prefix)
    ids = np.empty(len(frame), dtype=object)
    ids[is_given] = [_slug(own, prefix) for own in given[is_given].tolist()]
    ids[is_named] = _of_names(names[is_named], prefix)
    is_left = ~(is_given | is_named)
    ids[is_left] = [f"{prefix}-row-{row}" for row in frame.index[is_left]]
    return pandas.Series(ids, dtype=str)


def _of_names(names: pandas.Series, prefix: str) -> pandas.Series:
    """Return an id for each name; those of a name met again are numbered."""
    hashes = np.frombuffer(b"".join(map(_hash, names.tolist())), np.uint8).reshape(
        len(names), _ID_BYTES
    )
    numbers = np.zeros((len(hashes), 8), np.uint8)  # the hashes, as far as a number is wide
    numbers[:, :_ID_BYTES] = hashes
    codes = pandas.Series(numbers.view(np.uint64)[:, 0])
    made = _spelt(hashes, prefix)
    if codes.is_unique:
        return made
    ids = made.to_numpy(dtype=object)
    times = codes.groupby(codes).cumcount().to_numpy()
    again = np.flatnonzero(times)
    ids[again] = [f"{ids[n]}-{times[n] + 1}" for n in again]
    return pandas.Series(ids, dtype=str)


def _slug(text: str, prefix: str) -> str:
    """Return an id of the file's in our form; one that is no Latin letters is made of its hash."""
    plain_text = _SLUG.sub("-", text.lower()).strip("-") if text.isascii() else ""
    if not plain_text or len(plain_text) > _ID_MOST:
        return _digest(text, prefix)
    return f"{prefix}-{plain_text}" if plain_text.isdigit() else plain_text


def _digest(text: str, prefix: str) -> str:
    return f"{prefix}-{_hash(text).hex()}"


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=_ID_BYTES).digest()


def _spelt(hashes: NDArray[np.uint8], prefix: str) -> pandas.Series:
    """Return ids of hashes: all are as long, and laid side by side in one piece."""
    count = len(hashes)
    head = np.frombuffer(f"{prefix}-".encode(), np.uint8)
    digits = np.frombuffer(hashes.tobytes().hex().encode(), np.uint8).reshape(count, 2 * _ID_BYTES)
    letters = np.hstack([np.broadcast_to(head, (count, len(head))), digits])
    ends = np.arange(count + 1, dtype=np.int64) * letters.shape[1]
    buffers = pyarrow.py_buffer(ends), pyarrow.py_buffer(letters)
    return pyarrow.LargeStringArray.from_buffers(count, *buffers).to_pandas()
