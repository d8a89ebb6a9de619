"""
Bringing a file in, step by step: file, table, layer, fields, coordinates, check, keep.

Every step shows what it would do and may be corrected; nothing is stored before the last.
"""

import hashlib
from collections.abc import Sequence

import streamlit as st
from rapidfuzz import fuzz

from atlas.domain.layer import Layer, LayerSpec
from atlas.domain.messages import Message
from atlas.domain.progress import Progress, part_of
from atlas.domain.records.imported import ImportedTable
from atlas.errors import AtlasError
from atlas.ingest import pipeline
from atlas.ingest.safety.staging import ACCEPTED, PARTS
from atlas.interface.outcomes import describe
from atlas.interface.web.importing.columns import fields_of, places_of
from atlas.interface.web.importing.commit import finish_storing, keep_panel, last_commit
from atlas.interface.web.importing.coordinates import coordinates, recognised
from atlas.interface.web.importing.draft import Draft, Upload, drafted, pasted
from atlas.interface.web.importing.new_layer import new_layer
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.background import begin_task, outcome, was_stopped
from atlas.interface.web.session.session import lang, localized, unmarked, word
from atlas.methods.text.spelling import folded

NEW = "*"  # stands for a layer that is not there yet
_READING = "reading_file"
_READ = 70  # of 100, what reading is of reading and recognising
_LOOKED_AT = 200  # rows
_MOST_TABLES = 20
_SAME = 0.5  # of a column's distinct cells, to be the names of a layer's features
_LIKE_LINE = 90  # of 100, for a red line to be offered first
_KINDS = {"Point": "point", "LineString": "line", "Polygon": "polygon"}
_LIKE = 60  # of 100, for a layer to be offered first


def import_panel() -> None:
    """Show the steps as far as they have come."""
    last_commit()
    draft = _draft()
    if draft is None:
        return
    try:
        _steps(draft)
    except AtlasError as error:
        st.error(unmarked(describe(error, lang())).replace("\n", "  \n"), icon=":material/error:")


def _draft() -> Draft | None:
    """Offer to choose or paste; return what was read of it."""
    files, text = _given()
    token = _token(files, text)
    draft: Draft | None = st.session_state.get("draft")
    if draft is not None and draft.token == token:
        return draft
    st.session_state.pop("draft", None)
    if not token:
        st.caption(word("import_begin"))
        st.caption(word("import_begin_more"))
        return None
    if st.session_state.get("import_asked") != token:
        st.session_state["import_asked"] = token
        _begin_reading(token, files, text)
    read: Draft | None = outcome(_READING)
    if read is not None and read.token == token:
        st.session_state["draft"] = read
    elif was_stopped(_READING):
        st.caption(word("reading_stopped"))
        st.button(word("read_again"), key="read_again", on_click=_read_again)
    return read


def _given() -> tuple[list[Upload], str]:
    """Return the files that were chosen, or the text that was pasted."""
    turn = st.session_state.setdefault("import_turn", 0)
    files = st.file_uploader(
        word("import_choose"),
        type=[ending.lstrip(".") for ending in dict.fromkeys((*ACCEPTED, *PARTS, ".dwg", ".xls"))],
        accept_multiple_files=True,
        key=f"import_files_{turn}",
        help=word("import_formats"),
    )
    text = ""
    if not files:
        with st.expander(word("import_paste"), key="pasting"):
            text = st.text_area(
                word("import_paste"), key=f"import_text_{turn}", label_visibility="collapsed"
            )
    return list(files), text


def _begin_reading(token: str, given: Sequence[Upload], text: str) -> None:
    known = pipeline.reference_layers(catalogue())

    def read_all(told: Progress) -> Draft:
        reading = part_of(told, 0, _READ)
        draft = drafted(token, given, progress=reading) if given else pasted(token, text)
        for table in filter(pipeline.has_places, draft.tables):
            told(_READ, 100, "recognising")
            recognised(draft, table, known)
        return draft

    begin_task(_READING, read_all)


def _read_again() -> None:
    st.session_state.pop("import_asked", None)


def _token(files: Sequence[Upload], text: str) -> str:
    if files:
        return " ".join(str(getattr(file, "file_id", file.name)) for file in files)
    return hashlib.sha256(text.encode()).hexdigest() if text.strip() else ""


def _steps(draft: Draft) -> None:
    table = _table(draft)
    for note in table.notes:
        st.caption(unmarked(localized(note)))
    name, layer = _layer(draft, table)
    if name is None:
        return
    declaration: str | None = None
    if layer is None:
        made = new_layer(draft, table)
        if made is None:
            finish_storing()  # its id may be in use because these very rows have just come in
            return
        spec, declaration = made
    else:
        spec = pipeline.declared(layer)
    table = places_of(draft, table, spec)
    fields = fields_of(draft, table, spec)
    reading = coordinates(draft, table, spec, layer, fields)
    if reading is None and pipeline.has_places(table):
        return
    keep_panel(draft, table, spec, layer, fields, reading, declaration)


