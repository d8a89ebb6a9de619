"""
What is being computed for the screen: how far it is, and the button that stops it.

It lies over the map's lower edge, on whichever page the visitor is by then. To stop leaves the
last answer standing.
"""

import math

import streamlit as st

from atlas.interface.jobs import Job, jobs
from atlas.interface.web.session.session import under_way, word

_LOOK_EVERY_S = 0.5


def under_way_bar() -> None:
    """Show the work under way, if there is some; the page runs again when it has ended."""
    job = under_way()
    if job is not None:
        with st.container(key="under_way"):
            _bar(job)


@st.fragment(run_every=_LOOK_EVERY_S)
def _bar(job: Job) -> None:
    if not job.is_under_way:
        st.rerun()
    done, total, stage = job.steps or (0, 1, "waiting" if job.state == "waiting" else "starting")
    told = word(f"stage_{stage}")
    if job.seconds >= 1:
        told = word("stage_since", stage=told, seconds=math.floor(job.seconds))
    bar, stop = st.columns([5, 1], vertical_alignment="center")
    bar.progress(done / total, text=told)
    stop.button(
        word("stop"),
        key="stop_under_way",
        icon=":material/stop:",
        width="stretch",
        disabled=bool(job.wish),
        on_click=jobs().stop,
        args=(job,),
    )
