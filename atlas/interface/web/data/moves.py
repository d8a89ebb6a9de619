"""A place that is proposed for a row: described, rated by certainty, typed, undone, stored."""

from collections.abc import Mapping

import streamlit as st

import atlas
from atlas.domain.layer import GIVEN_BASES, Layer
from atlas.domain.messages import Message
from atlas.errors import AtlasError
from atlas.interface.outcomes import describe
from atlas.interface.web.importing.facts import who_box
from atlas.interface.web.map.proposed_moves import forget, metres_moved, propose
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import lang, localized, word
from atlas.interface.web.widgets.typed_place import typed_place
from atlas.output.webmap.draggable import Place
from atlas.store.edits import Edit
from atlas.store.journal import Version

SURE_M = (1.0, 5.0, 10.0, 50.0, 100.0, 500.0, 1000.0)


def typing(row: str) -> None:
    """Offer to type coordinates, for whoever has them or uses no mouse."""
    key = f"place_typed_{row}"

    def typed() -> None:
        text = st.session_state[key]
        at = typed_place(text)
        st.session_state["typed_wrong"] = bool(text.strip()) and at is None
        if at is not None:
            propose(row, at)

    st.text_input(
        word("place_typed"),
        key=key,
        placeholder="108.8765, 34.1234",
        help=word("place_typed_help"),
        on_change=typed,
        max_chars=80,
    )
    if st.session_state.pop("typed_wrong", False):
        st.warning(word("place_typed_wrong"))


def list_moves(layer: Layer, places: Mapping[str, Place]) -> None:
    """List each proposed place, how far it is from the stored one, and offer to undo it."""
    for row, (lon, lat) in places.items():
        name = layer.name_of(row).in_language(lang())
        metres = metres_moved(layer, row, (lon, lat))
        told: str = word("place_at", name=name, lon=f"{lon:.5f}", lat=f"{lat:.5f}")
        told += "" if metres is None else word("place_moved", metres=f"{metres:,.0f}")
        said, back = st.columns((3, 1), gap="small", vertical_alignment="center")
        said.markdown(told)
        back.button(
            word("place_back"),
            key=f"back_{row}",
            type="tertiary",
            help=word("place_back_help"),
            on_click=forget,
            args=([row],),
        )


def how_sure() -> tuple[float, str, str]:
    """Ask how sure a place is, in metres, what it rests on, and who says so."""
    sure = st.select_slider(
        word("place_sure"),
        SURE_M,
        value=50.0,
        format_func=lambda metres: f"± {metres:,.0f}",
        key="place_sure",
    )
    basis = st.selectbox(
        word("place_basis"),
        GIVEN_BASES,
        index=GIVEN_BASES.index("general_knowledge"),
        format_func=lambda one: localized(Message(f"value.position_basis.{one}")),
        key="place_basis",
    )
    return sure, basis, who_box()


def commit_edits(
    layer: Layer, edits: list[Edit], *, who: str, note: str = "", problem: str = "problem"
) -> Version | None:
    """
    Store edits as a version and drop the proposals they came from.

    Call it from a callback: it runs before the page does, which then shows the rows.

    Parameters
    ----------
    layer
        The layer as its editor saw it, whatever was stored since.
    edits
        Changes of rows.
    who, note
        Author and remark of the version.
    problem
        Key of the session state that takes the reason where nothing is stored.

    Returns
    -------
    version
        None where the edits were refused.
    """
    try:
        version = atlas.edit_rows(catalogue(), layer.id, edits, who=who, note=note, seen=layer)
    except AtlasError as error:
        st.session_state[problem] = describe(error, lang())
        return None
    st.session_state.pop(problem, None)
    forget(edit.id for edit in edits)
    return version
