"""
Coordinates: what the guard makes of them in words, the other readings, control points, preview.

Choosing a reading converts the rows for the map only; they are kept when everything else is
settled.
"""

from collections.abc import Mapping

import numpy as np
import pandas
import streamlit as st
from geopandas import GeoDataFrame

from atlas.domain.layer import Layer, LayerSpec
from atlas.domain.messages import Message
from atlas.domain.question import definition_hash
from atlas.domain.records.imported import ImportedTable
from atlas.errors import AtlasError, BadInput
from atlas.ingest import pipeline
from atlas.ingest.coordinates import (
    Fit,
    Interpretation,
    Recognition,
    convert,
    fit_control_points,
    read_with_fit,
    recognise,
)
from atlas.ingest.coordinates.control_points import LEAST_POINTS
from atlas.ingest.preview import preview
from atlas.ingest.records import Preview
from atlas.interface.outcomes import describe
from atlas.interface.web.importing.draft import Draft
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import finding, lang, localized, unmarked, word
from atlas.output.language import has_words, say

_POINT_CELLS = 4  # of a control point: the file's two numbers, longitude, latitude


def coordinates(
    draft: Draft,
    table: ImportedTable,
    spec: LayerSpec,
    layer: Layer | None,
    fields: Mapping[str, str],
) -> Interpretation | None:
    """Say how the numbers are read, let it be corrected, show it on the map."""
    if not pipeline.has_places(table):
        return None
    key = f"{draft.token}_{table.name}"
    known = pipeline.reference_layers(catalogue())
    recognition = recognised(draft, table, known)
    st.markdown(f"**{word('import_coordinates')}**")
    said = st.container()  # control points stand below what they may change
    fitted = _fitted(table, known, key, is_needed=not recognition.readings)
    recognition = fitted or recognition
    with said:
        reading = _said(recognition, key)
    if reading is not None:
        plain = _unshifted(recognition, reading)
        _show(draft, table, spec, layer, fields, reading, plain)
    return reading


def _said(recognition: Recognition, key: str) -> Interpretation | None:
    """Say what the numbers may be and return the reading that holds, if one does."""
    options = {_reading_words(one) for one in recognition.readings}
    for reason in recognition.reasons:
        told = unmarked(localized(reason))
        if told not in options:  # what is offered to choose says so itself
            st.caption(told)
    if not recognition.readings:
        st.error(word("coordinates_refused"), icon=":material/block:")
        return None
    reading = _chosen(recognition, key)
    if reading is None:
        st.warning(word("coordinates_choose"), icon=":material/help:")
        return None
    _figures(reading)
    return reading


def recognised(
    draft: Draft, table: ImportedTable, known: Mapping[str, GeoDataFrame]
) -> Recognition:
    """Return what a table's coordinates may be, found out once."""
    key = ("recognised", table.name, _places(table))
    return draft.once(key, lambda: recognise(table, known))


def _places(table: ImportedTable) -> str:
    # tables whose places were read from other columns are other tables
    first = table.frame.geometry.dropna().iloc[0]
    return f"{len(table.frame)} {first.wkt[:80]}"


def _chosen(recognition: Recognition, key: str) -> Interpretation | None:
    """Return the reading that is clear, or the one that was chosen."""
    readings = recognition.readings
    number = st.radio(
        word("coordinates_reading"),
        range(len(readings)),
        index=0 if recognition.verdict == "clear" else None,
        format_func=lambda n: _reading_words(readings[n]),
        captions=[_system_words(one) for one in readings],
        key=f"reading_{key}_{readings[0].crs[:40]}_{recognition.verdict}",
    )
    return None if number is None else readings[number]


def _unshifted(recognition: Recognition, reading: Interpretation) -> Interpretation | None:
    """Return the reading that leaves the numbers where a map service shifted them to."""
    if not reading.shift_m:
        return None
    base = reading.crs.partition("+")[0]
    plain = [one for one in recognition.readings if not one.shift_m and one is not reading]
    return next((one for one in plain if base in (one.crs, reading.crs)), None)


def _reading_words(reading: Interpretation) -> str:
    return unmarked(localized(reading.why))


