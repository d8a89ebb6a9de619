"""Why this site: one page with its parts, its constraints, its rivals and how firm it stands."""

from pathlib import Path
from typing import Any

import pandas
import streamlit as st

from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.messages import Message
from atlas.domain.progress import Progress, no_progress
from atlas.domain.question import definition_hash
from atlas.interface.jobs import is_long
from atlas.interface.web.session import background
from atlas.interface.web.session.current import catalogue
from atlas.interface.web.session.form_state import open_in_form
from atlas.interface.web.session.session import finding, is_dark, lang, unmarked, word
from atlas.output.explanation_tables import duel_table, margins_table, parts_table, stability_table
from atlas.output.language import say
from atlas.questions.siting import SITING
from atlas.questions.siting.definition import Siting
from atlas.questions.siting.explanation import Reasons, reasons
from atlas.questions.siting.explanation_text import sentences
from atlas.questions.siting.ranking import Ranked, rank

# what a part adds, what its weight left over, the whole, and the words beside
_LIGHT = ("#2F8F9D", "#D9DEE5", "#1F4E8C", "#5B6776")
_DARK = ("#4FB0BE", "#313A46", "#7FB0F0", "#9AA6B4")
_ROW_PX = 30
_WORK, _BEGUN, _HELD = "why_work", "why_begun", "why_ranked"


def reason_choice() -> None:
    """Offer the listed sites of the siting answer on screen, and open the page of one."""
    answer = _answer()
    if answer is None:
        return
    sites = [str(site) for site in answer.table["cell"]]
    looked, _ = st.session_state.get("look", ("", 0))
    names = _names(answer)
    # another look is another box: a row chosen in the table becomes the choice here
    key = f"why_site_{definition_hash(answer.definition)}_{looked}"
    with st.container(border=True, key="why"):
        site = st.selectbox(
            word("why_site"),
            sites,
            index=sites.index(looked) if looked in sites else 0,
            format_func=lambda one: f"{sites.index(one) + 1} · {names[one]}",
            key=key,
        )
        if st.button(word("open_reason"), key="open_reason", width="stretch"):
            st.session_state["why_open"] = True
    if st.session_state.get("why_open"):
        _page(answer, site)


def reason_button(answer: Finding) -> None:
    """Offer, beside an answer on any page, why its first site is where it is, or the one chosen."""
    if not _has_reasons(answer):
        return
    is_here = str(st.session_state.get("page", "")).endswith("/siting")
    asked = st.button(
        word("why_site"), key="why_now", type="tertiary", on_click=_open, args=(is_here,)
    )
    if asked and not is_here:
        st.switch_page("views/page_siting.py")


def _open(is_here: bool) -> None:
    st.session_state["why_open"] = True
    answer = finding()
    question = None if answer is None else SITING.question_of(answer)
    if question is not None and not is_here:
        open_in_form(question)


def _has_reasons(answer: Finding) -> bool:
    return answer.kind == SITING.name and not answer.table.empty


def _answer() -> Finding | None:
    answer = finding()
    return answer if answer is not None and _has_reasons(answer) else None


def _names(answer: Finding) -> dict[str, str]:
    """Return what each site is called: by its name, or by what lies nearest to its cell."""
    table, cells = answer.table, answer.table["cell"].astype(str)
    named, near = f"name_{lang()}", f"near_{lang()}"
    if named in table:
        return dict(zip(cells, table[named].astype(str), strict=True))
    if near not in table:
        return {cell: cell for cell in cells}
    pairs = zip(cells, table[near].astype(str), strict=True)
    return {cell: f"{cell} · {name}" for cell, name in pairs}


# a ranking never changes, so every session may be handed the same one
@st.cache_resource(max_entries=8, show_spinner=False)
def _ranked(key: str, _known: Catalogue, _asked: Siting, _tell: Progress) -> Ranked:  # noqa: ARG001 the cache's
    return rank(_known, _asked, progress=_tell)


def _ranking(question: Siting) -> Ranked | None:
    """Return the whole ranking; None while it is being made, which a large one shows."""
    known = catalogue()
    key = f"{definition_hash(question)} {known.mark}"
    if not is_long(known, question):
        return _ranked(key, known, question, no_progress)
    held, ranked = st.session_state.get(_HELD, ("", None))
    if held == key:
        return ranked  # type: ignore[no-any-return]
    if st.session_state.get(_BEGUN) != key:
        st.session_state[_BEGUN] = key
        background.begin_task(_WORK, lambda tell: _ranked(key, known, question, tell))
    ranked = background.outcome(_WORK)
    if ranked is not None:
        st.session_state[_HELD] = (key, ranked)
    elif not background.is_under_way(_WORK):
        # stopped, or told why not: to be begun again when it is asked for again
        st.session_state.pop(_BEGUN)
        st.session_state["why_open"] = False
        if not background.has_failed(_WORK):
            st.rerun()
    return ranked


