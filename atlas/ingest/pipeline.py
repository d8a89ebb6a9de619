"""
From a planner's table to a version that is kept: the steps that the page and the command share.

Nothing is stored, converted or left out on the way unless the planner was shown it: each step
returns what it would do, and only `keep` writes. A version replaces the rows of its layer wholly;
adding to a layer is keeping its rows together with the new ones.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import geopandas
import pandas
import shapely

from atlas.domain.catalogue import Catalogue
from atlas.domain.crs import STORAGE_CRS
from atlas.domain.layer import Layer, LayerSpec
from atlas.domain.progress import Progress, no_progress
from atlas.domain.records.imported import Conversion, ImportedTable
from atlas.domain.records.stored import Level, StoredStatus
from atlas.errors import Problem
from atlas.ingest.checks import CheckList, check_incoming
from atlas.ingest.column_memory import headings_of, remember
from atlas.ingest.coordinates import Interpretation, convert
from atlas.ingest.dry_run import dry_run
from atlas.ingest.mapping.columns import with_fields
from atlas.ingest.record_linkage import beside_others, link_records
from atlas.reading.overlay import WorkspaceLayer
from atlas.store.journal import Version
from atlas.store.manifest import Manifest, What
from atlas.store.protocol import Workspace

LEVELS: tuple[Level, ...] = get_args(Level)
CODES = "land_use_codes"
CODED_COLUMNS = ("land_use",)
_CARRIED_COMMON = ("name_en", "aliases")


@dataclass(frozen=True)
class SourceFile:
    """The file a table came in: its name, hash and size."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Choices:
    """
    What the planner decided on the way.

    `facts` hold for every row; `carried` are columns that rows take from those they replace;
    `adds` keeps the layer's other rows; `parent` is the id of the feature the rows lie in.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    carried: tuple[str, ...] = ()
    adds: bool = False
    level: Level = "internal"
    who: str = ""
    note: str = ""
    parent: str | None = None
    plan_area_km2: float | None = None
    parts_of_whole: bool = False


@dataclass(frozen=True)
class MappedRows:
    """
    Rows as they would be kept, what was done to their places, and what did not fit.

    `headings` are all columns of the file, by which the next such file is known again.
    """

    frame: geopandas.GeoDataFrame
    conversion: Conversion | None
    problems: tuple[Problem, ...]
    renamed: int  # rows that took the id of the row of the same name
    headings: tuple[str, ...] = ()


def describe_file(path: Path, name: str) -> SourceFile:
    """Return what is remembered of a file; `name` is what the planner calls it."""
    content = path.read_bytes() if path.is_file() else b""
    return SourceFile(name, hashlib.sha256(content).hexdigest(), len(content))


def reference_layers(catalogue: Catalogue) -> dict[str, geopandas.GeoDataFrame]:
    """Return the layers that a file's coordinates are compared with."""
    return {layer.id: layer.located for layer in catalogue.spatial if len(layer.located)}


def has_places(table: ImportedTable) -> bool:
    """Whether any row of a table has a shape."""
    return bool((~shapely.is_missing(table.frame.geometry.array)).any())


def declared(layer: Layer) -> LayerSpec:
    """Return the declaration as shipped, which knows the plan's figures, of a kept layer too."""
    shipped = layer.shipped if isinstance(layer, WorkspaceLayer) else None
    return shipped.spec if shipped is not None else layer.spec


def carried_by_default(spec: LayerSpec) -> tuple[str, ...]:
    """Return the columns that rows take from those of the same name: figures, codes and links."""
    own = [n for n, c in spec.columns.items() if c.type != "text" or c.refers_to]
    return (*_CARRIED_COMMON, *own)


