"""
A planner's own data over the shipped facts: opened, tried out, edited.

Here reading and the store meet, which do not import each other. What is opened is a snapshot: a
version committed later is in it only when it is opened again.
"""

import contextlib
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import geopandas

from atlas.deliverables.sheet import Sheet
from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.layer import Layer
from atlas.domain.records.grid import Grid
from atlas.domain.records.pictures import Base, Picture, Supplied
from atlas.domain.records.point_table import PartitionedTable
from atlas.domain.resources import Resources
from atlas.errors import BadFacts, BadFile, Problem
from atlas.ingest.dry_run import dry_run
from atlas.ingest.networks.roads import read_roads
from atlas.reading.assemble import read_catalogue
from atlas.reading.attached_data import read_beside
from atlas.reading.overlay import overlay
from atlas.reading.pictures import read_base, read_picture
from atlas.reading.rasters import read_raster
from atlas.reading.tables import counts_of, pieces_of, read_piece, table_version
from atlas.shipped import SHIPPED
from atlas.store.edits import Edit, Edits
from atlas.store.in_force import versions_in_force
from atlas.store.journal import Version
from atlas.store.protocol import Content, Files, Workspace
from atlas.store.workspace import open_workspace


def open_atlas(
    root: Path | str | None = None,
    workspace: Workspace | Path | str | None = None,
    *,
    at: Mapping[str, str] | None = None,
    stored: bool = True,
) -> Catalogue:
    """
    Read and check every layer, and lay over them the versions that a planner stored.

    Parameters
    ----------
    root
        A folder with `layers/` and `geodata/`; by default the one that `ATLAS_ROOT`
        names, or the facts that come with the code.
    workspace
        What a planner stored, or its folder; by default the one that `ATLAS_HOME` names.
    at
        Layer id -> data version, as an answer's or a study's `versions` name it: these layers
        are opened as they were then, all others as they are.
    stored
        Whether the workspace is looked at; without it the shipped facts alone are opened.

    Returns
    -------
    catalogue
        Layers, tables, slots and sources; `kept` says which stored versions are shown and which
        were set aside, and why.

    Raises
    ------
    BadFacts
        With every problem of every shipped file at once.
    BadFile
        If the root has no such folders, a newer atlas wrote the workspace, or what says which
        versions count cannot be read: to answer from other data than the planner's would be wrong.
    UnknownName
        If a requested version does not exist.

    Examples
    --------
    >>> import atlas
    >>> catalogue = atlas.open_atlas(stored=False)
    >>> catalogue["zones"].frame.crs.to_epsg()
    4326
    """
    shipped = read_catalogue(facts_root(root))
    if not stored:
        return shipped
    known = {layer.id: layer.version for layer in shipped.values()}
    in_force = versions_in_force(_opened(workspace).versions, known, at=at)
    return overlay(shipped, in_force) if in_force else shipped


def _opened(workspace: Workspace | Path | str | None) -> Workspace:
    if workspace is None or isinstance(workspace, str | Path):
        return open_workspace(Path(workspace) if workspace else None)
    return workspace


def facts_root(root: Path | str | None = None) -> Path:
    """Return where `layers/` and `geodata/` are: `root`, `ATLAS_ROOT` or our own."""
    return Path(root or os.environ.get("ATLAS_ROOT") or SHIPPED)


def declared_text(layer: str, root: Path | str | None = None) -> str | None:
    """
    Return the TOML text that a shipped layer is declared by; None of a layer that is not shipped.

    Parameters
    ----------
    layer
        Layer id.
    root
        As of `open_atlas`.
    """
    path = facts_root(root) / "layers" / f"{layer}.toml"
    return path.read_text(encoding="utf8") if path.is_file() else None


