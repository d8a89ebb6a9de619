"""Where a siting question may begin: an example, or nothing."""

from functools import lru_cache
from itertools import count
from typing import Any

import streamlit as st

import atlas
from atlas.domain.messages import Message
from atlas.domain.question import written
from atlas.interface.web.forms.place_constraints import can_be_laid_out, lay_out_constraints
from atlas.interface.web.session.current import catalogue
from atlas.interface.web.session.examples import FOLDER, criterion_name
from atlas.interface.web.session.session import lang, localized, word
from atlas.interface.web.widgets.choices import layer_names
from atlas.output.language import has_words

BLANK, FIRST, TAKEN = "blank", "siting", "taken"


@lru_cache(maxsize=1)
def presets() -> dict[str, dict[str, Any]]:
    """Return the example questions of siting, by file name."""
    paths = sorted(FOLDER.glob("siting*.toml"))
    return {path.stem: written(atlas.read_definition(path)) for path in paths}


def preset_choice() -> dict[str, Any]:
    """Offer where to begin and return that question; blank has no criteria."""
    names = [*([TAKEN] if TAKEN in _begins() else []), *_usable(), BLANK]
    called = {name: _preset_name(name) for name in names}
    chosen = st.selectbox(
        word("preset"),
        names,
        index=names.index(FIRST),
        format_func=lambda name: called[name],
        key="siting_preset",
        persist_state="session",
        on_change=_begin_again,
    )
    return _begins().get(chosen, {})


def open_siting(question: dict[str, Any]) -> None:
    """Lay a question out on the page, as written; to be called before its widgets are drawn."""
    st.session_state["siting_taken"] = question
    st.session_state["siting_preset"] = TAKEN
    _begin_again()


def is_opened() -> bool:
    """Tell whether the page begins with a question that was opened."""
    return bool(st.session_state.get("siting_preset") == TAKEN)


def is_avoided(constraint: dict[str, Any], question: dict[str, Any]) -> bool:
    """Tell whether a constraint is among the features of the one layer that is kept clear of."""
    refs = [c["outside"] for c in question.get("constraints", ()) if "outside" in c]
    named = [ref for ref in refs if "id" in ref]
    ref = constraint.get("outside", {})
    return bool(named) and "id" in ref and ref["layer"] == named[0]["layer"]


def _begins() -> dict[str, dict[str, Any]]:
    """Return every question that the page may begin with."""
    taken = st.session_state.get("siting_taken")
    return presets() | ({TAKEN: taken} if taken else {})


def rows() -> dict[int, dict[str, Any]]:
    """
    Return the criteria that the rows begin with, by the number of the row.

    Numbers are never used twice, so that no row inherits what was typed into another.
    """
    if "siting_rows" not in st.session_state:
        _lay_out()
    known: dict[int, dict[str, Any]] = st.session_state["siting_rows"]
    return known


def add_row() -> None:
    """Add a row that begins with nothing particular."""
    known = rows()
    known[next(_numbers())] = _anything()


def drop_row(number: int) -> None:
    """Take a row away."""
    rows().pop(number, None)


def row_name(criterion: dict[str, Any]) -> str:
    """Return what a criterion is called until somebody gives it a name."""
    if lang() == "zh" and criterion["name"]:
        return str(criterion["name"])
    of = criterion.get("of", {}).get("layer")
    if of not in catalogue():
        return word(f"measure_{criterion['measure']}")
    if criterion["transform"]["shape"] == "linear":
        return criterion_name(criterion, lang())
    return f"{word('measure_' + criterion['measure'])}: {localized(catalogue()[of].name)}"


def _usable() -> list[str]:
    """Return the examples whose candidates this atlas has; parcels may still be waiting."""
    return [
        name
        for name, asked in presets().items()
        if (ref := asked["candidates"]).get("cells")
        or (ref["layer"] in catalogue() and not catalogue()[ref["layer"]].is_slot)
    ]


def _preset_name(name: str) -> str:
    key = f"web.preset_{name}"
    title = _begins().get(name, {}).get("title") or name
    if name == TAKEN:
        return f"{word('preset_taken')}：{title}" if title != TAKEN else word("preset_taken")
    return localized(Message(key)) if has_words(key) else str(title)


def _numbers() -> Any:
    return st.session_state.setdefault("siting_numbers", count())


def begun(key: str) -> str:
    """
    Return the name of a widget that another beginning sets anew.

    A name of its own each time: the browser would send what stood in the old one.
    """
    times = st.session_state.get("siting_begun", 0)
    return f"{key}_{times}" if times else key


def _begin_again() -> None:
    """Begin with another question: what it says stands where something else was chosen."""
    st.session_state["siting_begun"] = st.session_state.get("siting_begun", 0) + 1
    _lay_out()


def _lay_out() -> None:
    """Lay out the rows of the preset: those whose layers this atlas has."""
    asked = _begins().get(st.session_state.get("siting_preset", FIRST), {})
    places = [c for c in asked.get("constraints", ()) if can_be_laid_out(c)]
    lay_out_constraints("constraint", (c for c in places if not is_avoided(c, asked)))
    limits = {
        c.pop("criterion"): c for c in map(dict, asked.get("constraints", ())) if "criterion" in c
    }
    known = [
        c | {"limits": limits.get(c["name"], {})} for c in asked.get("criteria", ()) if _is_known(c)
    ]
    st.session_state["siting_rows"] = {next(_numbers()): c for c in known or [_anything()]}
    # by row and not by name, which another language words otherwise
    row = {c["name"]: number for number, c in st.session_state["siting_rows"].items()}
    st.session_state["siting_judged"] = {
        (row.get(judged["first"]), row.get(judged["second"])): judged["times"]
        for judged in asked.get("pairwise", {}).get("judgements", ())
    }


def _is_known(criterion: dict[str, Any]) -> bool:
    return "of" not in criterion or criterion["of"]["layer"] in catalogue()


def _anything() -> dict[str, Any]:
    return {
        "name": "",
        "measure": "distance",
        "of": {"layer": layer_names(None)[0]},
        "transform": {"shape": "linear", "best": 0, "worst": 5000},
        "missing": "exclude",
        "weight": 1.0,
    }
