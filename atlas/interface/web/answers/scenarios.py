"""Scenarios: answers saved under a name, stored between sessions, compared side by side."""

from pathlib import Path
from typing import Any

import altair
import geopandas
import pandas
import shapely
import streamlit as st

from atlas.domain.crs import STORAGE_CRS, to_measuring, xy
from atlas.domain.finding import Finding
from atlas.domain.messages import Message
from atlas.errors import AtlasError
from atlas.interface.outcomes import describe
from atlas.interface.web.answers.studies import question_file, save_study, saved, store
from atlas.interface.web.session.current import catalogue
from atlas.interface.web.session.session import answer_to, finding, lang, localized, unmarked, word
from atlas.interface.web.widgets.choices import layer_names
from atlas.output.language import has_words, quantity_text
from atlas.questions.scenarios import ScenarioComparison, compare_scenarios

_MOST = 4
_COLORS = ("#1F4E8C", "#B4530A", "#7A5AA6", "#2F8F9D")
_MAP_HEIGHT = 360
_TOLERANCE_M = 60.0


def scenarios_panel(kind: str) -> None:
    """
    Show the scenarios of a kind of question: save this one, open, share, compare.

    Parameters
    ----------
    kind
        Of question: `siting` or `location`.
    """
    with st.expander(word("scenarios"), key=f"scenarios_{kind}"):
        try:
            _save(kind)
            saved(kind)
            _choose(kind)
        except AtlasError as error:
            # a workspace that cannot be written loses nothing that is on the screen
            st.error(unmarked(describe(error, lang())))
        question_file()
    chosen = st.session_state.get(f"scenarios_compared_{kind}")
    if chosen:
        with st.container(key="pane"), st.container(key="scenarios_compared"):
            st.html(Path(__file__).with_name("scenarios.css"))
            _show(kind, chosen)


def _save(kind: str) -> None:
    answer = finding()
    if answer is None or answer.kind != kind:
        st.caption(word("scenario_none"))
        return
    name = st.text_input(word("scenario_name"), key=f"scenario_name_{kind}", max_chars=60)
    if st.button(word("scenario_save"), key=f"scenario_save_{kind}", disabled=not name.strip()):
        save_study(name, answer.definition)


def _choose(kind: str) -> None:
    known = [study.name for study in store().list() if study.definition["kind"] == kind]
    if len(known) < 2:
        return
    chosen = st.multiselect(
        word("scenario_choose"), known, key=f"scenarios_chosen_{kind}", max_selections=_MOST
    )
    if st.button(
        word("scenario_compare"),
        key=f"scenarios_compare_{kind}",
        disabled=len(chosen) < 2,
        width="stretch",
    ):
        st.session_state[f"scenarios_compared_{kind}"] = chosen


def _show(kind: str, chosen: list[str]) -> None:
    title, close = st.columns([5, 1])
    title.markdown(f"### {word('scenario_title')}")
    if close.button(word("scenario_close"), key="scenarios_close", width="stretch"):
        st.session_state.pop(f"scenarios_compared_{kind}")
        st.rerun()
    try:
        named = _answers(chosen)
        compared = compare_scenarios(named)
    except AtlasError as error:
        st.error(unmarked(describe(error, lang())))
        return
    for name, answer in named:
        st.markdown(f"**{unmarked(name)}**　{unmarked(answer.headline(lang()))}")
    ranks, places = st.columns([3, 2])
    with ranks:
        st.markdown(f"**{word('scenario_sites')}**")
        st.dataframe(_rank_table(compared), hide_index=True, placeholder="—", key="scenario_ranks")
    with places:
        st.markdown(f"**{word('scenario_map')}**")
        st.altair_chart(_places(named), width="stretch")
    st.markdown(f"**{word('scenario_figures')}**")
    st.dataframe(_figure_table(compared), hide_index=True, placeholder="—", key="scenario_figures")
    if len(compared.asked):
        st.markdown(f"**{word('scenario_asked')}**")
        heads = {f"asked:{k}": name for k, name in enumerate(compared.names)}
        told = compared.asked.rename(columns={"part": word("scenario_part"), **heads})
        st.dataframe(told, hide_index=True, key="scenario_asked")