def _system_words(reading: Interpretation) -> str:
    """Return who uses a system, for whoever does not know it by its number."""
    number = reading.crs.partition("+")[0].lower().replace(":", "_").replace("-", "")
    key = f"web.system_{number}"
    return say(Message(key), lang()) if has_words(key) else ""


def _figures(reading: Interpretation) -> None:
    told = [localized(step) for step in reading.steps_as_text] or [word("coordinates_as_they_are")]
    if reading.shift_m:
        told.append(word("coordinates_shift", metres=f"{reading.shift_m:,.0f}"))
    if reading.residual_m is not None:
        told.append(word("coordinates_residual", metres=f"{reading.residual_m:,.1f}"))
    told.append(word("coordinates_inside", share=f"{reading.share_in_area:.0%}"))
    st.caption(unmarked("；".join(told)))


def _fitted(
    table: ImportedTable, known: Mapping[str, object], key: str, *, is_needed: bool
) -> Recognition | None:
    """Offer control points; return what a fit to them makes of the file."""
    with st.expander(word("control_points"), expanded=is_needed, key=f"control_{key}"):
        st.caption(word("control_points_when"))
        text = st.text_area(
            word("control_points_how"), key=f"control_text_{key}", placeholder=word("control_form")
        )
        if not text.strip():
            return None
        try:
            points = _points(text)
            fit = fit_control_points(points[:, :2], points[:, 2:])
        except AtlasError as error:
            st.error(unmarked(describe(error, lang())))
            return None
        _residuals(points, fit)
    return read_with_fit(table, fit, known)


def _residuals(points: np.ndarray, fit: Fit) -> None:
    """Show how far each control point is from where the fit puts it, and the fit itself."""
    told = pandas.DataFrame(
        {
            word("control_point"): [f"{x:.10g}, {y:.10g}" for x, y in points[:, :2]],
            word("control_residual"): np.round(fit.residuals_m, 3),
        },
        index=range(1, len(points) + 1),
    )
    st.dataframe(told, height=min(215, 38 + 35 * len(told)))
    st.caption(
        word(
            "control_fitted",
            rms=f"{fit.rms_m:.3f}",
            scale=f"{fit.scale:.6f}",
            rotation=f"{fit.rotation_deg:.4f}",
        )
    )
    if len(points) == LEAST_POINTS:
        st.caption(word("control_few"))


def _points(text: str) -> np.ndarray:
    """Return control points as numbers, one in each line."""
    lines = [line.replace(",", " ").replace("，", " ").split() for line in text.splitlines()]
    try:
        points = np.array([line for line in lines if line], dtype=float)
    except ValueError:
        points = np.empty((0, 0))
    if points.ndim != 2 or points.shape[1] != _POINT_CELLS:
        raise BadInput(argument=word("control_points"), reason="not_control_points")
    return points


def _show(
    draft: Draft,
    table: ImportedTable,
    spec: LayerSpec,
    layer: Layer | None,
    fields: Mapping[str, str],
    reading: Interpretation,
    plain: Interpretation | None,
) -> None:
    """Put the preview on the map, unless what is there is already further than that."""
    asked = Preview(
        layer=spec.id,
        file=draft.file.name,
        table=table.name,
        reading=reading.crs[:200],
        rows=len(table.frame),
        title="",
    )
    key = ("preview", definition_hash(asked), str(reading.steps), draft.token)
    if st.session_state.get("previewed") == key:
        return
    st.session_state["previewed"] = key
    placed, _ = draft.once(("converted", table.name, key), lambda: convert(table, reading))
    shown = preview(
        placed,
        asked,
        layer=layer,
        name=spec.label.name,
        named_by=fields.get("name_zh"),
        unshifted=None if plain is None else convert(table, plain)[0],
    )
    st.session_state["finding"] = shown.with_words(say)
    st.session_state.pop("problem", None)


def take_preview_off() -> None:
    """Clear the map of a preview or a check; another answer stays."""
    answer = finding()
    if answer is not None and answer.kind in {"preview", "check"}:
        st.session_state.pop("finding", None)
    st.session_state.pop("previewed", None)
