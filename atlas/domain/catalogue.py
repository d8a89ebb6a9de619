"""The catalogue: every layer, table and source of one atlas, found by id."""

import difflib
import hashlib
from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import cached_property

import numpy as np
import pandas
from numpy.typing import NDArray

from atlas.domain.layer import Layer
from atlas.domain.messages import Name
from atlas.domain.records.stored import StoredStatus
from atlas.domain.source import Source
from atlas.errors import UnknownName


class Catalogue(Mapping[str, Layer]):
    """
    Layers by id, in the order they were declared.

    Parameters
    ----------
    layers
        Layers, tables and slots; ids are unique.
    sources
        The sources that rows name.
    kept
        What became of the versions that a planner keeps.
    """

    def __init__(
        self,
        layers: Iterable[Layer],
        sources: Iterable[Source],
        *,
        kept: Iterable[StoredStatus] = (),
    ) -> None:
        self._layers = {layer.id: layer for layer in layers}
        self.sources = {source.id: source for source in sources}
        self.kept = {standing.layer: standing for standing in kept}
        self._spoken_of: dict[str, dict[Hashable, NDArray[np.intp]]] = {}

    # a catalogue is itself and no other: what is derived from one can be kept with it
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __getitem__(self, name: str) -> Layer:
        if name not in self._layers:
            raise UnknownName(kind="layer", name=str(name), known=list(self._layers))
        return self._layers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._layers)

    def __len__(self) -> int:
        return len(self._layers)

    @cached_property
    def _home_of(self) -> dict[str, str]:
        homes: dict[str, str] = {}
        for layer in self._layers.values():
            if layer.spec.names_things and not layer.is_slot:
                homes |= dict.fromkeys(layer.frame.index.to_list(), layer.id)
        return homes

    @cached_property
    def mark(self) -> str:
        """Hash of the versions of all layers: what is derived from several goes by it."""
        told = "".join(f"{layer.id}={layer.version};" for layer in self._layers.values())
        return hashlib.sha256(told.encode()).hexdigest()[:12]

    @cached_property
    def spatial(self) -> tuple[Layer, ...]:
        """Layers with geometry that hold facts."""
        return tuple(v for v in self._layers.values() if not v.spec.is_table and not v.is_slot)

    def drawn(self, name: str) -> Layer:
        """
        Return a layer that a map can draw: neither a table nor a slot.

        Raises
        ------
        UnknownName
            If there is no such layer, with those there are.
        """
        known = {layer.id: layer for layer in self.spatial}
        if name not in known:
            raise UnknownName(kind="layer", name=name, known=list(known))
        return known[name]

    @cached_property
    def from_the_ground_up(self) -> tuple[str, ...]:
        """Ids of the layers with geometry in the order they are declared to be drawn in."""
        known = sorted(self.spatial, key=lambda layer: (layer.spec.draw_order, layer.id))
        return tuple(layer.id for layer in known)

    def number_of(self, layer: str) -> int:
        """Return which version of a layer is in force, set aside or not; 0 where none is."""
        return self.kept[layer].number if layer in self.kept else 0

    @property
    def slots(self) -> list[Layer]:
        """Layers that wait for a planner's data."""
        return [layer for layer in self._layers.values() if layer.is_slot]

    @property
    def unapplied_constraints(self) -> list[Layer]:
        """Red-line slots that are empty: constraints that no siting answer has applied."""
        return [layer for layer in self.slots if layer.spec.constraint]

    def home_of(self, feature: str) -> Layer:
        """
        Return the layer a feature belongs to; a table, where its rows are things with names.

        Raises
        ------
        UnknownName
            If no layer has a feature of that id.
        """
        if feature not in self._home_of:
            raise UnknownName(kind="feature", name=feature, known=nearest(feature, self._home_of))
        return self._layers[self._home_of[feature]]

    def has_feature(self, feature: str) -> bool:
        """Whether any layer has a feature of that id."""
        return feature in self._home_of

    def name_of(self, thing: str) -> Name:
        """Return the name of a thing; its id where a planner's rows no longer have it."""
        return self.home_of(thing).name_of(thing) if self.has_feature(thing) else Name(thing)

    def mentions_of(self, feature: str) -> pandas.DataFrame:
        """Return what the documents say of a feature, in the documents' order."""
        return self._rows_about("mentions", feature)

    def targets_of(self, feature: str) -> pandas.DataFrame:
        """Return the targets set for a feature."""
        return self._rows_about("targets", feature)

    def published_of(self, target: str) -> pandas.DataFrame:
        """Return the actual values published of a target, the earliest first."""
        if "actuals" not in self:
            return pandas.DataFrame()
        return self._rows_about("actuals", target, column="target").sort_values(
            "published", kind="stable"
        )

    def _rows_about(self, table: str, thing: str, *, column: str = "entity") -> pandas.DataFrame:
        # a card asks of every feature, and most are spoken of nowhere
        if table not in self._spoken_of:
            named = self[table].frame[column]
            self._spoken_of[table] = named.groupby(named).indices
        rows = self._spoken_of[table].get(thing)
        frame = self[table].frame
        return frame.iloc[:0] if rows is None else frame.iloc[rows]

    def sources_of(self, *columns: pandas.Series) -> tuple[Source, ...]:
        """Return the union of the sources that rows name, in the order of `sources.csv`."""
        named = {
            name for column in columns for cell in column.dropna().unique() for name in cell.split()
        }
        return tuple(source for source in self.sources.values() if source.id in named)


def nearest(name: str, existing: Iterable[str], *, most: int = 8) -> list[str]:
    """
    Return the existing names most like a misspelt one, or the first few.

    Parameters
    ----------
    name
        The misspelt one.
    existing
        Those to choose from.
    most
        How many at most.
    """
    names = list(existing)
    return difflib.get_close_matches(name, names, n=most, cutoff=0.5) or names[:most]