def mapped_rows(
    table: ImportedTable,
    reading: Interpretation | None,
    spec: LayerSpec,
    choices: Choices,
    layer: Layer | None,
    *,
    progress: Progress = no_progress,
) -> MappedRows:
    """
    Return a table's rows as they would be kept.

    Parameters
    ----------
    table
        As read, its shapes in the file's own numbers.
    reading
        The accepted reading of its coordinates; None where no row has a place.
    spec
        The declaration of the layer.
    choices
        What the planner decided.
    layer
        The layer as it is now, whose rows give their ids and carried cells to those of the same
        name; None of a new one.
    progress
        Is told (done, total, "rows") in 100ths; what it raises stops the making.

    Raises
    ------
    AtlasError
        If nothing can be made of the table, with the reason.
    """
    progress(0, 100, "rows")
    conversion: Conversion | None = None
    if reading is None:
        shapes = geopandas.GeoSeries([None] * len(table.frame), index=table.frame.index)
        placed = table.frame.set_geometry(shapes.set_crs(STORAGE_CRS))
    else:
        placed, conversion = convert(table, reading)
    progress(40, 100, "rows")
    frame, problems = with_fields(placed, spec, choices.fields, facts=choices.facts)
    if "name_en" in frame:  # the Chinese name stands in for one that nobody gave
        frame["name_en"] = frame["name_en"].where(frame["name_en"] != "", frame["name_zh"])
    progress(90, 100, "rows")
    renamed = 0
    if layer is not None and len(layer.frame):
        frame, renamed = link_records(
            frame,
            layer.frame,
            carried=[name for name in choices.carried if name not in choices.fields],
            by_id="id" in choices.fields,
        )
        frame = beside_others(frame, layer.frame) if choices.adds else frame
    return MappedRows(frame, conversion, tuple(problems), renamed, headings_of(table))


def checks_of(
    rows: MappedRows,
    spec: LayerSpec,
    choices: Choices,
    catalogue: Catalogue,
    *,
    progress: Progress = no_progress,
) -> CheckList:
    """
    Hold rows against every rule, with what did not fit on the way told beside.

    Raises
    ------
    UnknownName
        If the parent is not there.
    """
    layer = catalogue.get(spec.id)
    codes = {}
    if CODES in catalogue:
        listed = pandas.DataFrame(catalogue[CODES].frame)
        codes = {name: listed for name in CODED_COLUMNS if name in spec.columns}
    checks = check_incoming(
        rows.frame,
        spec,
        parent=_parent(choices, catalogue),
        plan_area_km2=choices.plan_area_km2,
        before=_before(layer),
        parts_of_whole=choices.parts_of_whole,
        codes=codes,
        progress=progress,
    )
    return checks.beside(rows.problems)


def _parent(choices: Choices, catalogue: Catalogue) -> shapely.Geometry | None:
    if choices.parent is None:
        return None
    shape: shapely.Geometry = catalogue.home_of(choices.parent).frame.geometry[choices.parent]
    return shape


def _before(layer: Layer | None) -> geopandas.GeoDataFrame | None:
    """Return rows that an area may be held against: what was fitted to the plan says nothing."""
    if layer is None or layer.is_slot or layer.is_schematic:
        return None
    return layer.frame


def would_stand(
    rows: MappedRows,
    checks: CheckList,
    choices: Choices,
    catalogue: Catalogue,
    *,
    declaration: str | None = None,
) -> StoredStatus:
    """Return what would become of the rows in the catalogue, without keeping them."""
    opened = dry_run(
        catalogue,
        checks.spec.id,
        rows.frame,
        level=choices.level,
        declaration=declaration,
        accepted=checks.accepted,
    )
    return opened.kept[checks.spec.id]


def keep(
    workspace: Workspace,
    rows: MappedRows,
    checks: CheckList,
    choices: Choices,
    file: SourceFile,
    *,
    on: int,
    declaration: str | None = None,
    what: What = "import",
) -> Version:
    """
    Store rows as the version of their layer that counts from now on, and remember the mapping.

    Parameters
    ----------
    workspace
        Where they are stored.
    rows, checks, choices, file
        What was checked, what was found, for which choices, and where it came from.
    on
        The number of the version that was in force in the catalogue they were made from and
        checked in: `Catalogue.number_of`.
    declaration, what
        As of the version.

    Raises
    ------
    Refused
        If they are secret and the atlas is shared, a check found an error, or another version is
        in force by now: `changed_meanwhile`.
    BadFile
        If the workspace cannot be written.
    """
    checks.refuse_errors()
    manifest = Manifest(
        who=choices.who,
        when=datetime.now(UTC),
        what=what,
        level=choices.level,
        file_name=file.name,
        file_sha256=file.sha256,
        file_bytes=file.size,
        conversion=rows.conversion,
        fields=dict(choices.fields),
        checks_accepted=checks.accepted,
        note=choices.note,
    )
    layer = checks.spec.id
    version = workspace.versions.add(
        layer, rows.frame, manifest=manifest, declaration=declaration, on=on
    )
    remember(workspace, layer, rows.headings, choices.fields)
    return version
