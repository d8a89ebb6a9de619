"""Relations as a list with headings: by what they are of, by their kind, or by the part played."""

from html import escape
from typing import Literal

import pandas

from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.messages import Language
from atlas.domain.relations import TABLE
from atlas.output.diagrams.markup import diagram, name, where_said
from atlas.output.language import say

By = Literal["object", "relation", "role"]


def grouped(catalogue: Catalogue, finding: Finding, lang: Language, *, by: By) -> str:
    """
    Return the relations of an answer as a list.

    Parameters
    ----------
    catalogue
        Where the things are named.
    finding
        The answer to a query of relations.
    by
        What the headings are.
    """
    rows = finding.table
    keys = rows[f"role_{lang}" if by == "role" else by]
    parts = [_group(catalogue, rows.loc[keys == key], lang, by=by) for key in dict.fromkeys(keys)]
    return diagram(*parts)


def _group(catalogue: Catalogue, rows: pandas.DataFrame, lang: Language, *, by: By) -> str:
    first = rows.iloc[0]
    if by == "object":
        heading = name(catalogue, str(first["object"]), lang)
    elif by == "relation":
        heading = _relation(catalogue, first, lang)
    else:
        heading = escape(str(first[f"role_{lang}"]))
    items = "".join(_item(catalogue, row, lang, by=by) for _, row in rows.iterrows())
    return f'<h5>{heading} <span class="quiet">{len(rows)}</span></h5><ul>{items}</ul>'


def _item(catalogue: Catalogue, row: pandas.Series, lang: Language, *, by: By) -> str:
    told = f"<b>{name(catalogue, str(row['subject']), lang)}</b>"
    role = escape(str(row[f"role_{lang}"]))
    if by == "object":
        told += f" {_relation(catalogue, row, lang)}"
    elif by == "relation":
        told += f" → <b>{name(catalogue, str(row['object']), lang)}</b>"
    if role and by != "role":
        told += f" · {role}"
    return f"<li>{told} {where_said(catalogue[TABLE].spec, row, lang)}</li>"


def _relation(catalogue: Catalogue, row: pandas.Series, lang: Language) -> str:
    return escape(say(catalogue[TABLE].spec.value_text("relation", str(row["relation"])), lang))
