"""
Ids for a planner's rows: the file's own in our form, or made so that they stay the same.

An id made of a name is the same at the next import, so that two versions can be compared row by
row; a thing that is renamed becomes another. An id made of a row's number holds for that file only.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

import pandas

from atlas.domain.layer import LayerSpec
from atlas.reading.incoming.cells import converted

_SLUG = re.compile(r"[^a-z0-9]+")
_ID_MOST = 60


def ids_of(
    frame: pandas.DataFrame,
    spec: LayerSpec,
    fields: Mapping[str, str],
    data: Mapping[str, pandas.Series],
) -> list[str]:
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
    blank = [""] * len(frame)
    given = blank
    if "id" in fields:
        kind = spec.every_column["id"]
        cells, _ = converted(frame[fields["id"]], kind, column="id", heading="id", factor=1.0)
        given = cells.tolist()
    names = data["name_zh"].tolist() if "name_zh" in fields else blank
    met: Counter[str] = Counter()
    ids = []
    for row, own, name in zip(frame.index, given, names, strict=True):
        if own:
            ids.append(_slug(own, prefix))
        elif name:
            met[name] += 1
            again = f"-{met[name]}" if met[name] > 1 else ""
            ids.append(_digest(name, prefix) + again)
        else:
            ids.append(f"{prefix}-row-{row}")
    return ids


def _slug(text: str, prefix: str) -> str:
    """Return an id of the file's in our form; one that is no Latin letters is made of its hash."""
    plain_text = _SLUG.sub("-", unicodedata.normalize("NFKC", text).lower()).strip("-")
    if not plain_text or not text.isascii() or len(plain_text) > _ID_MOST:
        return _digest(text, prefix)
    return f"{prefix}-{plain_text}" if plain_text.isdigit() else plain_text


def _digest(text: str, prefix: str) -> str:
    return f"{prefix}-{hashlib.blake2b(text.encode(), digest_size=6).hexdigest()}"
