"""Those in need: which layers, by which column they count, by which classes they are told."""

from typing import Any

import streamlit as st

from atlas.interface.web.choices import NONE, layer_names
from atlas.interface.web.serving import catalogue
from atlas.interface.web.session import spoken, word
from atlas.keeping.workspace import workspace

_USUAL = ("universities", "enterprises")


def demand() -> list[dict[str, Any]]:
    """Show the choice of demand and return it as a question holds it."""
    known = [name for name in layer_names(("point", "polygon")) if _can_be_counted(name)]
    chosen = st.multiselect(
        word("demand"),
        known,
        default=[name for name in _USUAL if name in known],
        format_func=lambda name: spoken(catalogue()[name].name),
        key="demand",
        persist_state="session",
    )
    given = _from_files()
    with_columns = [name for name in chosen if _weights(name) or _classes(name)]
    if not with_columns:
        return [{"layer": name} for name in chosen] + given
    with st.expander(word("how_counted"), key="demand_how"):
        told = {name: _counted(name) for name in with_columns}
    return [{"layer": name, **told.get(name, {})} for name in chosen] + given


def _from_files() -> list[dict[str, Any]]:
    """Offer the grids of people that the workspace holds, if any."""
    folder = workspace() / "rasters"
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    known = [path.name for path in files if path.suffix in {".tif", ".tiff"}]
    if not known:
        return []
    chosen = st.multiselect(
        word("demand_rasters"), known, key="demand_rasters", persist_state="session"
    )
    return [{"raster": name} for name in chosen]


def _can_be_counted(name: str) -> bool:
    """Points are counted; areas only where a column says what they hold."""
    spec = catalogue()[name].spec
    return spec.geometry == "point" or (spec.statistics and bool(_weights(name)))


def _weights(name: str) -> list[str]:
    columns = catalogue()[name].spec.columns
    return [key for key, kind in columns.items() if kind.is_number and "year" not in key]


def _classes(name: str) -> list[str]:
    columns = catalogue()[name].spec.every_column
    return [key for key, kind in columns.items() if kind.type == "category" and kind.values]


def _counted(name: str) -> dict[str, str]:
    """Choose the weight and the classes of one layer."""
    weight = _column(name, "weight", _weights(name), word("each_counts_one"))
    by = _column(name, "by", _classes(name), word("no_classes"))
    return ({"weight": weight} if weight else {}) | ({"by": by} if by else {})


def _column(name: str, what: str, columns: list[str], none: str) -> str:
    if not columns:
        return NONE
    layer = catalogue()[name]
    headings = {column: spoken(layer.spec.heading(column)) for column in columns}
    chosen: str = st.selectbox(
        word(f"demand_{what}", layer=layer.name),
        [NONE, *columns],
        format_func=lambda column: headings[column] if column else none,
        key=f"demand_{what}_{name}",
        persist_state="session",
    )
    return chosen
