"""
The commands over stored versions: what there is, back and forth, a version to hand on.

What a crash left and what was set aside is told by `versions`, which every doubt begins with.
"""

import getpass
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import pandas
import typer

import atlas
from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer
from atlas.domain.messages import Language, Message, Name, message
from atlas.domain.records.stored import StoredStatus
from atlas.errors import BadFile, Refused, UnknownName
from atlas.interface.cli.importing import pairs
from atlas.interface.cli.options import OWN_LANGUAGE, Lang, Root, Who, help_text, language
from atlas.interface.cli.saving import save_bytes
from atlas.interface.outcomes import describe, problem_text
from atlas.output.language import say
from atlas.output.text_table import bullet, plain_table
from atlas.reading.overlay import WorkspaceLayer
from atlas.store.journal import Version
from atlas.store.manifest import Manifest
from atlas.store.protocol import Integrity, Lost, VersionStore

_WHAT = {
    "import": message("cli.made_by_import"),
    "edit": message("cli.made_by_edit"),
    "place": message("cli.made_by_place"),
    "recover": message("cli.made_by_recovery"),
}
_LEVEL = {
    "public": message("cli.level_public"),
    "internal": message("cli.level_internal"),
    "secret": message("cli.level_secret"),
}
_DAMAGED, _SECRET = message("rule.damaged_version"), message("rule.secret_on_shared")
_LOST = {"unfinished": "cli.lost_unfinished", "not_in_force": "cli.lost_not_in_force"}


_LAYER = Annotated[str, typer.Argument(help=help_text("opt_layer"))]
_ANY_LAYER = Annotated[str, typer.Argument(help=help_text("opt_layer"), metavar="[LAYER]")]
_NUMBER = Annotated[int | None, typer.Argument(help=help_text("opt_number"), metavar="[NUMBER]")]
_ON = Annotated[int | None, typer.Option("--on", help=help_text("opt_on"))]
_OUT = Annotated[Path, typer.Option("--out", help=help_text("opt_out"))]
At = Annotated[list[str] | None, typer.Option("--at", help=help_text("opt_at"))]
_SHIPPED = 0  # stands for the rows as they were shipped
_FEWER_THAN_A_MARK = 8  # digits: a mark of a version may be of digits alone


def opened_at(root: Path | None, given: Sequence[str]) -> Catalogue:
    """
    Open the atlas with some layers as they were.

    Parameters
    ----------
    root
        A folder with `layers/` and `geodata/`; as `open_atlas` where none is given.
    given
        LAYER=VERSION each: a number as `versions` lists it, 0 for what was shipped, or a data
        version as receipts and studies name it.

    Raises
    ------
    UnknownName
        If one is not written so, or there is no such layer or version.
    """
    catalogue = atlas.open_atlas(root)
    if not given:
        return catalogue
    stored = atlas.open_workspace().versions
    wanted: dict[str, str] = {}
    for layer, version in pairs(given, "version").items():
        is_number = version.isdecimal() and len(version) < _FEWER_THAN_A_MARK
        if is_number and int(version) == _SHIPPED:
            wanted[layer] = _shipped(catalogue[layer], stored)
        else:
            wanted[layer] = stored.version(layer, int(version)).mark if is_number else version
    return atlas.open_atlas(root, at=wanted)


def _shipped(now: Layer, stored: VersionStore) -> str:
    found = now.shipped if isinstance(now, WorkspaceLayer) else now
    if found is None:  # a layer that a planner brought in
        known = [str(one.number) for one in stored.history(now.id)]
        raise UnknownName(kind="version", name=str(_SHIPPED), known=known)
    return found.version


def versions_command(layer: _ANY_LAYER = "", lang: Lang = OWN_LANGUAGE, root: Root = None) -> None:
    """List the versions of a layer, or of every layer that has any, and what is amiss."""
    spoken, space = language(lang), atlas.open_workspace()
    stored = space.versions
    catalogue = atlas.open_atlas(root)
    current = stored.in_force()
    layers = [layer] if layer else stored.layers()
    shown = [version for name in layers for version in stored.history(name)]
    if layer and layer not in catalogue and not shown:
        raise UnknownName(kind="layer", name=layer, known=list(catalogue))
    if not shown:
        typer.echo(say(message("cli.no_versions"), spoken))
    else:
        typer.echo(_table(stored, shown, current, spoken))
    amiss = (
        *_amiss(catalogue, layers, spoken),
        *_left(space.recovery.lost() if space.recovery else (), spoken),
    )
    for line in (*amiss, *_damage(space.integrity, spoken)):
        typer.echo(line)


