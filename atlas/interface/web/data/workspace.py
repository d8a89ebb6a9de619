"""
What is to be known of the workspace: what a crash left, what cannot be opened, whose data are seen.

On the page of data it is told whole and can be settled; on every other page it is one quiet line.
"""

from collections.abc import Iterator
from functools import lru_cache

import streamlit as st

from atlas.domain.messages import Message, Name
from atlas.errors import AtlasError, BadFile
from atlas.interface.outcomes import describe, problem_text
from atlas.interface.web.importing.facts import who_now
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.data_as_of import look_at_now, looked_at
from atlas.interface.web.session.plain_text import Marked
from atlas.interface.web.session.session import lang, localized, unmarked, word
from atlas.store.protocol import Integrity, Lost, Recoverable, Workspace
from atlas.store.workspace import open_workspace

_MOST = 8  # problems told of one version
_PAGE_OF_DATA = "/data"


def workspace_notes() -> None:
    """Tell on the page of data what is amiss, and offer what can be done about it."""
    for text, why in _faults():
        told = unmarked(why).replace("\n", "  \n")
        st.error(f"{unmarked(text)}  \n{told}", icon=":material/error:")
    for number, one in enumerate(_lost_now(open_workspace())):
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
        return  # said above
    if is_closed():
        st.caption(f":material/error: {word('workspace_closed_line')}")
    elif any(standing.is_set_aside for standing in catalogue().kept.values()):
        st.caption(f":material/error: {word('workspace_aside_line')}")
    elif _lost_then(workspace_stamp()):
        st.caption(f":material/history: {word('workspace_lost_line')}")
    if not is_closed() and _has_store_faults(open_workspace().integrity.stamp()):
        st.caption(f":material/error: {word('workspace_store_line')}")


def is_closed() -> bool:
    """Return whether nothing can be kept in the workspace, nor its versions be walked."""
    return catalogue.fault is not None or open_workspace().newer() is not None


def _faults() -> Iterator[tuple[str, str]]:
    """Yield what is amiss in the workspace and what it means, each with why."""
    space, fault = open_workspace(), catalogue.fault
    if fault is not None:
        shown = "shipped" if catalogue.shows_shipped else "before"
        meant = f"{word('workspace_fault')}{word(f'workspace_shows_{shown}')}"
        yield meant, describe(fault, lang())
        return
    if (why := space.newer()) is not None:
        yield word("workspace_newer"), describe(why, lang())
        return
    store = space.integrity.fault()
    if store is not None and store.parameters["reason"] != "busy":
        yield word("workspace_store_fault"), describe(store, lang())
    elif damaged := _damaged(space.integrity):
        told = word("workspace_store_broken", count=len(damaged))
        yield told, "\n".join(map(localized, damaged[:_MOST]))
    if (locked := _not_writable(space.recovery)) is not None:
        yield word("workspace_not_writable"), describe(locked, lang())
    for standing in catalogue().kept.values():
        if standing.is_set_aside:
            named = _layer_words(standing.layer)
            told = word("workspace_set_aside", layer=named, number=standing.number)
            yield told, "\n".join(problem_text(one, lang()) for one in standing.problems[:_MOST])


def _damaged(integrity: Integrity) -> tuple[Message, ...]:
    try:
        return integrity.damaged()
    except BadFile:  # told beside
        return ()


@lru_cache(maxsize=2)
def _has_store_faults(_stamp: object) -> bool:
    integrity = open_workspace().integrity
    fault = integrity.fault()
    is_fault = fault is not None and fault.parameters["reason"] != "busy"
    return is_fault or bool(_damaged(integrity))


def _not_writable(recovery: Recoverable | None) -> BadFile | None:
    try:
        if recovery is not None:
            recovery.lost()
    except BadFile as error:
        return error if error.parameters["reason"] != "busy" else None
    return None


def then_line() -> None:
    """Say that other data are shown than the planner's of today, and offer to go back to those."""
    if catalogue.fault is not None and st.session_state.get("page") != _PAGE_OF_DATA:
        st.warning(word("workspace_fault_line"), icon=":material/error:")
    then = looked_at()
    if then is None:
        return
    day = f"{then.when.astimezone():%Y-%m-%d %H:%M}"
    st.warning(word("as_then", name=then.name, when=day), icon=":material/history:")
    st.button(word("as_now"), key="as_now", width="stretch", on_click=look_at_now)


def workspace_stamp() -> object:
    """Return what differs once anything was begun, stored or left in the workspace."""
    recovery = open_workspace().recovery
    return None if recovery is None else recovery.lost_stamp()


@lru_cache(maxsize=2)
def _lost_then(_stamp: object) -> bool:
    return bool(_lost_now(open_workspace()))


def _lost_now(space: Workspace) -> tuple[Lost, ...]:
    try:
        return space.recovery.lost() if space.recovery else ()
    except AtlasError:  # another writer is at work, or what is amiss is told beside
        return ()


def _layer_words(layer: str) -> str:
    return localized(catalogue()[layer].name if layer in catalogue() else Name(layer))


def _lost_words(one: Lost) -> Marked:
    told = word(f"lost_{one.kind}", layer=_layer_words(one.layer), number=one.number)
    said = one.manifest
    if said is not None:
        when = f"{said.when.astimezone():%Y-%m-%d %H:%M}"
        of = word("lost_of", who=said.who, when=when, file=said.file_name or said.note)
        told = Marked(told + of)
    return told


def _settle(one: Lost, *, is_wanted: bool) -> None:
    """Bring back what is complete, or take away what was told; runs before the page does."""
    recovery = open_workspace().recovery
    try:
        if recovery is None:
            return
        if is_wanted:
            recovery.recover(one, who=who_now())
        else:
            recovery.discard(one)
    except AtlasError as error:
        st.session_state["problem"] = describe(error, lang())
