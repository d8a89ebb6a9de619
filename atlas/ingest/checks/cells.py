"""
Cells: whether each is what the declaration says it may be.

An empty cell is a fault only where the column is required: it is never taken for a zero. Codes
of a classification are held against the list that is given, which may be partial; one that is
not in it is listed, and never guessed at, not even where its class is known.
"""

from collections.abc import Iterator, Mapping

import geopandas
import numpy as np
import pandas
import pyarrow
from numpy.typing import NDArray

from atlas.domain.layer import ColumnKind, LayerSpec
from atlas.domain.messages import Text, message
from atlas.ingest.checks.faults import Faults, Rows, faults

_ID = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_DATE = r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"
_FLAGS = ("yes", "no")
_OPTIONAL = {"position_note", "position_source"}
_CLASS_DIGITS = 2  # a code of the guide begins with those of its class

Mask = NDArray[np.bool_]


def check_cells(
    frame: geopandas.GeoDataFrame, spec: LayerSpec, *, codes: Mapping[str, pandas.DataFrame]
) -> Iterator[Faults]:
    """
    Yield what is wrong with ids and cells.

    Parameters
    ----------
    frame
        Rows as they would be kept, index = feature id.
    spec
        The declaration.
    codes
        Column -> the codes it may hold: columns `code`, `standard` and `is_current` (the
        standard in force: yes or no).
    """
    yield from _ids(frame.index)
    for name, kind in spec.every_column.items():
        if name == "id":
            continue
        if name not in frame:
            if name not in _OPTIONAL:
                yield faults("missing_column", [-1], column=name, found=[name])
            continue
        yield from _column(frame[name], name, kind, spec)
    if not spec.is_table:
        yield from _basis(frame)
    for name, known in codes.items():
        if name in frame:
            yield from _codes(_text(frame[name]), name, known)


def _ids(index: pandas.Index) -> Iterator[Faults]:
    ids = _text(index.to_series())
    bad = _where(~ids.str.fullmatch(_ID).to_numpy(bool))
    yield faults("bad_id", bad, column="id", found=ids.iloc[bad].tolist())
    # an index asked this makes objects of all ids, and again each time a part of it is taken
    distinct = pyarrow.table({"id": ids.array})["id"].unique()
    is_sure = len(distinct) == len(ids)
    twice = _where(np.zeros(0, bool) if is_sure else ids.duplicated(keep=False).to_numpy(bool))
    yield faults("duplicate_id", twice, column="id", found=ids.iloc[twice].tolist())


def _column(cells: pandas.Series, name: str, kind: ColumnKind, spec: LayerSpec) -> Iterator[Faults]:
    if pandas.api.types.is_numeric_dtype(cells) and kind.is_number:
        texts, is_empty = cells, cells.isna().to_numpy(bool)  # numbers are worded at need only
    else:
        texts = _text(cells)
        is_empty = (texts == "").to_numpy(bool)
    if kind.required:
        yield faults("required", _where(is_empty), column=name)
    rule, fits, allowed = _fitting(cells, texts, kind)
    wrong = _where(~(fits | is_empty))
    if not len(wrong):
        return
    words: dict[str, Text] = {
        "、".join(allowed): message("check.one_of", values=_said(spec, name, allowed))
    }
    yield faults(
        rule,
        wrong,
        column=name,
        found=_text(texts.iloc[wrong]).tolist(),
        allowed="、".join(allowed),
        words=words if allowed else {},
    )


def _said(spec: LayerSpec, name: str, allowed: tuple[str, ...]) -> tuple[Text, ...]:
    return tuple(message("check.value", code=v, words=spec.value_text(name, v)) for v in allowed)


def _fitting(
    cells: pandas.Series, texts: pandas.Series, kind: ColumnKind
) -> tuple[str, Mask, tuple[str, ...]]:
    """Return the rule of a type, which cells keep it, and the values it allows, if few."""
    if kind.type in {"category", "flag"}:
        allowed = kind.values if kind.type == "category" else _FLAGS
        return "not_in_values", texts.isin(allowed).to_numpy(bool), tuple(allowed)
    if kind.type == "date":
        return "not_a_date", texts.str.fullmatch(_DATE).to_numpy(bool), ()
    if kind.is_number:
        numbers = pandas.to_numeric(cells, errors="coerce").to_numpy(float)
        is_whole = np.isfinite(numbers) & ((numbers == np.round(numbers)) | (kind.type == "number"))
        return ("not_a_number" if kind.type == "number" else "not_an_integer"), is_whole, ()
    return "", np.ones(len(cells), dtype=bool), ()


def _basis(frame: geopandas.GeoDataFrame) -> Iterator[Faults]:
    """Yield rows that have a place and do not say where from, or how sure it is."""
    is_placed = ~(frame.geometry.isna() | frame.geometry.is_empty).to_numpy(bool)
    if "position_basis" in frame:
        nowhere = (_text(frame["position_basis"]) == "").to_numpy(bool)
        yield faults("place_without_basis", _where(is_placed & nowhere), column="position_basis")
    if "uncertainty_m" in frame:
        metres = pandas.to_numeric(frame["uncertainty_m"], errors="coerce").to_numpy(float)
        unsure = ~(metres >= 0)
        yield faults(
            "place_without_uncertainty", _where(is_placed & unsure), column="uncertainty_m"
        )


def _codes(texts: pandas.Series, name: str, known: pandas.DataFrame) -> Iterator[Faults]:
    current = known[known["is_current"] == "yes"]
    listed, older = set(current["code"]), set(known["code"]) - set(current["code"])
    is_open = ~texts.isin(["", *listed]).to_numpy(bool)
    is_older = is_open & texts.str[:1].isin(older).to_numpy(bool)
    has_class = texts.str[:_CLASS_DIGITS].isin(listed) & texts.str.fullmatch(r"\d+")
    is_finer = is_open & ~is_older & has_class.to_numpy(bool)
    for rule, mask in (
        ("code_of_other_standard", is_older),
        ("code_not_listed", is_finer),
        ("unknown_code", is_open & ~is_older & ~is_finer),
    ):
        rows = _where(mask)
        yield faults(rule, rows, column=name, found=texts.iloc[rows].tolist())


def _text(cells: pandas.Series) -> pandas.Series:
    """Return cells as text without the white space round it; what is missing is empty."""
    if pandas.api.types.is_numeric_dtype(cells):
        return cells.astype(object).where(cells.notna(), "").astype(str)
    return cells.where(cells.notna(), "").astype(str).str.strip()


def _where(mask: Mask) -> Rows:
    return np.flatnonzero(mask)