def undo_command(layer: _LAYER, on: _ON = None, who: Who = "", lang: Lang = OWN_LANGUAGE) -> None:
    """Go back to the version before."""
    now = atlas.open_workspace().versions.undo(layer, who=who or getpass.getuser(), on=on)
    typer.echo(_now(layer, now, language(lang)))


def redo_command(layer: _LAYER, on: _ON = None, who: Who = "", lang: Lang = OWN_LANGUAGE) -> None:
    """Take back the last undo."""
    now = atlas.open_workspace().versions.redo(layer, who=who or getpass.getuser(), on=on)
    typer.echo(_now(layer, now, language(lang)))


def export_command(
    layer: _LAYER,
    number: _NUMBER = None,
    out: _OUT = Path("out"),
    lang: Lang = OWN_LANGUAGE,
    root: Root = None,
) -> None:
    """Write a version with its manifest as a zip; the one in force where no number is given."""
    stored = atlas.open_workspace().versions
    version = stored.in_force().get(layer) if number is None else stored.version(layer, number)
    if version is None:
        known = [str(one.number) for one in stored.history(layer)]
        raise UnknownName(kind="version", name=layer, known=known)
    text = atlas.declared_text(layer, root)
    path = out if out.suffix == ".zip" else out / f"{layer}-{version.number}.zip"
    written = save_bytes(path, stored.export(version, declaration=text))
    typer.echo(say(message("cli.written", path=written), language(lang)))


def _table(
    stored: VersionStore, shown: Sequence[Version], current: dict[str, Version], lang: Language
) -> str:
    rows = []
    for version in shown:
        manifest, why_not = _said(stored, version)
        row = {
            "column.layer": version.layer,
            "cli.version": version.number,
            "cli.in_force": "✓" if current.get(version.layer) == version else "",
            "cli.made_by": say(_WHAT[version.what], lang),
            "cli.made_when": f"{version.when.astimezone():%Y-%m-%d %H:%M}",
            "cli.made_who": version.who,
            "column.rows": manifest.rows if manifest else None,
            "cli.level": say(_LEVEL[manifest.level], lang) if manifest else "",
            "cli.from_file": manifest.file_name if manifest else say(why_not, lang),
            "cli.mark": version.mark,
        }
        rows.append({say(Message(key), lang): cell for key, cell in row.items()})
    return plain_table(pandas.DataFrame(rows), index=False)


def _said(stored: VersionStore, version: Version) -> tuple[Manifest | None, Message]:
    """Return the manifest of a version, or None and why it is not to be had."""
    try:
        return stored.manifest(version), _DAMAGED
    except BadFile:
        return None, _DAMAGED
    except Refused:
        return None, _SECRET


def _amiss(catalogue: Catalogue, layers: Sequence[str], lang: Language) -> list[str]:
    """Return what the planner should know of the versions that are or should be shown."""
    standings = [catalogue.kept[name] for name in layers if name in catalogue.kept]
    return [_standing(one, lang) for one in standings if one.problems]


def _standing(standing: StoredStatus, lang: Language) -> str:
    key = "cli.set_aside" if standing.is_set_aside else "cli.stands_with"
    head = say(Message(key, {"layer": standing.layer, "number": standing.number}), lang)
    return f"{head}\n{bullet([problem_text(one, lang) for one in standing.problems], lang)}"


def _left(lost: Sequence[Lost], lang: Language) -> list[str]:
    told = []
    for one in lost:
        key = _LOST.get(one.kind, "cli.lost_pointer")
        who = one.manifest.who if one.manifest else ""
        file = one.manifest.file_name if one.manifest else ""
        parameters = {"layer": one.layer, "who": Name(who), "file": Name(file), "place": one.place}
        told.append(say(Message(key, parameters), lang))
    return told


def _damage(integrity: Integrity, lang: Language) -> list[str]:
    """Return what is damaged of the studies and actuals, which no other command shows."""
    if (fault := integrity.fault()) is not None:
        return [describe(fault, lang)]
    return [say(one, lang) for one in integrity.damaged()]


def _now(layer: str, version: Version | None, lang: Language) -> str:
    if version is None:
        return say(message("cli.now_shipped", layer=layer), lang)
    told = message("cli.now_version", layer=layer, number=version.number, who=version.who)
    return say(told, lang)