def _table(draft: Draft) -> ImportedTable:
    """Return the table that is meant, where the file holds several."""
    tables = draft.tables
    number = 0
    if len(tables) > 1:
        number = st.selectbox(
            word("import_table"),
            range(len(tables)),
            index=draft.once("table", lambda: _first_known(draft)),
            format_func=lambda n: f"{tables[n].name} · {len(tables[n].frame):,}",
            key=f"table_{draft.token}",
        )
    table = tables[number]
    types = table.frame.geometry.geom_type.dropna().str.removeprefix("Multi").unique()
    kinds = [
        localized(Message(f"incoming.kind_{_KINDS.get(kind, 'collection')}")) for kind in types
    ]
    told = word(
        "import_read",
        name=table.name,
        rows=f"{len(table.frame):,}",
        columns=len(table.frame.columns) - 1,
        kinds="、".join(kinds) or word("import_no_shapes"),
    )
    st.caption(unmarked(told))
    return table


def _mapped() -> list[Layer]:
    return [layer for layer in catalogue().values() if not layer.spec.is_table]


def _first_known(draft: Draft) -> int:
    """Return the first table that seems to be of a layer: a drawing begins with anything."""
    known = _mapped()
    first = draft.tables[:_MOST_TABLES]
    return next((n for n, table in enumerate(first) if _likeliest(draft, table, known)), 0)


def _layer(draft: Draft, table: ImportedTable) -> tuple[str | None, Layer | None]:
    """Return which layer the rows are of: its id and itself, which a new one has not yet."""
    known = _mapped()
    names = [layer.id for layer in known]
    guess = draft.once(("layer", table.name), lambda: _likeliest(draft, table, known))
    options = [*sorted(names, key=lambda name: catalogue()[name].is_slot), NEW]
    chosen = st.selectbox(
        word("import_layer"),
        options,
        index=options.index(guess) if guess in options else None,
        placeholder=word("import_layer_choose"),
        format_func=_layer_words,
        key=f"layer_{draft.token}_{table.name}",
    )
    if chosen is None or chosen == NEW:
        return chosen, None
    return chosen, catalogue()[chosen]


def _layer_words(name: str) -> str:
    if name == NEW:
        return word("import_new_layer")
    layer = catalogue()[name]
    state = f"（{word('not_loaded')}）" if layer.is_slot else f" · {len(layer.frame):,}"
    return localized(layer.name) + state


def _likeliest(draft: Draft, table: ImportedTable, known: Sequence[Layer]) -> str | None:
    """Return the layer whose features the table names, or whose name is like the file's."""
    fitting = [layer for layer in known if _fits(layer.spec, table)]
    return _of_same_names(table, fitting) or _of_like_name(draft, table, fitting)


def _of_same_names(table: ImportedTable, known: Sequence[Layer]) -> str | None:
    first = table.frame.head(_LOOKED_AT).drop(columns=table.frame.geometry.name)
    said = [{str(cell).strip() for cell in first[name]} - {""} for name in first]
    shares = {
        layer.id: max((len(cells & names) / len(cells) for cells in said if cells), default=0)
        for layer in known
        if (names := set(layer.frame["name_zh"]))
    }
    best = max(shares, key=lambda name: shares[name], default=None)
    return best if best is not None and shares[best] >= _SAME else None


def _of_like_name(draft: Draft, table: ImportedTable, known: Sequence[Layer]) -> str | None:
    named = table.name.partition(" [")[0]  # without the kind of shape that we put behind it
    told = [folded(text) for text in (draft.file.name.rpartition(".")[0], named) if text]
    scores = {
        layer.id: max(
            (
                fuzz.partial_ratio(folded(label), text)
                for text in told
                for label in (layer.spec.label.zh, layer.spec.label.en, layer.id)
            ),
            default=0,
        )
        for layer in known
    }
    # rows taken for a red line that they are not would shut out land: it must be named outright
    least = {layer.id: _LIKE_LINE if layer.spec.constraint else _LIKE for layer in known}
    likely = {name: score for name, score in scores.items() if score >= least[name]}
    return max(likely, key=lambda name: likely[name], default=None)


def _fits(spec: LayerSpec, table: ImportedTable) -> bool:
    kinds = {name.removeprefix("Multi") for name in table.frame.geometry.geom_type.dropna()}
    wanted = {"point": "Point", "line": "LineString", "polygon": "Polygon"}[spec.geometry]
    return not kinds or wanted in kinds
