"""Options that many commands have, and the language of their help."""

import os
from pathlib import Path
from typing import Annotated

import typer

from atlas.domain.messages import LANGUAGES, Language, message
from atlas.errors import UnknownName
from atlas.output.language import say

OWN_LANGUAGE: Language = "en" if os.environ.get("ATLAS_LANG") == "en" else "zh"


def help_text(key: str) -> str:
    """Return words of the command line in the language it was started in."""
    return say(message(f"cli.{key}"), OWN_LANGUAGE)


def language(name: str) -> Language:
    """Return the language; refuse another, with the list of those there are."""
    for known in LANGUAGES:
        if name == known:
            return known
    raise UnknownName(kind="language", name=name, known=LANGUAGES)


Lang = Annotated[str, typer.Option("--lang", help=help_text("opt_lang"))]
Format = Annotated[str, typer.Option("--format", help=help_text("opt_format"))]
Root = Annotated[Path | None, typer.Option("--root", help=help_text("opt_root"))]
Who = Annotated[str, typer.Option("--who", help=help_text("opt_who"))]
