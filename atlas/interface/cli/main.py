"""
The command line: parse, call, print.

Exit codes: 0 done, 1 problems found in data, 2 wrong use or unknown name, 3 no answer or
refused with the reason.
"""

import functools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast

import typer

import atlas
from atlas.deliverables.briefing import Briefing
from atlas.domain.catalogue import Catalogue
from atlas.domain.messages import Language, message
from atlas.domain.question import Question
from atlas.errors import AtlasError
from atlas.interface.cli import briefing, importing, lookup, printing, saving, starting, versions
from atlas.interface.cli.answer import answer_and_print
from atlas.interface.cli.arguments import coverage_definition, opened_for, query_definition
from atlas.interface.cli.cluster import spreading
from atlas.interface.cli.explain import reasons_text
from atlas.interface.cli.options import OWN_LANGUAGE, Format, Lang, Root, help_text, language
from atlas.interface.outcomes import FAULTY_DATA, NO_ANSWER, describe, exit_code, problem_text
from atlas.output.language import say
from atlas.questions.siting.definition import Siting
from atlas.reading.assemble import inspect
from atlas.reading.evidence import Held, check_evidence, read_texts

Command = TypeVar("Command", bound=Callable[..., None])


_OUT = Path("out")
File = Annotated[Path | None, typer.Argument(help=help_text("opt_file"))]
Out = Annotated[Path, typer.Option("--out", help=help_text("opt_out"))]
Scheduler = Annotated[str, typer.Option("--scheduler", help=help_text("opt_scheduler"))]

