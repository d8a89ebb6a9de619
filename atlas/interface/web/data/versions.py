"""Versions of a layer: what was kept when and by whom, undo and redo, two compared, handed out."""

from collections.abc import Mapping

import geopandas
import streamlit as st

import atlas
from atlas.domain.layer import Layer
from atlas.domain.messages import Message
from atlas.errors import AtlasError, BadFile, Refused
from atlas.ingest.version_diff import comparison
from atlas.interface.outcomes import describe
from atlas.interface.web.importing.facts import who_now
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.plain_text import Marked
from atlas.interface.web.session.session import lang, localized, unmarked, word
from atlas.output.language import say
from atlas.reading.overlay import WorkspaceLayer
from atlas.store.journal import Version
from atlas.store.manifest import Manifest
from atlas.store.protocol import VersionStore
from atlas.store.workspace import open_workspace

_FEW, _TALLEST = 4, 300  # more versions than that scroll in a box of so many pixels
SHIPPED = 0  # stands for the rows as they were shipped


def versions_panel() -> None:
    """Show a layer's versions and what can be done with them."""
    versions = open_workspace().versions
    kept = {layer: history for layer in _layers(versions) if (history := versions.history(layer))}
    if not kept:
        st.info(word("no_versions"))
        return
    layer = st.selectbox(
        word("layer"),
        list(kept),
        format_func=lambda name: localized(catalogue()[name].name) if name in catalogue() else name,
        key="versions_of",
    )
    try:
        _history(versions, layer, kept[layer])
        _moves(versions, layer)
        _compare(versions, layer, kept[layer])
        _hand_out(versions, kept[layer])
    except AtlasError as error:
        st.error(unmarked(describe(error, lang())), icon=":material/error:")


def _layers(versions: VersionStore) -> list[str]:
    return list(dict.fromkeys([*versions.in_force(), *catalogue()]))


def _history(versions: VersionStore, layer: str, history: tuple[Version, ...]) -> None:
    """Show every version, the newest first, and which is in force."""
    now = versions.in_force().get(layer)
    with st.container(height=_TALLEST if len(history) > _FEW else "content", key="history"):
        for version in reversed(history):
            what = localized(Message(f"version.{version.what}"))
            in_force = f" :blue-badge[{word('version_in_force')}]" if version == now else ""
            st.markdown(f"**{_version_words(version.number)}** {unmarked(what)}{in_force}")
            try:
                st.caption(_told(version, versions.manifest(version)))
            except BadFile as error:
                why = describe(error, lang())
                st.caption(f":material/error: {word('version_unreadable', why=why)}")
            except Refused as error:
                st.caption(f":material/lock: {unmarked(describe(error, lang()))}")
    standing = catalogue().kept.get(layer)
    if standing is not None and standing.is_set_aside:
        st.error(word("set_aside"))
    if now is None:
        st.caption(word("version_shipped_now"))


def _moves(versions: VersionStore, layer: str) -> None:
    moves, now = versions.moves(layer), versions.in_force().get(layer)
    walked = [move.what for move in moves]
    shown = now.number if now else SHIPPED
    with st.container(horizontal=True):
        st.button(
            word("undo"),
            key="undo_version",
            icon=":material/undo:",
            disabled=now is None,
            on_click=_walk,
            args=(layer, "undo", shown),
        )
        st.button(
            word("redo"),
            key="redo_version",
            icon=":material/redo:",
            disabled=not walked or walked[-1] not in {"undo", "redo"},
            on_click=_walk,
            args=(layer, "redo", shown),
        )


def _walk(layer: str, way: str, shown: int) -> None:
    versions = open_workspace().versions
    try:
        (versions.undo if way == "undo" else versions.redo)(layer, who=who_now(), on=shown)
        st.session_state.pop("problem", None)
    except AtlasError as error:
        st.session_state["problem"] = describe(error, lang())


def _compare(versions: VersionStore, layer: str, history: tuple[Version, ...]) -> None:
    """Offer two versions to compare; the answer goes to the map and the table."""
    shipped = _shipped(layer)
    options = [*([SHIPPED] if shipped is not None else []), *(one.number for one in history)]
    if len(options) < 2:
        return
    with st.container(horizontal=True):
        before, after = (
            st.selectbox(
                word(f"compare_{name}"),
                options,
                index=len(options) - 2 + number,
                format_func=_version_words,
                key=f"compare_{name}_{layer}",
            )
            for number, name in enumerate(("before", "after"))
        )
    if st.button(word("compare_versions"), key="compare_versions", disabled=before == after):
        frames = {one.number: one for one in history}
        pair = [
            _rows(versions, frames, shipped, number, spec=catalogue()[layer])
            for number in (before, after)
        ]
        found = comparison(
            catalogue()[layer].spec,
            *pair,
            names=(_version_words(before), _version_words(after)),
        )
        st.session_state["finding"] = found.with_words(say)
        st.session_state.pop("problem", None)
        st.rerun()


def _rows(
    versions: VersionStore,
    known: Mapping[int, Version],
    shipped: Layer | None,
    number: int,
    *,
    spec: Layer,
) -> geopandas.GeoDataFrame:
    frame = versions.rows(known[number]) if number in known else shipped.frame  # type: ignore[union-attr]
    # what a version does not hold is empty in it, as the atlas shows it
    return frame.reindex(columns=[*(c for c in spec.frame.columns if c in frame)])


def _told(version: Version, manifest: Manifest) -> Marked:
    """Return when, by whom and from what a version was made, and what was done to it."""
    told: list[str] = [
        f"{version.when.astimezone():%Y-%m-%d %H:%M}",
        version.who,
        word("version_rows", rows=f"{manifest.rows:,}"),
        localized(Message(f"level.{manifest.level}")),
        manifest.file_name or manifest.note,
    ]
    conversion = manifest.conversion
    if conversion is not None and conversion.steps:
        told.append(word("version_converted", found=conversion.found.split('"')[0].rstrip("[ ")))
        if "rms_m" in conversion.parameters:
            rms = f"{conversion.parameters['rms_m']:.3f}"
            told.append(word("version_fitted", rms=rms))
    if manifest.checks_accepted:
        told.append(word("version_accepted", count=len(manifest.checks_accepted)))
    if manifest.edits:
        told.append(word("version_edits", count=len(manifest.edits)))
    return Marked(" · ".join(unmarked(one) for one in told if one))


def _shipped(layer: str) -> Layer | None:
    known = catalogue().get(layer)
    found = known.shipped if isinstance(known, WorkspaceLayer) else known
    return None if found is None or found.is_slot else found


def _version_words(number: int) -> Marked:
    return word("version_shipped") if number == SHIPPED else word("version_n", number=number)


def _hand_out(versions: VersionStore, history: tuple[Version, ...]) -> None:
    number = st.selectbox(
        word("export_version"),
        [one.number for one in reversed(history)],
        format_func=_version_words,
        key=f"export_{history[0].layer}",
    )
    version = next(one for one in history if one.number == number)
    try:
        versions.manifest(version)
    except Refused as error:
        st.info(unmarked(describe(error, lang())), icon=":material/lock:")
        return
    except BadFile:
        return  # told in the history
    st.download_button(
        word("export_do"),
        lambda: versions.export(version, declaration=atlas.declared_text(version.layer)),
        file_name=f"{version.layer}-{version.number}.zip",
        mime="application/zip",
        on_click="ignore",
        key="export_version",
    )
