"""Who is reached? Ground and places of each zone within radii of the nearest facility."""

from atlas.domain.catalogue import Catalogue
from atlas.domain.records.grid import Grid
from atlas.questions.access.along_roads import roads_of_file
from atlas.questions.access.definition import RasterRef, TableRef
from atlas.questions.access.partitions import CountedTable
from atlas.questions.coverage.by_radius import at_radius
from atlas.questions.coverage.definition import Coverage
from atlas.questions.coverage.gaps import gap_pieces
from atlas.questions.coverage.inputs import case_of
from atlas.questions.coverage.result import CoverageResult
from atlas.questions.kind import Run


def compute(catalogue: Catalogue, definition: Coverage, run: Run) -> CoverageResult:
    """
    Measure the ground and the places of each zone within radii of the nearest facility.

    Straight-line distance unless the question names roads; schematic zones make areas as good
    as the plan's own figures and their edges as good as a sketch.

    Parameters
    ----------
    catalogue
        The layers.
    definition
        Facilities, zones, demand, radii and changes; names already checked.
    run
        Opens the files that the question names; its executor counts tables in parts.

    Raises
    ------
    Refused
        If the zones are not polygons, none of them has a place, or they may not be measured; if
        a weight is no count, there are no roads to measure along, or a table would have to be.
    """
    roads = roads_of_file(definition.distance, run.resources.roads)
    grids, tables = _grids(definition, run), _tables(definition, run)
    case = case_of(catalogue, definition, roads=roads, grids=grids, tables=tables)
    after = {r: at_radius(case, case.facilities, r) for r in definition.reading_order}
    before = {}
    if definition.changes is not None:
        before = {r: at_radius(case, case.standing, r) for r in definition.reading_order}
    return CoverageResult(
        inputs=case,
        after=after,
        before=before,
        gaps=gap_pieces(case.zones, after[definition.focus].gaps, case.in_focus),
        file_versions=({} if roads is None else dict(roads.attrs))
        | {name: grid.version for name, grid in grids.items()}
        | {table.name: table.version for table in tables.values()},
    )


def _grids(definition: Coverage, run: Run) -> dict[str, Grid]:
    refs = [ref for ref in definition.demand if isinstance(ref, RasterRef)]
    return {ref.raster: run.resources.grid(ref.raster) for ref in refs}


def _tables(definition: Coverage, run: Run) -> dict[str, CountedTable]:
    refs = [ref for ref in definition.demand if isinstance(ref, TableRef)]
    opened = {ref.key: run.resources.table(ref.parquet, ref.weight) for ref in refs}
    return {
        key: CountedTable(one.name, one.version, one.pieces, one.read, run.executor)
        for key, one in opened.items()
    }
