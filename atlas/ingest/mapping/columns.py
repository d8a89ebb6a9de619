"""
Which column of a planner's table is which of a layer's, and the table as the layer would hold it.

A guess is only that: it is shown and may be changed before anything is kept. A mapping that was
kept for the same source is tried first. Nothing is left out silently: what is not in the file and
not given for all rows is a problem, and all of them are told at once.
"""

import re
from collections.abc import Iterator, Mapping

import geopandas
import numpy as np
import pandas
import shapely

from atlas.domain.crs import STORAGE_CRS, to_storage
from atlas.domain.layer import ColumnKind, LayerSpec
from atlas.errors import BadInput, Problem, UnknownName
from atlas.ingest.formats.headings import factor_to, headings, plain, unit_said, without_unit
from atlas.ingest.mapping.cells import converted
from atlas.ingest.mapping.identities import ids_of
from atlas.ingest.safety.limits import shown

_NOT_FROM_FILE = frozenset({"release", "sensitive", "position_basis", "uncertainty_m"})
_OF_PLACES = ("position_basis", "uncertainty_m", "position_note", "position_source")
_GIVEN = {"sensitive": "no"}  # where nobody says otherwise
_MAY_LACK = frozenset({"name_en"})  # the Chinese name stands in for it
_NAME_IN_LETTERS = re.compile("[a-z]{1,8}mc")  # XZQMC: the first letters of the pinyin of ...名称
# by the number of its type in GEOS
_KINDS = np.array(
    [
        *("point", "line", "line", "polygon", "point", "line", "polygon"),
        *("GeometryCollection", ""),
    ],
    dtype=object,
)


def guess_fields(
    frame: pandas.DataFrame, spec: LayerSpec, *, remembered: Mapping[str, str] | None = None
) -> dict[str, str]:
    """
    Guess which column of a table is which of a layer's.

    A heading whose unit cannot become the column's is not taken for it.

    Parameters
    ----------
    frame
        A table as read.
    spec
        The layer.
    remembered
        A mapping kept for the same source; what of it still fits comes first.

    Returns
    -------
    fields
        Declared column to column of the file; each of the file's once.
    """
    geometry = frame.geometry.name if isinstance(frame, geopandas.GeoDataFrame) else "geometry"
    free = [str(name) for name in frame.columns if name != geometry]
    fields = {}
    for column, heading in (remembered or {}).items():
        if column in spec.every_column and heading in free:
            fields[column] = heading
            free.remove(heading)
    wanted = [name for name in spec.every_column if name not in _NOT_FROM_FILE | set(fields)]
    for column, heading in _matches(wanted, free, spec):
        if column not in fields and heading in free:
            fields[column] = heading
            free.remove(heading)
    return fields


def _matches(wanted: list[str], free: list[str], spec: LayerSpec) -> Iterator[tuple[str, str]]:
    """Yield pairs, the surest first: by the declaration's own words, by synonyms, by an ending."""
    fits = {
        (column, heading)
        for column in wanted
        for heading in free
        if factor_to(heading, spec.every_column[column].unit) is not None
    }
    own = {column: _own_words(column, spec) for column in wanted}
    for form in (plain, without_unit):
        for column in wanted:
            yield from ((column, h) for h in free if form(h) in own[column] and (column, h) in fits)
    synonyms = headings().columns
    # an area whose unit is said goes to the column of that unit, and only then to another
    for is_exact in (True, False):
        for column in wanted:
            unit = spec.every_column[column].unit
            for word in synonyms.get(column, ()):
                for heading in free:
                    same = without_unit(heading) == word and (column, heading) in fits
                    said = unit_said(heading)
                    if same and (not is_exact or not unit or (said and said[0] == unit)):
                        yield column, heading
    ending = synonyms["name_zh"][0]
    yield from (("name_zh", h) for h in free if without_unit(h).endswith(ending))
    yield from (("name_zh", h) for h in free if _NAME_IN_LETTERS.fullmatch(without_unit(h)))


def _own_words(column: str, spec: LayerSpec) -> set[str]:
    declared = spec.columns.get(column)
    words = {plain(column)}
    return words | {plain(declared.label.zh), plain(declared.label.en)} if declared else words


