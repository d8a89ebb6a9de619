"""
The names of tables and columns as a file gives them, made harmless and told apart.

A name is only ever text here: no query, path or formula is built from one. What is taken away are
characters that cannot be seen, and what is beyond a length that can be read; two columns of one
name are numbered, as a frame and an eye could not part them.
"""

import unicodedata
from collections.abc import Sequence

from atlas.domain.messages import Message, message
from atlas.ingest.safety.limits import Limits, shown

GEOMETRY = "geometry"
_NAMED_MOST = 5


def clean_name(name: str, limits: Limits) -> str:
    """Return a name in one line, without characters that cannot be seen, cut to a length."""
    plain = "".join(" " if char.isspace() else char for char in name)
    seen = "".join(char for char in plain if unicodedata.category(char)[0] != "C")
    return " ".join(seen.split())[: limits.name_characters]


def unique_names(headers: Sequence[str], limits: Limits) -> tuple[list[str], list[Message]]:
    """
    Return the names of columns, clean and each once, with what was changed.

    An empty name becomes the number of its column; `geometry` is kept for shapes.
    """
    names: list[str] = []
    taken = {GEOMETRY}
    twice, long = [], []
    for number, header in enumerate(headers, start=1):
        name = clean_name(header, limits) or f"column_{number}"
        if len(header.strip()) > limits.name_characters:
            long.append(shown(name))
        if name.casefold() in taken:
            twice.append(shown(name))
            name = next(
                made
                for count in range(2, len(headers) + 3)
                if (made := f"{name}_{count}").casefold() not in taken
            )
        taken.add(name.casefold())
        names.append(name)
    notes = []
    if twice:
        notes.append(message("incoming.columns_twice", names=tuple(twice[:_NAMED_MOST])))
    if long:
        notes.append(message("incoming.names_cut", names=tuple(long[:_NAMED_MOST])))
    return names, notes