app = typer.Typer(
    help=help_text("help"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _guarded(command: Command) -> Command:
    """Turn the atlas's errors into words and an exit code; let anything else show itself."""

    @functools.wraps(command)
    def guarded(*args: Any, **options: Any) -> None:
        try:
            language(options.get("lang", "zh"))
            command(*args, **options)
        except AtlasError as error:
            given = options.get("lang")
            lang: Language = "en" if given == "en" else "zh"
            typer.echo(describe(error, lang), err=True)
            raise typer.Exit(exit_code(error)) from None

    return guarded  # type: ignore[return-value]


@app.command(help=help_text("check"))
@_guarded
def check(
    texts: Annotated[Path | None, typer.Option("--texts", help=help_text("opt_texts"))] = None,
    lang: Lang = OWN_LANGUAGE,
    root: Root = None,
) -> None:
    """Check all facts and, where the texts are at hand, every phrase."""
    folder = atlas.facts_root(root)
    catalogue, problems = inspect(folder)
    given = texts or os.environ.get("ATLAS_TEXTS")
    held: Held | None = None
    if not problems:  # what cannot be read cannot be held against anything
        at_hand, problems = read_texts(folder / "geodata", Path(given)) if given else ({}, [])
        held = check_evidence(catalogue, at_hand)
        problems += held.problems
    for problem in (*problems, *(held.undecided if held else ())):
        typer.echo(problem_text(problem, language(lang)))
    typer.echo(printing.checked(catalogue, problems, language(lang)))
    if held:
        typer.echo(printing.held_text(held, language(lang), has_texts=bool(given)))
    if problems:
        raise typer.Exit(FAULTY_DATA)


@app.command(help=help_text("layers"))
@_guarded
def layers(lang: Lang = OWN_LANGUAGE, root: Root = None) -> None:
    """List layers, tables and slots."""
    typer.echo(printing.layer_list(atlas.open_atlas(root), language(lang)))


@app.command("show", help=help_text("show"))
@_guarded
def show_command(
    layer: Annotated[str, typer.Argument(help=help_text("opt_layer"))],
    feature: Annotated[str, typer.Argument(metavar="[ID]")] = "",
    format: Format = "table",
    lang: Lang = OWN_LANGUAGE,
    root: Root = None,
) -> None:
    """Show a layer, or a card of one feature."""
    catalogue = atlas.open_atlas(root)
    if feature:
        typer.echo(printing.card_text(catalogue, layer, feature, language(lang)))
    else:
        answer_and_print(catalogue, {"kind": "query", "layer": layer}, format, language(lang))


@app.command("query", help=help_text("query"))
@_guarded
def query_command(
    file: File = None,
    layer: Annotated[list[str] | None, typer.Option(help=help_text("opt_query_layer"))] = None,
    where: Annotated[str, typer.Option("--where", help=help_text("opt_where"))] = "",
    within: Annotated[str, typer.Option("--within", help=help_text("opt_within"))] = "",
    near: Annotated[str, typer.Option("--near", help=help_text("opt_near"))] = "",
    text: Annotated[str, typer.Option("--text", help=help_text("opt_text"))] = "",
    only_word: Annotated[
        bool, typer.Option("--only-word", help=help_text("opt_only_word"))
    ] = False,
    format: Format = "table",
    lang: Lang = OWN_LANGUAGE,
    root: Root = None,
) -> None:
    """Select features by attribute and place."""
    given = (
        query_definition(layer, where, within, near, text, only_word=only_word) if layer else None
    )
    answer_and_print(*_asked(root, "query", file, given, "--layer", lang), format, language(lang))


@app.command("coverage", help=help_text("coverage"))
@_guarded
def coverage_command(
    file: File = None,
    facilities: Annotated[str, typer.Option("--facilities", help=help_text("opt_facilities"))] = "",
    zones: Annotated[str, typer.Option("--zones", help=help_text("opt_zones"))] = "zones",
    demand: Annotated[list[str] | None, typer.Option(help=help_text("opt_demand"))] = None,
    radius: Annotated[list[float] | None, typer.Option(help=help_text("opt_radius"))] = None,
    format: Format = "table",
    lang: Lang = OWN_LANGUAGE,
    root: Root = None,
) -> None:
    """Measure who is reached."""
    given = (
        coverage_definition(facilities, zones, demand or [], radius or []) if facilities else None
    )
    answer_and_print(
        *_asked(root, "coverage", file, given, "--facilities", lang), format, language(lang)
    )


@app.command("site", help=help_text("site"))
@_guarded
def site_command(
    file: Annotated[Path, typer.Argument(help=help_text("opt_file"))],
    why: Annotated[str, typer.Option("--why", help=help_text("opt_why"))] = "",
    format: Format = "table",
    lang: Lang = OWN_LANGUAGE,
    root: Root = None,
) -> None:
    """Rank candidate sites, or say why one of them stands where it does."""
    catalogue, asked = opened_for(atlas.open_atlas(root), file, "siting")
    if why:
        explained = atlas.explain(catalogue, cast(Siting, asked), why)
        typer.echo(reasons_text(explained, language(lang)))
        return
    answer_and_print(catalogue, asked, format, language(lang))


@app.command("locate", help=help_text("locate"))
@_guarded
def locate_command(
    file: Annotated[Path, typer.Argument(help=help_text("opt_file"))],
    format: Format = "table",
    lang: Lang = OWN_LANGUAGE,
    root: Root = None,
) -> None:
    """Choose sites for so many more facilities."""
    asked = opened_for(atlas.open_atlas(root), file, "location")
    finding = answer_and_print(*asked, format, language(lang))
    if "unreachable" in finding.values:
        raise typer.Exit(NO_ANSWER)


@app.command("sheet", help=help_text("sheet"))
@_guarded
def sheet_command(
    out: Out,
    file: File = None,
    layers: Annotated[list[str] | None, typer.Option(help=help_text("opt_layers"))] = None,
    template: Annotated[str, typer.Option(help=help_text("opt_template"))] = "a4-landscape",
    title: Annotated[str, typer.Option(help=help_text("opt_title"))] = "",
    scale: Annotated[int | None, typer.Option(help=help_text("opt_scale"))] = None,
    lang: Lang = OWN_LANGUAGE,
    root: Root = None,
) -> None:
    """Draw a sheet."""
    given: dict[str, Any] = {"kind": "sheet", "template": template, "lang": lang, "title": title}
    given |= {"layers": layers} if layers else {}
    given |= {"scale": scale} if scale else {}
    catalogue, asked = _asked(root, "sheet", file, given, "--layers", lang)
    drawn = saving.save_sheet(catalogue, asked, out)
    typer.echo(say(message("cli.written", path=drawn), language(lang)))


app.command("search", help=help_text("search"))(_guarded(lookup.search_command))
app.command("relations", help=help_text("relations_of"))(_guarded(lookup.relations_command))
app.command("import", help=help_text("import"))(_guarded(importing.import_command))
app.command("versions", help=help_text("versions"))(_guarded(versions.versions_command))
app.command("undo", help=help_text("undo"))(_guarded(versions.undo_command))
app.command("redo", help=help_text("redo"))(_guarded(versions.redo_command))
app.command("export-version", help=help_text("export_version"))(_guarded(versions.export_command))


@app.command("run", help=help_text("run"))
@_guarded
def run_command(
    file: Annotated[Path, typer.Argument(help=help_text("opt_file"))],
    out: Out = _OUT,
    lang: Lang = OWN_LANGUAGE,
    root: Root = None,
    scheduler: Scheduler = "",
    at: versions.At = None,
) -> None:
    """Run a definition and write its results and receipt."""
    catalogue, asked = opened_for(versions.opened_at(root, at or ()), file)
    if isinstance(asked, Briefing):
        briefing.make_briefing(catalogue, asked, out, language(lang), name=file.stem)
        return
    with spreading(scheduler) as spread:
        finding, written = saving.save_all(
            catalogue, asked, out, language(lang), name=file.stem, executor=spread
        )
    typer.echo(finding.headline(language(lang)))
    for path in written:
        typer.echo(say(message("cli.written", path=path), language(lang)))


app.command("verify", help=help_text("verify"))(_guarded(briefing.verify_command))


@app.command("serve", help=help_text("serve"))
@_guarded
def serve_command(
    port: Annotated[int, typer.Option("--port", help=help_text("opt_port"))] = 8501,
) -> None:
    """Start the web page and open it in a browser."""
    raise typer.Exit(starting.serve(port))


def _asked(
    root: Path | None,
    kind: str,
    file: Path | None,
    given: dict[str, Any] | None,
    options: str,
    lang: str,
) -> tuple[Catalogue, Question | dict[str, Any]]:
    if file is not None:
        return opened_for(atlas.open_atlas(root), file, kind)
    if given is None:
        typer.echo(say(message("cli.nothing_asked", options=options), language(lang)), err=True)
        raise typer.Exit(2)
    return atlas.open_atlas(root), given
