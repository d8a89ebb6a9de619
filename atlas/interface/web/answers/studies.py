"""Saved questions: named, run again, deleted and restored, exported as a file."""

import json
from collections.abc import Mapping
from typing import Any

import streamlit as st

import atlas
from atlas.deliverables.files import keys_and_values
from atlas.deliverables.register import make_definition
from atlas.domain.messages import Name
from atlas.domain.question import Question
from atlas.errors import AtlasError
from atlas.interface.outcomes import describe
from atlas.interface.web.forms.open_question import open_question
from atlas.interface.web.session.current import catalogue
from atlas.interface.web.session.data_as_of import DataAsOf, look_back
from atlas.interface.web.session.session import finding, lang, unmarked, word
from atlas.store.protocol import Studies, Study


def studies(question: Mapping[str, Any]) -> None:
    """Show the saved questions of this kind, and save this one."""
    with st.expander(word("studies"), key=f"studies_{question['kind']}"):
        try:
            _save(question)
            saved(str(question["kind"]))
        except AtlasError as error:
            # a workspace that cannot be written loses nothing that is on the screen
            st.error(unmarked(describe(error, lang())))
        question_file()


def store() -> Studies:
    """Return the saved questions of this workspace."""
    return atlas.open_workspace().studies


def save_study(name: str, definition: Question) -> None:
    """
    Save a question under a name, with the data versions of the answer on screen.

    Raises
    ------
    Refused
        If somebody else saved that name since this session did.
    BadFile
        If the workspace cannot be written.
    """
    known = st.session_state.setdefault("study_revisions", {})
    answer = finding()
    versions = dict(answer.versions) if answer else {}
    kept = store().save(name, definition, versions, revision=known.get(name))
    known[name] = kept.revision
    st.toast(word("saved", name=name))


def _save(question: Mapping[str, Any]) -> None:
    kind = question["kind"]
    name = st.text_input(word("study_name"), key=f"study_name_{kind}", max_chars=60)
    if not st.button(word("save"), key=f"save_{kind}", disabled=not name.strip()):
        return
    save_study(name, make_definition({**question, "title": name}))


def saved(kind: str) -> None:
    """List the saved questions of a kind: each can be run, exported and deleted."""
    kept = [study for study in store().list() if study.definition["kind"] == kind]
    if not kept:
        st.caption(word("no_studies"))
    for study in kept:
        with st.container(horizontal=True, vertical_alignment="center", key=_key("row", study)):
            st.button(
                unmarked(study.name),
                key=_key("run", study),
                type="tertiary",
                on_click=_run,
                args=(study,),
            )
            st.download_button(
                word("as_file"),
                json.dumps(study.definition, ensure_ascii=False, indent=2),
                file_name=f"{study.name}.json",
                mime="application/json",
                on_click="ignore",
                key=_key("file", study),
                type="tertiary",
            )
            if st.button(word("delete"), key=_key("delete", study), type="tertiary"):
                store().delete(study.name)
                st.session_state["study_deleted"] = study.name
                st.rerun()
        _changed(study)
    _undo()


def _changed(study: Study) -> None:
    """Say which layers hold other data than the question was answered from when it was saved."""
    known = catalogue()
    changed = study.changed({layer.id: layer.version for layer in known.values()})
    if changed:
        names = tuple(known[name].name if name in known else Name(name) for name in changed)
        st.caption(word("study_changed", layers=names))
        st.button(
            word("study_as_then"),
            key=_key("then", study),
            type="tertiary",
            icon=":material/history:",
            help=word("study_as_then_help"),
            on_click=_run_as_then,
            args=(study,),
        )


def _run(study: Study) -> None:
    st.session_state.setdefault("study_revisions", {})[study.name] = study.revision
    open_question(study.definition)


def _run_as_then(study: Study) -> None:
    """Ask the question of the data it was saved with; where they are gone, say so."""
    try:
        look_back(DataAsOf(study.name, study.saved_at, study.versions))
    except AtlasError as error:
        st.session_state["problem"] = describe(error, lang())
        return
    _run(study)


def _undo() -> None:
    gone = st.session_state.get("study_deleted")
    if gone and st.button(word("undo_delete", name=gone), key="undo_delete"):
        store().restore(gone)
        st.session_state.pop("study_deleted")
        st.rerun()


def question_file() -> None:
    """Open a question from a file that somebody sent."""
    st.file_uploader(word("open_file"), type=["json"], key="study_file", on_change=_take_file)


def _take_file() -> None:
    given = st.session_state["study_file"]
    if given is None:
        return
    try:
        text = given.getvalue().decode("utf-8-sig")
        open_question(keys_and_values(text, where=given.name, is_json=True))
    except UnicodeDecodeError:
        st.session_state["problem"] = word("not_a_question_file")
    except AtlasError as error:
        st.session_state["problem"] = describe(error, lang())


def _key(what: str, study: Study) -> str:
    return f"study_{what}_{study.name}"
