"""
Rules for relations: defined kinds, no circle of parts, no duplicates.

What layers state in columns of their own is held to the same rules as the table of relations.
"""

from collections.abc import Iterator, Mapping

import pandas

from atlas.domain.layer import Layer
from atlas.domain.relations import TABLE, WHOLES, relation_rows
from atlas.errors import Problem

_TOLD = ["subject", "relation", "object"]


def check_relations(layers: Mapping[str, Layer]) -> list[Problem]:
    """Return what is wrong with the relations that the table and the layers state."""
    if TABLE not in layers or layers[TABLE].is_slot:
        return []
    if faults := [p for layer in layers.values() for p in _declared(layer, layers[TABLE])]:
        return faults
    own = layers[TABLE]
    stated = {layer: relation_rows(layer) for layer in layers.values() if layer is not own}
    told = pandas.concat(
        [
            _placed(pandas.DataFrame(own.frame), f"geodata/{own.spec.facts}", ""),
            *(
                _placed(rows, f"geodata/{layer.spec.facts}", layer.id)
                for layer, rows in stated.items()
                if len(rows)
            ),
        ]
    )
    return [*_to_itself(told), *_twice(told), *_circles(told)]


def _declared(layer: Layer, table: Layer) -> Iterator[Problem]:
    """Report columns that state a relation that is none, or do not say of what."""
    known = table.spec.columns["relation"].values
    for name, column in layer.spec.columns.items():
        place = f"layers/{layer.id}.toml: columns.{name}.relation"
        if column.relation and column.relation not in known:
            yield Problem("unknown_relation", place, column.relation, known)
        if column.relation and not layer.spec.names_things and "entity" not in layer.spec.columns:
            yield Problem("missing_column", place, "entity")


def _placed(rows: pandas.DataFrame, where: str, layer: str) -> pandas.DataFrame:
    """Return relations with the cell that says each: the object, or the column of its layer."""
    cells = [f"{row}:object" if not layer else ":".join(_cell(row)) for row in rows.index]
    return rows[_TOLD].assign(place=[f"{where}:{cell}" for cell in cells], layer=layer)


def _cell(row: str) -> tuple[str, str]:
    thing, _, column = row.rpartition("-")
    if column.isdigit() and "-" in thing:
        thing, _, column = thing.rpartition("-")
    return thing, column


def _to_itself(told: pandas.DataFrame) -> Iterator[Problem]:
    for row in told[told["subject"] == told["object"]].itertuples():
        yield Problem("relation_to_itself", row.place, row.object)


def _twice(told: pandas.DataFrame) -> Iterator[Problem]:
    """Report rows of the table that repeat a column of a layer."""
    by_layers = told[told["layer"] != ""].drop_duplicates(_TOLD).set_index(_TOLD)["place"]
    for row in told[told["layer"] == ""].itertuples():
        said = (row.subject, row.relation, row.object)
        if said in by_layers.index:
            yield Problem("relation_twice", row.place, row.object, (by_layers[said],))


def _circles(told: pandas.DataFrame) -> Iterator[Problem]:
    """Report each circle of parts once, at the cell that closes it."""
    wholes = told[told["relation"].isin(WHOLES) & (told["subject"] != told["object"])]
    above: dict[str, list[tuple[str, str]]] = {}
    for row in wholes.itertuples():
        above.setdefault(row.subject, []).append((row.object, row.place))
    done: set[str] = set()
    for start in above:
        yield from _circles_from(start, above, [], done)


def _circles_from(
    thing: str, above: Mapping[str, list[tuple[str, str]]], path: list[str], done: set[str]
) -> Iterator[Problem]:
    if thing in done:
        return
    path.append(thing)
    for whole, place in above.get(thing, ()):
        if whole in path:
            circle = [*path[path.index(whole) :], whole]
            yield Problem("circle_of_parts", place, " → ".join(circle))
        else:
            yield from _circles_from(whole, above, path, done)
    path.pop()
    done.add(thing)
