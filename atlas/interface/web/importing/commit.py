"""The last steps: check, repairs one by one, and the yes that stores."""

from collections.abc import Mapping
from dataclasses import replace

import geopandas
import pandas
import streamlit as st

from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.layer import Layer, LayerSpec
from atlas.domain.messages import LANGUAGES, Message, Name
from atlas.domain.progress import Progress, part_of
from atlas.domain.records.imported import ImportedTable
from atlas.errors import AtlasError
from atlas.ingest import pipeline
from atlas.ingest.checks import CheckList, Repair, repairs
from atlas.ingest.coordinates import Interpretation
from atlas.ingest.pipeline import Choices, MappedRows
from atlas.interface.outcomes import describe, problem_text
from atlas.interface.web.importing.coordinates import take_preview_off
from atlas.interface.web.importing.draft import Checked, Draft
from atlas.interface.web.importing.facts import choices as asked_choices
from atlas.interface.web.importing.facts import who_now
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.background import begin_task, is_under_way, outcome
from atlas.interface.web.session.session import lang, localized, unmarked, word
from atlas.output.language import say
from atlas.store.journal import Version
from atlas.store.workspace import open_workspace

_CHECKING, _KEEPING = "checking_rows", "keeping_rows"
_ROWS_MADE, _CHECKED, _MENDABLE = 15, 75, 80  # of 100, what a check has come to
_MOST_TOLD = 8


def keep_panel(
    draft: Draft,
    table: ImportedTable,
    spec: LayerSpec,
    layer: Layer | None,
    fields: Mapping[str, str],
    reading: Interpretation | None,
    declaration: str | None,
) -> None:
    """Offer to check and, when the rows may be stored, to store them."""
    if is_under_way(_KEEPING):
        finish_storing()
        return
    choices = asked_choices(draft.token, spec, layer, fields, placed=reading is not None)
    if st.button(word("check_rows"), type="primary", width="stretch", key="check_rows"):
        known = catalogue()

        def check(told: Progress) -> Checked:
            told(0, 100, "rows")
            rows = pipeline.mapped_rows(table, reading, spec, choices, layer)
            on = known.number_of(spec.id)
            return tried(rows, spec, choices, known, declaration=declaration, told=told, on=on)

        draft.checked = None
        begin_task(_CHECKING, check)
    done: Checked | None = outcome(_CHECKING)
    if done is not None:
        draft.checked = done
        _show(done)
        st.rerun()  # the answer is drawn before this panel
    if draft.checked is not None:
        _show_checked(draft, draft.checked, choices)


def tried(
    rows: MappedRows,
    spec: LayerSpec,
    choices: Choices,
    known: Catalogue,
    *,
    declaration: str | None,
    told: Progress,
    on: int,
    mended: tuple[str, ...] = (),
) -> Checked:
    """
    Check rows and try them out, telling how far it is; nothing is kept.

    Parameters
    ----------
    rows
        As they would be kept.
    spec, choices, declaration
        What they are of, and what was decided.
    known
        The catalogue they would come into.
    told
        Is told the progress, and ends the work by raising.
    on
        The version of the layer that was in force when the rows were made.
    mended
        The repairs that were made of them before.
    """
    progress = part_of(told, _ROWS_MADE, _CHECKED)
    checks = pipeline.checks_of(rows, spec, choices, known, progress=progress)
    told(_CHECKED, 100, "repairs")
    offered = tuple(repairs(rows.frame, checks))
    told(_MENDABLE, 100, "standing")
    standing = pipeline.would_stand(rows, checks, choices, known, declaration=declaration)
    told(100, 100, "standing")
    return Checked(choices, spec, declaration, rows, checks, offered, standing, on, mended)


def _show_checked(draft: Draft, checked: Checked, choices: Choices) -> None:
    """Show what the check found, what could be done about it, and the way to store."""
    checks = checked.checks
    counts = {f"{level}s": checks.count(level) for level in ("error", "warning", "note")}
    told = localized(Message("check.headline", {"rows": checks.asked.rows, **counts}))
    box = st.success if checks.is_storable else st.error
    box(unmarked(told))
    if checked.rows.renamed:
        st.caption(word("rows_renamed", count=checked.rows.renamed))
    _areas(checks)
    for repair in checked.repairs:
        _repair(checked, repair)
    if replace(choices, who="", note="") != replace(checked.choices, who="", note=""):
        st.warning(word("check_again"))
        return
    if checks.is_storable:
        _store_button(draft, checked, choices)


def _areas(checks: CheckList) -> None:
    """Show each area on the ellipsoid, in the plane, and what it is held against."""
    if not len(checks.areas):
        return
    with st.expander(word("areas"), key="areas"):
        names = {name: word(f"areas_{name}") for name in checks.areas.columns}
        table = checks.areas.dropna(axis="columns", how="all").rename(columns=names).round(2)
        st.dataframe(table, height=min(260, 38 + 35 * len(table)))


