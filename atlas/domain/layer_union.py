"""
A union of layers: several queried as if they were one.

The columns are those of all of them; a row has only its own layer's, and the others are empty or
missing. What the same column is called is said by the layer named first. Columns that hold
different kinds of thing under one name cannot be united.
"""

from collections.abc import Iterator, Sequence

import geopandas
import pandas

from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Column, ColumnKind, Label, Layer, LayerSpec
from atlas.domain.messages import Message, Text

LAYER = "layer"  # the column that says which layer a row is of


class _SpecOfSeveral(LayerSpec):
    """The declaration of several layers, with the column that names the layer of each row."""

    parts: tuple[LayerSpec, ...]

    @property
    def every_column(self) -> dict[str, ColumnKind]:
        homes = ColumnKind(type="category", values=tuple(part.id for part in self.parts))
        return {**super().every_column, LAYER: homes}

    def heading(self, column: str) -> Text:
        return Message(f"column.{LAYER}") if column == LAYER else super().heading(column)

    def value_text(self, column: str, value: str, *, is_back: bool = False) -> Text:
        if column != LAYER:
            return super().value_text(column, value, is_back=is_back)
        return next(part.label.name for part in self.parts if part.id == value)


def together(catalogue: Catalogue, names: Sequence[str]) -> Layer:
    """
    Return several layers as one; a single one as it is.

    Parameters
    ----------
    catalogue
        Where they are found.
    names
        Ids of layers that `unlike_columns` finds nothing in, all tables or none.

    Returns
    -------
    layer
        The rows of all, in the order of `names`, with the column `layer` before their own.
    """
    layers = [catalogue[name] for name in names]
    if len(layers) == 1:
        return layers[0]
    spec = _spec(layers)
    texts = {name: "" for name, kind in spec.every_column.items() if not kind.is_number}
    frames = [layer.frame.assign(**{LAYER: layer.id}) for layer in layers if len(layer.frame)]
    rows = pandas.concat(frames or [layers[0].frame.assign(**{LAYER: ""})])
    texts = {name: cell for name, cell in texts.items() if name in rows}
    frame = geopandas.GeoDataFrame(rows.fillna(texts), geometry="geometry", crs=layers[0].frame.crs)
    return Layer(spec, frame, version="+".join(layer.version for layer in layers))


def unlike_columns(layers: Sequence[Layer]) -> Iterator[str]:
    """Yield the columns that hold different types or units in several layers."""
    known: dict[str, tuple[str, str]] = {}
    for layer in layers:
        for name, kind in layer.spec.columns.items():
            if known.setdefault(name, (kind.type, kind.unit)) != (kind.type, kind.unit):
                yield name


def _spec(layers: Sequence[Layer]) -> LayerSpec:
    parts = tuple(layer.spec for layer in layers)
    label = Label(
        zh="、".join(part.label.zh for part in parts), en=", ".join(part.label.en for part in parts)
    )
    columns: dict[str, Column] = {}
    for part in parts:
        for name, column in part.columns.items():
            columns[name] = _merged(columns[name], column) if name in columns else column
    first = {name: getattr(parts[0], name) for name in LayerSpec.model_fields}
    said = {"id": "_".join(part.id for part in parts), "label": label, "columns": columns}
    return _SpecOfSeveral(**(first | said), parts=parts)


def _merged(one: Column, other: Column) -> Column:
    values = tuple(dict.fromkeys((*one.values, *other.values)))
    return one.model_copy(
        update={"values": values, "values_label": other.values_label | one.values_label}
    )
