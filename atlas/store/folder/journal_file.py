"""
The file of the journal: one for all layers.

One look at it shows whether anything changed, and replacing it puts a version in force.
"""

import json

from pydantic import TypeAdapter

from atlas.store.folder.format_versions import JOURNAL_FORMAT, journal_format
from atlas.store.journal import Journal, Move

_FORM: TypeAdapter[tuple[Move, ...]] = TypeAdapter(tuple[Move, ...])


def written_journal(journal: Journal) -> bytes:
    """Return a journal as JSON."""
    moves = _FORM.dump_python(journal.moves, mode="json")
    return json.dumps({"format": JOURNAL_FORMAT, "moves": moves}, ensure_ascii=False).encode()


def read_journal(content: bytes) -> Journal | None:
    """
    Return the journal in JSON; None where it is damaged.

    Raises
    ------
    ValueError
        If a newer atlas wrote it.
    """
    form = journal_format(content)
    if form is not None and form > JOURNAL_FORMAT:
        raise ValueError(form)
    try:
        return Journal(_FORM.validate_python(json.loads(content)["moves"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