def _repair(done: Checked, repair: Repair) -> None:
    changes = repair.changes
    with st.expander(word(f"repair_{repair.kind}", count=len(changes)), key=f"do_{repair.kind}"):
        st.caption(word(f"repair_{repair.kind}_note"))
        fates = {fate: word(f"fate_{fate}") for fate in changes["fate"].unique()}
        names = {
            "feature": word("areas_feature"),
            "fate": word("areas_fate"),
            "before_ha": word("areas_before"),
            "after_ha": word("areas_after"),
        }
        shown = pandas.DataFrame(changes).assign(fate=changes["fate"].map(fates)).round(4)
        st.dataframe(shown.rename(columns=names), hide_index=True, height=180)
        if st.button(word("repair_do"), key=f"repair_{repair.kind}"):
            known = catalogue()

            def check(told: Progress) -> Checked:
                told(0, 100, "repairs")
                rows = replace(done.rows, frame=repair.apply(done.rows.frame))
                return tried(
                    rows,
                    done.spec,
                    done.choices,
                    known,
                    declaration=done.declaration,
                    told=told,
                    on=done.on,
                    mended=(*done.mended, repair.kind),
                )

            begin_task(_CHECKING, check)
            st.rerun()


def _store_button(draft: Draft, checked: Checked, choices: Choices) -> None:
    for problem in checked.standing.problems[:_MOST_TOLD]:
        st.caption(unmarked(problem_text(problem, lang())))
    if checked.standing.is_set_aside:
        st.error(word("would_be_set_aside"))
        return
    warned = len(checked.checks.accepted)
    label = word("store_accepting", count=warned) if warned else word("store")
    st.button(
        label,
        type="primary",
        width="stretch",
        key="store",
        on_click=_store,
        args=(draft, checked, choices),
    )


def _store(draft: Draft, checked: Checked, choices: Choices) -> None:
    """Begin to keep the rows; a version counts whole or not at all, so nothing stops it."""
    kept = replace(checked.choices, who=choices.who, note=_note(checked, choices))

    def keep(told: Progress) -> Version:
        told(10, 100, "keeping")
        version = pipeline.keep(
            open_workspace(),
            checked.rows,
            checked.checks,
            kept,
            draft.file,
            on=checked.on,
            declaration=checked.declaration,
        )
        told(60, 100, "opening")
        catalogue.newest()  # here, and not while the page waits for it
        return version

    begin_task(_KEEPING, keep, may_stop=False)


def finish_storing() -> None:
    """Wait for rows that are being stored, and show them then."""
    version: Version | None = outcome(_KEEPING)
    if version is None:
        return
    take_preview_off()
    switch_on(version.layer)
    st.session_state["just_kept"] = (version.layer, version.number)
    st.toast(word("kept", number=version.number), icon=":material/check:")
    st.session_state["import_turn"] = st.session_state.get("import_turn", 0) + 1
    for name in ("draft", "import_asked"):
        st.session_state.pop(name, None)
    st.rerun()


def _note(checked: Checked, choices: Choices) -> str:
    mended = ", ".join(checked.mended)
    return f"{choices.note} [{mended}]" if mended else choices.note


def last_commit() -> None:
    """Say what was stored last, and offer to take it back."""
    layer, number = st.session_state.get("just_kept", ("", 0))
    now = open_workspace().versions.in_force().get(layer)
    if now is None or now.number != number:  # undone, or replaced since
        st.session_state.pop("just_kept", None)
        return
    standing = catalogue().kept.get(layer)
    name = catalogue()[layer].name if layer in catalogue() else Name(layer)
    told = word("stored", layer=localized(name), number=number)
    if standing is not None and standing.is_set_aside:
        st.error(told + word("set_aside"))
    else:
        st.success(told)
    st.button(
        word("undo"),
        key="undo_kept",
        icon=":material/undo:",
        on_click=_undo,
        args=(layer, number),
    )


def _undo(layer: str, number: int) -> None:
    try:
        open_workspace().versions.undo(layer, who=who_now(), on=number)
    except AtlasError as error:
        st.session_state["problem"] = describe(error, lang())
    st.session_state.pop("just_kept", None)


def _show(done: Checked) -> None:
    """Put the check list on the map, over the rows it is of, and in the result."""
    found = done.checks.finding().with_words(say)
    st.session_state["finding"] = worded(found, done.rows.frame)
    st.session_state.pop("problem", None)


def worded(found: Finding, rows: geopandas.GeoDataFrame) -> Finding:
    """Return a check as an answer over its rows, its places named in words, not by their rules."""
    shown = rows[["name_zh", "name_en", "geometry"]].set_axis(
        [f"row-{n}" for n in range(len(rows))]
    )
    places = found.layers["faults"]
    names = {
        f"name_{one}": [say(Message(f"rule.{rule}"), one) for rule in places["name_zh"]]
        for one in LANGUAGES
    }
    layers = {"incoming": shown[~shown.geometry.isna()], "faults": places.assign(**names)}
    return replace(found, layers=layers)


def switch_on(layer: str) -> None:
    """Show a layer on the map; only before its switch is drawn."""
    on = st.session_state.setdefault("layers_on", [])
    if layer not in on:
        on.append(layer)
    st.session_state[f"on_{layer}"] = True
