"""
A location question laid out on its page again, as somebody might have asked it there.

The page asks less than a question may: one area for candidates and for demand, numbers within
the reach of its sliders, demand of whole layers within the area. What is beyond that is answered
as it came and not laid out.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from atlas.domain.conditions import LayerRef, SpatialTest
from atlas.domain.question import written
from atlas.interface.web.forms.place_constraints import can_be_laid_out, lay_out_constraints
from atlas.interface.web.widgets.choices import NONE
from atlas.questions.access.definition import USUAL_KMH
from atlas.questions.location.definition import Location

MOST_SITES = 20
RADIUS_KM = (0.5, 15.0)
CELLS = ("square", "h3", "layer")
CELLS_M = (250, 500, 1000, 2000)
RESOLUTIONS = (7, 8, 9, 10)
_LIMIT_S = (5, 3600)
_NOT_ASKED = ("largest_uncertainty", "curve_to")


class Unlike(Exception):
    """Something that the page cannot show."""


def load_location(question: Location) -> bool:
    """
    Set every input of the page to what a question says.

    Call it before the page is drawn in a run, as a callback does.

    Returns
    -------
    is_laid_out
        Whether the page can show all of it; where not, it is left as it was.
    """
    asked = written(question)
    try:
        area = _area_asked(asked)
        widgets = _candidates(asked["candidates"], area) | _area(area)
        widgets |= _demand(asked["demand"], area) | _numbers(asked)
        widgets |= distance_widgets(asked.get("distance", "straight"))
        constraints = asked.get("constraints", ())
        if not all(map(can_be_laid_out, constraints)):
            raise Unlike
    except Unlike:
        return False
    existing = asked.get("existing") or {}
    if set(existing) - {"layer"}:
        return False
    widgets["location_existing"] = existing.get("layer", NONE)
    st.session_state.update(widgets)
    lay_out_constraints("location_constraint", constraints)
    return True


def within(area: Mapping[str, Any]) -> dict[str, Any]:
    """Return the condition that keeps demand to the area asked about."""
    return {"spatial": "within", "of": dict(area)}


def _one_of(value: Any, known: tuple[Any, ...]) -> Any:
    if value not in known:
        raise Unlike
    return value


def _area_asked(question: Mapping[str, Any]) -> dict[str, Any]:
    """Return the one area that candidates and demand keep to, as far as they name one."""
    parts = (question["candidates"], *question["demand"])
    named = [part["inside"] for part in parts if "inside" in part]
    named += [where["of"] for part in parts if "of" in (where := part.get("where", {}))]
    if not named or "layer" not in named[0] or "where" in named[0]:
        raise Unlike
    area: dict[str, Any] = named[0]
    return area


def _is_within(question: Mapping[str, Any], area: Mapping[str, Any]) -> bool:
    """Tell whether features are those of the area, and no others are left out."""
    read = LayerRef.model_validate({k: question.get(k) for k in ("layer", "id", "where")})
    return read.id is None and read.where == SpatialTest.model_validate(within(area))


def _candidates(question: Mapping[str, Any], area: Mapping[str, Any]) -> dict[str, Any]:
    """Return the widgets that say which places there are to choose from."""
    if "layer" in question:
        is_here = _is_within(question, area)
        if not is_here and ("id" in question or "where" in question):
            raise Unlike
        return {
            "location_cells": "layer",
            "location_own_layer": question["layer"],
            "location_own_within": is_here,
        }
    if question["inside"] != area:
        raise Unlike
    cells = question.get("cells", "square")
    size, known = ("size_m", CELLS_M) if cells == "square" else ("resolution", RESOLUTIONS)
    name = "location_site_cell" if cells == "square" else "location_resolution"
    # a whole number as the slider has it, which 1000.0 is not
    return {"location_cells": cells, name: int(_one_of(question[size], known))}


def _area(area: Mapping[str, Any]) -> dict[str, Any]:
    layer = area["layer"]
    return {"location_layer": layer, f"location_area_{layer}": area.get("id", NONE)}


def _demand(question: list[Mapping[str, Any]], area: Mapping[str, Any]) -> dict[str, Any]:
    ground = [kind for kind in question if "inside" in kind]
    places = [kind for kind in question if "inside" not in kind]
    is_plain = all(kind.get("emphasis", 1) == 1 and not kind.get("weight") for kind in question)
    is_here = all(kind["inside"] == area for kind in ground)
    if not is_plain or not is_here or not all(_is_within(kind, area) for kind in places):
        raise Unlike
    widgets: dict[str, Any] = {
        "location_ground": bool(ground),
        "location_demand": [kind["layer"] for kind in places],
    }
    if ground:
        widgets["location_demand_cell"] = int(_one_of(ground[0]["size_m"], CELLS_M))
    return widgets


def _numbers(question: Mapping[str, Any]) -> dict[str, Any]:
    radius_km = question["radius_m"] / 1000
    limit_s = round(question.get("time_limit_s", 60))
    usual = Location.model_fields
    if any(question[name] != usual[name].default for name in _NOT_ASKED):
        raise Unlike
    if question.get("p") or not RADIUS_KM[0] <= radius_km <= RADIUS_KM[1]:
        raise Unlike
    if not _LIMIT_S[0] <= limit_s <= _LIMIT_S[1]:
        raise Unlike
    widgets = {
        "location_model": question.get("model", "mclp"),
        "location_radius": round(radius_km, 1),
        "location_limit": limit_s,
    }
    if question.get("additional"):
        widgets["location_more"] = _one_of(question["additional"], tuple(range(1, MOST_SITES + 1)))
    return widgets


def distance_widgets(asked: Any) -> dict[str, Any]:
    """Return the widgets that say how distance is measured."""
    if isinstance(asked, str):
        return {"distance": asked}
    mode = _one_of(asked.get("mode", "walk"), tuple(USUAL_KMH))
    roads = asked.get("roads") or {"layer": asked.get("file")}
    if "where" in roads or asked.get("grade_kmh"):
        raise Unlike
    return {
        "distance": mode,
        "roads": roads["layer"],
        f"speed_{mode}": float(asked["speed_kmh"]),
    }
