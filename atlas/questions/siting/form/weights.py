"""Weights by judgements of pairs: the matrix, its weights, and whether it holds together."""

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import numpy as np

from atlas.domain.messages import Message, message
from atlas.errors import AtlasError
from atlas.methods.arrays import Floats
from atlas.methods.multicriteria.ahp import ACCEPTED_CR, Weighting, ahp
from atlas.questions.form import Fields
from atlas.questions.siting.definition import Pairwise
from atlas.questions.siting.form.criteria import Row
from atlas.questions.siting.weights import matrix_of, mended

_SCALE = tuple(range(9, 0, -1))
# from nine times more to nine times less
_STEPS = (*map(float, _SCALE), *(1 / n for n in _SCALE[-2::-1]))
_METHODS = ("eigenvector", "geometric_mean")
_NOT_JUDGED = 0.0


def is_judged(fields: Fields) -> bool:
    """Choose whether weights are typed or follow from judgements."""
    how = fields.choice(
        "weighing",
        ("direct", "judged"),
        initial="judged" if fields.begins("pairwise") else "direct",
        look="row",
    )
    return bool(how == "judged")


def judgements(fields: Fields, rows: list[Row], names: list[str]) -> dict[str, Any]:
    """
    Draw every pair of criteria, the weights that follow by now, and what contradicts.

    Parameters
    ----------
    fields
        Of the question.
    rows
        Numbers and criteria, in order.
    names
        Of the criteria that the rows began with, by the number of the row.

    Returns
    -------
    pairwise
        As in a question file; a pair nobody judged is left out.
    """
    opened = {
        (names.index(one["first"]), names.index(one["second"])): one
        for one in fields.begins("pairwise.judgements") or ()
        if {one["first"], one["second"]} <= set(names)
    }
    built: dict[tuple[int, int], dict[str, Any]] = {}
    with fields.fold("judgements", key="judgements", is_open=True):
        for (i, one), (j, other) in combinations(rows, 2):
            pair = (j, i) if (j, i) in opened else (i, j)
            first, second = (other, one) if pair == (j, i) else (one, other)
            times = _pair(fields, (i, j), (one["name"], other["name"]), opened.get(pair), pair)
            if times:
                built[pair] = {"first": first["name"], "second": second["name"], "times": times}
        method = fields.choice(
            "pairwise.method",
            _METHODS,
            initial=fields.begins("pairwise.method") or _METHODS[0],
            label="judged_by",
            names=lambda how: f"judged_{how}",
        )
    order = [*opened, *built]
    pairs = sorted(built, key=order.index)
    pairwise = {"judgements": [built[pair] for pair in pairs], "method": method}
    _verdict(fields, pairwise, rows)
    return pairwise


def _pair(
    fields: Fields,
    rows: tuple[int, int],
    names: tuple[str, str],
    opened: Mapping[str, Any] | None,
    pair: tuple[int, int],
) -> float:
    """
    Offer one judgement: so many times more, as much, so many times less, or none.

    Returns
    -------
    times
        In the direction of `pair`; 0 where it is not judged.
    """
    is_turned = pair != rows
    times = _NOT_JUDGED if opened is None else opened["times"]
    begins = _nearest(1 / times if is_turned and times else times)
    step = fields.choice(
        f"judged.{rows[0]}.{rows[1]}",
        (_NOT_JUDGED, *_STEPS),
        initial=begins,
        label=message("web.judged_pair", first=names[0], second=names[1]),
        names=lambda one: _judgement(one, *names),
    )
    if step == begins:
        return float(times)
    return float(1 / step if is_turned and step else step)


def _nearest(times: float) -> float:
    """Return the step of the scale next to a judgement."""
    if not times:
        return _NOT_JUDGED
    return min(_STEPS, key=lambda step: abs(np.log(step / times)))


def _judgement(step: float, first: str, second: str) -> Message:
    """Return a judgement in words."""
    if not step:
        return Message("web.not_judged")
    if step == 1:
        return Message("web.judged_equal")
    winner, times = (first, step) if step > 1 else (second, 1 / step)
    return Message("web.judged_more", {"winner": winner, "times": f"{times:.0f}"})


def _verdict(fields: Fields, pairwise: dict[str, Any], rows: list[Row]) -> None:
    """Say the weights and the consistency as they stand, and which judgement to mend."""
    names = tuple(row["name"] for _, row in rows)
    if not pairwise["judgements"] or len(set(names)) < len(names):
        fields.note("judge_first")
        return
    try:
        matrix = matrix_of(Pairwise.model_validate(pairwise), names)
        judged = ahp(matrix, method=pairwise["method"])
    except AtlasError as error:
        fields.refuse(error)
        return
    fields.shares(dict(zip(names, judged.weights.tolist(), strict=True)), label="criterion")
    figures = {
        "cr": f"{judged.cr:.3f}",
        "most": f"{ACCEPTED_CR:.2f}",
        "ci": f"{judged.ci:.3f}",
        "lambda_max": f"{judged.lambda_max:.3f}",
        "index": f"{judged.random_index:.2f}",
        "source": judged.random_index_source,
        "missing": judged.missing,
    }
    if judged.consistent:
        fields.verdict(Message("web.consistent", figures), is_good=True)
        return
    fields.verdict(Message("web.inconsistent", figures), is_good=False)
    _mend(fields, matrix, judged, rows)


def _mend(fields: Fields, matrix: Floats, judged: Weighting, rows: list[Row]) -> None:
    """Name the judgement that does most harm, and offer the step of the scale that mends it."""
    found = mended(matrix, judged)
    if found is None:
        return
    i, j, suggested, after = found
    (here, one), (there, other) = rows[i], rows[j]
    pair = {"first": one["name"], "second": other["name"]}
    figures = {"suggested": f"{suggested:.2f}", "after": f"{after:.3f}"}
    fields.note(Message("web.mend", {**pair, **figures}))
    if i > j:
        here, there, one, other, suggested = there, here, other, one, 1 / suggested
    step = _nearest(suggested)
    fields.button(
        message("web.mend_take", judgement=_judgement(step, one["name"], other["name"])),
        key="mend_judgement",
        icon="build",
        act=lambda: fields.put(f"judged.{here}.{there}", step),
    )
