"""
Edits of single rows: cells changed, a place set or moved, a row deleted, and by whom.

An edit is made on the rows as they are, with no other writer in between, and is based on the row
as its editor saw it: where somebody changed that row
meanwhile it is refused, so that nothing is overwritten unseen.
Each set of edits is a version of its own, which undo reverses whole.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import geopandas
import pandas
import shapely

from atlas.domain.layer import POSITION_BASES, ColumnKind, Layer
from atlas.domain.records.stored import Level
from atlas.errors import BadFacts, BadInput, Problem, Refused, UnknownName
from atlas.store.journal import Version
from atlas.store.manifest import Action, Manifest, RowEdit
from atlas.store.protocol import Content, VersionStore

Check = Callable[[Content], Sequence[Problem]]


@dataclass(frozen=True)
class Edit:
    """
    What is to be done to one row.

    `cells` are new values by column; `place` is longitude and latitude in degrees, with its
    uncertainty and its basis; `is_deletion` deletes the row.
    """

    id: str
    cells: Mapping[str, Any] = field(default_factory=dict)
    place: tuple[float, float] | None = None
    uncertainty_m: float | None = None
    basis: str = "general_knowledge"
    is_deletion: bool = False


class Edits:
    """
    The edits of a workspace's rows.

    Parameters
    ----------
    versions
        Where they are stored.
    now
        The clock.
    """

    def __init__(
        self, versions: VersionStore, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._versions, self._now = versions, now

    def apply(
        self,
        layer: Layer,
        edits: Sequence[Edit],
        *,
        who: str,
        level: Level | None = None,
        note: str = "",
        check: Check = lambda _content: (),
    ) -> Version:
        """
        Make a version from the one in force.

        Parameters
        ----------
        layer
            As the editor saw it.
        edits
            At least one.
        who
            The editor.
        level
            Of the new version; as before where it is None.
        note
            Why.
        check
            Finds what is wrong with the rows as they would be; nothing is stored if it finds any.

        Returns
        -------
        version
            In force now.

        Raises
        ------
        UnknownName
            If there is no such row or column.
        BadInput
            If a value is not of its column, or a place is none.
        BadFacts
            If the check finds anything.
        Refused
            If the row was changed by another meanwhile (`row_changed`), the rows seen were undone
            (`layer_changed`), or no row would be left (`last_row`).
        """
        if not edits:
            raise BadInput(argument="edits", reason="empty")

        def made(before: Version | None) -> Content:
            content = self._content(layer, before, edits)
            manifest = replace(
                content.manifest,
                who=who,
                when=self._now(),
                level=level or content.manifest.level,
                note=note,
            )
            content = replace(content, manifest=manifest)
            if problems := check(content):
                raise BadFacts(problems=problems)
            return content

        return self._versions.commit(layer.id, made)

    def _content(self, layer: Layer, before: Version | None, edits: Sequence[Edit]) -> Content:
        seen = self._seen(layer, before)
        frame = seen if before is None else self._versions.rows(before)
        manifest = _first_manifest(layer) if before is None else self._versions.manifest(before)
        declaration = None if before is None else self._versions.declaration(before)
        done = []
        for edit in edits:
            _refuse_changed(layer, frame, seen, edit.id)
            frame, row = _edited(layer, frame, edit)
            seen = frame  # a later edit of the same row rests on this one
            done.append(row)
        is_placing = all(row.action in {"place", "move"} for row in done)
        what = replace(manifest, what="place" if is_placing else "edit", edits=tuple(done))
        return Content(frame, what, declaration)

    def _seen(self, layer: Layer, before: Version | None) -> geopandas.GeoDataFrame:
        """Return the rows that the editor saw, as they are stored."""
        mark = layer.workspace_digest
        if mark is None:
            return layer.frame
        for version in reversed(self._versions.history(layer.id) if before else ()):
            if version.mark == mark:
                return self._versions.rows(version)
        raise Refused(reason="layer_changed", layer=layer.id)


def _first_manifest(layer: Layer) -> Manifest:
    # the rows are those that were shipped: what was internal of them stays so
    level: Level = "public" if layer.spec.release == "public" else "internal"
    return Manifest(who="", when=datetime.now(UTC), level=level)


def _refuse_changed(
    layer: Layer, now: geopandas.GeoDataFrame, seen: geopandas.GeoDataFrame, feature: str
) -> None:
    if feature not in seen.index:
        raise UnknownName(kind="feature", name=feature, known=list(map(str, seen.index[:8])))
    if now is seen:
        return
    if feature not in now.index or not now.loc[[feature]].equals(seen.loc[[feature]]):
        raise Refused(reason="row_changed", layer=layer.id, id=feature)


def _edited(
    layer: Layer, frame: geopandas.GeoDataFrame, edit: Edit
) -> tuple[geopandas.GeoDataFrame, RowEdit]:
    """Return the rows after an edit, and the record of it."""
    row = frame.loc[edit.id]
    if edit.is_deletion:
        if len(frame) == 1:
            raise Refused(reason="last_row", layer=layer.id)
        gone = {name: _plain(row[name]) for name in frame.columns if name != "geometry"}
        return frame.drop(edit.id), RowEdit(edit.id, "delete", gone | _position_of(row.geometry))
    action: Action = "change"
    cells: dict[str, Any] = {name: _cell(layer, name, value) for name, value in edit.cells.items()}
    before = {name: _plain(row[name]) if name in frame else None for name in cells}
    after = {name: _plain(value) for name, value in cells.items()}
    made = frame.copy()
    if edit.place is not None:
        point = _point(layer, edit)
        action = "place" if not _position_of(row.geometry) else "move"
        before, after = before | _position_of(row.geometry), after | _position_of(point)
        cells |= {"position_basis": edit.basis, "uncertainty_m": edit.uncertainty_m}
        made.loc[[edit.id], "geometry"] = geopandas.GeoSeries(
            [point], index=[edit.id], crs=made.crs
        )
    for name, value in cells.items():
        made[name] = _column(made, name, layer.spec.every_column[name])
        made.loc[edit.id, name] = value
    sure = edit.uncertainty_m if edit.place is not None else None
    return made, RowEdit(edit.id, action, before, after, sure)


def _column(frame: geopandas.GeoDataFrame, name: str, kind: ColumnKind) -> pandas.Series:
    if name not in frame:
        return pandas.Series(float("nan") if kind.is_number else "", index=frame.index)
    if kind.is_number:
        return pandas.to_numeric(frame[name], errors="coerce").astype(float)
    return frame[name].fillna("").astype(str)


def _cell(layer: Layer, name: str, value: Any) -> float | str:
    known = layer.spec.every_column
    if name not in known or name == "id":
        raise UnknownName(kind="column", name=name, known=[one for one in known if one != "id"])
    if not known[name].is_number:
        return str(value).strip()
    try:
        number = float(value) if value not in {None, ""} else math.nan
    except (TypeError, ValueError):
        raise BadInput(argument=name, reason="not_a_number") from None
    if math.isinf(number):
        raise BadInput(argument=name, reason="not_finite")
    return number


def _point(layer: Layer, edit: Edit) -> shapely.Point:
    if layer.spec.geometry != "point":
        raise BadInput(argument="layer", reason="not_points")
    if edit.place is None or not all(map(math.isfinite, edit.place)):
        raise BadInput(argument="place", reason="not_finite")
    if edit.uncertainty_m is None or not 0 <= edit.uncertainty_m < math.inf:
        raise BadInput(argument="uncertainty_m", reason="missing")
    if edit.basis not in POSITION_BASES:
        raise UnknownName(kind="position_basis", name=edit.basis, known=POSITION_BASES)
    return shapely.Point(*edit.place)


def _position_of(shape: shapely.Geometry | None) -> dict[str, Any]:
    if shape is None or shape.is_empty:
        return {}
    if shape.geom_type == "Point":
        return {"lon": shape.x, "lat": shape.y}
    return {"geometry": shape.wkt}


def _plain(value: Any) -> Any:
    if value is None or pandas.isna(value):
        return None
    return float(value) if isinstance(value, int | float) else str(value)
