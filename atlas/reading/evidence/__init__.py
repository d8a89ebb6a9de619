"""
Evidence: whether what a row says really stands in its document.

A row quotes a phrase and names its clause. `check_evidence` looks the phrase up in the
document, in that clause, and holds value, unit, operator, year and entity against what stands
there. `wording.toml` is the table of how documents write these; a layer's `[evidence]` says
which of its columns hold what.
"""

from atlas.reading.evidence.checking import Held, Index, check_evidence, claims_of
from atlas.reading.evidence.standing import Claim
from atlas.reading.evidence.texts import Text, bare, read_texts

__all__ = [
    "Claim",
    "Held",
    "Index",
    "Text",
    "bare",
    "check_evidence",
    "claims_of",
    "read_texts",
]
