"""The commands that look things up: words wherever they stand, and what is tied to a thing."""

import os
from pathlib import Path
from typing import Annotated

import typer

import atlas
from atlas.domain.messages import Language, message
from atlas.interface.cli.answer import answer, tell
from atlas.interface.cli.arguments import asked_relations
from atlas.output.language import say

_OWN_LANGUAGE: Language = "en" if os.environ.get("ATLAS_LANG") == "en" else "zh"


def _words(key: str) -> str:
    return say(message(f"cli.{key}"), _OWN_LANGUAGE)


_FORMAT = Annotated[str, typer.Option("--format", help=_words("opt_format"))]
_LANG = Annotated[str, typer.Option("--lang", help=_words("opt_lang"))]
_ROOT = Annotated[Path | None, typer.Option("--root", help=_words("opt_root"))]


def search_command(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help=_words("opt_words"))],
    limit: Annotated[int, typer.Option("--limit", help=_words("opt_limit"))] = 50,
    format: _FORMAT = "table",
    lang: _LANG = _OWN_LANGUAGE,
    root: _ROOT = None,
) -> None:
    """Find words in all layers, tables and sources."""
    catalogue = atlas.open_atlas(root)
    tell(catalogue, atlas.search(catalogue, " ".join(words), limit=limit), format, _known(lang))


def relations_command(
    feature: Annotated[str, typer.Argument(metavar="ID", help=_words("opt_related"))],
    steps: Annotated[int, typer.Option("--steps", min=1, max=4, help=_words("opt_steps"))] = 2,
    format: _FORMAT = "table",
    lang: _LANG = _OWN_LANGUAGE,
    root: _ROOT = None,
) -> None:
    """Tell what a thing is tied to, and what that is tied to."""
    catalogue = atlas.open_atlas(root)
    answer(catalogue, asked_relations(catalogue, feature, steps=steps), format, _known(lang))


def _known(lang: str) -> Language:
    return "en" if lang == "en" else "zh"
