"""
Relations: which thing stands in which relation to which other, and on whose word.

They are rows of the table `relations` (subject, relation, object). What a layer says in a column
of its own, such as the parent of a park, is one of them too: its declaration names the relation,
and the row is made of the cell, so that no fact stands twice. A relation is read from both ends;
how far a chain of them carries is for a reader to judge: "supports" of "located in" is neither.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import geopandas
import numpy as np
import pandas

from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer
from atlas.domain.memo import derived

TABLE = "relations"
WHOLES = ("part_of", "located_in")  # what may not run in a circle
_SAME_KIND = "part_of"  # a part of a thing of its own layer lies in it as a part
_STATED = "stated"


@dataclass(frozen=True)
class Tie:
    """
    A relation as seen from one of its ends.

    Parameters
    ----------
    row
        Id of the row of `relations`.
    relation
        Its code.
    other
        Id of the thing at the other end.
    is_forward
        Whether it reads from its subject.
    """

    row: str
    relation: str
    other: str
    is_forward: bool


@dataclass(frozen=True)
class RelationNetwork:
    """
    What is tied to a thing within some steps.

    Parameters
    ----------
    steps
        Ids by how many relations they lie from the thing, the thing itself first.
    rows
        Ids of the rows of `relations` between them.
    """

    steps: tuple[tuple[str, ...], ...]
    rows: tuple[str, ...]

    @property
    def query(self) -> dict[str, Any]:
        """The question, by its keys, for the relations between them."""
        where = {"field": "id", "op": "in", "value": list(self.rows)}
        return {"kind": "query", "layer": TABLE, "where": where}


@derived
def relation_rows(layer: Layer) -> pandas.DataFrame:
    """
    Return the relations that a layer's own columns state, in the form of the table.

    Of rows that are things the thing is the subject; of other tables their column `entity` is.
    A whole in the thing's own layer has it as a part, whatever relation the column declares.
    """
    columns = [name for name, column in layer.spec.columns.items() if column.relation]
    if layer.is_slot or layer.id == TABLE:
        return pandas.DataFrame()
    parts = [_stated(layer, name) for name in columns]
    return pandas.concat(parts) if parts else pandas.DataFrame()


def _stated(layer: Layer, column: str) -> pandas.DataFrame:
    frame = pandas.DataFrame(layer.frame)
    frame = frame[frame[column] != ""]
    objects = frame[column].str.split(";").explode()
    rows = frame.loc[objects.index]
    subjects = rows.index if layer.spec.names_things else rows["entity"]
    basis = f"{column}_basis"
    bases = rows[basis].to_numpy() if basis in rows else np.full(len(rows), _STATED)
    # of what is inferred, or known without a document, the row's phrase is no proof
    is_quoted = (bases == _STATED) & (basis in rows or not layer.spec.names_things)
    within = objects.isin(layer.frame.index).to_numpy()
    told = pandas.DataFrame(
        {
            "subject": np.asarray(subjects, dtype=object),
            "relation": np.where(within, _SAME_KIND, layer.spec.columns[column].relation),
            "object": objects.to_numpy(),
            "basis": bases,
            "source": rows["source"].to_numpy(),
            **{name: np.where(is_quoted, rows[name], "") for name in ("clause", "quote")},
            **_roles(layer, rows),
        },
        dtype=str,
    )
    turn = objects.groupby(objects.index).cumcount().to_numpy()
    told.index = pandas.Index(
        [
            f"{row}-{column}" + (f"-{number + 1}" if number else "")
            for row, number in zip(objects.index, turn, strict=True)
        ],
        name="id",
    )
    return told


def _roles(layer: Layer, rows: pandas.DataFrame) -> dict[str, list[str]]:
    """Return in words what part each row says that its thing plays, where it says so."""
    declared = layer.spec.columns.get("role")
    named = {} if declared is None else {i: v.name for i, v in declared.values_label.items()}
    names = [named.get(role) for role in rows["role"]] if named else [None] * len(rows)
    return {
        "role_zh": [name.zh if name else "" for name in names],
        "role_en": [name.en if name else "" for name in names],
    }


def whole_table(own: Layer, layers: Iterable[Layer]) -> geopandas.GeoDataFrame:
    """Return the rows of the table `relations` with those that the layers' own columns state."""
    parts = [part for part in (relation_rows(layer) for layer in layers) if len(part)]
    if not parts:
        return own.frame
    columns = own.frame.columns.drop("geometry")
    added = pandas.concat(parts).reindex(columns=columns, fill_value="").astype(str)
    added = geopandas.GeoDataFrame(
        added, geometry=geopandas.GeoSeries([None] * len(added), index=added.index, crs=4326)
    )
    rows: geopandas.GeoDataFrame = pandas.concat([own.frame, added])
    return rows[own.frame.columns]


@derived
def _ends(layer: Layer) -> Mapping[str, tuple[Tie, ...]]:
    """Return what each thing is tied to, in the order of the table, subjects' ties first."""
    forward: dict[str, list[Tie]] = {}
    back: dict[str, list[Tie]] = {}
    cells = (layer.frame[name].to_list() for name in ("subject", "relation", "object"))
    for row, subject, relation, target in zip(layer.frame.index, *cells, strict=True):
        forward.setdefault(subject, []).append(Tie(row, relation, target, is_forward=True))
        back.setdefault(target, []).append(Tie(row, relation, subject, is_forward=False))
    things = dict.fromkeys([*forward, *back])
    return {thing: (*forward.get(thing, ()), *back.get(thing, ())) for thing in things}


def related(catalogue: Catalogue, feature: str) -> tuple[Tie, ...]:
    """
    Return every relation that a thing stands in, seen from it.

    Parameters
    ----------
    catalogue
        One without the table `relations` has none.
    feature
        Id of a thing.

    Returns
    -------
    ties
        Those that read from it first, each kind in the order of the table.
    """
    if TABLE not in catalogue:
        return ()
    return _ends(catalogue[TABLE]).get(feature, ())


def chain(catalogue: Catalogue, feature: str, *, steps: int = 2) -> RelationNetwork:
    """
    Follow the relations of a thing outwards, in both directions.

    From what it lies in or is a part of nothing is followed further: all that is in Xi'an is not
    for that reason tied to it.

    Parameters
    ----------
    catalogue
        Where the relations are found.
    feature
        Id of a thing.
    steps
        How many relations may lie between, at least 1.

    Returns
    -------
    network
        The things by step, each at its nearest, and the relations among all of them that were
        followed.
    """
    found: dict[str, int] = {feature: 0}
    rows: dict[str, None] = {}
    going = [feature]
    for step in range(1, steps + 1):
        onward = []
        for thing in going:
            for tie in related(catalogue, thing):
                if step > 1 and not tie.is_forward and tie.relation in WHOLES:
                    continue
                rows.setdefault(tie.row)
                if tie.other not in found:
                    found[tie.other] = step
                    onward.append(tie.other)
        going = [thing for thing in onward if not _is_ground(catalogue, thing, feature)]
    layered = tuple(tuple(i for i, at in found.items() if at == n) for n in range(steps + 1))
    return RelationNetwork(layered, tuple(rows))


def _is_ground(catalogue: Catalogue, thing: str, feature: str) -> bool:
    """Return whether a thing is merely what the requested one lies in or belongs to."""
    ties = [tie for tie in related(catalogue, feature) if tie.other == thing]
    return bool(ties) and all(tie.is_forward and tie.relation in WHOLES for tie in ties)
