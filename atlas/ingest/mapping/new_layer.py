"""
A declaration for a layer that nobody has declared: the TOML that the wizard writes.

What a column is, is guessed from its cells and stays for a person to correct: few distinct values
make a category, and a column of codes that happens to hold four of them becomes one too. Names of
columns become ASCII words, since questions and links are written with them; the heading stays as
the label.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import geopandas
import pandas
from pydantic import ValidationError
from pypinyin import lazy_pinyin

from atlas.domain.layer import COMMON_COLUMNS, ColumnType, Geometry, LayerSpec, Release
from atlas.domain.validation import problems_of
from atlas.errors import BadFacts
from atlas.ingest.formats.headings import headings, plain, unit_said, without_unit
from atlas.ingest.mapping.angles import number_of
from atlas.ingest.mapping.cells import date_of
from atlas.ingest.mapping.location_columns import guess_places

_SYMBOLS = {"point": "circle", "line": "line", "polygon": "area", "none": "square"}
_FILLS = {"point": 0.8, "line": 0.0, "polygon": 0.12, "none": 0.0}
_KIND_OF = {"Point": "point", "LineString": "line", "LinearRing": "line", "Polygon": "polygon"}
_CATEGORIES_MOST = 12
_ROWS_A_CATEGORY = 3  # a value stands three times on average, or it is rather a name
_VALUE_MOST = 30  # characters of a category's value
_LOOKED_AT = 5_000
_NAME_MOST = 40
_WORD = re.compile(r"[^a-z0-9]+")


def declare_layer(
    layer_id: str,
    frame: pandas.DataFrame,
    *,
    label_zh: str,
    label_en: str,
    theme: str,
    color: str,
    geometry: Geometry | None = None,
    release: Release = "internal",
) -> str:
    """
    Write the declaration of a new layer.

    Parameters
    ----------
    layer_id
        Small letters, digits and underscores.
    frame
        A table as read; its columns are declared under ASCII names with their headings as
        labels, but for those that every layer has and those of coordinates.
    label_zh, label_en
        What the layer is called.
    theme
        One of the themes of the layers panel.
    color
        "#rrggbb".
    geometry
        Of its rows; by default that of most shapes, and points to be placed where there are none.
    release
        What may be shown in public; internal unless somebody says otherwise.

    Returns
    -------
    text
        TOML, valid as `layers/<layer_id>.toml`.

    Raises
    ------
    BadFacts
        With everything that is wrong with the id, the labels or the colour.
    """
    kind = geometry or _geometry(frame)
    label = f"{{ zh = {_quoted(label_zh)}, en = {_quoted(label_en)} }}"
    parts = [
        f"id = {_quoted(layer_id)}",
        f"geometry = {_quoted(kind)}",
        f"each_row_is_a = {_quoted(label_en)}",
        f"theme = {_quoted(theme)}",
        f"release = {_quoted(release)}",
        f"label = {label}",
        f"description = {label}",
        *_columns(frame),
        "\n[style]",
        f"color = {_quoted(color)}",
        f"symbol = {_quoted(_SYMBOLS[kind])}",
        f"fill = {_FILLS[kind]}",
    ]
    text = "\n".join(parts) + "\n"
    try:
        LayerSpec.model_validate(tomllib.loads(text))
    except ValidationError as error:
        raise BadFacts(problems=problems_of(error, LayerSpec)) from error
    return text


def _geometry(frame: pandas.DataFrame) -> Geometry:
    if not isinstance(frame, geopandas.GeoDataFrame):
        return "point"
    kinds = frame.geometry.geom_type.dropna().str.removeprefix("Multi").map(_KIND_OF).dropna()
    return kinds.mode().iloc[0] if len(kinds) else "point"


def _columns(frame: pandas.DataFrame) -> Iterator[str]:
    """Yield the lines of every column that not every layer has."""
    taken = set(COMMON_COLUMNS)
    places = guess_places(frame)
    shapes = {"geometry"} if places is None else {"geometry", places.x, places.y}
    for heading in frame.columns:
        if heading in shapes or _is_common(str(heading)):
            continue
        name = _column_name(str(heading), taken)
        taken.add(name)
        yield f"\n[columns.{name}]"
        for key, value in _kind(frame[heading], str(heading)).items():
            yield f"{key} = {_quoted(value)}"
        yield f"label = {{ zh = {_quoted(str(heading))}, en = {_quoted(_english(name))} }}"


def _is_common(heading: str) -> bool:
    """Whether a heading means a column that every layer has already."""
    words = headings().columns
    bare = without_unit(heading)
    return any(bare == plain(name) or bare in words.get(name, ()) for name in COMMON_COLUMNS)


def _column_name(heading: str, taken: set[str]) -> str:
    """Return an ASCII name: the known one of a known heading, or its pinyin."""
    bare = without_unit(heading)
    said = unit_said(heading)
    known = [
        name
        for name, words in headings().columns.items()
        if bare in words and name not in taken and _has_unit(name, said[0] if said else "")
    ]
    spelt = "_".join(lazy_pinyin(heading)).lower()
    name = known[0] if known else _WORD.sub("_", spelt).strip("_")[:_NAME_MOST].strip("_")
    if not name or not name[0].isalpha():
        name = f"column_{name}".strip("_")
    number = 2
    made = name
    while made in taken:
        made = f"{name}_{number}"
        number += 1
    return made


def _has_unit(name: str, unit: str) -> bool:
    """Whether a known name fits a unit: one that ends with a unit wants that and no other."""
    ends = [end for end in ("m2", "ha", "km2", "mu", "m") if name.endswith(f"_{end}")]
    return not ends or ends[0] == unit


def _english(name: str) -> str:
    return name.replace("_", " ").strip().capitalize()


def _kind(cells: pandas.Series, heading: str) -> dict[str, Any]:
    """Return what the cells of a column seem to be."""
    said = unit_said(heading)
    if pandas.api.types.is_numeric_dtype(cells):
        known = cells.dropna()
        is_whole = bool(len(known)) and bool((known == known.round()).all()) and said is None
        return {"type": "integer" if is_whole else "number"} | _unit(said)
    text = cells[cells != ""].dropna().astype(str).str.strip()
    distinct = text.unique()
    seen = distinct[:_LOOKED_AT]
    if not len(seen):
        return {"type": "text"}
    if _is_flag(seen):
        return {"type": "flag"}
    if all(date_of(value) for value in seen) and not all(value.isdigit() for value in seen):
        return {"type": "date"}
    # a code with a nought before it is no number
    if all(_is_figure(value) for value in seen):
        return {"type": "number"} | _unit(said)
    is_few = len(distinct) <= min(_CATEGORIES_MOST, len(text) / _ROWS_A_CATEGORY)
    if is_few and all(len(value) <= _VALUE_MOST for value in seen):
        return {"type": "category", "values": sorted(seen)}
    kind: ColumnType = "text"
    return {"type": kind}


def _is_flag(values: Any) -> bool:
    known = headings().values["flag"]
    words = {word for wordings in known.values() for word in wordings if not word.isdigit()}
    return all(plain(value) in words for value in values)


def _is_figure(value: str) -> bool:
    return number_of(value) is not None and not re.match(r"0\d", value)


def _unit(said: tuple[str, float] | None) -> dict[str, str]:
    return {"unit": said[0]} if said else {}


def _quoted(value: Any) -> str:
    """Return a value as TOML: JSON's strings and lists are its own, all but one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
