"""Those in need: which layers, by which column they count, by which classes they are told."""

from typing import Any

import streamlit as st

import atlas
from atlas.domain.messages import Name
from atlas.errors import BadFile
from atlas.interface.outcomes import describe
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import lang, localized, unmarked, word
from atlas.interface.web.widgets.choices import NONE, layer_names
from atlas.store.workspace import open_workspace

_USUAL = ("universities", "enterprises")


def demand() -> list[dict[str, Any]]:
    """Show the choice of demand and return it as a question holds it."""
    known = countable()
    chosen = st.multiselect(
        word("demand"),
        known,
        default=[name for name in _USUAL if name in known],
        format_func=lambda name: localized(catalogue()[name].name),
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


def countable() -> list[str]:
    """Return the layers whose features can be those in need."""
    return [name for name in layer_names(("point", "polygon")) if _can_be_counted(name)]


def _from_files() -> list[dict[str, Any]]:
    """Offer what the workspace holds, if any: grids of people, and tables of places in parts."""
    return _grids() + _tables()


def _tables() -> list[dict[str, Any]]:
    known = open_workspace().files.folders("tables", ".parquet")
    if not known:
        return []
    chosen = st.multiselect(
        word("demand_tables"),
        known,
        key="demand_tables",
        persist_state="session",
        help=word("demand_tables_help"),
    )
    return [{"parquet": name, **_weight_of(name)} for name in chosen]


def _weight_of(table: str) -> dict[str, str]:
    """Choose the column by which the rows of a table count."""
    try:
        columns = atlas.WorkspaceFiles().weights(table)
    except BadFile as problem:
        st.error(unmarked(describe(problem, lang())))
        return {}
    weight = st.selectbox(
        word("demand_weight", layer=Name(table)),
        [None, *columns],
        format_func=lambda column: word("each_counts_one") if column is None else column,
        key=f"demand_weight_of_{table}",
        persist_state="session",
    )
    return {"weight": weight} if weight else {}


def _grids() -> list[dict[str, Any]]:
    known = open_workspace().files.names("rasters", ".tif", ".tiff")
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
    headings = {column: localized(layer.spec.heading(column)) for column in columns}
    chosen: str = st.selectbox(
        word(f"demand_{what}", layer=layer.name),
        [NONE, *columns],
        format_func=lambda column: headings[column] if column else none,
        key=f"demand_{what}_{name}",
        persist_state="session",
    )
    return chosen
