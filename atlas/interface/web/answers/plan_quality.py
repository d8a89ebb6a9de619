"""What stands beside a location question: how good the plan is, and the curve with its knee."""

import math
from typing import Any

import altair
import pandas
import streamlit as st

from atlas.domain.finding import Finding
from atlas.domain.question import definition_hash
from atlas.interface.jobs import Job, jobs
from atlas.interface.outcomes import describe
from atlas.interface.web.session.current import catalogue
from atlas.interface.web.session.presence import presence
from atlas.interface.web.session.session import finding, is_dark, lang, unmarked, word
from atlas.interface.web.widgets.fields import WebFields
from atlas.questions.location import LOCATION

_LOOK_EVERY_S = 1.0
_HEIGHT = 190


def proof(answer: Finding) -> None:
    """Say how good the plan on screen is; where it is not proven best, search on beside it."""
    asked = LOCATION.question_of(answer)
    if asked is None or "proven" not in answer.values:
        return
    if answer.values["proven"].value:
        st.success(word("location_is_proven"), icon=":material/verified:")
        return
    exact = asked.model_copy(update={"solve": "exact"})
    key = f"location_job_{definition_hash(exact)}"
    job: Job | None = st.session_state.get(key)
    if job is None and asked.solve == "preview":
        job = st.session_state[key] = jobs().submit(catalogue(), exact, is_here=presence())
    is_under_way = job is not None and job.state in {"waiting", "running"}
    every = _LOOK_EVERY_S if is_under_way else None
    st.fragment(run_every=every)(_standing)(answer, job, key, is_under_way)


def _standing(answer: Finding, job: Job | None, key: str, was_under_way: bool) -> None:
    """Show how far the search is; runs by itself every second while it goes on."""
    st.info(
        word("location_gap", gap=answer.values["gap"], bound=answer.values["bound"]),
        icon=":material/hourglass_top:",
    )
    if job is None:
        return
    if job.state in {"waiting", "running"}:
        _under_way(job)
        return
    if _taken(answer, job) or was_under_way:
        st.rerun()
    if job.error is not None:
        st.warning(unmarked(describe(job.error, lang())), icon=":material/error:")
    st.caption(word("location_stopped", seconds=math.ceil(job.seconds)))
    if job.state != "done" and st.button(
        word("location_again"), key="location_again", width="stretch"
    ):
        st.session_state[key] = jobs().submit(catalogue(), job.definition, is_here=presence())
        st.rerun()


def _under_way(job: Job) -> None:
    key = "location_waiting" if job.state == "waiting" else "location_running"
    told: str = word(key, seconds=math.floor(job.seconds), limit=round(job.search_s))
    if job.gap is not None:
        told += word("location_so_far", gap=f"{100 * job.gap:.1f}")
    st.progress(min(1.0, job.seconds / job.search_s), text=told)
    st.button(
        word("location_stop"),
        key="location_stop",
        icon=":material/stop:",
        width="stretch",
        on_click=jobs().stop,
        args=(job,),
    )


def _taken(answer: Finding, job: Job) -> bool:
    """Put what the search found where its preview stands, unless something else is there by now."""
    is_news = job.finding is not None and job.finding is not answer
    if not is_news or finding() is not answer:
        return False
    st.session_state["finding"] = job.finding
    return True


def use_smallest(answer: Finding, *, most_km: float) -> None:
    """Offer the smallest radius that works, where the one in the question does not."""
    smallest = answer.values.get("smallest_radius")
    if smallest is None:
        return
    # up to the slider's next step: rounded down it would not do
    radius_km = math.ceil(smallest.value / 100) / 10
    if radius_km > most_km:
        return

    def use() -> None:
        WebFields("location").put("radius_m", radius_km)

    st.button(
        word("location_use_radius", radius=f"{radius_km:g}"),
        key="location_use_radius",
        on_click=use,
        width="stretch",
    )


def show_curve(answer: Finding) -> None:
    """Draw the share of demand weight reached against the number of new sites."""
    part = answer.parts.get("curve")
    if part is None or len(part.table) < 2:
        return
    st.markdown(f"**{word('location_curve')}**")
    st.altair_chart(_curve(part.table, _asked(answer)), width="stretch")
    knee = answer.values.get("knee")
    if knee is not None:
        st.caption(word("location_knee", count=knee))


def _asked(answer: Finding) -> int:
    return int(answer.values["new"].value)


def _plotted(table: pandas.DataFrame) -> pandas.DataFrame:
    return pandas.DataFrame(
        {
            "sites": table["sites"],
            "share": 100 * table["share"],
            "bound": 100 * table["bound"],
            "knee": table["knee"] == "yes",
        }
    )


def _curve(table: pandas.DataFrame, asked: int) -> altair.LayerChart | altair.FacetChart:
    line, mark, quiet = (
        ("#7FB0F0", "#F0B95B", "#9AA6B4") if is_dark() else ("#1F4E8C", "#9A5B00", "#5B6776")
    )
    told = _plotted(table)
    base = altair.Chart(told).encode(
        x=altair.X(
            "sites:Q",
            title=word("location_axis_sites"),
            axis=altair.Axis(tickMinStep=1, format="d", grid=False),
        )
    )
    axis: dict[str, Any] = {
        "scale": altair.Scale(domain=[0, 100]),
        "axis": altair.Axis(tickCount=5),
        "title": word("location_axis_share"),
    }
    bound = base.mark_line(color=quiet, strokeDash=[3, 3], strokeWidth=1).encode(
        y=altair.Y("bound:Q", **axis)
    )
    curve = base.mark_line(color=line, point=altair.OverlayMarkDef(color=line, size=22)).encode(
        y=altair.Y("share:Q", **axis),
        tooltip=[
            altair.Tooltip("sites:Q", title=word("location_axis_sites")),
            altair.Tooltip("share:Q", title=word("location_axis_share"), format=".1f"),
        ],
    )
    here = base.transform_filter(altair.datum.sites == asked)
    rule = here.mark_rule(color=line, strokeWidth=1, opacity=0.5).encode(x="sites:Q")
    knee = base.transform_filter(altair.datum.knee)
    ring = knee.mark_point(color=mark, size=130, strokeWidth=2).encode(y=altair.Y("share:Q"))
    name = knee.mark_text(color=mark, align="left", dx=9, dy=10, text=word("location_knee_name"))
    return altair.layer(bound, rule, curve, ring, name.encode(y="share:Q")).properties(
        height=_HEIGHT
    )
