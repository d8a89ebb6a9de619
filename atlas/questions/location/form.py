"""
The form of location: how many more, where they may stand, whom they should reach.

The form shows one area, which candidates and demand keep to. A part of a question that was opened
and keeps to another area keeps to that one.
"""

from collections.abc import Mapping
from typing import Any

from atlas.questions.access.form import travel
from atlas.questions.candidates.form import (
    candidates_kind,
    place_constraints,
    plain,
    resolution,
    screening_note,
)
from atlas.questions.form import Fields

MOST_KM = 15.0
_LEAST_KM = 0.5
_MODELS = ("mclp", "lscp", "p_median", "p_center")
_CELLS_M = (250, 500, 1000, 2000)
_USUAL_DEMAND = ("universities", "enterprises")
_LAND, _USUAL = "parcels", "parks"
Ref = Mapping[str, Any]


class LocationForm:
    """The form of a location question."""

    def draw(self, fields: Fields) -> bool:
        """Draw the fields; return whether the question is complete enough to be answered."""
        existing = fields.layer(
            "existing.layer",
            geometry=("point",),
            default="incubators",
            label="location_existing",
            none="location_nobody",
        )
        if existing is None:
            fields.set("existing", None)
        was = _area_of(fields)
        area = _area(fields, was)
        kind = candidates_kind(fields)
        own = _own(fields, was, area) if kind == "layer" else {}
        model = fields.choice("model", _MODELS, default="mclp", label="location_model")
        _numbers(fields, model)
        layers, is_ground = _demand(fields)
        with fields.fold("constraints", key="location_constraints"):
            fields.set("constraints", place_constraints(fields, fields.begins("constraints", ())))
        screening_note(fields)
        with fields.fold("location_finer", key="location_finer"):
            fields.set("candidates", own or _cells(fields, kind, was, area))
            _set_demand(fields, layers, _ground(fields, is_ground, was, area), was, area)
            fields.number(
                "time_limit_s", default=60, low=5, high=3600, step=5, label="location_limit"
            )
        # a page answers at once and searches for the proof beside it
        fields.set("solve", fields.begins("solve", "preview"))
        return True


def _area_of(fields: Fields) -> Ref | None:
    """Return the one area that what was opened keeps to, as far as it names one."""
    parts = [fields.begins("candidates") or {}, *(fields.begins("demand") or ())]
    inside = [part["inside"] for part in parts if "inside" in part]
    inside += [part["where"]["of"] for part in parts if _keeps_within(part)]
    return next(iter(inside), None)


def _keeps_within(part: Mapping[str, Any], area: Ref | None = None) -> bool:
    """Return whether features are those within an area, or within some area."""
    where = part.get("where") or {}
    of = where.get("of", {}) if where.get("spatial") == "within" else {}
    return "layer" in of and area in (None, of)


def _area(fields: Fields, was: Ref | None) -> Ref:
    """Choose where the new ones may go and whose demand counts."""
    begins = was or {"layer": "zones"}
    layer = fields.layer(
        "area",
        geometry=("polygon",),
        initial=begins["layer"],
        label="location_layer",
    )
    feature = fields.feature(
        f"area:{layer}",
        layer,
        initial=begins.get("id") if layer == begins["layer"] else None,
        label="location_area",
    )
    if layer == begins["layer"] and feature == begins.get("id"):
        if "where" in begins:
            fields.carry("where", begins["where"])
        return begins
    return {"layer": layer} | ({"id": feature} if feature else {})


def _own(fields: Fields, was: Ref | None, area: Ref) -> dict[str, Any]:
    """Choose the layer whose features are the candidates."""
    opened = fields.begins("candidates") or {}
    catalogue = fields.catalogue
    default = _LAND if _LAND in catalogue and not catalogue[_LAND].is_slot else _USUAL
    layer = fields.layer(
        "candidates.layer",
        geometry=("point", "polygon"),
        initial=opened.get("layer", default),
        label="candidates_of",
    )
    fields.note("candidates_own_table")
    is_opened = opened.get("layer") == layer
    was_here = _keeps_within(opened, was) if is_opened else True
    is_here = fields.switch("candidates.within", initial=was_here, label="location_own_within")
    built = {**opened} if is_opened else {"layer": layer}
    if is_here and not (is_opened and was_here and area == was):
        return built | {"where": _within(area)}
    if is_here:
        return built
    if is_opened and was_here:
        built.pop("where", None)
    for key in built.keys() & {"id", "where"}:
        fields.carry(f"candidates.{key}", built[key])
    return built


