"""
The commands of a briefing: making its pack, and holding a receipt against today's data.

`verify` leaves with 0 where the figures are the same and with 1 where they are not; that data or
a change of the code that changes no figure is reported, and is no difference.
"""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

import atlas
from atlas.deliverables.briefing import Briefing
from atlas.deliverables.files import keys_and_values
from atlas.deliverables.register import make_definition
from atlas.domain.catalogue import Catalogue
from atlas.domain.messages import Language, message
from atlas.errors import BadFile
from atlas.interface.cli.options import OWN_LANGUAGE, Lang, Root, help_text, language
from atlas.interface.cli.saving import save_bytes
from atlas.interface.outcomes import FAULTY_DATA, NO_ANSWER, missing_part
from atlas.output.language import say
from atlas.output.receipt import RECEIPT, receipt_changes
from atlas.output.text_table import bullet

_RECEIPT = Annotated[Path, typer.Argument(help=help_text("opt_receipt"))]


def make_briefing(
    catalogue: Catalogue, definition: Briefing, folder: Path, lang: Language, *, name: str
) -> None:
    """
    Make a pack and write it with its receipt beside it; name what is missing.

    Parameters
    ----------
    catalogue
        What the pages of the briefing are computed from.
    definition
        The briefing.
    folder
        Where the pack is written; made where it is missing.
    lang
        Language of what is printed on the terminal, not of the pack.
    name
        Name of the files, without an ending.

    Raises
    ------
    BadFile
        If the folder cannot be written to.
    Exit
        Where something is missing.
    """
    pack = atlas.briefing(catalogue, definition)
    typer.echo(pack.finding.headline(lang))
    for file, content in (
        (f"{name}.zip", pack.content),
        (f"{name}.receipt.json", pack.files[RECEIPT]),
    ):
        typer.echo(say(message("cli.written", path=save_bytes(folder / file, content)), lang))
    for fault in pack.faults:
        typer.echo(missing_part(fault, lang), err=True)
    if pack.faults:
        raise typer.Exit(NO_ANSWER)


def verify_command(receipt: _RECEIPT, lang: Lang = OWN_LANGUAGE, root: Root = None) -> None:
    """Say whether today's data give the figures of a receipt, and what changed."""
    spoken = language(lang)
    kept, files = read_receipt(receipt)
    finding = atlas.run(atlas.open_atlas(root), make_definition(kept["definition"]))
    found = receipt_changes(kept, finding, code_version=atlas.__version__, files=files)
    differences = [change for change in found if change.is_difference]
    figures, tables = len(finding.values), 1 + len(finding.parts)
    verdict = message("verify.same", figures=figures, tables=tables)
    if differences:
        verdict = message("verify.different", count=len(differences))
    typer.echo(say(verdict, spoken))
    if found and not differences:
        typer.echo(say(message("verify.told"), spoken))
    if found:
        typer.echo(bullet([say(change.text, spoken) for change in found], spoken))
    if differences:
        raise typer.Exit(FAULTY_DATA)


def read_receipt(path: Path) -> tuple[Mapping[str, Any], dict[str, bytes]]:
    """
    Read a receipt, and those of its files that lie beside it or in the same pack.

    Raises
    ------
    BadFile
        If there is no receipt.
    """
    if not path.is_file():
        raise BadFile(path=str(path), reason="not_found")
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as pack:
                text = pack.read(RECEIPT).decode()
                files = {name: pack.read(name) for name in pack.namelist()}
        else:
            text, files = path.read_text(encoding="utf-8-sig"), {}
        kept = keys_and_values(text, where=str(path), is_json=True)
    except (ValueError, KeyError, zipfile.BadZipFile):
        raise BadFile(path=str(path), reason="not_a_receipt") from None
    if not isinstance(kept.get("definition"), dict):
        raise BadFile(path=str(path), reason="not_a_receipt")
    beside = {name: path.with_name(Path(name).name) for name in kept.get("files", {})}
    files |= {name: file.read_bytes() for name, file in beside.items() if file.is_file()}
    return kept, files
