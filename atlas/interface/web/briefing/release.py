"""Who may see a sheet: its level, the number or the reason of a public one, what may go out."""

from typing import Any

import streamlit as st

from atlas.deliverables.register import make_definition
from atlas.deliverables.sheet import Sheet
from atlas.domain.question import written
from atlas.errors import AtlasError
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import answer_to, word
from atlas.output.sheet import public_version


def release_of(of: str = "") -> dict[str, Any]:
    """Ask for the level and, for a public sheet, what it bears; `of` what, where it is no sheet."""
    level = st.segmented_control(
        word("release"),
        ["internal", "public"],
        default="internal",
        required=True,
        key=f"{of}release",
        persist_state="session",
        format_func=lambda known: word(f"release_{known}"),
    )
    if level == "internal":
        return {"release": "internal"}
    number = st.text_input(word("review_number"), key=f"{of}review_number", persist_state="session")
    reason = ""
    if not number:
        reason = st.text_input(
            word("exempt_reason"), key=f"{of}exempt_reason", persist_state="session"
        )
    borne = {"review_number": number.strip(), "exempt_reason": reason.strip()}
    return {"release": "public"} | {name: said for name, said in borne.items() if said}


def without_borders(question: dict[str, Any], of: str = "") -> dict[str, Any]:
    """Leave out what may not go out, where the visitor wants that; the sheet unchanged if not."""
    if question["release"] != "public":
        return question
    if not st.toggle(word("borderless"), key=f"{of}borderless", help=word("borderless_help")):
        return question
    try:
        definition = make_definition(question)
        shown = answer_to(question["shows"]) if "shows" in question else None
        allowed = public_version(catalogue(), definition, shown)  # type: ignore[arg-type]
    except AtlasError:
        return question  # the drawing says what is wrong
    if not isinstance(allowed, Sheet):
        st.caption(word("borderless_nothing"))
        return question
    return written(allowed)
