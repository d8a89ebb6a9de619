"""
From TOML or JSON, in a file or in the address of a page, to a definition.

Both come from anywhere. JSON may be nested deeper than anything that walks it can follow, and may
hold half a character (a lone surrogate), which can be neither printed nor hashed: both are refused
before anything else looks at it.

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

from atlas.deliverables.register import make_definition
from atlas.domain.question import Question
from atlas.errors import BadDefinition, BadFile, Problem

_DATA = "data"


@dataclass(frozen=True)
class FromFile:
    """A question, and the files of data that are opened for it, by layer id."""

    definition: Question
    data: Mapping[str, Path]


MOST_NESTED = 64  # levels; a question of conditions within conditions has some twenty


def read_definition(path: Path) -> Question:
    """
    Read a question from a file; the data beside it are not opened.

    Parameters
    ----------
    path
        `.toml` or `.json`.

    Raises
    ------
    BadFile
        If the file is missing, is not UTF-8, is neither TOML nor JSON, or is nested too deep.
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
    return keys_and_values(text, where=str(path), is_json=path.suffix == ".json")


def keys_and_values(text: str, *, where: str, is_json: bool) -> dict[str, Any]:
    """
    Return what a text says, JSON or TOML, as keys and values that can be walked and written.

    Parameters
    ----------
    text
        A stranger's.
    where
        What to call it in a refusal.
    is_json
        Whether it is JSON, else TOML.

    Raises
    ------
    BadFile
        If it is neither, holds half a character, is nested too deep, or is no keys and values.
    """
    try:
        given = json.loads(text) if is_json else tomllib.loads(text)
        is_deep = _is_deep(given)
        json.dumps(given, default=str, ensure_ascii=False).encode()
    except RecursionError:
        is_deep = True
    except UnicodeEncodeError:
        raise BadFile(path=where, reason="half_a_character") from None
    except ValueError as error:
        raise BadFile(path=where, reason=f"not_toml_or_json: {error}") from None
    if is_deep:
        raise BadFile(path=where, reason=f"nested_too_deep: {MOST_NESTED}")
    if not isinstance(given, dict):
        raise BadFile(path=where, reason="not_a_question")
    return given


def _is_deep(given: Any) -> bool:
    level = [given]
    for _ in range(MOST_NESTED + 1):
        inner = [list(part.values()) if isinstance(part, dict) else part for part in level]
        level = [value for part in inner if isinstance(part, list) for value in part]
        if not level:
            return False
    return True
