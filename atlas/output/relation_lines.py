"""
The relations of a thing in words, from its end: what it is a part of, who builds it.

Each line names the other end, what is done, and whether a document says so or we inferred it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from atlas.domain.catalogue import Catalogue
from atlas.domain.messages import Language, Name, Text, message
from atlas.domain.relations import TABLE, Tie, related
from atlas.output.citation import clause_said
from atlas.output.language import say


@dataclass(frozen=True)
class RelationLine:
    """A relation in words, and where it is said."""

    words: str
    cited: Text


def relation_sentences(catalogue: Catalogue, tie: Tie) -> Text:
    """Return how a relation is called from the end that it is seen from."""
    spec = catalogue[TABLE].spec
    return spec.value_text("relation", tie.relation, is_back=not tie.is_forward)


def relation_lines(catalogue: Catalogue, feature: str, lang: Language) -> Iterator[RelationLine]:
    """
    Say every relation that a thing stands in.

    Parameters
    ----------
    catalogue
        Where the thing and its relations are found.
    feature
        Id of the thing.
    lang
        Language of the words.
    """
    for tie in related(catalogue, feature):
        layer = catalogue[TABLE]
        row = layer.frame.loc[tie.row]
        role = str(row["role_zh" if lang == "zh" else "role_en"])
        told = message(
            "card.tie_role" if role else "card.tie",
            relation=relation_sentences(catalogue, tie),
            other=catalogue.name_of(tie.other),
            role=Name(role),
        )
        basis = say(layer.spec.value_text("basis", str(row["basis"])), lang)
        words = " · ".join(filter(None, (say(told, lang), basis)))
        yield RelationLine(words, clause_said(catalogue, row))
