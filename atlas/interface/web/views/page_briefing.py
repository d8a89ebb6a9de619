"""简报: the list of pages and its pack; and the map on screen as a sheet, to look at and take."""

from typing import Any

import streamlit as st

import atlas
from atlas.deliverables.register import DEFINITIONS, make_definition
from atlas.deliverables.sheet import Sheet
from atlas.domain.question import definition_hash, written
from atlas.errors import AtlasError
from atlas.interface.cli.saving import FORMATS
from atlas.interface.outcomes import describe
from atlas.interface.web.briefing.briefing_list import add, briefing_list
from atlas.interface.web.briefing.frame import frame_of
from atlas.interface.web.briefing.release import release_of, without_borders
from atlas.interface.web.briefing.series import series_of
from atlas.interface.web.briefing.title_box import title_box_of
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.layer_order import layers_on
from atlas.interface.web.session.session import answer_to, finding, lang, unmarked, word
from atlas.interface.web.widgets.choices import NONE
from atlas.interface.web.widgets.copying import copy_button
from atlas.output.sheet import TEMPLATES, Format
from atlas.store.workspace import open_workspace

_MEDIA = {"png": "image/png", "pdf": "application/pdf", "svg": "image/svg+xml"}
_PREVIEW_DPI = 90


@st.cache_data(max_entries=60, show_spinner=False)
def _drawn(key: str, _asked: dict[str, Any], form: Format) -> bytes:  # noqa: ARG001 the cache's
    # the answer does not change with the words round it
    shown = answer_to(_asked["shows"]) if "shows" in _asked else None
    return atlas.sheet(catalogue(), _asked, format=form, sheet_answer=shown)


def _key(question: dict[str, Any]) -> str:
    definition = make_definition(question)
    # a picture may be replaced under its name
    pictures = atlas.supplied_for(definition).versions if isinstance(definition, Sheet) else {}
    return f"{definition_hash(definition)} {catalogue().mark} {dict(pictures)}"


def _asked() -> dict[str, Any]:
    template = st.selectbox(
        word("template"),
        list(TEMPLATES),
        format_func=lambda t: word(f"template_{t.replace('-', '_')}"),
        key="template",
        persist_state="session",
    )
    asked: dict[str, Any] = {
        "kind": "sheet",
        "template": template,
        "lang": lang(),
        "layers": layers_on(),
        "title": st.text_input(
            word("sheet_title"),
            key="sheet_title",
            persist_state="session",
            placeholder=word("title_automatic"),
        ),
        "subtitle": st.text_input(
            word("sheet_subtitle"), key="sheet_subtitle", persist_state="session"
        ),
        "dpi": st.select_slider(
            word("dpi"), [150, 200, 300, 600], value=300, key="dpi", persist_state="session"
        ),
    }
    asked |= frame_of() | title_box_of() | _base() | _locator()
    return without_borders(asked | release_of() | _shown())


def _picture(use: str, *endings: str) -> str:
    """Offer the pictures of the workspace for a use, if any; empty where none is chosen."""
    known = open_workspace().files.names("rasters", *endings)
    if not known:
        return ""
    chosen = st.selectbox(
        word(f"sheet_{use}"),
        [NONE, *known],
        format_func=lambda name: name or word(f"no_{use}"),
        key=f"sheet_{use}",
        persist_state="session",
    )
    return chosen if chosen in known else ""


def _base() -> dict[str, Any]:
    """Offer the pictures of the ground that the workspace holds, if any."""
    chosen = _picture("base", ".tif", ".tiff")
    return {"base": chosen} if chosen else {}


def _locator() -> dict[str, Any]:
    """Offer the pictures that the workspace holds as a standard map; it bears its number."""
    chosen = _picture("locator", ".png", ".jpg", ".jpeg")
    if not chosen:
        return {}
    number = st.text_input(
        word("locator_number"),
        key="locator_number",
        persist_state="session",
        help=word("locator_number_help"),
    ).strip()
    if not number:
        st.caption(word("locator_without_number"))
        return {}
    return {"locator": {"picture": chosen, "number": number}}


def _shown() -> dict[str, Any]:
    """Offer to draw the answer on screen over the layers."""
    answer = finding()
    if answer is None or answer.kind == "sheet" or answer.kind not in DEFINITIONS:
        return {}
    told = unmarked(answer.headline(lang()))
    with_it = st.toggle(word("with_answer"), value=True, key="with_answer", help=told)
    return {"shows": written(answer.definition)} if with_it else {}


def _page() -> None:
    asked = _asked()
    try:
        preview = asked | {"dpi": _PREVIEW_DPI}
        image = _drawn(_key(preview), preview, "png")
    except AtlasError as error:
        with st.container(key="preview"):  # where the sheet would be, and in sight
            st.error(unmarked(describe(error, lang())).replace("\n", "  \n"))
        return
    with st.container(key="preview"):
        st.image(image, width="stretch")
    form = st.segmented_control(
        word("format"),
        list(FORMATS),
        default="png",
        required=True,
        format_func=str.upper,
        key="form",
        persist_state="session",
    )
    with st.container(horizontal=True, key="sheet_actions"):
        if st.button(word("add_to_briefing"), width="stretch", key="add_sheet"):
            add(asked)
            st.rerun()
        make = st.button(word("make_sheet"), type="primary", width="stretch", key="make_sheet")
    key = _key(asked)
    if make:
        with st.spinner(word("drawing")):
            st.session_state["sheet_made"] = (key, form, _drawn(key, asked, form))
    made = st.session_state.get("sheet_made")
    if made and made[:2] == (key, form):
        _take(made[2], asked["title"] or word("title"), form)
    series_of(asked)


def _take(content: bytes, name: str, form: Format) -> None:
    """Offer the file, and a picture to be copied too."""
    st.download_button(
        word("download_sheet"),
        content,
        file_name=f"{name}.{form}",
        mime=_MEDIA[form],
        width="stretch",
        on_click="ignore",
        key="download_sheet",
    )
    if form == "png":
        copy_button(content, key="copy_sheet")


briefing_list()
st.divider()
_page()
