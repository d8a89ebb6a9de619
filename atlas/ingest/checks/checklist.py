"""
The check list (核对表): everything a check found, as a table and as places to look at.

It is an answer like any other, so that a page shows it on the map and every exporter can write
it. It says what breaks a stated rule, and no more: a file without faults may still be wrong.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas
import numpy as np
import pandas
import pyarrow
import shapely
from numpy.typing import NDArray
from pyarrow import compute

from atlas.domain.crs import STORAGE_CRS
from atlas.domain.finding import Finding, Quantity, TableColumn
from atlas.domain.layer import LayerSpec
from atlas.domain.messages import Message, Text, message
from atlas.errors import Problem, Refused
from atlas.ingest.checks.faults import LEVELS, Level
from atlas.ingest.records import Check

# rules that the making of rows and the check of them both know
_FOUND_ANYWAY = {"required", "wrong_geometry", "fact_not_given"}
SHOWN = ("level", "rule", "feature", "row", "column", "found", "allowed")


@dataclass(frozen=True)
class CheckList:
    """
    What a check found.

    Parameters
    ----------
    spec
        The declaration the rows were held against.
    asked
        What was checked, and how.
    table
        One row for each fault, errors first: level, rule, feature (id; empty for the whole), row
        (its number from 0; -1 for the whole), column, found, allowed and geometry (EPSG:4326,
        None where there is no place to look at).
    words
        What the codes in found and allowed mean.
    areas
        Each polygon's area in hectares beside what it was held against; empty for other layers.
    """

    spec: LayerSpec
    asked: Check
    table: geopandas.GeoDataFrame
    words: Mapping[str, Text]
    areas: pandas.DataFrame

    def beside(self, problems: Sequence[Problem]) -> "CheckList":
        """
        Return the list with what did not fit when the rows were made, as warnings.

        A cell that is nothing the column may hold was left empty: keeping the rows is accepting
        that. What a check finds anyway is not told twice.
        """
        told = [problem for problem in problems if problem.rule not in _FOUND_ANYWAY]
        if not told:
            return self
        places = [problem.place.partition(":") for problem in told]
        more = geopandas.GeoDataFrame(
            {
                "level": ["warning"] * len(told),
                "rule": [problem.rule for problem in told],
                "row": [int(row) - 1 if row.isdigit() else -1 for row, _, _ in places],
                "column": [column or place for place, _, column in places],
                "found": [problem.found for problem in told],
                "allowed": ["、".join(problem.allowed) for problem in told],
                "feature": [""] * len(told),
            },
            geometry=[None] * len(told),
            crs=STORAGE_CRS,
        )
        both = pandas.concat([self.table, more], ignore_index=True)
        ranks = both["level"].map({level: rank for rank, level in enumerate(LEVELS)})
        both = both.iloc[ranks.to_numpy().argsort(kind="stable")].reset_index(drop=True)
        return replace(self, table=both)

    def refuse_errors(self) -> None:
        """
        Let rows pass that may be stored.

        Raises
        ------
        Refused
            If a fault keeps them from it.
        """
        if not self.is_storable:
            raise Refused(reason="checks_failed", count=self.count("error"))

    def count(self, level: Level) -> int:
        """Return how many faults of a level there are."""
        return int((self.table["level"] == level).sum())

    @property
    def is_storable(self) -> bool:
        """Whether nothing keeps the rows from being stored."""
        return self.count("error") == 0

    @property
    def accepted(self) -> tuple[str, ...]:
        """The rules whose warnings a planner accepts by storing the rows, for the manifest."""
        warned = self.table.loc[self.table["level"] == "warning", "rule"]
        return tuple(dict.fromkeys(warned))

    def finding(self) -> Finding:
        """Return the list as an answer: table, places, figures, words to be spoken."""
        counts = {f"{level}s": Quantity(self.count(level), "count") for level in LEVELS}
        told = {name: int(figure.value) for name, figure in counts.items()}
        area = Quantity(float(self.areas["area_ha"].sum()), "ha") if len(self.areas) else None
        return Finding(
            definition=self.asked,
            name=message("check.title", layer=self.spec.label.name),
            summary=message("check.headline", rows=self.asked.rows, **told),
            method=message("check.method", sliver=self.asked.sliver_m),
            values=counts | ({"area": area} if area else {}),
            table=self._shown(),
            columns=self._columns(),
            layers={"faults": self.places()},
            parameters=self.asked.model_dump(mode="json"),
            caveats=self._caveats(),
            sources=(),
            versions={},
        )

    def places(self) -> geopandas.GeoDataFrame:
        """Return the faults that have a place, named by their rule, indexed as the shown table."""
        named = self.table[["rule", "geometry"]].rename(columns={"rule": "name_zh"})
        named.index = self._shown().index
        return named[~(named.geometry.isna() | named.geometry.is_empty)]

    def _shown(self) -> pandas.DataFrame:
        shown = pandas.DataFrame(self.table[list(SHOWN)])
        shown["row"] = [str(row + 1) if row >= 0 else "" for row in shown["row"]]
        shown.index = pandas.Index([f"fault-{n + 1}" for n in range(len(shown))], name="id")
        return shown

    def _columns(self) -> dict[str, TableColumn]:
        rules: dict[str, Text] = {v: Message(f"rule.{v}") for v in self.table["rule"].unique()}
        levels: dict[str, Text] = {level: Message(f"check.{level}") for level in LEVELS}
        names: dict[str, Text] = {v: self.spec.heading(v) for v in self.spec.every_column}
        words = dict(self.words)
        values = {"level": levels, "rule": rules, "column": names, "found": words, "allowed": words}
        return {
            name: TableColumn(Message(f"check.column_{name}"), values=values.get(name, {}))
            for name in SHOWN
        }

    def _caveats(self) -> tuple[Message, ...]:
        told = [message("check.only_rules")]
        if self.asked.parts_of_whole and not self.asked.has_parent:
            told.append(message("check.gaps_enclosed_only"))
        return tuple(told)


def content_of(frame: geopandas.GeoDataFrame) -> str:
    """Return 12 hexadecimal digits that change when a row, a cell or a place changes."""
    digest = hashlib.sha256("\x1f".join(map(str, frame.columns)).encode())
    digest.update(_cells_of(frame.index.to_series()))
    for name in frame.columns:
        if name != frame.geometry.name:
            digest.update(_cells_of(frame[name]))
    shapes = np.asarray(frame.geometry.array, dtype=object)
    for count in (shapely.get_type_id, shapely.get_num_geometries, shapely.get_num_coordinates):
        digest.update(np.ascontiguousarray(count(shapes)).tobytes())
    digest.update(np.ascontiguousarray(shapely.get_coordinates(shapes)).tobytes())
    return digest.hexdigest()[:12]


def _cells_of(cells: pandas.Series) -> bytes:
    """Return a few bytes that differ with any cell; most columns say one thing of all rows."""
    if len(cells) > 1 and (cells == cells.iloc[0]).all():
        one = pandas.util.hash_pandas_object(cells.iloc[:1], index=False)
        return bytes(one.to_numpy().tobytes()) + len(cells).to_bytes(8, "little")
    digest = hashlib.sha256()
    for part in _parts_of(cells):
        digest.update(np.ascontiguousarray(part).tobytes())
    return digest.digest()


def _parts_of(cells: pandas.Series) -> Iterator[NDArray[Any]]:
    """Yield what a column consists of: its numbers, or the lengths of its texts and all letters."""
    if pandas.api.types.is_numeric_dtype(cells):
        yield cells.to_numpy(dtype=float, na_value=np.nan)
        return
    if cells.dtype == object:
        yield pandas.util.hash_pandas_object(cells, index=False, categorize=False).to_numpy()
        return
    told = (
        pyarrow.table({"cells": cells.array})["cells"].cast(pyarrow.large_string()).combine_chunks()
    )
    yield compute.binary_length(told).fill_null(-1).to_numpy(zero_copy_only=False)
    texts = told.fill_null("")
    _, ends, letters = texts.buffers()
    if letters is not None:
        places = np.frombuffer(ends, np.int64)[texts.offset :][: len(texts) + 1]
        yield np.frombuffer(letters, np.uint8)[places[0] : places[-1]]


def stored_places(table: pandas.DataFrame, own: geopandas.GeoSeries) -> geopandas.GeoSeries:
    """Return where to look for each fault: its own place, else the row's."""
    rows = table["row"].to_numpy()
    fallback = own.array.take([row if row >= 0 else -1 for row in rows], allow_fill=True)
    places = [
        given if given is not None else other
        for given, other in zip(table["geometry"], fallback, strict=True)
    ]
    return geopandas.GeoSeries(places, index=table.index, crs=STORAGE_CRS)
