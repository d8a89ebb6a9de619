"""The example questions, as they stand in `examples/` for everyone."""

from functools import lru_cache
from typing import Any

import atlas
from atlas.domain.messages import Language
from atlas.domain.question import written
from atlas.interface.web.server.routes import catalogue
from atlas.output.language import say
from atlas.questions import QUESTIONS
from atlas.questions.siting.form.criteria import criterion_text

EXAMPLES = {kind.name: kind.examples[0] for kind in QUESTIONS if kind.examples}
FOLDER = atlas.SHIPPED / "examples"


def example(name: str, lang: Language) -> dict[str, Any]:
    """
    Return an example question, by its kind.

    The files are in Chinese: what they call themselves and their criteria is put into English
    for an English reader.
    """
    return _example(name, lang, catalogue().mark)


# the mark is the catalogue's, by whose names criteria are called
@lru_cache(maxsize=4 * len(EXAMPLES))
def _example(name: str, lang: Language, _mark: str) -> dict[str, Any]:
    given = written(atlas.read_definition(FOLDER / f"{EXAMPLES[name]}.toml"))
    if lang == "zh":
        return given
    named = [
        c | {"name": say(criterion_text(catalogue(), c), lang)} for c in given.get("criteria", ())
    ]
    given.pop("title", None)
    return given | ({"criteria": named} if named else {})
