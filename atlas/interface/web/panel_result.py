"""The result: one sentence, the table tied to the map, what must be said with it, downloads."""

import streamlit as st

from atlas.domain.finding import Finding
from atlas.interface.web.serving import catalogue
from atlas.interface.web.session import clear_answer, finding, lang, word
from atlas.output.export import EXPORTERS
from atlas.output.tables import reading_table


def result() -> None:
    """Show the answer on screen, if there is one, or why there is none."""
    problem, answer = st.session_state.get("problem"), finding()
    if problem is None and answer is None:
        return
    with st.container(key="results"):
        if st.button("✕", key="close_results", help=word("clear"), type="tertiary"):
            clear_answer()
            st.rerun()
        if problem is not None:
            st.error(problem.replace("\n", "  \n"), icon=":material/error:")
        if answer is not None:
            _answer(answer)


def _answer(answer: Finding) -> None:
    st.markdown(f"**{_plain(answer.title(lang()))}**　{_plain(answer.headline(lang()))}")
    table, notes, downloads = st.tabs([word("table"), word("notes"), word("downloads")])
    with table:
        _table(answer)
    with notes:
        st.markdown(f"**{word('method')}** {_plain(answer.say(answer.method, lang()))}")
        for caveat in answer.caveats:
            st.markdown(f"- {_plain(answer.say(caveat, lang()))}")
        st.markdown(f"**{word('sources')}**")
        for source in answer.sources:
            st.markdown(f"- {_plain(source.citation(lang()))}")
    with downloads, st.container(horizontal=True):
        for exporter in EXPORTERS.values():
            st.download_button(
                exporter.name.upper(),
                exporter.write(answer, lang()),
                file_name=f"{answer.kind}{exporter.suffix}",
                mime=exporter.media_type,
                on_click="ignore",
                key=f"download_{exporter.name}",
            )


def _table(answer: Finding) -> None:
    if answer.table.empty:
        st.info(word("nothing_found"))
        return
    chosen = st.dataframe(
        reading_table(answer, lang()),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        height=230,
        key=f"table_{id(answer)}",
    )
    rows = chosen["selection"]["rows"]
    if rows:
        _fly_to(str(answer.table.index[rows[0]]))


def _fly_to(feature: str) -> None:
    if catalogue().has_feature(feature) and st.session_state.get("fly_to") != feature:
        st.session_state["selected"] = st.session_state["fly_to"] = feature
        st.rerun()


def _plain(text: str) -> str:
    """Return text that markdown shows as it is."""
    return "".join(f"\\{char}" if char in r"\`*_{}[]()<>#+-.!|~$:" else char for char in text)
