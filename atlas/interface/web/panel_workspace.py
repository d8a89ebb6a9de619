"""
What is to be known of the workspace: what a crash left, what cannot be opened, whose data are seen.

On the page of data it is told whole and can be settled; on every other page it is one quiet line.
"""

from functools import lru_cache

import streamlit as st

from atlas.domain.words import Name
from atlas.errors import AtlasError
from atlas.interface.outcomes import describe
from atlas.interface.web.as_then import look_at_now, looked_at
from atlas.interface.web.panel_import_facts import who_now
from atlas.interface.web.serving import catalogue
from atlas.interface.web.session import lang, spoken, unmarked, word
from atlas.keeping.ledger import Lost
from atlas.keeping.versions import Versions
from atlas.keeping.workspace import workspace


def workspace_notes() -> None:
    """Tell on the page of data what a crash left, and offer what can be done about it."""
    if catalogue.fault is not None:
        told = unmarked(describe(catalogue.fault, lang())).replace("\n", "  \n")
        st.error(word("workspace_fault") + "  \n" + told, icon=":material/error:")
    versions = Versions(workspace())
    for number, one in enumerate(_lost_now(versions)):
        st.warning(_lost_words(one), icon=":material/history:")
        with st.container(horizontal=True):
            if one.kind == "not_in_force":
                st.button(
                    word("recover"),
                    key=f"recover_{number}",
                    on_click=_settle,
                    args=(one,),
                    kwargs={"is_wanted": True},
                )
            st.button(
                word("discard"),
                key=f"discard_{number}",
                type="tertiary",
                help=word("discard_help"),
                on_click=_settle,
                args=(one,),
                kwargs={"is_wanted": False},
            )


def workspace_line() -> None:
    """Say in one line, beside any page, that the workspace has something to tell."""
    if catalogue.fault is not None:
        st.caption(f":material/error: {word('workspace_fault_line')}")
    elif _lost_then(workspace_stamp()):
        st.caption(f":material/history: {word('workspace_lost_line')}")


def then_line() -> None:
    """Say whose earlier data are shown, and offer to go back to today's."""
    then = looked_at()
    if then is None:
        return
    day = f"{then.when.astimezone():%Y-%m-%d %H:%M}"
    st.warning(word("as_then", name=unmarked(then.name), when=day), icon=":material/history:")
    st.button(word("as_now"), key="as_now", width="stretch", on_click=look_at_now)


def workspace_stamp() -> object:
    """Return what differs once anything was begun, kept or left in the workspace."""
    versions = Versions(workspace())
    if not versions.root.is_dir():
        return None
    return versions.root, versions.stamp(), versions.root.stat().st_mtime_ns


@lru_cache(maxsize=2)
def _lost_then(_stamp: object) -> bool:
    return bool(_lost_now(Versions(workspace())))


def _lost_now(versions: Versions) -> tuple[Lost, ...]:
    try:
        return versions.lost()
    except AtlasError:  # another writer is at work: nothing is lost then
        return ()


def _lost_words(one: Lost) -> str:
    layer = catalogue()[one.layer].name if one.layer in catalogue() else Name(one.layer)
    told = word(f"lost_{one.kind}", layer=spoken(layer), number=one.number)
    said = one.manifest
    if said is not None:
        when = f"{said.when.astimezone():%Y-%m-%d %H:%M}"
        told += word("lost_of", who=said.who, when=when, file=said.file_name or said.note)
    return unmarked(told)


def _settle(one: Lost, *, is_wanted: bool) -> None:
    """Bring back what is complete, or take away what was told; runs before the page does."""
    versions = Versions(workspace())
    try:
        if is_wanted:
            versions.recover(one, who=who_now())
        else:
            versions.discard(one)
    except AtlasError as error:
        st.session_state["problem"] = describe(error, lang())
