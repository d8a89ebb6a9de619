"""
The card of a feature: its figures, its clause and phrase, how sure its place is, its mentions.

Every text is escaped: facts come from files, and files from anywhere.
"""

from collections.abc import Iterable
from html import escape
from typing import Any

import pandas

from atlas.domain.catalogue import Catalogue
from atlas.domain.crs import area_km2
from atlas.domain.finding import Quantity, fact
from atlas.domain.ground import grounds
from atlas.domain.layer import Layer
from atlas.domain.messages import Language, Message, Text, message
from atlas.domain.source import surest_first
from atlas.output.citation import clause_said, figure_said
from atlas.output.language import quantity_text, say
from atlas.output.language.terms import term
from atlas.output.relation_lines import relation_lines
from atlas.questions.selection.nearest import neighbours

_MOST_MENTIONS = 30
_MOST_RELATIONS = 40
# what a planner asks of any place first
_NEARBY = ("incubators", "universities", "metro_stations")
# told elsewhere on the card, or of no use to a reader of it
_ELSEWHERE = {
    "name_zh",
    "name_en",
    "source",
    "clause",
    "quote",
    "position_basis",
    "uncertainty_m",
    "position_note",
    "position_source",
    "id",
    "sensitive",
    "release",
}


def card_html(
    catalogue: Catalogue, feature: str, lang: Language, *, has_nearby: bool = True
) -> str:
    """
    Return the card of a feature as HTML.

    Parameters
    ----------
    catalogue
        Where the feature, its mentions and its targets are found.
    feature
        Feature id.
    lang
        Language of the words.
    has_nearby
        Whether it lists what lies nearest: things of other layers, each looked for.

    Raises
    ------
    UnknownName
        If there is no such feature.
    """
    layer = catalogue.home_of(feature)
    row = layer.frame.loc[feature]
    parts = [_head(layer, feature, row, lang), _facts(catalogue, layer, row, lang)]
    if not layer.spec.is_table:
        parts.append(_position(layer, feature, row, lang))
    if row["quote"]:
        words = say(message("card.clause"), lang)
        parts.append(_section(words, [_clause(catalogue, row, lang)]))
    if has_nearby:
        parts.append(_nearby(catalogue, feature, lang))
    parts.append(_relations(catalogue, feature, lang))
    parts.append(_mentions(catalogue, feature, lang))
    parts.append(_targets(catalogue, feature, lang))
    parts.append(_sources(catalogue, row, lang))
    return f'<div class="atlas-card">{"".join(parts)}</div>'


def _head(layer: Layer, feature: str, row: pandas.Series, lang: Language) -> str:
    names = [row["name_zh"], row["name_en"]]
    first, second = names if lang == "zh" else reversed(names)
    badge, basis = "", row.get("position_basis", "none")  # a table's things have no place to know
    if basis in {"schematic", "proxy", ""}:
        told = Message(f"value.position_basis.{basis}") if basis else message("value.unlocated")
        badge = f'<span class="badge">{_word(told, lang)}</span>'
    return (
        f"<h3>{escape(str(first))}{badge}</h3>"
        f'<div class="quiet">{escape(str(second))}</div>'
        f'<div class="quiet">{_word(layer.name, lang)} · {escape(feature)}</div>'
    )


def _facts(catalogue: Catalogue, layer: Layer, row: pandas.Series, lang: Language) -> str:
    pairs = []
    own = layer.spec.columns
    # figures of its own before what every layer has
    for name in (*own, *(n for n in layer.spec.every_column if n not in own)):
        cell = row.get(name, "")
        if name not in _ELSEWHERE and cell != "" and not pandas.isna(cell):
            shown = _cell(catalogue, layer, name, cell, lang)
            pairs.append((say(layer.spec.heading(name), lang), shown))
    return _definitions(pairs)


def _cell(catalogue: Catalogue, layer: Layer, name: str, cell: Any, lang: Language) -> str:
    kind = layer.spec.every_column[name]
    if kind.is_number:
        return quantity_text(fact(cell, kind.unit), lang)
    if kind.values or kind.type == "flag":
        return say(layer.spec.value_text(name, cell), lang)
    parts = [term(name, part, lang) for part in str(cell).split(";")]
    if kind.refers_to:
        # what a planner's rows no longer have stands as it is written
        parts = [catalogue.name_of(part).in_language(lang) for part in parts]
    return ("、" if lang == "zh" else ", ").join(parts)