def _cells(fields: Fields, kind: str, was: Ref | None, area: Ref) -> dict[str, Any]:
    """Choose how fine the cells are that a site may take."""
    opened = fields.begins("candidates") or {}
    inside = _inside(fields, opened, was, area)
    if kind == "h3":
        return {"cells": kind, "resolution": resolution(fields), "inside": inside}
    size_m = _side(fields, "candidates.size_m", opened.get("size_m", 1000), "location_site_cell")
    return {"cells": kind, "size_m": size_m, "inside": inside}


def _inside(fields: Fields, opened: Mapping[str, Any], was: Ref | None, area: Ref) -> Ref:
    own: Ref | None = opened.get("inside")
    if own is None or own == was:
        return area
    fields.carry("inside", own.get("id", own["layer"]))
    return own


def _side(fields: Fields, path: str, initial: float, label: str) -> float:
    """Choose the side of cells, metres."""
    side: float = fields.choice(
        path, _CELLS_M, initial=initial, label=label, names=plain, look="slider"
    )
    return side


def _numbers(fields: Fields, model: str) -> None:
    """Choose how many more and how far; set covering finds the number itself."""
    path, other = ("p", "additional") if fields.begins("p") else ("additional", "p")
    fields.number(
        path,
        default=5,
        low=1,
        high=20,
        look="slider",
        label="location_total" if path == "p" else "location_more",
        enabled=model != "lscp",
    )
    fields.set(other, None)
    if model == "lscp":
        fields.set(path, None)
    radius_m = fields.number(
        "radius_m",
        default=3.0,
        low=_LEAST_KM,
        high=MOST_KM,
        step=0.1,
        scale=1000,
        look="slider",
        label="location_radius",
    )
    travel(fields, [radius_m])


# --- demand ---------------------------------------------------------------------------------------


def _demand(fields: Fields) -> tuple[list[str], bool]:
    """Choose who should be reached: places, and ground of the area."""
    catalogue = fields.catalogue
    offered = fields.layers_offered(("point",))
    opened = fields.begins("demand")
    default = [name for name in _USUAL_DEMAND if name in offered]
    places = [part["layer"] for part in opened or () if "layer" in part]
    layers = fields.many(
        "demand",
        offered,
        initial=default if opened is None else list(dict.fromkeys(places)),
        label="location_demand",
        names=lambda name: catalogue[name].name,
    )
    is_ground = fields.switch(
        "ground",
        initial=True if opened is None else len(places) < len(opened),
        label="location_ground",
    )
    return layers, is_ground


def _ground(fields: Fields, is_ground: bool, was: Ref | None, area: Ref) -> dict[str, Any] | None:
    """Choose how fine the cells are that stand for ground, the first ones of what was opened."""
    cells = [part for part in fields.begins("demand") or () if "inside" in part]
    opened: Mapping[str, Any] = cells[0] if cells else {}
    size_m = _side(fields, "demand.size_m", opened.get("size_m", 500), "location_demand_cell")
    if not is_ground:
        return None
    inside = _inside(fields, opened, was, area)
    return {"cells": "square", **opened, "size_m": size_m, "inside": inside}


def _set_demand(
    fields: Fields, layers: list[str], ground: dict[str, Any] | None, was: Ref | None, area: Ref
) -> None:
    """Write the demand in the order in which it was opened, what was added after it."""
    built: list[Mapping[str, Any]] = []
    opened = fields.begins("demand") or ()
    left, is_first = list(layers), True
    for part in opened:
        if "inside" in part:
            if ground is not None:
                built.append(ground if is_first else part)
            is_first = False
        elif part["layer"] in layers:
            built.append(_moved(fields, part, was, area))
            left = [name for name in left if name != part["layer"]]
    if ground is not None and is_first:
        built.insert(0, ground)
    built += [{"layer": name, "where": _within(area)} for name in left]
    for part in built:
        if part.get("emphasis", 1) != 1:
            fields.carry("emphasis", part["emphasis"])
    fields.set("demand", built)


def _moved(
    fields: Fields, part: Mapping[str, Any], was: Ref | None, area: Ref
) -> Mapping[str, Any]:
    """Return demand of places with the area as chosen; what else restricts it is carried along."""
    is_here = was is not None and _keeps_within(part, was)
    for key in part.keys() & {"id", "weight", *(() if is_here else ("where",))}:
        fields.carry(f"demand.{key}", part[key])
    return {**part, "where": _within(area)} if is_here and area != was else part


def _within(area: Ref) -> dict[str, Any]:
    """Return the condition that keeps features to an area."""
    return {"spatial": "within", "of": dict(area)}
