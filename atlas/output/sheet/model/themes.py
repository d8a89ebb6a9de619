"""
Themes: the colours and sizes of a definition, by the columns of a layer.

Classes are made from all rows of a layer and not from those in the frame, so that the same value
has the same colour on every sheet. A layer with land-use codes has the official colours whatever
the palette. A row without a value is drawn grey, or not at all where its size would say
it, and is counted in the notes.
"""

from collections.abc import Mapping

import geopandas
import numpy as np
import pandas

from atlas.deliverables.sheet import ClassedBy, Method, Sheet, SizedBy
from atlas.domain.finding import fact
from atlas.domain.layer import ColumnKind, Layer
from atlas.domain.messages import Language, Message, message
from atlas.domain.units import sign
from atlas.errors import Refused, UnknownName
from atlas.output.sheet.model.classification import (
    CATEGORIES,
    NO_VALUE,
    Values,
    breaks,
    classes_of,
    sequential,
)
from atlas.output.sheet.model.content import Say, Shading, Sizing
from atlas.output.sheet.model.land_use import COLUMN, land_use

_CLASS_FILL, _LAND_USE_FILL = 0.85, 1.0
_WIDEST_MM, _LEAST_MM = 9.0, 1.2
_ROUND = (5.0, 2.0, 1.0)
_METHODS: Mapping[Method, Message] = {
    "quantile": message("sheet.by_quantile"),
    "natural": message("sheet.by_natural"),
    "equal": message("sheet.by_equal"),
}


def check_themes(definition: Sheet) -> None:
    """
    Refuse classes, sizes and hatches of layers that the sheet does not show.

    Raises
    ------
    UnknownName
        Naming the layers there are.
    """
    classed = [by.layer for by in definition.classes]
    sized = [by.layer for by in definition.sizes]
    for name in (*classed, *sized, *definition.hatches):
        if name not in definition.layers:
            raise UnknownName(kind="layer", name=name, known=list(definition.layers))


def shading_of(
    definition: Sheet, layer: Layer, rows: geopandas.GeoDataFrame, *, say: Say
) -> Shading | None:
    """
    Return the colours of a layer's rows, or None where its own style holds.

    Parameters
    ----------
    definition
        Its classes.
    layer, rows
        The layer, and all of its located rows.
    say
        Words.

    Raises
    ------
    UnknownName
        If there is no such column.
    Refused
        If the column holds numbers and every value is missing.
    """
    lang = definition.lang
    theme = next((by for by in definition.classes if by.layer == layer.id), None)
    if COLUMN in rows and (theme is None or theme.column == COLUMN):
        return _land_use(rows, say, lang)
    if theme is None:
        return None
    kind = _column(layer, theme.column)
    if kind.is_number:
        return _numbers(theme, kind, layer, rows, say, lang)
    return _categories(theme, layer, rows, say, lang)


def sizing_of(
    definition: Sheet, layer: Layer, rows: geopandas.GeoDataFrame, *, say: Say
) -> Sizing | None:
    """
    Return the widths of a layer's symbols, or None where all are of one size.

    Parameters
    ----------
    definition
        Its sizes.
    layer, rows
        The layer, and all of its located rows.
    say
        Words.
    """
    theme = next((by for by in definition.sizes if by.layer == layer.id), None)
    if theme is None:
        return None
    if layer.spec.geometry != "point":
        raise Refused(reason="not_point_sizes", layer=layer.name)
    kind = _column(layer, theme.column)
    values = _values_of(theme, kind, rows)
    top = float(np.nanmax(values))
    if top <= 0 or np.nanmin(values) < 0:
        raise Refused(reason="no_such_classes", column=theme.column)
    widths = pandas.Series(_widths(values, top), index=rows.index)
    shown = [value for value in _round_values(top) if value > 0]
    entries = tuple(
        (fact(value, kind.unit).figure, float(_widths(np.array([value]), top)[0]))
        for value in shown
    )
    return Sizing(widths, entries, _heading(layer, theme.column, kind, say, definition.lang))


def _column(layer: Layer, name: str) -> ColumnKind:
    columns = layer.spec.every_column
    if name not in columns:
        raise UnknownName(kind="column", name=name, known=list(columns))
    return columns[name]


