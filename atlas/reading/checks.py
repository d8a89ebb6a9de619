"""
Rules that need more than one cell: between columns, rows, layers and documents.

Each returns every breach it finds, as problems that name the place, and mends nothing.
"""

from collections.abc import Iterator, Mapping

import geopandas
import pandas
import pyarrow
import shapely

from atlas.domain.crs import area_km2, to_measuring
from atlas.domain.ground import grounds
from atlas.domain.layer import Layer
from atlas.domain.source import Source
from atlas.errors import Problem
from atlas.reading.relation_checks import check_relations

SHAANXI = (105.29, 31.70, 111.25, 39.59)  # degrees: west, south, east, north, as drawn outside
AREA_TOLERANCE = 0.001  # a fitted area may miss the plan's figure by this share
SLIVER_M2 = 1.0  # parts of a whole may overlap or gape by no more


def check_layer(layer: Layer, sources: dict[str, Source]) -> list[Problem]:
    """Return what is wrong within one layer: ids, sources, places, expectations, areas."""
    if layer.is_slot:
        return []
    where = f"geodata/{layer.spec.facts}"
    if twice := check_ids(layer, where):
        return twice  # the other rules name rows by their ids
    problems = _sources(layer, sources, where) + _rows(layer, where) + _evidence(layer)
    if not layer.spec.is_table:
        problems += check_places(layer, where) + _areas(layer, where)
    return problems


def check_together(layers: dict[str, Layer]) -> list[Problem]:
    """Return what is wrong between layers: ids, references, parts of a whole, relations."""
    if unknown := [p for v in layers.values() for p in check_layers_named(v, layers)]:
        return unknown
    problems = _unique_over_all(layers)
    named = [v for v in layers.values() if v.spec.names_things and not v.is_slot]
    features = {i for layer in named for i in layer.frame.index.to_list()}
    for layer in layers.values():
        for name, column in layer.spec.columns.items():
            if column.refers_to and not layer.is_slot:
                problems += _references(layer, name, column.refers_to, layers, features)
        whole = layer.spec.expect.parts_of
        if whole in layers and not layer.is_slot:
            problems += _tiling(layer, layers[whole])
    return problems or check_relations(layers)


def check_ids(layer: Layer, where: str) -> list[Problem]:
    """Return the ids that stand twice in a layer."""
    index = layer.frame.index
    # an index asked this makes objects of all its ids, of which there may be a million
    if len(pyarrow.array(index, pyarrow.large_string()).unique()) == len(index):
        return []
    return [Problem("duplicate_id", where, str(i)) for i in index[index.duplicated()].unique()]


def _sources(layer: Layer, sources: dict[str, Source], where: str) -> list[Problem]:
    problems = []
    for column in ("source", "position_source"):
        if column not in layer.frame:
            continue
        for feature, cell in _cells(layer, column):
            problems += [
                Problem("unknown_source", f"{where}:{feature}:{column}", name, tuple(sources)[:8])
                for name in str(cell).split()
                if name not in sources
            ]
    total = layer.spec.known_total
    if total is not None and total.source not in sources:
        place = f"layers/{layer.id}.toml: known_total.source"
        problems.append(Problem("unknown_source", place, total.source, tuple(sources)[:8]))
    frame = pandas.DataFrame(layer.frame)
    for column in ("clause", "quote"):
        other = "quote" if column == "clause" else "clause"
        lonely = frame.index[(frame[column] != "") & (frame[other] == "")]
        problems += [Problem("clause_and_quote", f"{where}:{i}:{other}") for i in lonely]
    return problems


def _evidence(layer: Layer) -> list[Problem]:
    known = tuple(layer.spec.every_column)
    return [
        Problem("unknown_column", f"layers/{layer.id}.toml: evidence.{role}", column, known)
        for role, column in (layer.spec.evidence.columns() if layer.spec.evidence else ())
        if column not in known
    ]


def _cells(layer: Layer, column: str) -> Iterator[tuple[str, str]]:
    """Return a column's cells by feature; a frame would hand them over one by one, and slowly."""
    return zip(layer.frame.index.to_list(), layer.frame[column].to_list(), strict=True)


def _rows(layer: Layer, where: str) -> list[Problem]:
    expect, count = layer.spec.expect, len(layer.frame)
    if count < expect.rows_min:
        return [Problem("rows_too_few", where, str(count), (f">= {expect.rows_min}",))]
    if expect.rows_max is not None and count > expect.rows_max:
        return [Problem("rows_too_many", where, str(count), (f"<= {expect.rows_max}",))]
    return []


