"""
Stored versions laid over the shipped facts: whose rows stand, and what they change in what is said.

A version replaces the rows of its layer wholly. What is called schematic follows the rows and not
the layer: with the last schematic row the dashes, the limit of scale and the fitted area go, and
rows that are all official may be counted by. A version that breaks a rule is set aside and the
shipped rows are shown: the atlas opens in any case. Whether what a planner calls surveyed is so,
this cannot be decided here.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from weakref import WeakValueDictionary

import geopandas
import pandas
import pyarrow
from pyarrow import compute

from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer, LayerSpec
from atlas.domain.records.stored import StoredStatus, StoredVersion
from atlas.domain.source import Source
from atlas.errors import BadFile, Problem
from atlas.reading.checks import check_ids, check_layers_named, check_places
from atlas.reading.conformance import MOST_TOLD, as_text, conformed
from atlas.reading.declarations import read_declared
from atlas.reading.derived_rows import as_filed, with_following

# what the planner should know of rows that are shown all the same
_TOLD_ONLY = {"undeclared_column", "unknown_reference"}
_MOST_SOURCES = 50


class WorkspaceLayer(Layer):
    """
    A layer whose rows a planner keeps.

    Parameters
    ----------
    spec, frame, version
        As of a layer.
    shipped
        The layer as it was shipped; None of a new one.
    sources
        What its rows rest on besides the shipped sources.
    told
        What the planner should know of its rows.
    """

    def __init__(
        self,
        spec: LayerSpec,
        frame: geopandas.GeoDataFrame,
        *,
        version: str,
        shipped: Layer | None,
        sources: Iterable[Source],
        told: Iterable[Problem],
    ) -> None:
        super().__init__(spec, frame, version=version)
        self.shipped = shipped
        self.sources, self.told = tuple(sources), tuple(told)


# what a declaration, and a column of it, can say since version 0.1
_LATER, _LATER_OF_COLUMNS = ("place_of", "evidence"), ("relation", "values_back")
_Key = tuple[str, str, int, Layer | None]
# of a layer that some catalogue still holds no second one is made: what was derived from it stays
_MADE: WeakValueDictionary[_Key, WorkspaceLayer] = WeakValueDictionary()


def overlay(catalogue: Catalogue, versions: Iterable[StoredVersion]) -> Catalogue:
    """
    Lay stored versions over a catalogue.

    Parameters
    ----------
    catalogue
        As shipped, or with versions laid over it already.
    versions
        One version of a layer each; of two with the same ids the first stands.

    Returns
    -------
    catalogue
        With `kept`, which says of each version whether it stands, and why not.
    """
    layers = as_filed(catalogue)
    standings = dict(catalogue.kept)
    for version in versions:
        layer, problems = _layer(version, catalogue)
        if layer is not None:
            problems = [*problems, *_between(layer, layers, _where(version))]
        held = [p for p in problems if p.rule not in {*_TOLD_ONLY, *version.accepted}]
        told: list[Problem] = held
        if layer is not None and not held:
            told = [*layer.told, *_gone(layer, layers), *_unknown(layer, layers)]
            layers[layer.id] = _MADE[_key(version, layer.version, layer.shipped)] = layer
        standings[version.layer] = StoredStatus(
            version.layer,
            version.number,
            version.level,
            is_set_aside=layer is None or bool(held),
            problems=tuple(told),
        )
    sources = dict(catalogue.sources)
    for known in layers.values():
        if isinstance(known, WorkspaceLayer):
            sources |= {source.id: source for source in known.sources}
    whole = with_following(layers, catalogue)
    return Catalogue(whole.values(), sources.values(), kept=standings.values())


def _layer(
    version: StoredVersion, catalogue: Catalogue
) -> tuple[WorkspaceLayer | None, list[Problem]]:
    """Return the layer that a version makes, and what its rows break by themselves."""
    known = catalogue.get(version.layer)
    shipped = known.shipped if isinstance(known, WorkspaceLayer) else known
    spec, problems = _spec(version, shipped, catalogue)
    if version.rows is None or spec is None or problems:
        return None, [*version.faults, *problems]
    named = f"{version.digest[:12]}-{_declaration_mark(spec)}"
    made = _MADE.get(_key(version, named, shipped))
    if made is not None:
        return made, []
    where = _where(version)
    try:
        rows = version.rows()
    except BadFile as error:
        return None, [Problem("damaged_version", str(error.parameters["path"]))]
    filled, sources = _filled(rows, version, catalogue)
    frame, problems = conformed(filled, spec, where=where)
    told = [problem for problem in problems if problem.rule in _TOLD_ONLY]
    rows_say = _as_rows_say(spec, frame)
    layer = WorkspaceLayer(
        rows_say, frame, version=named, shipped=shipped, sources=sources, told=told
    )
    problems += check_ids(layer, where)
    if not spec.is_table:
        problems += check_places(layer, where)
    return layer, problems


def _declaration_mark(spec: LayerSpec) -> str:
    """Return six digits of the hash of a declaration, the same as version 0.1 gave it."""
    # what declarations could not say then is left out where it is not said now
    unused: dict[str, Any] = {name: True for name in _LATER if getattr(spec, name) is None}
    unused["columns"] = {
        name: {later for later in _LATER_OF_COLUMNS if not getattr(kind, later)}
        for name, kind in spec.columns.items()
    }
    content = spec.model_dump_json(exclude=unused)
    return hashlib.sha256(content.encode()).hexdigest()[:6]


def _key(version: StoredVersion, named: str, shipped: Layer | None) -> _Key:
    return version.layer, named, version.number, shipped


def _spec(
    version: StoredVersion, shipped: Layer | None, catalogue: Catalogue
) -> tuple[LayerSpec | None, list[Problem]]:
    """Return the version's own declaration or the shipped one, released as the planner says."""
    if version.declaration is not None:
        where = f"{_where(version)}/layer.toml"
        spec, problems = read_declared(version.declaration, version.layer, where=where)
    else:
        spec, problems, where = (shipped.spec if shipped else None), [], _where(version)
    if spec is None:
        return None, problems or [Problem("declaration_missing", where, version.layer)]
    themes = tuple(dict.fromkeys(layer.spec.theme for layer in catalogue.values()))
    if spec.theme not in themes:
        problems.append(Problem("not_in_values", f"{where}: theme", spec.theme, themes))
    total = spec.known_total
    if total is not None and total.source not in catalogue.sources:
        problems.append(Problem("unknown_source", f"{where}: known_total.source", total.source))
    release = "public" if version.level == "public" else "internal"
    return spec.model_copy(update={"release": release}), problems


