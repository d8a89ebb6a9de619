"""From a TOML or JSON file to a definition."""

import json
import tomllib
from pathlib import Path

from atlas.domain.definition import Definition, make_definition
from atlas.errors import BadFile


def read_definition(path: Path) -> Definition:
    """
    Read a question from a file.

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
    return make_definition(given, where=path.name)