def _values_of(
    theme: ClassedBy | SizedBy, kind: ColumnKind, rows: geopandas.GeoDataFrame
) -> Values:
    column = rows[theme.column] if theme.column in rows and kind.is_number else []
    values = np.asarray(pandas.to_numeric(column), dtype=float)
    if not np.isfinite(values).any():
        raise Refused(reason="no_such_classes", column=theme.column)
    return values


def _numbers(
    theme: ClassedBy,
    kind: ColumnKind,
    layer: Layer,
    rows: geopandas.GeoDataFrame,
    say: Say,
    lang: Language,
) -> Shading:
    values = _values_of(theme, kind, rows)
    ends = breaks(values, method=theme.method, k=theme.k)
    hues = sequential(theme.palette, len(ends)) if len(ends) > 1 else (CATEGORIES[0],)
    numbers = classes_of(values, ends)
    colors = np.array([*hues, NO_VALUE])[numbers]
    entries = [
        (_span(values[numbers == number], kind.unit), hue)
        for number, hue in enumerate(hues)
        if (numbers == number).any()
    ]
    if (numbers < 0).any():
        entries.append((say(message("sheet.no_value"), lang), NO_VALUE))
    method = say(_METHODS[theme.method], lang)
    heading = f"{_heading(layer, theme.column, kind, say, lang)} · {method}"
    return Shading(pandas.Series(colors, index=rows.index), tuple(entries), heading, _CLASS_FILL)


def _categories(
    theme: ClassedBy, layer: Layer, rows: geopandas.GeoDataFrame, say: Say, lang: Language
) -> Shading:
    """Colour by value; those beyond the last colour share the grey of what has no value."""
    texts = rows[theme.column].fillna("").astype(str)
    counts = texts[texts != ""].value_counts()
    values = sorted(counts.index, key=lambda value: (-counts[value], value))[: len(CATEGORIES)]
    hues = dict(zip(values, CATEGORIES, strict=False))
    column = layer.spec.columns.get(theme.column)
    labels = column.values_label if column else {}
    entries = [
        (say(labels[value].name, lang) if value in labels else value, hue)
        for value, hue in hues.items()
    ]
    others = len(counts) - len(values)
    if others:
        entries.append((say(message("sheet.other_values", count=others), lang), NO_VALUE))
    elif (texts == "").any():
        entries.append((say(message("sheet.no_value"), lang), NO_VALUE))
    colors = texts.map(hues).fillna(NO_VALUE)
    kind = _column(layer, theme.column)
    heading = _heading(layer, theme.column, kind, say, lang)
    return Shading(colors, tuple(entries), heading, _CLASS_FILL)


def _land_use(rows: geopandas.GeoDataFrame, say: Say, lang: Language) -> Shading:
    codes = rows[COLUMN].fillna("").astype(str)
    classes = {code: land_use(code) for code in sorted(codes.unique())}
    colors = codes.map(
        {code: found.color if found else NO_VALUE for code, found in classes.items()}
    )
    entries = {
        found.code: (f"{found.code} {say(found.name, lang)}", found.color)
        for found in classes.values()
        if found is not None
    }
    lines = list(entries.values())
    if any(found is None for found in classes.values()):
        lines.append((say(message("sheet.no_official_color"), lang), NO_VALUE))
    return Shading(colors, tuple(lines), "", _LAND_USE_FILL)


def _heading(layer: Layer, column: str, kind: ColumnKind, say: Say, lang: Language) -> str:
    declared = layer.spec.columns.get(column)
    name = say(declared.label.name, lang) if declared else say(message(f"column.{column}"), lang)
    unit = sign(kind.unit, lang).strip()
    return f"{name} ({unit})" if unit else name


def _span(values: Values, unit: str) -> str:
    """Return the least and the largest value that a class really holds."""
    low, high = (fact(float(end), unit).figure for end in (values.min(), values.max()))
    return low if low == high else f"{low}–{high}"


def _widths(values: Values, top: float) -> Values:
    widths = np.maximum(_WIDEST_MM * np.sqrt(np.maximum(values, 0) / top), _LEAST_MM)
    return np.where(np.isfinite(values) & (values > 0), widths, 0.0)


def _round_values(top: float) -> tuple[float, float, float]:
    power = 10.0 ** np.floor(np.log10(top))
    first = float(power * next(step for step in _ROUND if step * power <= top))
    return first, first / 4, first / 20
