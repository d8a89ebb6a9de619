"""
What a row is about, held against its phrase: named there, or the subject of the clause.

Where neither is so the row says `inferred` and gives further words of the same document that
name it. The basis is always the strongest that holds: stated, subject, inferred.
"""

from atlas.errors import Problem
from atlas.reading.evidence.names import Names
from atlas.reading.evidence.standing import Claim, Standing
from atlas.reading.evidence.texts import bare
from atlas.reading.facts import QUOTE_MOST

BASES = ("stated", "subject", "inferred")  # from the strongest to the weakest


def entity_faults(claim: Claim, at: Standing, names: Names) -> list[Problem]:
    """
    Return what of a row's entities, their basis and their wording does not hold.

    Parameters
    ----------
    claim
        What the row states.
    at
        Where its phrase stands.
    names
        The names of all features.
    """
    told = claim.declared
    if not told.entities:
        return _own_faults(claim, at, names)
    bases = {
        (column, entity): _basis(at, entity)
        for column in told.entities
        for entity in filter(None, claim.cell(column).split(";"))
    }
    problems = _basis_faults(claim, max(bases.values(), key=BASES.index, default="stated"))
    for (column, entity), basis in bases.items():
        if basis == "inferred":
            problems += _inferred(claim, at, names, column, entity)
    if told.geography:
        wording, entity = claim.cell(told.geography), claim.cell(told.entities[0])
        if wording and not names.bears(entity, wording):
            says = sorted(names.of(entity))
            problems.append(claim.fault("geography_is_other", told.geography, wording, says))
    return problems


def _basis_faults(claim: Claim, right: str) -> list[Problem]:
    """Of several entities the one least borne out says the basis of the row."""
    told, problems = claim.declared, []
    basis, words = claim.cell(told.basis), claim.cell(told.words)
    if told.basis and basis != right and right != "inferred":
        problems.append(claim.fault("basis_is_other", told.basis, basis, right))
    if words and right != "inferred":
        problems.append(claim.fault("words_not_needed", told.words, words, right))
    return problems


def _own_faults(claim: Claim, at: Standing, names: Names) -> list[Problem]:
    """A feature is what its row is about: its phrase holds a name of it, or its clause is on it."""
    is_held = any(name in at.phrase for name in names.of(claim.feature))
    if is_held or claim.layer.spec.is_table or _basis(at, claim.feature) == "subject":
        return []
    return [claim.fault("entity_not_in_text", "quote", at.phrase, claim.cell("name_zh"))]


def _basis(at: Standing, entity: str) -> str:
    if at.named.is_named(entity, at.start, at.end):
        return "stated"
    return "subject" if entity in subjects_at(at) else "inferred"


def subjects_at(at: Standing) -> frozenset[str]:
    """
    Return what the text is about where a phrase stands.

    These are the subjects of its clause. Where it has several of its own, apart from what the
    whole document is about, the last sentence up to the phrase that names any says which.
    """
    if at.clause is None:
        return frozenset()
    general = frozenset(at.clause.subjects).intersection(at.text.period.subjects)
    own, end = frozenset(at.clause.subjects) - general, at.end
    while len(own) > 1 and end > at.clause.start:
        start = max(at.text.sentence_start(end - 1), at.clause.start)
        here = own & {i for named in at.named.between(start, end) for i in named.ids}
        if here:
            return general | here
        end = start
    return general | own


def _inferred(claim: Claim, at: Standing, names: Names, column: str, entity: str) -> list[Problem]:
    """The words may be cut out of a longer name: 打造西北工业大学 of 打造西北工业大学翱翔小镇."""
    told, words = claim.declared, bare(claim.cell(claim.declared.words))
    if not told.basis or claim.cell(told.basis) != "inferred":
        named = at.named.between(at.start, at.end)
        says = [at.text.bare[name.start : name.end] for name in named] + sorted(subjects_at(at))
        return [claim.fault("entity_not_in_text", column, entity, says)]
    if not words or words not in at.text.bare:
        return [claim.fault("words_not_in_text", told.words, words)]
    if len(words) > QUOTE_MOST:
        return [claim.fault("quote_too_long", told.words, words, QUOTE_MOST)]
    found = names.found_in(words)
    if any(entity in name.ids for name in found):
        return []
    says = [words[name.start : name.end] for name in found] or [words]
    return [claim.fault("entity_not_in_text", column, entity, says)]
