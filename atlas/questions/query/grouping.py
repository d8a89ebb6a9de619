"""
How many of each, and how much: the rows of a query counted by group, their figures added up.

A cell that lists several members counts once for each of them, and so do the figures of its row:
the groups then add up to more than the whole, and a caveat says so. A missing figure is left out
of sum and mean; how many rows have one stands beside them. A sum of figures from different
sources and years is only as good as the least of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas

from atlas.domain.catalogue import Catalogue, nearest
from atlas.domain.finding import Finding, TableColumn, computed
from atlas.domain.layer import ColumnKind, Layer
from atlas.domain.layer_union import together
from atlas.domain.messages import Message, Text, message
from atlas.errors import BadInput, UnknownName
from atlas.questions.query.definition import Query

_ORDERED = {"integer", "date"}  # groups that have an order of their own


@dataclass(frozen=True)
class Summary:
    """One row a group, how its columns are headed, and what must be said with it."""

    table: pandas.DataFrame
    columns: Mapping[str, TableColumn]
    caveats: tuple[Message, ...]


def group_summary(
    catalogue: Catalogue, finding: Finding, *, by: str, of: Sequence[str] = ()
) -> Summary:
    """
    Count the rows of a query by group.

    Only rows that the finding shows are counted: a limit in the question limits the summary.

    Parameters
    ----------
    catalogue
        Where the layer of the finding is declared, and places that its cells refer to are named.
    finding
        The answer to a query.
    by
        Column whose cells make the groups; a number makes none.
    of
        Columns of figures to add up.

    Returns
    -------
    summary
        Columns `group` (its code, empty where the cell is), `rows`, and for each figure its
        `_sum`, `_mean` and `_known`, the number of rows that have it; a group without any has no
        sum. Largest groups first; years and dates in their order.

    Raises
    ------
    BadInput
        If the finding answers no query, `by` makes no groups, or `of` names no figures.
    UnknownName
        If the finding has no such column.
    """
    if not isinstance(finding.definition, Query):
        raise BadInput(argument="finding", reason="not_a_query")
    layer = together(catalogue, finding.definition.every_layer)
    kind = _kind(layer, finding, by)
    if kind.type == "number":
        raise BadInput(argument="by", reason="not_groups")
    if not all(_kind(layer, finding, name).is_number for name in of):
        raise BadInput(argument="of", reason="not_a_number")
    members = [_members(cell, kind) for cell in finding.table[by]]
    table = _counted(finding.table, members, of)
    table = table.loc[_order(table, kind)].reset_index(drop=True)
    repeated = any(len(groups) > 1 for groups in members)
    caveat = message("caveat.counted_per_member", by=layer.spec.heading(by))
    columns = _columns(catalogue, layer, finding, by, of, groups=table["group"])
    return Summary(table, columns, (caveat,) if repeated else ())


def _kind(layer: Layer, finding: Finding, name: str) -> ColumnKind:
    if name not in finding.table:
        raise UnknownName(kind="column", name=name, known=nearest(name, finding.table.columns))
    return layer.spec.every_column[name]


def _members(cell: Any, kind: ColumnKind) -> list[str]:
    """Return the groups a cell belongs to; an empty cell makes a group of its own."""
    if pandas.isna(cell) or cell == "":
        return [""]
    if kind.type == "integer":
        return [str(int(cell))]
    if kind.type != "list":
        return [str(cell)]
    members = (member.strip() for member in str(cell).split(";"))
    return list(dict.fromkeys(member for member in members if member)) or [""]


def _counted(
    table: pandas.DataFrame, members: list[list[str]], of: Sequence[str]
) -> pandas.DataFrame:
    rows = [number for number, groups in enumerate(members) for _ in groups]
    groups = pandas.Series([group for some in members for group in some], dtype=str)
    figures = table[list(of)].iloc[rows].reset_index(drop=True).astype(float)
    grouped = figures.groupby(groups)
    sizes = groups.groupby(groups).size()
    counted = {"group": sizes.index.astype(str), "rows": sizes.to_numpy()}
    for name in of:
        counted[f"{name}_sum"] = grouped[name].sum(min_count=1).to_numpy()
        counted[f"{name}_mean"] = grouped[name].mean().to_numpy()
        counted[f"{name}_known"] = grouped[name].count().to_numpy()
    return pandas.DataFrame(counted)


def _order(table: pandas.DataFrame, kind: ColumnKind) -> pandas.Index:
    """Return the rows in reading order; of equal groups the one declared first."""
    if kind.type in _ORDERED:
        own = table["group"].replace("", None)  # an empty group comes last
        return (own.astype(float) if kind.type == "integer" else own).sort_values().index
    places = {value: place for place, value in enumerate(kind.values)}
    keys = table.assign(place=table["group"].map(lambda group: places.get(group, len(places))))
    return keys.sort_values(["rows", "place", "group"], ascending=[False, True, True]).index


def _columns(
    catalogue: Catalogue,
    layer: Layer,
    finding: Finding,
    by: str,
    of: Sequence[str],
    *,
    groups: Iterable[str],
) -> dict[str, TableColumn]:
    words = {group: text for group in groups if (text := _named(catalogue, layer, by, group))}
    columns = {
        "group": TableColumn(layer.spec.heading(by), values=words),
        "rows": TableColumn(message("column.rows")),
    }
    for name in of:
        label, unit = layer.spec.heading(name), finding.columns[name].unit or "1"
        columns[f"{name}_sum"] = computed(message("column.sum_of", of=label), unit)
        columns[f"{name}_mean"] = computed(message("column.mean_of", of=label), unit)
        columns[f"{name}_known"] = TableColumn(message("column.known_of", of=label), detail=True)
    return columns


def _named(catalogue: Catalogue, layer: Layer, by: str, group: str) -> Text | None:
    """Return what a group is called; None where its code is all there is."""
    kind = layer.spec.every_column[by]
    if group == "":
        return message("value.empty")
    if group in kind.values or kind.type == "flag":
        return layer.spec.value_text(by, group)
    if kind.refers_to and catalogue.has_feature(group):
        return catalogue.name_of(group)
    return None
