"""
The command `import`: a planner's file into a layer, each step told before anything is stored.

Without `--yes` it stores nothing: it reads, recognises, maps and checks, and says what it would
keep. What the file leaves open it asks by ending, with the options that would answer.
"""

import getpass
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

import atlas
from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import LayerSpec
from atlas.domain.messages import Language, message
from atlas.domain.records.imported import ImportedTable
from atlas.errors import BadFacts, Refused, UnknownName
from atlas.ingest import pipeline
from atlas.ingest.checks import CheckList, repairs
from atlas.ingest.column_memory import fields_for
from atlas.ingest.coordinates import Interpretation, Recognition, recognise
from atlas.ingest.formats.opening import open_incoming
from atlas.ingest.mapping.location_columns import guess_places, with_places
from atlas.ingest.pipeline import LEVELS, Choices, MappedRows
from atlas.interface.cli import printing
from atlas.interface.cli.options import OWN_LANGUAGE, Lang, Root, Who, help_text, language
from atlas.interface.outcomes import FAULTY_DATA
from atlas.interface.temporary_folder import own_temporary
from atlas.output.language import say
from atlas.output.text_table import bullet
from atlas.store.workspace import open_workspace

_MOST_FAULTS = 200


_Several = list[str]
_FILE = Annotated[Path, typer.Argument(help=help_text("opt_import_file"))]
_LAYER = Annotated[str, typer.Option("--layer", help=help_text("opt_layer"))]
_TABLE = Annotated[str, typer.Option("--table", help=help_text("opt_table"))]
_CRS = Annotated[str, typer.Option("--crs", help=help_text("opt_crs"))]
_MAP = Annotated[_Several | None, typer.Option("--map", help=help_text("opt_map"))]
_FACT = Annotated[_Several | None, typer.Option("--fact", help=help_text("opt_fact"))]
_REPAIR = Annotated[_Several | None, typer.Option("--repair", help=help_text("opt_repair"))]
_ADD = Annotated[bool, typer.Option("--add", help=help_text("opt_add"))]
_PARTS = Annotated[bool, typer.Option("--parts", help=help_text("opt_parts"))]
_PARENT = Annotated[str, typer.Option("--parent", help=help_text("opt_parent"))]
_PLAN = Annotated[float | None, typer.Option("--plan-area", help=help_text("opt_plan_area"))]
_LEVEL = Annotated[str, typer.Option("--level", help=help_text("opt_level"))]
_YES = Annotated[bool, typer.Option("--yes", help=help_text("opt_yes"))]


def import_command(
    file: _FILE,
    layer: _LAYER,
    table: _TABLE = "",
    crs: _CRS = "",
    map: _MAP = None,
    fact: _FACT = None,
    repair: _REPAIR = None,
    add: _ADD = False,
    parts: _PARTS = False,
    parent: _PARENT = "",
    plan_area: _PLAN = None,
    level: _LEVEL = "internal",
    who: Who = "",
    yes: _YES = False,
    lang: Lang = OWN_LANGUAGE,
    root: Root = None,
) -> None:
    """Read a planner's file into a layer; store it where it is asked to."""
    if level not in LEVELS:
        raise UnknownName(kind="level", name=level, known=LEVELS)
    choices = Choices(
        fields=pairs(map or (), "column"),
        facts=pairs(fact or (), "column"),
        adds=add,
        level=level,
        who=who or getpass.getuser(),
        parent=parent or None,
        plan_area_km2=plan_area,
        parts_of_whole=parts,
    )
    with own_temporary():
        import_file(
            file,
            layer,
            choices,
            table=table,
            crs=crs,
            mend=repair or (),
            yes=yes,
            lang=language(lang),
            root=root,
        )


