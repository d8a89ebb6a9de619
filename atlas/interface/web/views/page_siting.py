"""选址: where could the next one go, by which criteria, clear of what, and why there?"""

from typing import Any

import streamlit as st

from atlas.interface.web.answers.explanation import reason_choice
from atlas.interface.web.answers.scenarios import scenarios_panel
from atlas.interface.web.forms.ahp import DIRECT, judgements, weighing_choice
from atlas.interface.web.forms.criteria import criteria_rows
from atlas.interface.web.forms.place_constraints import screening_note
from atlas.interface.web.forms.presets import begun, preset_choice
from atlas.interface.web.forms.siting_candidates import candidates_choice, constraints_rows
from atlas.interface.web.session.session import ask, word

_RANKINGS = ("weighted_sum", "weighted_product", "topsis")
_NORMALIZATIONS = ("vector", "minmax", "sum")


def _ranking(initial: dict[str, Any]) -> dict[str, Any]:
    """Choose the method, and for TOPSIS how measures are brought to one scale."""
    method = st.selectbox(
        word("ranking"),
        _RANKINGS,
        index=_RANKINGS.index(initial.get("ranking", "weighted_sum")),
        format_func=lambda known: word(f"ranking_{known}"),
        key=begun("siting_ranking"),
        persist_state="session",
    )
    if method != "topsis":
        return {"ranking": method}
    scale = st.selectbox(
        word("normalization"),
        _NORMALIZATIONS,
        index=_NORMALIZATIONS.index(initial.get("normalization", "vector")),
        format_func=lambda known: word(f"normalization_{known}"),
        key=begun("normalization"),
        persist_state="session",
    )
    return {"ranking": method, "normalization": scale}


def _how_many(initial: dict[str, Any]) -> dict[str, Any]:
    top, apart = st.columns(2)
    given: dict[str, Any] = {
        "top": top.number_input(
            word("top"),
            min_value=1,
            max_value=500,
            value=int(initial.get("top", 10)),
            key=begun("top"),
            persist_state="session",
        ),
        "separation_m": apart.number_input(
            word("separation_m"),
            min_value=0,
            value=int(initial.get("separation_m", 800)),
            step=100,
            key=begun("separation"),
            persist_state="session",
        ),
    }
    given["contiguous_ha"] = st.number_input(
        word("contiguous_ha"),
        min_value=0.0,
        value=float(initial.get("contiguous_ha", 0.0)),
        step=5.0,
        format="%g",
        key=begun("contiguous"),
        persist_state="session",
    )
    return given


def _limits(rows: list[tuple[int, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the hard limits of the rows as constraints, and leave the criteria without them."""
    taken = [(row["name"], row.pop("limits")) for _, row in rows]
    return [{"criterion": name, **ends} for name, ends in taken if ends]


def _page() -> None:
    usual = preset_choice()
    candidates, own = candidates_choice(usual)
    st.markdown(f"**{word('constraints')}**")
    constraints = constraints_rows(usual, own)
    screening_note()
    st.markdown(f"**{word('criteria')}**")
    weighing = weighing_choice(usual)
    rows = criteria_rows(own, weighed=weighing == DIRECT)
    question: dict[str, Any] = {
        "kind": "siting",
        "candidates": candidates,
        "constraints": constraints + _limits(rows),
        "criteria": [row for _, row in rows],
    }
    if weighing != DIRECT:
        question["pairwise"] = judgements(rows, usual)
    question |= _ranking(usual) | _how_many(usual)
    if st.button(word("run_siting"), type="primary", width="stretch", key="run_siting"):
        ask(question)
    reason_choice()
    scenarios_panel("siting")


_page()
