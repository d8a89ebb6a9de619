"""关系: how chains, clusters, bodies, projects and places hang together, drawn and on the map."""

from pathlib import Path
from typing import Any

import streamlit as st

from atlas.deliverables.register import make_definition
from atlas.domain.finding import Finding
from atlas.domain.relations import TABLE, chain
from atlas.interface.web.forms.systems import SYSTEMS, question
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import answer_to, ask, finding, lang, localized, word
from atlas.output import diagrams

_LISTED_BY: dict[str, diagrams.By] = {
    "duties": "object",
    "enclaves": "relation",
    "areas": "object",
    "pattern": "role",
}
_FIRST = "nscc-xian"  # tied to a university's worth of things, and to a chain and a park


def _network() -> dict[str, Any]:
    """Let a thing be chosen, draw what it is tied to, and return the question for its relations."""
    known = catalogue()
    ends = dict.fromkeys([*known[TABLE].frame["subject"], *known[TABLE].frame["object"]])
    things = [i for i in ends if known.has_feature(i)]
    # what is chosen on the map is what is looked at next
    thing = st.selectbox(
        word("relations_thing"),
        things,
        index=things.index(_FIRST) if _FIRST in things else 0,
        format_func=lambda i: localized(known.name_of(i)),
        key="relations_thing",
        persist_state="session",
    )
    steps = st.segmented_control(
        word("relations_steps"), [1, 2], default=2, required=True, key="relations_steps"
    )
    with st.container(key="diagram"):
        network = chain(known, thing, steps=steps)
        drawn = diagrams.layered(known, network, lang())
        st.html(drawn.html)
        if drawn.left_out:
            st.caption(word("network_more", count=drawn.left_out))
    name = localized(known.name_of(thing))
    return network.query | {"title": name}


def _chains() -> dict[str, Any]:
    """Draw chains against places; a chosen cell or column narrows the question."""
    asked = question("chains")
    of = st.segmented_control(
        word("relations_columns"),
        ["clusters", "places"],
        default="clusters",
        required=True,
        format_func=lambda name: word(f"columns_{name}"),
        key="relations_columns",
    )
    st.caption(word("matrix_key"))
    whole = answer_to(asked)
    layer = "clusters" if of == "clusters" else ""
    matrix = diagrams.placement(catalogue(), whole, lang(), of=layer)
    with st.container(key="diagram"):
        chosen = st.dataframe(
            matrix.marks,
            on_select="rerun",
            selection_mode=["single-cell", "single-column"],
            height="content",
            key=f"matrix_{of}_{lang()}",
        )["selection"]
    cell = next(iter(chosen["cells"]), None)
    column = cell[1] if cell else next(iter(chosen["columns"]), None)
    if column is None:
        return asked
    return asked | {"where": matrix.query(cell[0] if cell else None, str(column))}


def _drawn(system: str, answer: Finding) -> str:
    known = catalogue()
    if system in _LISTED_BY:
        return diagrams.grouped(known, answer, lang(), by=_LISTED_BY[system])
    if system == "projects":
        return diagrams.projects(known, answer, lang())
    if system == "schedule":
        return diagrams.schedule(known, answer, lang())
    if system == "scenarios":
        return diagrams.scenarios(known, answer, lang())
    return diagrams.carriers(known, lang())


def _page() -> None:
    st.html(Path(__file__).with_name("relations.css"))
    system = st.pills(
        word("relations_system"),
        SYSTEMS,
        default=SYSTEMS[0],
        required=True,
        format_func=lambda name: word(f"system_{name}"),
        key="relations_system",
        persist_state="session",
    )
    st.caption(word(f"system_text_{system}"))
    if system == "chains":
        asked = _chains()
    elif system == "network":
        asked = _network()
    else:
        asked = question(system)
        with st.container(key="diagram"):
            st.html(_drawn(system, answer_to(asked)))
    st.caption(word("relations_lead"))
    # an answer that was put away stays away until something else is chosen
    shown = finding()
    is_other = shown is not None and shown.definition != make_definition(asked)
    if is_other or st.session_state.get("relations_asked") != (asked, lang()):
        st.session_state["relations_asked"] = (asked, lang())
        ask(asked)


_page()
