"""
丝路科学城规划图集: the Silk Road Science City planning atlas.

>>> import atlas
>>> catalogue = atlas.open_atlas()
>>> finding = atlas.run(catalogue, {"kind": "query", "layer": "parks"})
>>> print(finding.headline("zh"))  # doctest: +SKIP

This is the composition room: it alone may import every other, and binds what the rooms must not
know of each other, such as an answer and the words for it.
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from atlas.analysis.contents import contents
from atlas.analysis.coverage.answer import coverage as _coverage
from atlas.analysis.query.answer import query as _query
from atlas.analysis.siting.answer import siting as _siting
from atlas.domain.catalogue import Catalogue
from atlas.domain.definition import (
    Coverage,
    Definition,
    Query,
    Sheet,
    Siting,
    make_definition,
)
from atlas.domain.finding import Finding, Quantity
from atlas.domain.naming import check_names, layers_named
from atlas.domain.words import message
from atlas.keeping.workspace import workspace
from atlas.output.language import say
from atlas.reading.assemble import read_catalogue
from atlas.reading.questions import read_definition

__version__ = "0.1.0"
__all__ = [
    "Catalogue",
    "Coverage",
    "Finding",
    "Quantity",
    "Query",
    "Sheet",
    "Siting",
    "coverage",
    "make_definition",
    "open_atlas",
    "query",
    "read_definition",
    "run",
    "site",
    "workspace",
]

CHECKOUT = Path(__file__).resolve().parent.parent


def open_atlas(root: Path | str | None = None) -> Catalogue:
    """
    Read and check every layer.

    Parameters
    ----------
    root
        A folder with `layers/` and `geodata/`; where none is given, the one that `ATLAS_ROOT`
        names, or this checkout.

    Returns
    -------
    catalogue
        Layers, tables, slots and sources.

    Raises
    ------
    BadFacts
        With every problem of every file at once.
    BadFile
        If the root has no such folders.
    """
    return read_catalogue(Path(root or os.environ.get("ATLAS_ROOT") or CHECKOUT))


def run(catalogue: Catalogue, definition: Definition | Mapping[str, Any]) -> Finding:
    """
    Answer a question of any kind.

    Parameters
    ----------
    catalogue
        What `open_atlas` returned.
    definition
        The question, or its keys and values as they stand in a file.

    Returns
    -------
    finding
        The answer; the same whichever door the question came by.

    Raises
    ------
    BadDefinition, UnknownName
        If the question cannot be asked of this catalogue, with every problem at once.
    Refused
        If it could be computed and must not be.
    """
    asked = make_definition(definition) if isinstance(definition, Mapping) else definition
    check_names(catalogue, asked)
    finding = _answer(catalogue, asked).spoken_by(say)
    waiting = [v.name for v in catalogue.slots if v.id in set(layers_named(asked))]
    if not waiting:
        return finding
    # whatever was computed without them, that they were missing is said first
    missing = message("caveat.not_loaded", names=tuple(waiting))
    return replace(finding, caveats=(missing, *finding.caveats))


def query(catalogue: Catalogue, **asked: Any) -> Finding:
    """Ask what is here: `run` with a definition of kind `query`, given by its keys."""
    return run(catalogue, {"kind": "query", **asked})


def coverage(catalogue: Catalogue, **asked: Any) -> Finding:
    """Ask who is reached: `run` with a definition of kind `coverage`, given by its keys."""
    return run(catalogue, {"kind": "coverage", **asked})


def site(catalogue: Catalogue, **asked: Any) -> Finding:
    """Ask where the next one should go: `run` with a definition of kind `siting`."""
    return run(catalogue, {"kind": "siting", **asked})


def _answer(catalogue: Catalogue, asked: Definition) -> Finding:
    if isinstance(asked, Query):
        return _query(catalogue, asked)
    if isinstance(asked, Coverage):
        return _coverage(catalogue, asked)
    if isinstance(asked, Siting):
        return _siting(catalogue, asked)
    shown = _answer(catalogue, asked.shows) if asked.shows else None
    return contents(catalogue, asked, shown)
