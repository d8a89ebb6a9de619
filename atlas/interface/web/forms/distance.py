"""How far is far: straight lines, or along roads on foot, by bicycle or by car."""

from typing import Any

import streamlit as st

from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import localized, word
from atlas.questions.access.definition import USUAL_KMH
from atlas.store.workspace import open_workspace

_FILES = (".gpkg", ".parquet", ".geojson", ".graphml")


def distance(radii_km: list[float]) -> dict[str, Any]:
    """
    Show the choice of distance and return it as a question holds it, under `distance`.

    Parameters
    ----------
    radii_km
        To say how many minutes they take.
    """
    how = st.segmented_control(
        word("distance"),
        ["straight", *USUAL_KMH],
        default="straight",
        required=True,
        format_func=lambda name: word(f"by_{name}"),
        key="distance",
        persist_state="session",
    )
    if how == "straight":
        return {}
    sources = _sources()
    if not sources:
        st.caption(word("no_roads"))
        return {}
    name = st.selectbox(
        word("roads"),
        list(sources),
        format_func=lambda known: sources[known],
        key="roads",
        persist_state="session",
    )
    speed = st.number_input(
        word("speed_kmh"),
        min_value=1.0,
        max_value=150.0,
        value=USUAL_KMH[how],
        step=1.0,
        key=f"speed_{how}",
        persist_state="session",
    )
    times = [f"{km:g} → {km / speed * 60:.0f}" for km in radii_km]
    st.caption(word("radii_in_minutes", times=times))
    from_file = name.endswith(_FILES)
    given: dict[str, Any] = {"file": name} if from_file else {"roads": {"layer": name}}
    return {"distance": {**given, "mode": how, "speed_kmh": speed}}


def _sources() -> dict[str, str]:
    """Return the layers of roads and the files of the workspace that hold some, in words."""
    layers = [
        layer
        for layer in catalogue().spatial
        # a line that says which way one may go is a road; the metro's do not
        if layer.spec.geometry == "line" and "oneway" in layer.spec.columns
    ]
    files = open_workspace().files.names("networks", *_FILES)
    return {layer.id: localized(layer.name) for layer in layers} | {name: name for name in files}