class WorkspaceFiles(Resources):
    """
    Files of the planner's own, read by name: roads, rasters, tables, pictures of the ground.

    Parameters
    ----------
    files
        Of the workspace; of the one that `ATLAS_HOME` names by default.
    """

    def __init__(self, files: Files | None = None) -> None:
        self._files = open_workspace().files if files is None else files

    def roads(self, file: str) -> geopandas.GeoDataFrame:
        """Read a file of roads; raises as `read_roads`."""
        return read_roads(self._files.path("networks", file))

    def grid(self, file: str) -> Grid:
        """Read a raster of amounts by cell; raises as `read_raster`."""
        return read_raster(self._files.path("rasters", file))

    def table(self, folder: str, weight: str | None) -> PartitionedTable:
        """
        Find a table of points, whose parts are read later.

        Parameters
        ----------
        folder
            The name of the table.
        weight
            The column that says what each row counts for; None where each counts as one.

        Raises
        ------
        BadFile
            If there is no such folder, or no GeoParquet in it.
        """
        place = self._files.path("tables", folder)
        read = partial(read_piece, weight=weight)
        return PartitionedTable(folder, table_version(place), pieces_of(place), read)

    def weights(self, folder: str) -> tuple[str, ...]:
        """Return the columns of a table that may be weights; raises as `table`."""
        return counts_of(self._files.path("tables", folder))

    def base(self, file: str) -> Base:
        """Find a picture to lie below a sheet; raises as `read_base`."""
        return read_base(self._files.path("rasters", file))

    def picture(self, file: str) -> Picture:
        """Find a picture to be shown beside a sheet's map; raises as `read_picture`."""
        return read_picture(self._files.path("rasters", file))


def supplied_for(sheet: Sheet) -> Supplied:
    """
    Return the pictures that a sheet names, from the workspace's folder `rasters`.

    Parameters
    ----------
    sheet
        What is to be drawn.

    Returns
    -------
    supplied
        Nothing where it names none.

    Raises
    ------
    BadFile
        If a file is not there, or is no picture of the kind it should be.
    """
    files = WorkspaceFiles()
    return Supplied(
        base=files.base(sheet.base) if sheet.base else None,
        locator=files.picture(sheet.locator.picture) if sheet.locator else None,
    )


def with_pictures(finding: Finding, sheets: Iterable[Sheet]) -> Finding:
    """
    Return an answer with the hashes of the pictures its sheets name, for receipts.

    A picture that cannot be had is not among them: drawing its sheet says so.
    """
    versions = dict(finding.versions)
    for sheet in sheets:
        with contextlib.suppress(BadFile):
            versions |= supplied_for(sheet).versions
    return replace(finding, versions=versions)


def with_data(catalogue: Catalogue, data: Mapping[str, Path]) -> Catalogue:
    """
    Lay the data beside a question over a catalogue, for its answer only.

    Parameters
    ----------
    catalogue
        What `open_atlas` returned.
    data
        Layer id -> GeoJSON file, as `read_question` found them.

    Raises
    ------
    UnknownName
        If there is no such layer.
    BadFile, BadFacts
        If a file cannot be read, or its rows break a rule of their layer.
    """
    given = [read_beside(catalogue[layer].id, path) for layer, path in data.items()]
    laid = overlay(catalogue, given) if given else catalogue
    standings = [laid.kept[rows.layer] for rows in given]
    if problems := [p for s in standings if s.is_set_aside for p in s.problems]:
        raise BadFacts(problems=problems)
    return laid


def edit_rows(
    catalogue: Catalogue,
    layer: str,
    edits: Sequence[Edit],
    *,
    who: str,
    note: str = "",
    workspace: Workspace | Path | str | None = None,
    seen: Layer | None = None,
) -> Version:
    """
    Change, place or take out rows of a layer: a new version of it, which undo takes back.

    Parameters
    ----------
    catalogue
        What the rows are tried out in; open the atlas again to see the edit.
    layer
        Layer id.
    edits
        What is to be done, row by row.
    who
        The editor.
    note
        Why.
    workspace
        As of `open_atlas`.
    seen
        The layer as the editor saw it, where it may be older than the catalogue: a row that
        somebody changed since is not overwritten.

    Returns
    -------
    version
        In force now.

    Raises
    ------
    BadFacts
        If the rows would break a rule; nothing is stored then.
    BadInput, UnknownName, Refused
        As `Edits.apply`.
    """

    def check(content: Content) -> Sequence[Problem]:
        said = content.manifest
        then = dry_run(
            catalogue,
            layer,
            content.frame,
            level=said.level,
            declaration=content.declaration,
            accepted=said.checks_accepted,
        ).kept[layer]
        return then.problems if then.is_set_aside else ()

    versions = _opened(workspace).versions
    rests_on = catalogue[layer] if seen is None else seen
    return Edits(versions).apply(rests_on, edits, who=who, note=note, check=check)