def import_file(
    file: Path,
    layer: str,
    choices: Choices,
    *,
    table: str = "",
    crs: str = "",
    mend: Sequence[str] = (),
    yes: bool = False,
    lang: Language = "zh",
    root: Path | None = None,
) -> None:
    """
    Read a file and say what it would become; store it where `yes`.

    Parameters
    ----------
    file
        Of any format that is read.
    layer
        The id of a layer or slot.
    choices
        What the planner decided; fields and facts not given are guessed, or told as missing.
    table
        Which table of the file, where it has several.
    crs
        What the coordinates are, where the guard asks.
    mend
        Kinds of repair to apply, in this order.
    yes
        Whether to store.

    Raises
    ------
    AtlasError
        If anything is not known, not allowed or not clear, with what would answer.
    """
    catalogue = atlas.open_atlas(root)
    spec = pipeline.declared(catalogue[layer])
    space = open_workspace()
    chosen = _table(open_incoming(file), table)
    reading = _reading(chosen, catalogue, crs, lang)
    guessed = fields_for(space, chosen, spec)
    carried = pipeline.carried_by_default(spec)
    choices = replace(choices, fields={**guessed, **choices.fields}, carried=carried)
    _tell_fields(choices, spec, lang)
    rows = pipeline.mapped_rows(chosen, reading, spec, choices, catalogue[layer])
    rows, checks = _mended(rows, mend, spec, choices, catalogue)
    _tell_checks(checks, lang)
    if not checks.is_storable:
        raise typer.Exit(FAULTY_DATA)
    standing = pipeline.would_stand(rows, checks, choices, catalogue)
    if standing.is_set_aside:
        raise BadFacts(problems=standing.problems)
    if not yes:
        typer.echo(say(message("cli.not_stored", rows=len(rows.frame)), lang))
        return
    came, on = pipeline.describe_file(file, file.name), catalogue.number_of(layer)
    version = pipeline.keep(space, rows, checks, choices, came, on=on)
    told = message("cli.stored", rows=len(rows.frame), layer=layer, number=version.number)
    typer.echo(say(told, lang))


def pairs(given: Sequence[str], kind: str) -> dict[str, str]:
    """
    Return NAME=VALUE arguments as a mapping.

    Raises
    ------
    UnknownName
        If one has no equals sign.
    """
    parts = [one.partition("=") for one in given]
    for one, (_, sign, _) in zip(given, parts, strict=True):
        if not sign:
            raise UnknownName(kind=kind, name=one, known=["NAME=VALUE"])
    return {name.strip(): value.strip() for name, _, value in parts}


def _table(tables: Sequence[ImportedTable], name: str) -> ImportedTable:
    """Return the table asked for, with the places that its own columns say."""
    named = {table.name: table for table in tables}
    if (name or len(tables) > 1) and name not in named:
        raise UnknownName(kind="table", name=name, known=list(named))
    chosen = named[name] if name else tables[0]
    places = None if pipeline.has_places(chosen) else guess_places(chosen.frame)
    return with_places(chosen, places)[0] if places else chosen


def _reading(
    table: ImportedTable, catalogue: Catalogue, crs: str, lang: Language
) -> Interpretation | None:
    """Return the reading of the coordinates that is clear, or that was named; say why."""
    for note in table.notes:
        typer.echo(say(note, lang))
    if not pipeline.has_places(table):
        typer.echo(say(message("cli.no_places"), lang))
        return None
    recognition = recognise(table, pipeline.reference_layers(catalogue), declared=crs or None)
    typer.echo(recognition_text(recognition, lang))
    if recognition.verdict == "clear" or (recognition.readings and crs):
        return recognition.readings[0]
    if recognition.verdict == "refused":
        raise Refused(reason="coordinates_refused")
    known = " · ".join(one.crs for one in recognition.readings)
    raise Refused(reason="coordinates_unclear", found=known)


def recognition_text(recognition: Recognition, lang: Language) -> str:
    """Return what the guard found as lines: the reasons, then each reading with its figures."""
    lines = [say(reason, lang) for reason in recognition.reasons]
    for reading in recognition.readings:
        steps = tuple(reading.steps_as_text) or message("value.empty")
        told = message("cli.reading", crs=reading.crs.split('"')[0], why=reading.why, steps=steps)
        lines.append(say(told, lang))
    return bullet(lines, lang)


def _tell_fields(choices: Choices, spec: LayerSpec, lang: Language) -> None:
    told = [f"{say(spec.heading(name), lang)} ({name}) ← {v}" for name, v in choices.fields.items()]
    typer.echo(say(message("cli.fields"), lang))
    typer.echo(bullet(told or [say(message("value.empty"), lang)], lang))


def _mended(
    rows: MappedRows,
    mend: Sequence[str],
    spec: LayerSpec,
    choices: Choices,
    catalogue: Catalogue,
) -> tuple[MappedRows, CheckList]:
    """Return the rows after the repairs asked for, one by one, each checked again."""
    checks = pipeline.checks_of(rows, spec, choices, catalogue)
    for kind in mend:
        offered = {repair.kind: repair for repair in repairs(rows.frame, checks)}
        if kind not in offered:
            raise UnknownName(kind="repair", name=kind, known=list(offered))
        rows = replace(rows, frame=offered[kind].apply(rows.frame))
        checks = pipeline.checks_of(rows, spec, choices, catalogue)
    return rows, checks


def _tell_checks(checks: CheckList, lang: Language) -> None:
    finding = checks.finding().with_words(say)
    shown = replace(finding, table=finding.table.head(_MOST_FAULTS))
    typer.echo(printing.finding_text(shown, lang))
