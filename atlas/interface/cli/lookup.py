"""The commands that look things up: words wherever they stand, and what is tied to a thing."""

from typing import Annotated

import typer

import atlas
from atlas.domain.relations import chain
from atlas.interface.cli.answer import answer_and_print, print_answer
from atlas.interface.cli.options import OWN_LANGUAGE, Format, Lang, Root, help_text, language


def search_command(
    words: Annotated[list[str], typer.Argument(metavar="WORDS", help=help_text("opt_words"))],
    limit: Annotated[int, typer.Option("--limit", help=help_text("opt_limit"))] = 50,
    format: Format = "table",
    lang: Lang = OWN_LANGUAGE,
    root: Root = None,
) -> None:
    """Find words in all layers, tables and sources."""
    catalogue = atlas.open_atlas(root)
    print_answer(
        catalogue, atlas.search(catalogue, " ".join(words), limit=limit), format, language(lang)
    )


def relations_command(
    feature: Annotated[str, typer.Argument(metavar="ID", help=help_text("opt_related"))],
    steps: Annotated[int, typer.Option("--steps", min=1, max=4, help=help_text("opt_steps"))] = 2,
    format: Format = "table",
    lang: Lang = OWN_LANGUAGE,
    root: Root = None,
) -> None:
    """List what a thing is related to, and what that is related to."""
    catalogue = atlas.open_atlas(root)
    catalogue.home_of(feature)  # or the thing is not there
    answer_and_print(
        catalogue, chain(catalogue, feature, steps=steps).query, format, language(lang)
    )
