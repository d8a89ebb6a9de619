"""The briefing's list: what was added from any page, in order, and one pack made of all of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

import atlas
from atlas.deliverables.register import DEFINITIONS, make_definition
from atlas.domain.finding import Finding
from atlas.domain.question import definition_hash, written
from atlas.interface.outcomes import missing_part
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session import background
from atlas.interface.web.session.layer_order import layers_on
from atlas.interface.web.session.session import lang, unmarked, word

if TYPE_CHECKING:
    from atlas.output.briefing.pack import Pack

_ITEMS, _WORK, _MADE, _SERIES = "briefing", "briefing_work", "briefing_made", "briefing_series"


def items() -> list[dict[str, Any]]:
    """Return the pages of the briefing: each a number that stays its own, and a sheet."""
    kept: list[dict[str, Any]] = st.session_state.setdefault(_ITEMS, [])
    return kept


def add_button(answer: Finding) -> None:
    """Offer to add what is on screen to the briefing."""
    if answer.kind == "sheet" or answer.kind not in DEFINITIONS:
        return
    if st.button(word("add_to_briefing"), key="add_to_briefing", type="tertiary"):
        add({"title": answer.title(lang()), "shows": written(answer.definition)})


def add(sheet: Mapping[str, Any]) -> None:
    """Add a sheet, drawn over the layers that are on, and say so."""
    numbers = [item["number"] for item in items()]
    whole = {"kind": "sheet", "layers": layers_on(), **sheet}
    items().append({"number": max(numbers, default=0) + 1, "sheet": whole})
    st.toast(word("added_to_briefing", count=len(items())), icon=":material/playlist_add:")


def set_series(series: Mapping[str, Any], name: str) -> None:
    """Have the briefing end in a series; there is one at most."""
    st.session_state[_SERIES] = (dict(series), name)


def briefing_list() -> None:
    """Show the list, and make the pack."""
    st.markdown(f"**{word('briefing_list', count=len(items()))}**")
    series, name = st.session_state.get(_SERIES, (None, ""))
    if not items() and series is None:
        st.caption(word("briefing_empty"))
        return
    title = st.text_input(word("briefing_title"), key="briefing_title", persist_state="session")
    for place in range(len(items())):
        _row(place)
    if series is not None:
        _series_row(name)
    asked = {
        "kind": "briefing",
        "title": title,
        "lang": lang(),
        "pages": [item["sheet"] for item in items()],
    }
    _pack(asked | ({"series": series} if series is not None else {}))


def _series_row(name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="briefing_series_row"):
        st.markdown(word("series_listed", name=name))
        st.button(
            "✕",
            key="briefing_series_out",
            help=word("briefing_out"),
            on_click=lambda: st.session_state.pop(_SERIES, None),
            type="tertiary",
        )


def _row(place: int) -> None:
    item = items()[place]
    number, sheet = item["number"], item["sheet"]
    key = f"briefing_name_{number}"

    def renamed() -> None:
        sheet["title"] = st.session_state[key]

    with st.container(horizontal=True, vertical_alignment="center", key=f"briefing_row_{number}"):
        st.text_input(
            word("sheet_title"),
            value=sheet.get("title", ""),
            key=key,
            on_change=renamed,
            placeholder=word("title_automatic"),
            label_visibility="collapsed",
        )
        st.button(
            "↑",
            key=f"briefing_up_{number}",
            help=word("briefing_up"),
            disabled=place == 0,
            on_click=_raise,
            args=(place,),
            type="tertiary",
        )
        st.button(
            "✕",
            key=f"briefing_out_{number}",
            help=word("briefing_out"),
            on_click=_remove,
            args=(place,),
            type="tertiary",
        )


def _raise(place: int) -> None:
    kept = items()
    kept[place - 1], kept[place] = kept[place], kept[place - 1]


def _remove(place: int) -> None:
    items().pop(place)


def _pack(question: dict[str, Any]) -> None:
    known = catalogue()
    key = f"{definition_hash(make_definition(question))} {known.mark}"
    if st.button(word("make_briefing"), type="primary", width="stretch", key="make_briefing"):
        # the pages as they are now: the list may be changed while they are drawn
        fixed = written(make_definition(question))
        background.begin_task(
            _WORK, lambda tell: (key, atlas.briefing(known, fixed, progress=tell))
        )
    if (made := background.outcome(_WORK)) is not None:
        st.session_state[_MADE] = made
    made_of, pack = st.session_state.get(_MADE, ("", None))
    if pack is not None and made_of == key:
        _download(pack, question["title"] or word("page_briefing"))


def _download(pack: "Pack", name: str) -> None:
    for fault in pack.faults:
        st.warning(unmarked(missing_part(fault, lang())))
    st.download_button(
        word("download_briefing"),
        pack.content,
        file_name=f"{name}.zip",
        mime="application/zip",
        width="stretch",
        on_click="ignore",
        key="download_briefing",
    )
