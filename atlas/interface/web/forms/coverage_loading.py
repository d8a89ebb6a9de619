"""
A coverage question laid out on its page again, as somebody might have asked it there.

The page asks less than a question may: whole layers of facilities and zones, and the radii that it
offers. What is beyond that is answered as it came and not laid out.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from atlas.domain.question import written
from atlas.interface.web.forms.demand import countable
from atlas.interface.web.forms.location_loading import Unlike, distance_widgets
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.widgets.choices import NONE, layer_names
from atlas.questions.access.definition import Along
from atlas.questions.coverage.definition import Advanced, Coverage

_RADII_KM = (0.5, 1, 2, 3, 5, 10, 15)
_JUDGED = ("permutations", "seed")
_BESIDE_ROADS = ("snap_m", "beside_m")


def radii_offered() -> list[float]:
    """Return the usual radii, and those of the life circle where the atlas has its standards."""
    if "service_standards" not in catalogue():
        return list(_RADII_KM)
    circles = catalogue()["service_standards"].frame
    metres = {*circles["radius_low_m"].dropna(), *circles["radius_high_m"].dropna()}
    return sorted({*_RADII_KM, *(radius / 1000 for radius in metres)})


def load_coverage(question: Coverage) -> bool:
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
        facilities = _whole(asked["facilities"], layer_names(("point",)))
        zones = _whole(asked["zones"], layer_names(("polygon",)))
        widgets = {"facilities": facilities, "coverage_zones": zones}
        focus, radii = _radii(question)
        widgets |= radii | _demand(asked["demand"]) | _roads(asked)
        widgets |= _advanced(asked.get("advanced"), facilities, focus)
        if question.largest_uncertainty != Coverage.model_fields["largest_uncertainty"].default:
            raise Unlike
    except Unlike:
        return False
    changes = asked.get("changes", {})
    st.session_state.update(widgets)
    st.session_state["with_standards"] = "standards" in asked
    st.session_state[f"close_{facilities}"] = list(changes.get("close", ()))
    st.session_state[f"changes_{facilities}"] = {
        "add": [list(place) for place in changes.get("add", ())],
        "move": {name: list(place) for name, place in changes.get("move", {}).items()},
    }
    return True


def _whole(ref: Mapping[str, Any], offered: Sequence[str]) -> str:
    if set(ref) != {"layer"} or ref["layer"] not in offered:
        raise Unlike
    return str(ref["layer"])


def _radii(question: Coverage) -> tuple[float, dict[str, Any]]:
    """Return the radius in focus, kilometres, and the widgets of the radii."""
    offered = {round(1000 * km, 3): km for km in radii_offered()}
    if not offered.keys() >= set(question.radii_m):
        raise Unlike
    chosen = [offered[radius_m] for radius_m in question.radii_m]
    focus = offered[question.focus]
    # where there is one radius there is no choice between them
    return focus, {"radii": chosen} | ({"focus": focus} if len(chosen) > 1 else {})


def _demand(question: list[Mapping[str, Any]]) -> dict[str, Any]:
    widgets: dict[str, Any] = {"demand": [], "demand_rasters": [], "demand_tables": []}
    for kind in question:
        if "raster" in kind:
            widgets["demand_rasters"].append(kind["raster"])
        elif "parquet" in kind:
            widgets["demand_tables"].append(kind["parquet"])
            widgets[f"demand_weight_of_{kind['parquet']}"] = kind.get("weight")
        else:
            if set(kind) - {"layer", "weight", "by"} or kind["layer"] not in countable():
                raise Unlike
            widgets["demand"].append(kind["layer"])
            for what in ("weight", "by"):
                widgets[f"demand_{what}_{kind['layer']}"] = kind.get(what, NONE)
    return widgets


def _roads(question: Mapping[str, Any]) -> dict[str, Any]:
    along = question["distance"]
    if isinstance(along, dict) and not _is_usual(along, Along, _BESIDE_ROADS):
        raise Unlike
    return distance_widgets(along)


def _advanced(
    question: Mapping[str, Any] | None, facilities: str, focus_km: float
) -> dict[str, Any]:
    if question is None:
        return {"with_advanced": False}
    if not _is_usual(question, Advanced, _JUDGED):
        raise Unlike
    bands = [f"{metres / 1000:g}" for metres in question["bands_m"]]
    return {
        "with_advanced": True,
        f"supply_{facilities}": question.get("supply", NONE),
        "huff_exponent": float(question["exponent"]),
        "with_bands": bool(bands),
    } | (
        {
            f"bands_km_{focus_km:g}": ", ".join(bands),
            "band_weights": ", ".join(f"{weight:g}" for weight in question["band_weights"]),
        }
        if bands
        else {}
    )


def _is_usual(question: Mapping[str, Any], kind: Any, names: tuple[str, ...]) -> bool:
    """Tell whether what the page does not ask is as it is assumed."""
    return all(question.get(name) == kind.model_fields[name].default for name in names)