def _as_rows_say(spec: LayerSpec, frame: geopandas.GeoDataFrame) -> LayerSpec:
    rows = Layer(spec, frame, version="")
    if spec.is_table or rows.is_schematic:
        return spec
    changes: dict[str, object] = {
        "min_scale": None,
        "expect": spec.expect.model_copy(update={"area_column": None}),
        "statistics": spec.statistics or rows.is_official,
    }
    if spec.description_official is not None:
        changes["description"] = spec.description_official
    if spec.style is not None and spec.min_scale is not None:
        # dashes mean schematic where the scale is limited; elsewhere they are the line's own
        changes["style"] = spec.style.model_copy(update={"dash": ""})
    return spec.model_copy(update=changes)


def _filled(
    frame: geopandas.GeoDataFrame, version: StoredVersion, catalogue: Catalogue
) -> tuple[geopandas.GeoDataFrame, list[Source]]:
    """Fill what every row needs and a planner's file may lack; return the sources it adds."""
    plain = pandas.DataFrame(frame)
    names = _or(plain, "name_zh", frame.index.astype(str).to_series(index=frame.index))
    cells = _or(plain, "source", "")
    known = set(catalogue.sources)
    own: dict[str, Source] = {}
    for cell in cells.unique():
        if not cell or set(cell.split()) - known:
            own[cell] = _source(version, cell, number=len(own))
    filled = plain.assign(
        name_zh=names,
        name_en=_or(plain, "name_en", names),
        status=_or(plain, "status", "unknown"),
        sensitive=_or(plain, "sensitive", "no"),
        release=_or(plain, "release", "public" if version.level == "public" else "internal"),
        source=cells.replace({cell: source.id for cell, source in own.items()}) if own else cells,
    )
    placed = geopandas.GeoDataFrame(filled, geometry=frame.geometry.name, crs=frame.crs)
    return placed, list({source.id: source for source in own.values()}.values())


