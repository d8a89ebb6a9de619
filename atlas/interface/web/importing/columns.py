"""Which column of the file is which of the layer's, and which say where the rows are."""

from collections.abc import Mapping

import pandas
import streamlit as st

from atlas.domain.layer import LayerSpec
from atlas.domain.records.imported import ImportedTable
from atlas.ingest import pipeline
from atlas.ingest.column_memory import fields_for
from atlas.ingest.mapping.location_columns import (
    NOTATIONS,
    LocationColumns,
    guess_places,
    with_places,
)
from atlas.interface.outcomes import problem_text
from atlas.interface.web.importing.draft import Draft
from atlas.interface.web.session.session import lang, localized, unmarked, word
from atlas.store.workspace import open_workspace

_MOST_TOLD = 5
_TALLEST = 320


def places_of(draft: Draft, table: ImportedTable, spec: LayerSpec) -> ImportedTable:
    """Return the table with the places that its own columns say, as guessed or corrected."""
    if pipeline.has_places(table):
        return table
    guess = draft.once(("places", table.name), lambda: guess_places(table.frame))
    columns = [str(name) for name in table.frame.columns if name != "geometry"]
    key = f"{draft.token}_{table.name}_{spec.id}"
    with st.expander(word("import_places"), expanded=guess is not None, key=f"places_{key}"):
        options = ["", *columns]
        chosen = [
            st.selectbox(
                word(f"import_{axis}"),
                options,
                index=options.index(getattr(guess, axis)) if guess else 0,
                format_func=lambda name: name or word("import_none"),
                key=f"place_{axis}_{key}",
            )
            for axis in ("x", "y")
        ]
        notation = st.selectbox(
            word("import_notation"),
            NOTATIONS,
            index=NOTATIONS.index(guess.notation) if guess else 0,
            format_func=lambda name: word(f"notation_{name}"),
            key=f"notation_{key}",
        )
    if not all(chosen):
        st.caption(word("import_no_places"))
        return table
    places = LocationColumns(chosen[0], chosen[1], notation)
    placed, problems = draft.once(
        ("placed", table.name, places), lambda: with_places(table, places)
    )
    for problem in problems[:_MOST_TOLD]:
        st.caption(unmarked(problem_text(problem, lang())))
    if len(problems) > _MOST_TOLD:
        st.caption(word("and_more", count=len(problems) - _MOST_TOLD))
    return placed


def fields_of(draft: Draft, table: ImportedTable, spec: LayerSpec) -> Mapping[str, str]:
    """Return the mapping of declared columns to the file's, as guessed or corrected."""
    guess = draft.once(
        ("fields", table.name, spec.id),
        lambda: fields_for(open_workspace(), table, spec),
    )
    by_heading = {heading: column for column, heading in guess.items()}
    columns = [str(name) for name in table.frame.columns if name != table.frame.geometry.name]
    words = {name: f"{localized(spec.heading(name))} · {name}" for name in spec.every_column}
    names = {text: name for name, text in words.items()}
    rows = pandas.DataFrame(
        {
            "heading": columns,
            "column": [words.get(by_heading.get(name, ""), "") for name in columns],
            "sample": [_sample(table.frame[name]) for name in columns],
        }
    )
    label = word("import_fields", mapped=len(guess), total=len(columns))
    with st.expander(label, key=f"mapping_{draft.token}"):
        edited = st.data_editor(
            rows,
            hide_index=True,
            disabled=["heading", "sample"],
            column_config={
                "heading": st.column_config.TextColumn(word("import_heading")),
                "column": st.column_config.SelectboxColumn(
                    word("import_column"), options=["", *words.values()]
                ),
                "sample": st.column_config.TextColumn(word("import_sample")),
            },
            height=min(_TALLEST, 38 + 35 * len(rows)),
            key=f"fields_{draft.token}_{table.name}_{spec.id}",
        )
    chosen = [(names[c], h) for h, c in zip(edited["heading"], edited["column"], strict=True) if c]
    fields = dict(chosen)
    if len(fields) < len(chosen):
        st.warning(word("import_column_twice"))
    return fields


def _sample(cells: pandas.Series) -> str:
    filled = cells[cells.notna() & (cells.astype(str) != "")]
    return str(filled.iloc[0])[:40] if len(filled) else ""