def check_places(layer: Layer, where: str) -> list[Problem]:
    """Return the rows whose position has no basis, or lies far off."""
    frame, located = layer.frame, layer.located
    shapes = frame.geometry.array
    is_located = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    basis = (frame["position_basis"] != "").to_numpy()
    unsure = ~(frame["uncertainty_m"].to_numpy() >= 0)
    breaches = (
        ("place_without_basis", "position_basis", is_located & ~basis),
        ("basis_without_place", "position_basis", basis & ~frame.index.isin(grounds(layer).index)),
        ("place_without_uncertainty", "uncertainty_m", is_located & unsure),
    )
    problems = [
        Problem(rule, f"{where}:{i}:{column}", _found(frame, rule, i))
        for rule, column, mask in breaches
        for i in frame.index[mask]
    ]
    west, south, east, north = SHAANXI
    box = shapely.bounds(located.geometry.array)
    outside = (box[:, :2] < (west, south)).any(axis=1) | (box[:, 2:] > (east, north)).any(axis=1)
    return problems + [
        Problem("outside_shaanxi", f"{where}:{i}:geometry", located.geometry[i].centroid.wkt)
        for i in located.index[outside]
    ]


def _found(frame: pandas.DataFrame, rule: str, feature: str) -> str:
    return str(frame["position_basis"][feature]) if rule == "basis_without_place" else ""


def _areas(layer: Layer, where: str) -> list[Problem]:
    column = layer.spec.expect.area_column
    if column is None:
        return []
    numbers = tuple(name for name, kind in layer.spec.columns.items() if kind.is_number)
    if column not in numbers:
        place = f"layers/{layer.id}.toml: expect.area_column"
        return [Problem("unknown_column", place, column, numbers)]
    problems = []
    drawn = area_km2(layer.located.geometry)
    for feature, planned in layer.located[column].items():
        if planned > 0 and abs(drawn[feature] / planned - 1) > AREA_TOLERANCE:
            place = f"{where}:{feature}:{column}"
            problems.append(
                Problem("area_differs", place, f"{drawn[feature]:.3f}", (f"{planned}",))
            )
    return problems


def check_layers_named(layer: Layer, layers: Mapping[str, Layer]) -> list[Problem]:
    """Return what a declaration says of layers and columns that are not there."""
    named = {"expect.parts_of": layer.spec.expect.parts_of}
    named |= {f"columns.{name}.refers_to": v.refers_to for name, v in layer.spec.columns.items()}
    problems = [
        Problem("unknown_layer", f"layers/{layer.id}.toml: {key}", name, tuple(layers))
        for key, name in named.items()
        if name and name != "*" and name not in layers
    ]
    column, known = layer.spec.place_of, tuple(layer.spec.columns)
    if column is not None and column not in known:
        problems.append(
            Problem("unknown_column", f"layers/{layer.id}.toml: place_of", column, known)
        )
    return problems


def _unique_over_all(layers: dict[str, Layer]) -> list[Problem]:
    home: dict[str, str] = {}
    problems = []
    for layer in layers.values():
        if not layer.spec.names_things or layer.is_slot:
            continue
        for feature in layer.frame.index.to_list():
            if home.setdefault(feature, layer.id) != layer.id:
                where = f"geodata/{layer.spec.facts}:{feature}:id"
                problems.append(Problem("id_in_two_layers", where, feature, (home[feature],)))
    return problems


def _references(
    layer: Layer, column: str, target: str, layers: dict[str, Layer], features: set[str]
) -> list[Problem]:
    known = features if target == "*" else set(layers[target].frame.index)
    where = f"geodata/{layer.spec.facts}"
    return [
        Problem("unknown_reference", f"{where}:{feature}:{column}", name)
        for feature, cell in _cells(layer, column)
        for name in str(cell).split(";")
        if name and name not in known
    ]


def _tiling(parts: Layer, whole: Layer) -> list[Problem]:
    where = f"geodata/{parts.spec.facts}"
    shapes: geopandas.GeoSeries = to_measuring(parts.located).geometry
    problems = []
    for first, one in enumerate(shapes):
        for second in range(first + 1, len(shapes)):
            overlap = one.intersection(shapes.iloc[second]).area
            if overlap > SLIVER_M2:
                place = f"{where}:{shapes.index[first]}+{shapes.index[second]}"
                problems.append(Problem("parts_overlap", place, f"{overlap:.1f} m2"))
    union = shapely.union_all(shapes.array)
    differs = union.symmetric_difference(to_measuring(whole.located).geometry.union_all()).area
    if differs > SLIVER_M2:
        problems.append(Problem("parts_are_not_whole", where, f"{differs:.1f} m2", (whole.id,)))
    return problems
