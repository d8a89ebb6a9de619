"""
Rows without a place: listed, placed by a click on the map or by the name of a known place.

A click is as good as the eye behind it: how sure it is, in metres, is asked with it and kept.
A place that was put wrong is put again; every placement is a version and can be undone.
"""

import streamlit as st

from atlas.analysis.matching_names import match_names
from atlas.domain.layer import Layer
from atlas.errors import AtlasError
from atlas.interface.outcomes import describe
from atlas.interface.web.panel_import_keep import just_kept, switch_on
from atlas.interface.web.serving import catalogue
from atlas.interface.web.session import lang, spoken, unmarked, word
from atlas.keeping.edits import Edit, Edits
from atlas.keeping.versions import Versions
from atlas.keeping.workspace import workspace

_SURE_M = (10.0, 50.0, 100.0, 500.0, 1000.0)
_CANDIDATES = 3


def place_panel() -> None:
    """Show what has no place and how it may get one."""
    just_kept()
    layers = [layer for layer in catalogue().spatial if layer.spec.geometry == "point"]
    waiting = {layer.id: len(layer.frame) - len(layer.located) for layer in layers}
    last, _ = st.session_state.get("just_kept", ("", 0))
    names = sorted(waiting, key=lambda name: (name != last, waiting[name] == 0))
    chosen = st.selectbox(
        word("layer"),
        names,
        format_func=lambda name: f"{spoken(catalogue()[name].name)} · {waiting[name]}",
        key="place_layer",
    )
    layer = catalogue()[chosen]
    _meant_for(layer)
    again = st.toggle(word("place_again"), key="place_again", help=word("place_again_help"))
    rows = layer.frame if again else layer.frame[~layer.frame.index.isin(layer.located.index)]
    if rows.empty:
        st.success(word("place_none"))
        return
    feature = st.selectbox(
        word("place_row", count=len(rows)),
        list(rows.index),
        format_func=lambda one: layer.name_of(one).in_language(lang()),
        key=f"place_row_{layer.id}_{again}",
    )
    _facts(layer, str(feature))
    _by_click(layer, str(feature))
    _by_name(layer, str(feature))


def _meant_for(layer: Layer) -> None:
    """Forget a point that was meant for a row of another layer."""
    if st.session_state.get("placing_in") != layer.id:
        st.session_state["placing_in"] = layer.id
        st.session_state.pop("placed_at", None)


def _facts(layer: Layer, feature: str) -> None:
    """Say what may help to know where it is."""
    row = layer.frame.loc[feature]
    told = [str(row[name]) for name in ("address", "position_note", "note") if name in row]
    if told := [one for one in told if one and one != "nan"]:
        st.caption(unmarked("；".join(told)))


def _by_click(layer: Layer, feature: str) -> None:
    if st.button(word("place_click"), key="place_click", icon=":material/add_location:"):
        _, times = st.session_state.get("sketch") or ("", 0)
        st.session_state["sketch"] = ("point", times + 1)
        st.session_state.pop("placed_at", None)
        st.rerun()
    at = st.session_state.get("placed_at")
    if at is None:
        st.caption(word("place_how"))
        return
    lon, lat = at
    st.markdown(word("place_at", lon=f"{lon:.5f}", lat=f"{lat:.5f}"))
    sure = st.select_slider(
        word("place_sure"),
        _SURE_M,
        value=50.0,
        format_func=lambda metres: f"± {metres:,.0f}",
        key="place_sure",
    )
    st.button(
        word("place_do", name=layer.name_of(feature).in_language(lang())),
        type="primary",
        width="stretch",
        key="place_do",
        on_click=_place,
        args=(layer, feature, (lon, lat), sure, "general_knowledge", ""),
    )


def _by_name(layer: Layer, feature: str) -> None:
    """Offer known places with a name like the row's."""
    name = layer.name_of(feature)
    others = [one.id for one in catalogue().spatial if one.spec.geometry != "line"]
    found = match_names([name.zh], catalogue(), layers=others, most=_CANDIDATES)
    found = found[found["id"] != feature]
    if found.empty:
        return
    st.markdown(f"**{word('place_named')}**")
    for candidate in found.itertuples():
        home = catalogue()[candidate.layer]
        row = home.frame.loc[candidate.id]
        at = row.geometry.representative_point()
        sure = float(row["uncertainty_m"]) if row["uncertainty_m"] >= 0 else _SURE_M[-1]
        told = word(
            "place_candidate",
            name=home.name_of(candidate.id).in_language(lang()),
            layer=spoken(home.name),
            score=f"{candidate.score:.0%}",
            sure=f"{sure:,.0f}",
        )
        st.button(
            unmarked(told),
            key=f"place_by_{candidate.id}",
            on_click=_place,
            args=(layer, feature, (at.x, at.y), sure, "proxy", str(candidate.id)),
        )


def _place(
    layer: Layer, feature: str, at: tuple[float, float], sure: float, basis: str, by: str
) -> None:
    """Keep a placement as a version; runs before the page does."""
    edit = Edit(feature, place=at, uncertainty_m=sure, basis=basis)
    who = st.session_state.get("facts_who") or ""
    try:
        version = Edits(Versions(workspace())).apply(layer, [edit], who=who, note=by)
    except AtlasError as error:
        st.session_state["problem"] = describe(error, lang())
        return
    st.session_state.pop("placed_at", None)
    st.session_state.pop("problem", None)
    st.session_state["just_kept"] = (version.layer, version.number)
    switch_on(layer.id)
