"""
The check list (核对表): everything a check found, as a table and as places to look at.

It is an answer like any other, so that a page shows it on the map and every exporter can write
it. It says what breaks a stated rule, and no more: a file without faults may still be wrong.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import geopandas
import pandas
import shapely

from atlas.analysis.checking.faults import LEVELS, RULES, Level
from atlas.domain.definition.data import Check
from atlas.domain.finding import Finding, Quantity, TableColumn
from atlas.domain.layer import LayerSpec
from atlas.domain.space import STORAGE_CRS
from atlas.domain.words import Message, Text, message

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
        return tuple(rule for rule in RULES if rule in set(warned))

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
        rules: dict[str, Text] = {rule: Message(f"rule.{rule}") for rule in RULES}
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
    cells = frame.drop(columns=frame.geometry.name)
    digest.update(
        pandas.util.hash_pandas_object(cells.astype(str), index=True).to_numpy().tobytes()
    )
    for shape in shapely.to_wkb(frame.geometry.array):
        digest.update(shape or b"-")
    return digest.hexdigest()[:12]


def stored_places(table: pandas.DataFrame, own: geopandas.GeoSeries) -> geopandas.GeoSeries:
    """Return where to look for each fault: its own place, else the row's."""
    rows = table["row"].to_numpy()
    fallback = own.array.take([row if row >= 0 else -1 for row in rows], allow_fill=True)
    places = [
        given if given is not None else other
        for given, other in zip(table["geometry"], fallback, strict=True)
    ]
    return geopandas.GeoSeries(places, index=table.index, crs=STORAGE_CRS)
