"""Weights by judgements of pairs: the matrix, its weights, and whether it holds together."""

from itertools import combinations
from typing import Any

import numpy as np
import pandas
import streamlit as st

from atlas.domain.messages import Message
from atlas.errors import AtlasError
from atlas.interface.outcomes import describe
from atlas.interface.web.forms.presets import begun
from atlas.interface.web.session.session import lang, localized, unmarked, word
from atlas.methods.arrays import Floats
from atlas.methods.multicriteria.ahp import ACCEPTED_CR, Weighting, ahp
from atlas.questions.siting.definition import Pairwise
from atlas.questions.siting.weights import matrix_of, mended

_SCALE = tuple(range(9, 0, -1))
# from nine times more to nine times less
_STEPS = (*map(float, _SCALE), *(1 / n for n in _SCALE[-2::-1]))
_METHODS = ("eigenvector", "geometric_mean")
DIRECT, JUDGED = "direct", "judged"
_NOT_JUDGED = 0.0


def weighing_choice(initial: dict[str, Any]) -> str:
    """Offer whether weights are typed or follow from judgements."""
    chosen: str = st.segmented_control(
        word("weighing"),
        [DIRECT, JUDGED],
        default=JUDGED if "pairwise" in initial else DIRECT,
        required=True,
        format_func=lambda how: word(f"weighing_{how}"),
        key=begun("weighing"),
        persist_state="session",
    )
    return chosen


def judgements(rows: list[tuple[int, dict[str, Any]]], initial: dict[str, Any]) -> dict[str, Any]:
    """
    Show every pair of criteria, the weights that follow by now, and what contradicts.

    Parameters
    ----------
    rows
        Numbers and criteria, in order.
    initial
        The question to begin with.

    Returns
    -------
    pairwise
        What a definition says of it; a pair nobody judged is left out.
    """
    given = []
    with st.expander(word("judgements"), expanded=True, key="judgements"):
        for (i, one), (j, other) in combinations(rows, 2):
            times = _pair((i, j), one["name"], other["name"])
            if times is not None:
                given.append({"first": one["name"], "second": other["name"], "times": times})
        method = st.selectbox(
            word("judged_by"),
            _METHODS,
            index=_METHODS.index(initial.get("pairwise", {}).get("method", _METHODS[0])),
            format_func=lambda how: word(f"judged_{how}"),
            key=begun("judged_by"),
            persist_state="session",
        )
    pairwise = {"judgements": given, "method": method}
    _verdict(pairwise, rows)
    return pairwise


def _pair(rows: tuple[int, int], first: str, second: str) -> float | None:
    """Offer one judgement: so many times more, as much, so many times less, or none."""
    steps = (_NOT_JUDGED, *_STEPS)
    judged = st.session_state["siting_judged"]
    known = judged.get(rows) or 1 / judged.get(rows[::-1], np.inf)
    begins = int(np.argmin([abs((step or 99) - known) for step in steps])) if known else 0
    times = st.selectbox(
        unmarked(f"{first} ↔ {second}"),
        steps,
        index=begins,
        format_func=lambda step: _told(step, first, second),
        key=_key(rows),
        persist_state="session",
    )
    return times or None


def _key(rows: tuple[int, int]) -> str:
    return f"judged_{rows[0]}_{rows[1]}"


def _told(step: float, first: str, second: str) -> str:
    """Return a judgement in words."""
    if not step:
        return word("not_judged")
    if step == 1:
        return word("judged_equal")
    winner, times = (first, step) if step > 1 else (second, 1 / step)
    return localized(Message("web.judged_more", {"winner": winner, "times": f"{times:.0f}"}))


def _verdict(pairwise: dict[str, Any], rows: list[tuple[int, dict[str, Any]]]) -> None:
    """Say the weights and the consistency as they stand, and which judgement to mend."""
    names = tuple(row["name"] for _, row in rows)
    if not pairwise["judgements"] or len(set(names)) < len(names):
        st.caption(word("judge_first"))
        return
    try:
        matrix = matrix_of(Pairwise.model_validate(pairwise), names)
        judged = ahp(matrix, method=pairwise["method"])
    except AtlasError as error:
        st.warning(unmarked(describe(error, lang())), icon=":material/balance:")
        return
    _weights(names, judged)
    told = {
        "cr": f"{judged.cr:.3f}",
        "most": f"{ACCEPTED_CR:.2f}",
        "ci": f"{judged.ci:.3f}",
        "lambda_max": f"{judged.lambda_max:.3f}",
        "index": f"{judged.random_index:.2f}",
        "source": judged.random_index_source,
        "missing": judged.missing,
    }
    if judged.consistent:
        st.success(word("consistent", **told), icon=":material/balance:")
        return
    st.error(word("inconsistent", **told), icon=":material/balance:")
    _mend(matrix, judged, rows)


def _mend(matrix: Floats, judged: Weighting, rows: list[tuple[int, dict[str, Any]]]) -> None:
    """Name the judgement that does most harm, and offer the step of the scale that mends it."""
    found = mended(matrix, judged)
    if found is None:
        return
    i, j, suggested, after = found
    (here, one), (there, other) = rows[i], rows[j]
    told = {"first": one["name"], "second": other["name"]}
    st.caption(word("mend", **told, suggested=f"{suggested:.2f}", after=f"{after:.3f}"))
    if i > j:
        here, there, one, other, suggested = there, here, other, one, 1 / suggested
    step = min(_STEPS, key=lambda known: abs(np.log(known / suggested)))
    st.button(
        word("mend_take", judgement=_told(step, one["name"], other["name"])),
        key="mend_judgement",
        icon=":material/build:",
        width="stretch",
        on_click=_judge,
        args=((here, there), step),
    )


def _judge(rows: tuple[int, int], step: float) -> None:
    st.session_state[_key(rows)] = step


def _weights(names: tuple[str, ...], judged: Weighting) -> None:
    table = pandas.DataFrame({"name": names, "weight": 100 * judged.weights})
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            "name": st.column_config.TextColumn(word("criterion")),
            "weight": st.column_config.ProgressColumn(
                word("weight_percent"), min_value=0, max_value=100, format="%.1f %%"
            ),
        },
        key="judged_weights",
    )
