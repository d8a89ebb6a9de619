"""
Looking at earlier data: the layers of a saved question as they were when it was saved.

It holds for one visitor's session, until they go back. Layers that the question did not use are
shown as they are now, so a map of both is of no one day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from atlas.errors import AtlasError
from atlas.interface.web.session.current import catalogue

_KEY = "as_then"


@dataclass(frozen=True)
class DataAsOf:
    """Whose data are looked at: a study's name, when it was saved, layer id -> data version."""

    name: str
    when: datetime
    versions: Mapping[str, str]


def looked_at() -> DataAsOf | None:
    """Return whose earlier data the session looks at, None where it looks at today's."""
    return st.session_state.get(_KEY)


def look_back(then: DataAsOf) -> None:
    """
    Look at earlier data from now on.

    Raises
    ------
    UnknownName
        If a version is not stored here; today's data stay.
    """
    catalogue.pin(then.versions)
    st.session_state[_KEY] = then


def look_at_now() -> None:
    """Look at today's data again."""
    st.session_state.pop(_KEY, None)
    catalogue.pin()


def pin_data() -> None:
    """Begin a page run with the data that the session looks at."""
    then = looked_at()
    try:
        catalogue.pin(then.versions if then else None)
    except AtlasError:  # taken away since
        look_at_now()


def pin_data_of_part() -> None:
    """Begin the run of a part of a page with the same."""
    then = looked_at()
    catalogue.pin_unless_pinned(then.versions if then else None)
