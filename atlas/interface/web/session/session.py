"""What one visitor's session holds: language, layers switched on, what is selected, the answer."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

import atlas
from atlas.deliverables.register import DEFINITIONS, make_definition
from atlas.domain.finding import Finding
from atlas.domain.messages import Language, Message, Text
from atlas.domain.question import Question, definition_hash, written
from atlas.errors import AtlasError, Refused
from atlas.interface.jobs import Job, is_long, jobs
from atlas.interface.outcomes import describe
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.data_as_of import pin_data
from atlas.interface.web.session.layer_order import (
    arranged,
    beside,
    drawn_as_declared,
    layers_on,
    set_beside,
    shown_first,
)
from atlas.interface.web.session.linking import Link, read_link, written_link
from atlas.interface.web.session.plain_text import Marked, in_words
from atlas.interface.web.session.plain_text import unmarked as unmarked
from atlas.interface.web.session.presence import presence
from atlas.output.language import say

_VIEW = "view"  # of the address, written and read by the map


def lang() -> Language:
    """Return the visitor's language."""
    return "en" if st.session_state.get("lang") == "en" else "zh"


def begin() -> None:
    """
    Take from the address what a link, or the browser's way back, says.

    Going to another page empties the address: that says nothing and changes nothing.
    """
    pin_data()
    _take_finished()
    _ask_again()
    told, page = st.query_params.to_dict(), urlsplit(st.context.url or "").path
    told.pop(_VIEW, None)
    came_from = st.session_state.get("page")
    st.session_state["page"] = page
    if told == st.session_state.get("address") or (not told and came_from != page):
        st.session_state.setdefault("lang", "zh")
        return
    link = read_link(catalogue(), told)
    st.session_state["lang"] = link.lang
    st.session_state["address_faults"] = [say(fault, link.lang) for fault in link.faults]
    st.session_state["selected"] = link.selected
    _switch_layers(link.layers)
    set_beside(link.beside)
    clear_answer()
    if link.question is not None:
        ask(written(link.question))


def renew_choices() -> None:
    """
    After a switch of language have the browser show what is chosen in the words of now.

    A browser keeps the words of a choice and sends them back: in the other language they would
    be no choice at all, and what was chosen would be lost. What is set anew is also shown anew.
    """
    if st.session_state.get("spoken") == lang():
        return
    st.session_state["spoken"] = lang()
    for name, value in st.session_state.to_dict().items():
        # of widgets only those for choosing and typing hold these, and they may be set
        kinds = {type(one) for one in (value if isinstance(value, list) and value else [value])}
        if kinds <= {str, int, float}:
            st.session_state[name] = value


def _ask_again() -> None:
    """Answer anew what is on the screen and was answered from data that changed since."""
    answer, now = finding(), catalogue()
    if answer is None or answer.kind not in DEFINITIONS:
        return
    held = answer.versions.items()
    if all(name in now and now[name].version == version for name, version in held):
        return
    st.session_state.pop("finding")
    ask(written(answer.definition))
    st.session_state["address_faults"] = [word("data_changed")]


def _switch_layers(names: tuple[str, ...] | None) -> None:
    declared = drawn_as_declared()
    on = shown_first() if names is None else names
    st.session_state["order"] = arranged(declared, on)
    st.session_state["layers_on"] = list(on)
    for name in declared:
        st.session_state[f"on_{name}"] = name in on


def keep_address() -> None:
    """Write what is on the screen into the address, for a colleague and for the way back."""
    on = tuple(layers_on())
    first = shown_first()
    answer, shown = finding(), beside()
    link = Link(
        lang(),
        None if on == first else on,
        selected(),
        _asked_again(answer),
        None if shown is None else tuple(shown),
    )
    address = written_link(link)
    told = st.query_params.to_dict()
    # the map's own word stays
    view = {_VIEW: told.pop(_VIEW)} if _VIEW in told else {}
    if address != told:
        st.query_params.from_dict(address | view)
    st.session_state["address"] = address


def _asked_again(answer: Finding | None) -> Question | None:
    """Return a question that a link can ask again; what was said of a file is no such question."""
    if (job := under_way()) is not None:
        return job.definition
    if answer is None or answer.kind not in DEFINITIONS:
        return None
    return answer.definition