def with_fields(
    frame: geopandas.GeoDataFrame,
    spec: LayerSpec,
    fields: Mapping[str, str],
    *,
    facts: Mapping[str, str],
) -> tuple[geopandas.GeoDataFrame, list[Problem]]:
    """
    Return a table's rows as `geodata/` would hold them.

    An invalid shape is passed on as it is: what to do about it is asked, not decided here.

    Parameters
    ----------
    frame
        Rows in EPSG:4326, as a guard returns them, indexed by their number in the file.
    spec
        The layer.
    fields
        Declared column to column of the file.
    facts
        What holds for every row: status, as_of, source, position_basis, uncertainty_m ... A cell
        of the file goes before it. Position facts are given to rows with a place only.

    Returns
    -------
    frame, problems
        Every declared column, index = feature id (from the file, or made of the name, and the
        same each time). Every cell that does not fit, as row:column, found, allowed.

    Raises
    ------
    UnknownName
        If a mapping or a fact names a column that is not there.
    Refused
        If there are shapes and it is not known in which coordinates.
    BadInput
        If there are no rows.
    """
    _check_names(frame, spec, fields, facts)
    located = frame.geometry.notna() & ~frame.geometry.is_empty
    shapes = to_storage(frame.geometry) if located.any() else frame.geometry
    problems = _shape_problems(frame, spec)
    data: dict[str, pandas.Series] = {}
    for column, kind in spec.every_column.items():
        if column != "id":
            data[column], faults = _column(frame, spec, column, kind, fields, facts)
            problems += faults
    for column in set() if located.all() else set(_OF_PLACES) & set(data):
        missing = np.nan if spec.every_column[column].is_number else ""
        data[column] = data[column].where(located, missing)
    if "name_zh" in data and not {"name_zh"} & {*fields, *facts}:
        data["name_zh"] = _numbered(spec.label.zh, frame.index)
        data["name_en"] = _numbered(spec.label.en, frame.index)
    problems += _missing(frame, data, spec, fields, located)
    index = pandas.Index(ids_of(frame, spec, fields, data), name="id", dtype=str)
    cells = {name: column.set_axis(index) for name, column in data.items()}
    place = geopandas.GeoSeries(shapes.to_numpy(), index=index, crs=STORAGE_CRS)
    return geopandas.GeoDataFrame(pandas.DataFrame(cells, index=index), geometry=place), problems


def _check_names(
    frame: pandas.DataFrame,
    spec: LayerSpec,
    fields: Mapping[str, str],
    facts: Mapping[str, str],
) -> None:
    if not len(frame):
        raise BadInput(argument="frame", reason="empty")
    declared = list(spec.every_column)
    for column in (*fields, *facts):
        if column not in spec.every_column:
            raise UnknownName(kind="column", name=column, known=declared)
    for heading in fields.values():
        if heading not in frame.columns:
            raise UnknownName(kind="column", name=heading, known=[str(c) for c in frame.columns])


def _shape_problems(frame: geopandas.GeoDataFrame, spec: LayerSpec) -> list[Problem]:
    kinds = _KINDS[shapely.get_type_id(frame.geometry.array)]  # the last is that of no shape
    wrong = np.flatnonzero((kinds != spec.geometry) & (kinds != ""))
    return [
        Problem("wrong_geometry", f"{frame.index[row]}:geometry", kinds[row], (spec.geometry,))
        for row in wrong
    ]


def _column(
    frame: pandas.DataFrame,
    spec: LayerSpec,
    column: str,
    kind: ColumnKind,
    fields: Mapping[str, str],
    facts: Mapping[str, str],
) -> tuple[pandas.Series, list[Problem]]:
    """Return a declared column: from the file, where that is blank as given for all rows."""
    given = facts.get(column) or _GIVEN.get(column, "")
    if column == "release" and column not in facts:
        given = spec.release
    constant = pandas.Series([given], index=["*"], dtype=str)
    one, problems = converted(constant, kind, column=column, heading=column, factor=1.0)
    if column not in fields:
        return pandas.Series(one.iloc[0], index=frame.index, dtype=one.dtype), problems
    heading = fields[column]
    factor = factor_to(heading, kind.unit)
    if factor is None:
        said = unit_said(heading)
        found = said[0] if said else ""
        problems.append(Problem("unit_does_not_fit", shown(heading), found, (kind.unit,)))
        factor = np.nan
    cells, faults = converted(frame[heading], kind, column=column, heading=heading, factor=factor)
    blank = cells.isna() if kind.is_number else cells == ""
    return cells.mask(blank, one.iloc[0]), [*problems, *faults]


def _numbered(label: str, rows: pandas.Index) -> pandas.Series:
    """Return names for things that have none: what they are, and their row."""
    return pandas.Series([f"{label} {row}" for row in rows], index=rows, dtype=str)


def _missing(
    frame: pandas.DataFrame,
    data: Mapping[str, pandas.Series],
    spec: LayerSpec,
    fields: Mapping[str, str],
    located: pandas.Series,
) -> Iterator[Problem]:
    for column, cells in data.items():
        kind = spec.every_column[column]
        is_of_place = column in _OF_PLACES[:2]
        if column in _MAY_LACK or not (kind.required or is_of_place):
            continue
        blank = cells.isna() if kind.is_number else cells == ""
        if is_of_place:
            blank &= located
        if not blank.any():
            continue
        if column in fields:
            said = frame[fields[column]]
            blank &= said.isna() | (said == "")  # a cell that does not fit is told already
            for row in blank[blank].index:
                yield Problem("required", f"{row}:{shown(fields[column])}")
        else:
            yield Problem("fact_not_given", column, "", kind.values)
