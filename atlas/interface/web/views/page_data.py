"""数据: bring files in, place what has no position, edit, go back; the list of what there is."""

from collections.abc import Callable

import pandas
import streamlit as st

import atlas
from atlas.domain.layer import Layer
from atlas.domain.messages import Message
from atlas.interface.outcomes import problem_text
from atlas.interface.web.data.edit import edit_panel
from atlas.interface.web.data.place import place_panel
from atlas.interface.web.data.versions import versions_panel
from atlas.interface.web.data.workspace import is_closed, workspace_notes
from atlas.interface.web.importing.wizard import import_panel
from atlas.interface.web.map.proposed_moves import let_none_move
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.data_as_of import looked_at
from atlas.interface.web.session.session import lang, localized, unmarked, word
from atlas.reading.assemble import inspect


def _layer_row(layer: Layer) -> dict[str, object]:
    located = layer.located
    basis = (
        ""
        if layer.spec.is_table
        else "、".join(
            f"{localized(Message(f'value.position_basis.{name}'))} {count}"
            for name, count in located["position_basis"].value_counts().items()
        )
    )
    median = located["uncertainty_m"].median() if not layer.spec.is_table else None
    return {
        word("layer"): localized(layer.name),
        word("theme"): localized(Message(f"theme.{layer.spec.theme}")),
        word("rows"): len(layer.frame),
        word("located"): None if layer.spec.is_table else len(located),
        word("basis"): basis,
        word("median_uncertainty"): median,
        word("release"): word(f"release_{layer.spec.release}"),
        word("definition"): localized(layer.spec.description.name),
        word("version"): layer.version,
    }


def _slot_row(layer: Layer) -> dict[str, object]:
    needs = layer.spec.needs
    return {
        word("layer"): localized(layer.name),
        word("theme"): localized(Message(f"theme.{layer.spec.theme}")),
        word("needs"): localized(needs.name) if needs else "",
        word("definition"): localized(layer.spec.description.name),
    }


def _sources() -> pandas.DataFrame:
    return pandas.DataFrame(
        [
            {
                word("source"): source.id,
                word("source_title"): source.title,
                word("publisher"): source.publisher,
                word("document_no"): source.document_no,
                word("published"): source.published,
                word("official"): localized(
                    Message(f"value.flag.{'yes' if source.official else 'no'}")
                ),
                word("grade"): source.grade,
                word("licence"): source.licence,
                word("url"): source.url,
            }
            for source in catalogue().sources.values()
        ]
    )


def _page() -> None:
    mode = st.segmented_control(
        word("data_mode"),
        tuple(_MODES),
        default="import",
        required=True,
        format_func=lambda name: word(f"data_{name}"),
        key="data_mode",
        label_visibility="collapsed",
        persist_state="session",
    )
    let_none_move()
    workspace_notes()
    if mode != "list" and is_closed():
        return  # why not is told above
    if mode in _CHANGING and looked_at() is not None:
        st.info(word("as_then_fixed"))
        return
    _MODES[mode]()


def _listing() -> None:
    st.caption(word("data_text"))
    if st.button(word("check_now"), width="stretch"):
        _, problems = inspect(atlas.facts_root())
        if problems:
            told = (unmarked(problem_text(problem, lang())) for problem in problems[:50])
            st.error("  \n".join(told))
        else:
            st.success(word("check_clean"))
    full = [layer for layer in catalogue().values() if not layer.is_slot]
    with st.container(key="pane"):
        loaded, waiting, sources = st.tabs([word("loaded"), word("waiting"), word("sources")])
        loaded.dataframe(
            pandas.DataFrame(map(_layer_row, full)), hide_index=True, placeholder="", height=620
        )
        waiting.dataframe(
            pandas.DataFrame(map(_slot_row, catalogue().slots)), hide_index=True, placeholder=""
        )
        sources.caption(word("grade_help"))
        sources.dataframe(_sources(), hide_index=True, placeholder="", height=620)


_MODES: dict[str, Callable[[], None]] = {
    "import": import_panel,
    "place": place_panel,
    "edit": edit_panel,
    "versions": versions_panel,
    "list": _listing,
}
_CHANGING = ("import", "place", "edit")

_page()
