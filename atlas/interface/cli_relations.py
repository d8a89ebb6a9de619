"""The command `relations`: what is tied to a thing, so many steps out."""

import os
from pathlib import Path
from typing import Annotated

import typer

import atlas
from atlas.domain.words import Language, message
from atlas.interface.answering import answer
from atlas.interface.asked import asked_relations
from atlas.output.language import say

_OWN_LANGUAGE: Language = "en" if os.environ.get("ATLAS_LANG") == "en" else "zh"


def _words(key: str) -> str:
    return say(message(f"cli.{key}"), _OWN_LANGUAGE)


def relations_command(
    feature: Annotated[str, typer.Argument(metavar="ID", help=_words("opt_related"))],
    steps: Annotated[int, typer.Option("--steps", min=1, max=4, help=_words("opt_steps"))] = 2,
    format: Annotated[str, typer.Option("--format", help=_words("opt_format"))] = "table",
    lang: Annotated[str, typer.Option("--lang", help=_words("opt_lang"))] = _OWN_LANGUAGE,
    root: Annotated[Path | None, typer.Option("--root", help=_words("opt_root"))] = None,
) -> None:
    """Tell what a thing is tied to, and what that is tied to."""
    catalogue = atlas.open_atlas(root)
    language: Language = "en" if lang == "en" else "zh"
    answer(catalogue, asked_relations(catalogue, feature, steps=steps), format, language)
