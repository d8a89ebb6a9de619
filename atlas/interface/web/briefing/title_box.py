"""What a planner writes on a sheet beside its title, and which blocks stand round the map."""

from typing import Any

import streamlit as st

from atlas.interface.web.session.session import word

_WRITTEN = ("maker", "reviewer", "number", "period", "secrecy")
_PARTS = ("table", "chart", "inset")


def title_box_of() -> dict[str, Any]:
    """Ask for the title box (图签), the blocks, the north and the graticule."""
    with st.expander(word("title_box"), key="title_box"):
        columns = st.columns(2, gap="small")
        told = {
            name: columns[place % 2]
            .text_input(word(f"title_box_{name}"), key=f"title_box_{name}", persist_state="session")
            .strip()
            for place, name in enumerate(_WRITTEN)
        }
        parts = st.pills(
            word("sheet_parts"),
            _PARTS,
            selection_mode="multi",
            default=_PARTS,
            format_func=lambda part: word(f"sheet_part_{part}"),
            key="sheet_parts",
            persist_state="session",
        )
        is_true = st.checkbox(word("north_true"), key="north_true", persist_state="session")
        has_lines = st.checkbox(word("graticule"), key="graticule", persist_state="session")
    return {
        "title_box": {name: value for name, value in told.items() if value},
        "parts": [part for part in _PARTS if part in parts],
        "north": "true" if is_true else "grid",
        "graticule": has_lines,
    }
