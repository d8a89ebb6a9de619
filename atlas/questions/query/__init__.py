"""Query: which features of a layer, or of several, meet conditions."""

from atlas.questions.kind import Kind
from atlas.questions.query.brief import brief_table
from atlas.questions.query.compute import compute, report
from atlas.questions.query.definition import Query
from atlas.questions.query.form import QueryForm

QUERY = Kind(
    definition=Query,
    compute=compute,
    report=report,
    form=QueryForm(),
    brief_table=brief_table,
    examples=("query",),
)
