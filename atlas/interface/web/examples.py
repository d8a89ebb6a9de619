"""The example questions, as they stand in `examples/` for everyone."""

from functools import lru_cache
from typing import Any

import atlas
from atlas.domain.definition import written

EXAMPLES = ("query", "coverage", "siting")
FOLDER = atlas.CHECKOUT / "examples"


@lru_cache(maxsize=len(EXAMPLES))
def example(name: str) -> dict[str, Any]:
    """Return an example question, by its kind."""
    return written(atlas.read_definition(FOLDER / f"{name}.toml"))
