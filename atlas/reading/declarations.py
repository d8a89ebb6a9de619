"""From `layers/<id>.toml` to a `LayerSpec`: unknown keys are refused, with the valid ones."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from atlas.domain.layer import LayerSpec
from atlas.domain.validation import problems_of
from atlas.errors import Problem


def read_declaration(path: Path) -> tuple[LayerSpec | None, list[Problem]]:
    """
    Read one layer's declaration.

    Parameters
    ----------
    path
        A TOML file named after the layer's id.

    Returns
    -------
    spec, problems
        The declaration, or None with what is wrong with it.
    """
    where = f"layers/{path.name}"
    try:
        text = path.read_text(encoding="utf8")
    except (OSError, UnicodeDecodeError) as error:
        return None, [Problem("not_toml", where, str(error))]
    return read_declared(text, path.stem, where=where)


def read_declared(text: str, name: str, *, where: str) -> tuple[LayerSpec | None, list[Problem]]:
    """
    Read the text of one layer's declaration.

    Parameters
    ----------
    text
        TOML.
    name
        The id that the layer must have.
    where
        Put before each place.

    Returns
    -------
    spec, problems
        As `read_declaration`.
    """
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, [Problem("not_toml", where, str(error))]
    try:
        spec = LayerSpec.model_validate(given)
    except ValidationError as error:
        return None, problems_of(error, LayerSpec, where=where)
    if spec.id != name:
        return None, [Problem("id_is_not_file_name", f"{where}: id", spec.id, (name,))]
    return spec, []
