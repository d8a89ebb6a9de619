"""Query: which features of a layer, or of several, meet conditions."""

from atlas.questions.kind import Kind
from atlas.questions.query.brief import brief_table
from atlas.questions.query.compute import query
from atlas.questions.query.definition import Query

QUERY = Kind(definition=Query, answer=query, brief_table=brief_table, examples=("query",))