def _page(answer: Finding, site: str) -> None:
    definition: Any = answer.definition
    st.html(Path(__file__).with_suffix(".css"))
    # the bar of a long ranking stands where the page will
    with st.container(key="reason_page"):
        ranked = _ranking(definition)
        if ranked is None:
            return
        told = reasons(catalogue(), ranked, site).with_words(say)
        head, close = st.columns([5, 1], vertical_alignment="center")
        title = _why("title", site=told.name)
        head.markdown(f"### {unmarked(title)}　:gray[{unmarked(answer.title(lang()))}]")
        if close.button(word("back_to_map"), key="close_reason", width="stretch"):
            st.session_state["why_open"] = False
            st.rerun()
        _told(told, _names(answer))


def _why(key: str, **parameters: Any) -> str:
    """Return words of the reasons in the visitor's language."""
    return say(Message(f"why.{key}", parameters), lang())


def _told(told: Reasons, names: dict[str, str]) -> None:
    left, right = st.columns([1, 1], gap="medium")
    with left:
        first, *rest = (unmarked(say(sentence, lang())) for sentence in sentences(told))
        st.markdown("\n".join([f"**{first}**", "", *(f"- {line}" for line in rest)]))
        _waterfall(told)
    with right:
        _table("parts", parts_table(told, lang()))
        _table("margins", margins_table(told, lang()))
        for key, duel in (("behind", told.behind), ("ahead", told.ahead)):
            if duel is not None and duel.swaps:
                rival = unmarked(say(duel.rival_name, lang()))
                _table(f"duel_{key}", duel_table(duel, lang()), rival=rival)
        _table("stability", stability_table(told, names, lang()))


def _table(key: str, table: pandas.DataFrame, **parameters: Any) -> None:
    if table.empty:
        return
    st.markdown(f"**{word(f'why_{key}', **parameters)}**")
    shares = {
        name: st.column_config.NumberColumn(format=_decimals(key, table[name]))
        for name in table.select_dtypes("number")
    }
    st.dataframe(
        table, hide_index=True, column_config=shares, key=f"why_{key}_table", height="content"
    )


def _decimals(key: str, cells: pandas.Series) -> str:
    """Return how figures are shown: scores with three decimals, shares in per cent with one."""
    return "%.3f" if key == "parts" and cells.max() <= 1 else "%.1f"


def _steps(told: Reasons) -> pandas.DataFrame:
    """Return the bars of the chart: each part where the one before ended, and the whole."""
    part_color, _, whole, _ = _DARK if is_dark() else _LIGHT
    rows, start = [], 0.0
    for part in told.parts:
        end = start + part.contribution
        label = f"{part.contribution:.3f} / {part.weight:.3f}"
        rows.append((part.criterion, start, end, start + part.weight, label, part_color))
        start = end
    rows.append((_why("total"), 0.0, start, start, f"{start:.3f}", whole))
    return pandas.DataFrame(rows, columns=["name", "start", "end", "most", "label", "color"])


def _waterfall(told: Reasons) -> None:
    """Draw how the contributions add up, and behind each what its weight could have added."""
    import altair  # who sees no chart need not wait for it

    _, left, _, words = _DARK if is_dark() else _LIGHT
    data = _steps(told)
    y = altair.Y("name:N", sort=None, title=None, axis=altair.Axis(labelLimit=220))
    # room for the figures beside the longest bar
    scale = altair.Scale(domain=[0, 1.2 * max(1.0, float(data["most"].max()))], nice=False)
    axis = altair.Axis(values=[0, 0.25, 0.5, 0.75, 1])
    base = altair.Chart(data).encode(y=y)
    room = base.mark_bar(height=16, color=left).encode(
        x=altair.X("start:Q", scale=scale, title=None, axis=axis), x2="most:Q"
    )
    bars = base.mark_bar(height=16).encode(
        x=altair.X("start:Q", scale=scale), x2="end:Q", color=altair.Color("color:N", scale=None)
    )
    labels = base.mark_text(align="left", dx=5, color=words).encode(
        x=altair.X("most:Q", scale=scale), text="label:N"
    )
    st.caption(word("waterfall"))
    st.altair_chart(
        (room + bars + labels).properties(height=_ROW_PX * len(data) + 30),
        width="stretch",
        key="waterfall",
    )