def _answers(chosen: list[str]) -> list[tuple[str, Finding]]:
    """Answer each scenario on the data of now, and say so where the data have changed since."""
    named = []
    for name in chosen:
        study = store().load(name)
        answer = answer_to(study.definition)
        if study.versions and dict(answer.versions) != study.versions:
            st.caption(word("scenario_older", name=name))
        named.append((name, answer))
    return named


def _rank_table(compared: ScenarioComparison) -> pandas.DataFrame:
    sites = compared.sites
    table = pandas.DataFrame({word("scenario_site"): sites[f"name_{lang()}"]})
    for k, name in enumerate(compared.names):
        ranked = localized(Message("web.scenario_rank", {"name": name}))
        table[ranked] = sites[f"rank:{k}"].astype("Int64")
        if k:
            moves = zip(sites[f"standing:{k}"], sites[f"moved:{k}"], strict=True)
            told = {"name": name, "first": compared.names[0]}
            heading = localized(Message("web.scenario_move", told))
            table[heading] = [_move(standing, moved) for standing, moved in moves]
    return table


def _move(standing: str, moved: float) -> str:
    places = "" if pandas.isna(moved) else f"{abs(moved):.0f}"
    return localized(Message(f"web.standing_{standing}", {"places": places}))


def _figure_table(compared: ScenarioComparison) -> pandas.DataFrame:
    """Return a row a figure that has a name, those that differ first."""
    differing = set(compared.differing())
    keys = [key for key in compared.figures if has_words(f"figure.{key}")]
    keys.sort(key=lambda key: key not in differing)
    rows = []
    for key in keys:
        told = [quantity_text(q, lang()) if q else None for q in compared.figures[key]]
        same = word("scenario_differs") if key in differing else ""
        rows.append([localized(Message(f"figure.{key}")), *told, same])
    heads = [word("scenario_figure"), *compared.names, word("scenario_difference")]
    return pandas.DataFrame(rows, columns=heads)


def _places(named: list[tuple[str, Finding]]) -> altair.LayerChart | altair.FacetChart:
    """Draw every scenario's sites, each in its colour, over the outlines of the zones."""
    names = [name for name, _ in named]
    frames = [_sites(number, name, answer) for number, (name, answer) in enumerate(named)]
    sites = pandas.concat(frames)
    color = altair.Color(
        "scenario:N",
        scale=altair.Scale(domain=names, range=list(_COLORS[: len(names)])),
        legend=altair.Legend(title=None, orient="bottom", labelLimit=260),
    )
    base = altair.Chart(sites).encode(longitude="x:Q", latitude="y:Q", color=color)
    rings = base.mark_point(strokeWidth=2).encode(
        size=altair.Size("size:Q", scale=None), tooltip=["scenario:N", "site:N", "rank:Q"]
    )
    # each scenario's numbers stand on a side of their own
    sides = ((-13, -9), (13, -9), (-13, 11), (13, 11))
    layers = [
        base.transform_filter(altair.datum.scenario == name)
        .mark_text(dx=dx, dy=dy, fontSize=11, fontWeight="bold")
        .encode(text="rank:Q")
        for name, (dx, dy) in zip(names, sides, strict=False)
    ]
    ground = altair.Chart({"values": _outlines()}).mark_geoshape(
        filled=False, stroke="#9AA6B4", strokeDash=[4, 3]
    )
    chart = altair.layer(ground, rings, *layers)
    return chart.project("identity", reflectY=True).properties(height=_MAP_HEIGHT)


def _sites(number: int, name: str, answer: Finding) -> pandas.DataFrame:
    table = answer.table
    points = geopandas.GeoSeries.from_xy(table["lon"], table["lat"], crs=STORAGE_CRS)
    at = xy(points)
    called = table[f"name_{lang()}"] if f"name_{lang()}" in table else table["cell"]
    return pandas.DataFrame(
        {
            "scenario": name,
            "site": called.astype(str),
            "rank": table["rank"],
            "x": at[:, 0],
            "y": at[:, 1],
            "size": 90.0 + 110.0 * number,
        }
    )


def _outlines() -> list[dict[str, Any]]:
    polygons = layer_names(("polygon",))
    layer = catalogue()["zones" if "zones" in polygons else polygons[0]]
    shapes = to_measuring(layer.located.geometry).simplify(_TOLERANCE_M)
    return [{"type": "Feature", "geometry": shapely.geometry.mapping(one)} for one in shapes]
