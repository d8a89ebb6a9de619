"""Write results to the user's path: beside the target first, then renamed into its place."""

import contextlib
import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import atlas
from atlas.deliverables.register import make_definition
from atlas.deliverables.sheet import Sheet
from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.messages import Language
from atlas.domain.question import Question
from atlas.errors import BadFile, UnknownName
from atlas.output.export import EXPORTERS, MapContext, default_context
from atlas.output.receipt import receipt
from atlas.questions.access.partitions import Spread

if TYPE_CHECKING:
    from atlas.output.sheet import Format

_MAP = EXPORTERS["html"]
FORMATS: "tuple[Format, ...]" = ("png", "pdf", "svg")


def save_sheet(catalogue: Catalogue, question: Question | Mapping[str, Any], path: Path) -> Path:
    """
    Draw a sheet into a file whose ending says its format; `.html` is a standalone map.

    Parameters
    ----------
    catalogue
        What the sheet is drawn from.
    question
        A sheet or any other question, as definition or by its keys.
    path
        The file to write; an existing one is replaced.

    Raises
    ------
    UnknownName
        If the ending is none of the formats.
    BadFile
        If the file cannot be written.
    """
    definition = make_definition(question) if isinstance(question, Mapping) else question
    given = path.suffix.removeprefix(".").lower()
    form = next((known for known in FORMATS if known == given), None)
    if form is None and given != _MAP.name:
        raise UnknownName(kind="format", name=path.suffix or path.name, known=(*FORMATS, _MAP.name))
    finding = atlas.run(catalogue, definition)
    if form is None:
        lang: Language = definition.lang if isinstance(definition, Sheet) else "zh"
        return save_bytes(path, _MAP.written(finding, lang, MapContext(catalogue)))
    return save_bytes(path, atlas.draw_sheet(catalogue, finding, form))


def save_all(
    catalogue: Catalogue,
    definition: Question,
    folder: Path,
    lang: Language,
    *,
    name: str,
    executor: Spread = map,
) -> tuple[Finding, list[Path]]:
    """
    Answer a definition and write every export of it, with a receipt.

    Parameters
    ----------
    catalogue, definition
        The question, as definition or mapping.
    folder, name
        Where the files go, and what each is called before its ending.
    lang
        Of the exports.
    executor
        As `atlas.run`.

    Returns
    -------
    finding, paths
        The answer and the files written, the receipt last.

    Raises
    ------
    BadFile
        If the folder cannot be written to.
    """
    finding = atlas.run(catalogue, definition, executor=executor)
    if isinstance(definition, Sheet):
        files = {f"{name}.{form}": atlas.draw_sheet(catalogue, finding, form) for form in FORMATS}
    else:
        ground = default_context(catalogue, finding)
        files = {
            f"{name}{exporter.suffix}": exporter.written(finding, lang, ground)
            for exporter in EXPORTERS.values()
        }
    made = receipt(finding, files, code_version=atlas.__version__, made=datetime.now(UTC))
    content = json.dumps(made, ensure_ascii=False, indent=2).encode()
    files[f"{name}.receipt.json"] = content
    return finding, [save_bytes(folder / name, data) for name, data in files.items()]


def save_bytes(path: Path, content: bytes) -> Path:
    """
    Write a file whole or not at all.

    Raises
    ------
    BadFile
        If it cannot be written; nothing is left behind then.
    """
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):  # where the folder is none, nothing was left in it
            beside.unlink(missing_ok=True)
        raise BadFile(path=str(path), reason="not_writable") from None
    return path
