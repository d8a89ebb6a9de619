"""Choices that several pages offer: a layer, a feature of it."""

from functools import lru_cache

import streamlit as st

from atlas.domain.ground import grounds
from atlas.domain.messages import Language
from atlas.interface.web.server.routes import catalogue
from atlas.interface.web.session.layer_order import drawing_order
from atlas.interface.web.session.session import localized

# among options it stands for none of them; None would be a choice without words
NONE = ""


def layer_choice(
    label: str,
    *,
    key: str,
    geometry: tuple[str, ...] | None = None,
    default: str | None = None,
    tables: bool = False,
) -> str:
    """
    Offer the layers that hold facts.

    Parameters
    ----------
    label
        Text above the widget.
    key
        Key of the widget in the session state.
    geometry
        Kinds of geometry that are offered; all by default.
    default
        Id of the layer that is selected at first; the first one by default.
    tables
        Whether layers without geometry are offered too.

    Returns
    -------
    layer
        Id of the selected layer.
    """
    known = layer_names(geometry, tables=tables)
    start = known.index(default) if default in known else 0
    return st.selectbox(
        label,
        known,
        index=start,
        format_func=lambda name: localized(catalogue()[name].name),
        key=key,
        persist_state="session",
    )


def layers_choice(label: str, *, key: str, default: list[str]) -> list[str]:
    """
    Offer several layers of points.

    Parameters
    ----------
    label
        Text above the widget.
    key
        Key of the widget in the session state.
    default
        Ids that are selected at first; those that are not there are left out.
    """
    known = layer_names(("point",))
    return st.multiselect(
        label,
        known,
        default=[name for name in default if name in known],
        format_func=lambda n: localized(catalogue()[n].name),
        key=key,
        persist_state="session",
    )


def layer_names(geometry: tuple[str, ...] | None, *, tables: bool = False) -> list[str]:
    """Return the layers that hold facts, those of a first visit first."""
    every = sorted(drawing_order(), key=lambda name: not catalogue()[name].spec.shown_first)
    if tables:
        every += [layer.id for layer in catalogue().values() if layer.spec.is_table]
    return [
        name for name in every if geometry is None or catalogue()[name].spec.geometry in geometry
    ]


def feature_names(layer: str, lang: Language) -> dict[str, str]:
    """Return the features of a layer that cover ground by id, in words."""
    known = catalogue()[layer]
    return {str(i): known.name_of(i).in_language(lang) for i in grounds(known).index}


def found_names(lang: Language) -> dict[str, str]:
    """Return every located feature by id, named in the language and with its layer."""
    return _found_names(lang, catalogue().mark)


@lru_cache(maxsize=4)
def _found_names(lang: Language, _mark: str) -> dict[str, str]:
    return {
        feature: f"{name}　{catalogue()[layer].name.in_language(lang)}"
        for layer in layer_names(None)
        for feature, name in feature_names(layer, lang).items()
    }
