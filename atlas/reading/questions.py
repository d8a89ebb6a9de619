"""
From a TOML or JSON file to a definition, and to the files of data that lie beside it.

A file may begin with a table `[data]`: layer id = file in the folder of the question, in the
layer's own columns. It is opened for this question only, where a person runs the file; a link, a
page or a study knows no such key and can open nothing.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from atlas.domain.definition import Definition, make_definition
from atlas.errors import BadDefinition, BadFile, Problem

_DATA = "data"


@dataclass(frozen=True)
class FromFile:
    """A question, and the files of data that are opened for it, by layer id."""

    definition: Definition
    data: Mapping[str, Path]


def read_definition(path: Path) -> Definition:
    """
    Read a question from a file; the data beside it are not opened.

    Parameters
    ----------
    path
        `.toml` or `.json`.

    Raises
    ------
    BadFile
        If the file is missing, is not UTF-8, or is neither TOML nor JSON.
    UnknownName, BadDefinition
        If what it says is not a question, with every problem at once.
    """
    return read_question(path).definition


def read_question(path: Path) -> FromFile:
    """
    Read a question from a file, and where the data beside it lie.

    Parameters and errors are those of `read_definition`; data that lie elsewhere than in the
    folder of the question, or below it, are refused.
    """
    given = _read(path)
    data = given.pop(_DATA, {})
    where, folder = path.name, path.resolve().parent
    if not isinstance(data, dict):
        problems = [Problem("not_a_table", _DATA, str(data))]
        raise BadDefinition(where=where, problems=problems)
    found = {layer: (folder / str(name)).resolve() for layer, name in data.items()}
    problems = [
        Problem("not_beside_question", f"{_DATA}.{layer}", str(data[layer]))
        for layer, file in found.items()
        if not file.is_relative_to(folder)
    ]
    if problems:
        raise BadDefinition(where=where, problems=problems)
    return FromFile(make_definition(given, where=where), found)


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise BadFile(path=str(path), reason="not_found")
    try:
        text = path.read_text(encoding="utf-8-sig")  # Windows puts a byte-order mark before it
    except UnicodeDecodeError:
        raise BadFile(path=str(path), reason="not_utf8") from None
    try:
        given = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except ValueError as error:
        raise BadFile(path=str(path), reason=f"not_toml_or_json: {error}") from None
    if not isinstance(given, dict):
        raise BadFile(path=str(path), reason="not_a_question")
    return given
