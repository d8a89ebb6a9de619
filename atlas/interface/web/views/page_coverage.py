"""覆盖: who is within reach of the nearest facility, and where are the gaps?"""

from typing import Any

import streamlit as st

from atlas.interface.web.answers.studies import studies
from atlas.interface.web.forms.coverage_advanced import advanced
from atlas.interface.web.forms.coverage_changes import changes
from atlas.interface.web.forms.coverage_loading import radii_offered
from atlas.interface.web.forms.demand import demand
from atlas.interface.web.forms.distance import distance
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import ask, word
from atlas.interface.web.widgets.choices import layer_choice


def _radii() -> list[float]:
    chosen: list[float] = st.pills(
        word("radii_km"),
        radii_offered(),
        default=[1, 3, 5],
        selection_mode="multi",
        key="radii",
        persist_state="session",
        format_func=lambda km: f"{km:g}",
    )
    return sorted(chosen)


def _life_circles() -> None:
    """Say which radii the life circles have."""
    if "service_standards" not in catalogue():
        return
    circles = catalogue()["service_standards"].frame.dropna(subset="radius_high_m")
    told = [
        word(
            "life_circle",
            minutes=f"{row.minutes:.0f}",
            radius=f"{row.radius_low_m / 1000:g}"
            + (f"–{row.radius_high_m / 1000:g}" if row.radius_high_m > row.radius_low_m else ""),
        )
        for row in circles.sort_values("minutes").itertuples()
    ]
    st.caption(word("life_circles", told=told))


def _standards(facilities: str) -> dict[str, str]:
    """Offer to hold the facilities against the thresholds of their class."""
    name = f"{facilities.removesuffix('s')}_standards"
    if name not in catalogue():
        return {}
    asked = st.toggle(word("with_standards"), key="with_standards", persist_state="session")
    return {"standards": name} if asked else {}


def _focus(radii: list[float]) -> float:
    """Choose the radius that the map shows, where there is a choice."""
    if len(radii) == 1:
        return radii[0]
    chosen: float = st.select_slider(
        word("focus_km"),
        radii,
        value=radii[len(radii) // 2],
        key="focus",
        format_func=lambda km: f"{km:g}",
    )
    return chosen


def _question() -> dict[str, Any] | None:
    """Show what can be asked and return it as a question; None while a radius is missing."""
    facilities = layer_choice(
        word("facilities"), key="facilities", geometry=("point",), default="incubators"
    )
    zones = layer_choice(
        word("zones"), key="coverage_zones", geometry=("polygon",), default="zones"
    )
    in_need = demand()
    radii = _radii()
    if not radii:
        st.caption(word("choose_radius"))
        return None
    focus = _focus(radii)
    st.caption(word("uncertain_out"))
    _life_circles()
    return {
        "kind": "coverage",
        "facilities": {"layer": facilities},
        "zones": {"layer": zones},
        "demand": in_need,
        "radii_m": [km * 1000 for km in radii],
        "focus_m": focus * 1000,
        **distance(radii),
        **changes(facilities),
        **_standards(facilities),
        **advanced(facilities, focus),
    }


def _page() -> None:
    question = _question()
    if question is None:
        return
    if st.button(word("run_coverage"), type="primary", width="stretch", key="run_coverage"):
        ask(question)
    studies(question)


_page()
