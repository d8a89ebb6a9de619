"""Location: where so many more facilities would reach the most."""

from atlas.questions.kind import Kind
from atlas.questions.location.brief import brief_table
from atlas.questions.location.compute import compute
from atlas.questions.location.definition import Location
from atlas.questions.location.effort import effort_of, limit_s, preview_of
from atlas.questions.location.finding import report
from atlas.questions.location.form import LocationForm
from atlas.questions.location.report import plan_figures

LOCATION = Kind(
    definition=Location,
    compute=compute,
    report=report,
    form=LocationForm(),
    effort=effort_of,
    limit_s=limit_s,
    preview=preview_of,
    site_figures=plan_figures,
    brief_table=brief_table,
    examples=("location",),
)