def word(key: str, **parameters: Any) -> Marked:
    """Return words of the web interface in the visitor's language; what they name is only text."""
    told = {name: in_words(value, lang()) for name, value in parameters.items()}
    return Marked(say(Message(f"web.{key}", told), lang()))


def localized(text: Text) -> str:
    """Return any text in the visitor's language."""
    return say(text, lang())


def ask(definition: Mapping[str, Any]) -> None:
    """
    Answer a question and keep the answer as what the screen shows.

    A long one is answered beside the page, and the last answer stands until then. An error is
    stored as a message: the page shows it where the answer would stand; what was shown before and
    what was typed stay.
    """
    _give_up()
    try:
        known = catalogue()
        asked = jobs().at_once(known, make_definition(definition))
        if is_long(known, asked) and jobs().answered(known, asked) is None:
            st.session_state["under_way"] = jobs().submit(known, asked, is_here=presence())
        else:
            st.session_state["finding"] = answer_to(definition)
        st.session_state.pop("problem", None)
    except AtlasError as error:
        st.session_state["problem"] = describe(error, lang())


def under_way() -> Job | None:
    """Return the task of the last question, while its answer is not on the screen."""
    return st.session_state.get("under_way")


def _take_finished() -> None:
    """Show what became of long work; what was stopped leaves the last answer standing."""
    job = under_way()
    if job is None or job.is_under_way:
        return
    st.session_state.pop("under_way")
    if job.error is not None:
        st.session_state["problem"] = describe(job.error, lang())
    elif job.state == "done":
        st.session_state["finding"] = job.finding


def _give_up() -> None:
    """End long work whose answer nobody waits for any more."""
    job = st.session_state.pop("under_way", None)
    if job is not None:
        jobs().stop(job)


def answer_to(definition: Mapping[str, Any]) -> Finding:
    """
    Answer a question without showing the answer.

    A location question is answered by its preview unless its proof was found before: the search
    for it may take minutes, and goes on beside the page that asks. A long question is waited for
    here, and worked on in a process of its own.

    Raises
    ------
    AtlasError
        Whatever `atlas.run` raises.
    """
    known = catalogue()
    asked = jobs().at_once(known, make_definition(definition))
    if is_long(known, asked):
        return _awaited(jobs().submit(known, asked, is_here=presence()))
    return _answer(definition_hash(asked), known.mark, asked, known)


def _awaited(job: Job) -> Finding:
    job.over.wait()
    if job.finding is None:
        raise job.error or Refused(reason="stopped")
    return job.finding


# a finding never changes, so every session that has the same data may be handed the same one
@st.cache_resource(max_entries=200, show_spinner=False)
def _answer(key: str, mark: str, _asked: Any, _known: Any) -> Finding:  # noqa: ARG001 the cache's
    # what was searched for beside the page is not searched for again
    return jobs().answered(_known, _asked) or atlas.run(_known, _asked)


def finding() -> Finding | None:
    """Return the answer on screen."""
    return st.session_state.get("finding")


def clear_answer() -> None:
    """Take the answer and its problem off the screen, and end what would bring another."""
    _give_up()
    for key in ("finding", "problem"):
        st.session_state.pop(key, None)


def look_at(feature: str) -> None:
    """Bring a feature, or a cell of the answer, into view; again at each call."""
    _, times = st.session_state.get("look", ("", 0))
    st.session_state["look"] = (feature, times + 1)
    st.session_state["selected"] = feature if catalogue().has_feature(feature) else None


def look_at_place(lon: float, lat: float) -> None:
    """Bring a place into view, degrees; again at each call."""
    _, times = st.session_state.get("look", ("", 0))
    st.session_state["look"] = ((lon, lat), times + 1)


def show(answer: Finding) -> None:
    """Put an answer on the screen in the place of whatever stands there."""
    _give_up()
    st.session_state["finding"] = answer
    st.session_state.pop("problem", None)


def drawn_shape() -> dict[str, Any] | None:
    """Return the area that was drawn on the map last, GeoJSON, if there is one."""
    return st.session_state.get("drawn")


def selected() -> str | None:
    """Return the id of what is selected, if it is still there."""
    chosen = st.session_state.get("selected")
    return chosen if chosen and catalogue().has_feature(chosen) else None


def is_dark() -> bool:
    """Return whether the visitor's page is dark."""
    return st.context.theme.type == "dark"
