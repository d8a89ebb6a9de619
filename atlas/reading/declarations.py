"""From `layers/<id>.toml` to a `LayerSpec`: unknown keys are refused, with the known ones."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from atlas.domain.layer import LayerSpec
from atlas.domain.problems import problems_of
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
        given = tomllib.loads(path.read_text(encoding="utf8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return None, [Problem("not_toml", where, str(error))]
    try:
        spec = LayerSpec.model_validate(given)
    except ValidationError as error:
        return None, problems_of(error, LayerSpec, where=where)
    if spec.id != path.stem:
        return None, [Problem("id_is_not_file_name", f"{where}: id", spec.id, (path.stem,))]
    return spec, []
