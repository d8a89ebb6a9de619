"""
Rows without a place: listed, placed on the map, by coordinates or by a name of the catalogue.

A point that stands wrong is dragged to where it belongs. A place is as good as the eye behind it:
how sure it is, what it rests on and who says so is asked for and stored; every placement is a
version and can be undone.
"""

from collections.abc import Mapping

import streamlit as st

from atlas.domain.layer import Layer
from atlas.domain.messages import Message
from atlas.ingest.gazetteer import match_names
from atlas.interface.web.data.moves import SURE_M, commit_edits, how_sure, list_moves, typing
from atlas.interface.web.importing.commit import last_commit, switch_on
from atlas.interface.web.importing.facts import who_now
from atlas.interface.web.map.proposed_moves import forget, let_move, moved_last, proposed
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import lang, localized, look_at, unmarked, word
from atlas.output.webmap.draggable import Place
from atlas.store.edits import Edit

_CANDIDATES = 3


def place_panel() -> None:
    """Show what has no place and how it may get one; let what has one be moved."""
    last_commit()
    layers = [layer for layer in catalogue().spatial if layer.spec.geometry == "point"]
    waiting = {layer.id: len(layer.frame) - len(layer.located) for layer in layers}
    last, _ = st.session_state.get("just_kept", ("", 0))
    names = sorted(waiting, key=lambda name: (name != last, -waiting[name]))
    chosen = st.selectbox(
        word("layer"),
        names,
        format_func=lambda name: localized(
            Message("web.place_waiting", {"layer": catalogue()[name].name, "count": waiting[name]})
        ),
        key="place_layer",
    )
    layer = catalogue()[chosen]
    _show_layer(layer)
    row = _row(layer)
    let_move(layer, row)
    if row is None:
        st.success(word("place_none"))
        return
    _facts(layer, row)
    _by_hand(layer, row)
    if row not in proposed(layer):
        _by_name(layer, row)


def _show_layer(layer: Layer) -> None:
    """Put a layer on the map when it is chosen; it may be switched off again."""
    if st.session_state.get("placing_in") != layer.id:
        st.session_state["placing_in"] = layer.id
        switch_on(layer.id)


def _row(layer: Layer) -> str | None:
    """Return the current row: the one dragged last, or the one chosen from the list."""
    moved = moved_last()
    if moved in layer.frame.index:
        forget(one for one in proposed(layer) if one != moved)
        st.session_state["place_again"] = moved in layer.located.index
    again = st.toggle(word("place_again"), key="place_again", help=word("place_again_help"))
    is_placed = layer.frame.index.isin(layer.located.index)
    rows = list(map(str, layer.frame.index[is_placed if again else ~is_placed]))
    if not rows:
        return None
    key = f"place_row_{layer.id}_{again}"
    if moved in rows:
        st.session_state[key] = moved
    row: str = st.selectbox(
        word("place_row_again" if again else "place_row", count=len(rows)),
        rows,
        format_func=lambda one: layer.name_of(one).in_language(lang()),
        key=key,
        on_change=lambda: look_at(st.session_state[key]),
    )
    return row


def _facts(layer: Layer, feature: str) -> None:
    """Say what may help to know where it is."""
    row = layer.frame.loc[feature]
    told = [str(row[name]) for name in ("address", "position_note", "note") if name in row]
    if told := [one for one in told if one and one != "nan"]:
        st.caption(unmarked("；".join(told)))


def _by_hand(layer: Layer, row: str) -> None:
    """Take a place from the map or from the keyboard, say how good it is, keep it."""
    if st.button(word("place_click"), key="place_click", icon=":material/add_location:"):
        _, times = st.session_state.get("sketch") or ("", 0)
        st.session_state["sketch"] = ("point", times + 1)
        forget([row])
        st.rerun()
    typing(row)
    at = proposed(layer).get(row)
    if at is None:
        st.caption(word("place_how"))
        return
    list_moves(layer, {row: at})
    sure, basis, who = how_sure()
    st.button(
        word("place_do", name=layer.name_of(row).in_language(lang())),
        type="primary",
        width="stretch",
        key="place_do",
        on_click=_place,
        args=(layer, {row: at}, sure, basis, who, ""),
    )


def _by_name(layer: Layer, feature: str) -> None:
    """Offer places of the catalogue with a name like the row's."""
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
        sure = float(row["uncertainty_m"]) if row["uncertainty_m"] >= 0 else SURE_M[-1]
        told = word(
            "place_candidate",
            name=home.name_of(candidate.id).in_language(lang()),
            layer=localized(home.name),
            score=f"{candidate.score:.0%}",
            sure=f"{sure:,.0f}",
        )
        st.button(
            unmarked(told),
            key=f"place_by_{candidate.id}",
            on_click=_place,
            args=(layer, {feature: (at.x, at.y)}, sure, "proxy", None, str(candidate.id)),
        )


def _place(
    layer: Layer,
    places: Mapping[str, Place],
    sure: float,
    basis: str,
    who: str | None,
    by: str,
) -> None:
    """Keep a placement as a version; runs before the page does."""
    edits = [Edit(row, place=at, uncertainty_m=sure, basis=basis) for row, at in places.items()]
    version = commit_edits(layer, edits, who=who_now() if who is None else who, note=by)
    if version is not None:
        st.session_state["just_kept"] = (version.layer, version.number)
        switch_on(layer.id)