def _position(layer: Layer, feature: str, row: pandas.Series, lang: Language) -> str:
    basis = row["position_basis"]
    if not basis:
        return _definitions(
            [(say(message("card.position"), lang), say(message("value.unlocated"), lang))]
        )
    most = fact(row["uncertainty_m"], "m")
    told = message("card.sure", basis=Message(f"value.position_basis.{basis}"), most=most)
    pairs = [(say(message("card.position"), lang), say(told, lang))]
    if row.get("position_note"):
        pairs.append((say(message("card.position_note"), lang), str(row["position_note"])))
    if layer.spec.expect.area_column:
        pairs.append((say(message("card.area_basis"), lang), say(message("card.fitted"), lang)))
    elif layer.spec.geometry == "polygon" and not layer.is_schematic:
        pairs.append((say(message("card.area_basis"), lang), say(_measured(layer, feature), lang)))
    return _definitions(pairs)


def _measured(layer: Layer, feature: str) -> Message:
    km2 = float(area_km2(grounds(layer).geometry[[feature]]).iloc[0])
    area = Quantity(km2, "km2") if km2 >= 1 else Quantity(km2 * 100, "ha")
    return message("card.measured", area=area)


def _nearby(catalogue: Catalogue, feature: str, lang: Language) -> str:
    lines = []
    for near in neighbours(catalogue, feature, layers=_NEARBY):
        layer = catalogue[near.layer]
        told = message(
            "card.near", layer=layer.name, name=layer.name_of(near.id), distance=near.distance
        )
        lines.append(_word(told, lang))
    return _section(say(message("card.nearby"), lang), lines)


def _relations(catalogue: Catalogue, feature: str, lang: Language) -> str:
    told = list(relation_lines(catalogue, feature, lang))
    lines = [
        f'{escape(line.words)}<div class="quiet">{_word(line.cited, lang)}</div>'
        for line in told[:_MOST_RELATIONS]
    ]
    if len(told) > _MOST_RELATIONS:
        more = Quantity(len(told) - _MOST_RELATIONS, "rows")
        lines.append(_word(message("card.more", count=more), lang))
    title = message("card.relations", count=Quantity(len(told), "rows"))
    return _section(say(title, lang), lines)


def _mentions(catalogue: Catalogue, feature: str, lang: Language) -> str:
    mentions = catalogue.mentions_of(feature)
    if mentions.empty:
        return ""
    asked = "ask_zh" if lang == "zh" else "ask_en"
    lines = [
        f"{escape(str(row[asked]))}{_clause(catalogue, row, lang)}"
        for _, row in mentions.head(_MOST_MENTIONS).iterrows()
    ]
    title = say(message("card.mentions", count=Quantity(len(mentions), "rows")), lang)
    return _section(title, lines)


def _targets(catalogue: Catalogue, feature: str, lang: Language) -> str:
    targets, lines = catalogue.targets_of(feature), []
    if targets.empty:
        return ""
    for _, row in targets.iterrows():
        name = row["indicator_zh" if lang == "zh" else "indicator_en"]
        figures = figure_said(catalogue, row, lang)
        clause = _clause(catalogue, row, lang)
        lines.append(f"{escape(str(name))} <b>{escape(figures)}</b>{clause}")
    return _section(say(message("card.targets"), lang), lines)


def _clause(catalogue: Catalogue, row: pandas.Series, lang: Language) -> str:
    return f'<div class="quiet">{_word(clause_said(catalogue, row), lang)}</div>'


def _sources(catalogue: Catalogue, row: pandas.Series, lang: Language) -> str:
    """Return what the facts and the place rest on, with grades."""
    named = pandas.Series([str(row["source"]), str(row.get("position_source") or "")])
    cited = surest_first(catalogue.sources_of(named))
    lines = [escape(source.citation(lang)) for source in cited]
    return _section(say(message("web.sources"), lang), lines)


def _section(title: str, lines: Iterable[str]) -> str:
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f"<h4>{escape(title)}</h4><ul>{items}</ul>" if items else ""


def _definitions(pairs: Iterable[tuple[str, str]]) -> str:
    items = "".join(f"<dt>{escape(name)}</dt><dd>{escape(told)}</dd>" for name, told in pairs)
    return f"<dl>{items}</dl>" if items else ""


def _word(text: Text, lang: Language) -> str:
    return escape(say(text, lang))
