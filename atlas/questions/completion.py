"""What every answer says beside its own: data versions, words widened, layers that are empty."""

from dataclasses import replace

from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.name_check import layers_named
from atlas.domain.question import Question
from atlas.questions.data_caveats import data_caveats
from atlas.questions.selection.synonyms import with_synonyms


def completed(catalogue: Catalogue, finding: Finding, question: Question) -> Finding:
    """
    Return an answer with what holds of any question.

    Parameters
    ----------
    catalogue
        What answered it.
    finding
        As its own analysis gave it.
    question
        The question.
    """
    finding = with_synonyms(catalogue, finding, question)
    named = list(layers_named(question))
    # a layer that only a condition names decided the answer too
    versions = {name: catalogue[name].version for name in named} | dict(finding.versions)
    finding = replace(finding, versions=versions)
    # whatever was computed, that data were missing or nobody's to keep is said first
    first = data_caveats(catalogue, named)
    keys = {caveat.key for caveat in first}
    known = [caveat for caveat in finding.caveats if caveat.key not in keys]
    return replace(finding, caveats=(*first, *known))
