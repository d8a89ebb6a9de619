"""What holds for every row and the file does not say: status, source, basis, level, parent."""

import getpass
from collections.abc import Mapping
from typing import Any

import streamlit as st

from atlas.domain.layer import GIVEN_BASES, OFFICIAL_BASES, STATUSES, Layer, LayerSpec
from atlas.domain.messages import Message
from atlas.domain.records.stored import Level
from atlas.ingest import pipeline
from atlas.ingest.pipeline import Choices
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.session import lang, localized, unmarked, word
from atlas.store.workspace import is_shared

_ASKED_ELSEWHERE = {"id", "name_zh", "name_en", "sensitive", "release", "status", "source"}
_UNCERTAINTY_M = {"surveyed": 1.0, "official_map": 5.0, "sourced": 60.0}
_UNSURE_M = 500.0


def choices(
    token: str, spec: LayerSpec, layer: Layer | None, fields: Mapping[str, str], *, placed: bool
) -> Choices:
    """Ask what the planner has to decide, with sensible answers given beforehand."""
    key = f"{token}_{spec.id}"
    facts = _facts(spec, fields, key, placed=placed)
    with st.expander(word("facts_more"), key=f"more_{key}"):
        adds, carried = _mode(spec, layer, key)
        whole = _whole(spec, key) if spec.geometry == "polygon" else {}
        note = st.text_input(word("facts_note"), key=f"note_{key}", max_chars=200)
    level = _level(key)
    who = who_box()
    return Choices(
        fields=dict(fields),
        facts=facts,
        carried=carried,
        adds=adds,
        level=level,
        who=who,
        note=note.strip(),
        **whole,
    )


def _facts(spec: LayerSpec, fields: Mapping[str, str], key: str, *, placed: bool) -> dict[str, str]:
    """Ask for the facts that no column of the file gives."""
    st.markdown(f"**{word('facts')}**")
    facts = {}
    if "status" not in fields:
        facts["status"] = _choice(spec, "status", STATUSES, key)
    facts["source"] = st.text_input(
        word("facts_source"), key=f"source_{key}", max_chars=120, help=word("facts_source_help")
    ).strip()
    if "as_of" not in fields:
        facts["as_of"] = st.text_input(
            word("facts_as_of"), key=f"as_of_{key}", max_chars=10, placeholder="2026-11"
        ).strip()
    if placed:
        # a border is drawn by somebody's office; a list of points claims no such thing by itself
        usual = "sourced" if spec.geometry == "point" else "official_map"
        basis = _choice(spec, "position_basis", GIVEN_BASES, key, start=GIVEN_BASES.index(usual))
        if basis in OFFICIAL_BASES:
            st.caption(word("facts_official"))
        sure = st.number_input(
            word("facts_uncertainty"),
            min_value=0.0,
            value=_UNCERTAINTY_M.get(basis, _UNSURE_M),
            key=f"uncertainty_{key}_{basis}",
        )
        facts |= {"position_basis": basis, "uncertainty_m": f"{sure:g}"}
    for name, kind in spec.every_column.items():
        if not kind.required or name in fields or name in _ASKED_ELSEWHERE or name in facts:
            continue
        if kind.values:
            facts[name] = _choice(spec, name, kind.values, key)
        else:
            facts[name] = st.text_input(
                unmarked(localized(spec.heading(name))), key=f"fact_{name}_{key}"
            ).strip()
    return {name: value for name, value in facts.items() if value}


def _choice(
    spec: LayerSpec, name: str, values: tuple[str, ...], key: str, *, start: int = 0
) -> str:
    return st.selectbox(
        unmarked(localized(spec.heading(name))),
        values,
        index=start,
        format_func=lambda value: localized(spec.value_text(name, value)),
        key=f"fact_{name}_{key}",
    )


def _mode(spec: LayerSpec, layer: Layer | None, key: str) -> tuple[bool, tuple[str, ...]]:
    """Ask whether the rows replace the layer, and what they take from the rows of the same name."""
    if layer is None or layer.is_slot:
        return False, ()
    replaces = layer.is_schematic or spec.geometry == "polygon"
    mode = st.radio(
        word("mode"),
        ("replace", "add"),
        index=0 if replaces else 1,
        format_func=lambda one: word(f"mode_{one}"),
        key=f"mode_{key}",
    )
    default = pipeline.carried_by_default(spec)
    carried = st.multiselect(
        word("mode_carried"),
        [name for name in spec.every_column if name in default or name in spec.columns],
        default=list(default),
        format_func=lambda name: localized(spec.heading(name)),
        key=f"carried_{key}",
        help=word("mode_carried_help"),
    )
    return mode == "add", tuple(carried)


def _whole(spec: LayerSpec, key: str) -> dict[str, Any]:
    parts = st.toggle(
        word("parts_of_whole"), value=spec.expect.parts_of is not None, key=f"parts_{key}"
    )
    parents = {
        str(feature): layer.name_of(feature).in_language(lang())
        for layer in catalogue().spatial
        if layer.spec.geometry == "polygon" and layer.id != spec.id and len(layer.frame) <= 60
        for feature in layer.located.index
    }
    parent = st.selectbox(
        word("parent"),
        ["", *parents],
        format_func=lambda name: parents.get(name, word("import_none")),
        key=f"parent_{key}",
    )
    area = st.number_input(
        word("plan_area"), min_value=0.0, value=None, key=f"plan_area_{key}", help=word("plan_help")
    )
    return {"parts_of_whole": parts, "parent": parent or None, "plan_area_km2": area or None}


def _level(key: str) -> Level:
    levels = [one for one in pipeline.LEVELS if one != "secret" or not is_shared()]
    level = st.segmented_control(
        word("secrecy"),
        levels,
        default="internal",
        required=True,
        format_func=lambda one: localized(Message(f"level.{one}")),
        key=f"secrecy_{key}",
    )
    st.caption(word("level_note") + (word("level_shared") if is_shared() else ""))
    return level


def who_box() -> str:
    """Ask who does it, once for all that is kept on this page."""
    return st.text_input(
        word("facts_who"), value=_user(), key="facts_who", max_chars=60, persist_state="session"
    ).strip()


def who_now() -> str:
    """Return who does what is done by one press: as said before on this page, or the user."""
    return str(st.session_state.get("facts_who") or _user()).strip()


def _user() -> str:
    if is_shared():  # the server's own name says nothing of who sits there
        return ""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a server without a name for its user
        return ""
