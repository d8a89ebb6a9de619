"""Siting: candidates ranked by weighted criteria."""

from atlas.questions.kind import Kind
from atlas.questions.siting.brief import brief_bars, brief_table
from atlas.questions.siting.compute import compute, report
from atlas.questions.siting.definition import Siting
from atlas.questions.siting.effort import siting_effort
from atlas.questions.siting.form import SitingForm
from atlas.questions.siting.report import site_figures

SITING = Kind(
    definition=Siting,
    compute=compute,
    report=report,
    effort=siting_effort,
    form=SitingForm(),
    site_figures=site_figures,
    brief_table=brief_table,
    brief_bars=brief_bars,
    examples=("siting", "siting_judged", "siting_parcels"),
)