def _or(frame: pandas.DataFrame, name: str, other: str | pandas.Series) -> pandas.Series:
    if name not in frame:
        return pandas.Series(other, index=frame.index, dtype=str)
    cells = as_text(frame[name])
    is_blank = cells == ""
    return cells.mask(is_blank, other) if is_blank.any() else cells


def _source(version: StoredVersion, cell: str, *, number: int) -> Source:
    """Return a source titled as the rows say, or as the version's file where there are too many."""
    if not cell or number >= _MOST_SOURCES:
        return version.source
    return replace(version.source, id=f"{version.source.id}-{number + 1}", title=cell)


def _shared(ids: pandas.Index, others: Iterable[pandas.Index]) -> list[str]:
    """Return the ids that others have as well; an index would look at them one by one."""
    known = pandas.Index([], dtype=str).append(list(others))
    few, many = sorted((pyarrow.array(v, pyarrow.large_string()) for v in (ids, known)), key=len)
    found: list[str] = many.filter(compute.is_in(many, value_set=few)).to_pylist()
    return found


def _between(layer: Layer, layers: Mapping[str, Layer], where: str) -> list[Problem]:
    """Return what a layer breaks beside the others: ids of theirs, layers that are not there."""
    problems = check_layers_named(layer, {**layers, layer.id: layer})
    if layer.spec.is_table:
        return problems
    mapped = [v for v in layers.values() if not v.spec.is_table and not v.is_slot]
    others = [v for v in mapped if v.id != layer.id]
    twice = _shared(layer.frame.index, [other.frame.index for other in others])[:MOST_TOLD]
    return problems + [
        Problem("id_in_two_layers", f"{where}:{i}:id", i, (other.id,))
        for i in twice
        for other in others
        if i in other.frame.index
    ]


def _gone(layer: Layer, layers: Mapping[str, Layer]) -> list[Problem]:
    """Return what other rows say of features that are gone with the rows before."""
    before = layers.get(layer.id)
    if before is None or before.is_slot:
        return []
    were = before.frame.index
    gone = set(were.to_list()) - set(_shared(were, [layer.frame.index]))
    others = [other for other in layers.values() if other.id != layer.id and gone]
    return [problem for other in others for problem in _references(other, gone)][:MOST_TOLD]


def _unknown(layer: Layer, layers: Mapping[str, Layer]) -> list[Problem]:
    """Return what its own rows say of features that are not there."""
    named = {
        one
        for name, column in layer.spec.columns.items()
        if column.refers_to
        for cell in layer.frame[name].unique()
        for one in str(cell).split(";")
        if one
    }
    filled = [v for v in {**layers, layer.id: layer}.values() if not v.is_slot]
    asked = pandas.Index(sorted(named), dtype=str)
    known = _shared(asked, [other.frame.index for other in filled]) if named else ()
    return _references(layer, named.difference(known))[:MOST_TOLD]


def _references(layer: Layer, missing: set[str]) -> list[Problem]:
    return [
        Problem("unknown_reference", f"{layer.id}:{feature}:{name}", one)
        for name, column in layer.spec.columns.items()
        if missing and column.refers_to and name in layer.frame
        for feature, cell in layer.frame[name].items()
        for one in str(cell).split(";")
        if one in missing
    ]


def _where(version: StoredVersion) -> str:
    return f"versions/{version.layer}-{version.number:06d}"
