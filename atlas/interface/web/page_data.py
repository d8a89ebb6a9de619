"""数据: every layer with what it means, what it rests on and how sure it is; what is missing."""

import pandas
import streamlit as st

import atlas
from atlas.domain.layer import Layer
from atlas.domain.words import Message
from atlas.interface.outcomes import problem_text
from atlas.interface.web.serving import catalogue
from atlas.interface.web.session import lang, spoken, word
from atlas.reading.assemble import inspect


def _layer_row(layer: Layer) -> dict[str, object]:
    located = layer.located
    basis = (
        ""
        if layer.spec.is_table
        else "、".join(
            f"{spoken(Message(f'value.position_basis.{name}'))} {count}"
            for name, count in located["position_basis"].value_counts().items()
        )
    )
    median = located["uncertainty_m"].median() if not layer.spec.is_table else None
    return {
        word("layer"): spoken(layer.name),
        word("theme"): spoken(Message(f"theme.{layer.spec.theme}")),
        word("rows"): len(layer.frame),
        word("located"): None if layer.spec.is_table else len(located),
        word("basis"): basis,
        word("median_uncertainty"): median,
        word("release"): word(f"release_{layer.spec.release}"),
        word("definition"): spoken(layer.spec.description.name),
        word("version"): layer.version,
    }


def _slot_row(layer: Layer) -> dict[str, object]:
    needs = layer.spec.needs
    return {
        word("layer"): spoken(layer.name),
        word("theme"): spoken(Message(f"theme.{layer.spec.theme}")),
        word("needs"): spoken(needs.name) if needs else "",
        word("definition"): spoken(layer.spec.description.name),
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
                word("official"): spoken(
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
    st.caption(word("data_text"))
    if st.button(word("check_now"), width="stretch"):
        _, problems = inspect(atlas.CHECKOUT)
        if problems:
            st.error("  \n".join(problem_text(problem, lang()) for problem in problems[:50]))
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
        sources.dataframe(_sources(), hide_index=True, placeholder="", height=620)


_page()
