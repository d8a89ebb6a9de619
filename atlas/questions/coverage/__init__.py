"""Coverage: whom facilities reach within radii."""

from atlas.questions.coverage.brief import brief_bars, brief_table
from atlas.questions.coverage.compute import compute
from atlas.questions.coverage.definition import Coverage
from atlas.questions.coverage.finding import report
from atlas.questions.coverage.form import CoverageForm
from atlas.questions.coverage.of_zone import ask_of_zone, name_zone
from atlas.questions.kind import Kind, OfFeature

COVERAGE = Kind(
    definition=Coverage,
    compute=compute,
    report=report,
    form=CoverageForm(),
    of_feature=OfFeature(ask_of_zone, name_zone),
    brief_table=brief_table,
    brief_bars=brief_bars,
    examples=("coverage", "coverage_along", "coverage_changes"),
    left_to_downloads=("area_km2",),
)
