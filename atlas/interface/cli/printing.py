"""What the command line prints: lists, cards and findings as plain text."""

from collections.abc import Sequence
from typing import Any

import pandas

from atlas.domain.catalogue import Catalogue, nearest
from atlas.domain.finding import Finding, Part, fact
from atlas.domain.layer import Layer
from atlas.domain.messages import Language, Message, message
from atlas.domain.source import surest_first
from atlas.errors import Problem, UnknownName
from atlas.output.citation import clause_said, figure_said
from atlas.output.language import quantity_text, say
from atlas.output.published_actuals import published_lines
from atlas.output.relation_lines import relation_lines
from atlas.output.tables import worded_table
from atlas.output.text_table import bullet, plain_table
from atlas.reading.evidence import Held

_HIDDEN = {"name_zh", "name_en"}
_NAMING_SOURCES = {"source", "position_source"}


def checked(catalogue: Catalogue, problems: Sequence[Problem], lang: Language) -> str:
    """
    Return the verdict of a check in one line.

    Parameters
    ----------
    catalogue
        What was checked.
    problems
        What the check found.
    lang
        Language of the line.
    """
    verdict = (
        message("cli.problems", count=len(problems)) if problems else message("cli.no_problems")
    )
    told = message(
        "cli.checked",
        layers=len(catalogue),
        rows=sum(len(layer.frame) for layer in catalogue.values()),
        sources=len(catalogue.sources),
        verdict=verdict,
    )
    return say(told, lang)


def held_text(held: Held, lang: Language, *, has_texts: bool) -> str:
    """
    Return in one line what was held against the texts, or what could not be.

    Parameters
    ----------
    held
        Counts of rows, phrases found, and rows left undecided.
    lang
        Language of the line.
    has_texts
        Whether the documents were at hand; without them only the rows are counted.
    """
    if not has_texts:
        return say(Message("cli.texts_not_held", dict(held.counts)), lang)
    told = {**held.counts, "found": held.found, "undecided": len(held.undecided)}
    return say(Message("cli.texts_held", told), lang)


def layer_list(catalogue: Catalogue, lang: Language) -> str:
    """Return every layer with its name, theme and what it holds."""
    rows = [_layer_row(layer, lang) for layer in catalogue.values()]
    names = ("layer", "name_zh" if lang == "zh" else "name_en", "rows", "located")
    headings = [say(Message(f"column.{name}"), lang) for name in names]
    return plain_table(pandas.DataFrame(rows, columns=headings), index=False)


def _layer_row(layer: Layer, lang: Language) -> list[str]:
    name = say(layer.name, lang)
    if layer.is_slot:
        return [layer.id, name, say(message("cli.slot"), lang), ""]
    located = "" if layer.spec.is_table else str(len(layer.located))
    return [layer.id, name, str(len(layer.frame)), located]


def card_text(catalogue: Catalogue, layer_id: str, feature: str, lang: Language) -> str:
    """
    Return everything about a feature: its facts, what the documents say, its targets.

    Raises
    ------
    UnknownName
        If there is no such layer or feature.
    """
    layer = catalogue[layer_id]
    if feature not in layer.frame.index:
        known = nearest(feature, layer.frame.index)
        raise UnknownName(kind="feature", name=feature, known=known)
    lines = [_title(catalogue, layer, feature, lang), ""]
    lines += _facts(catalogue, layer, feature, lang)
    related = [
        f"{line.words} · {say(line.cited, lang)}"
        for line in relation_lines(catalogue, feature, lang)
    ]
    if related:
        lines += ["", say(message("cli.relations"), lang), bullet(related, lang)]
    mentions, targets = catalogue.mentions_of(feature), catalogue.targets_of(feature)
    if len(mentions):
        lines += ["", say(message("cli.mentions"), lang)]
        asked = "ask_zh" if lang == "zh" else "ask_en"
        told = [
            f"{say(clause_said(catalogue, row), lang)} {row[asked]}"
            for _, row in mentions.iterrows()
        ]
        lines.append(bullet(told, lang))
    if len(targets):
        lines += ["", say(message("cli.targets"), lang)]
        name = "indicator_zh" if lang == "zh" else "indicator_en"
        told = [
            f"{row[name]} {figure_said(catalogue, row, lang)}"
            f"{say(message('cli.cited', said=clause_said(catalogue, row)), lang)}"
            for _, row in targets.iterrows()
        ]
        lines.append(bullet(told, lang))
    if layer_id == "targets" and (published := published_lines(catalogue, feature, lang)):
        lines += ["", say(message("cli.published"), lang), bullet(published, lang)]
    if cited := _cited(catalogue, layer, feature, lang):
        lines += ["", say(message("cli.sources"), lang), bullet(cited, lang)]
    return "\n".join(lines)


def _cited(catalogue: Catalogue, layer: Layer, feature: str, lang: Language) -> list[str]:
    """Return what a feature and its place rest on, the surest first."""
    named = layer.frame.loc[[feature]].reindex(columns=["source", "position_source"])
    used = catalogue.sources_of(named["source"], named["position_source"])
    return [source.citation(lang) for source in surest_first(used)]


def _title(catalogue: Catalogue, layer: Layer, feature: str, lang: Language) -> str:
    """Return what a row is called; of one that says something of an entity, of which and what."""
    row = layer.frame.loc[feature]
    says = next((name for name in ("indicator", "ask") if f"{name}_{lang}" in row), None)
    if says is None or "entity" not in row:
        return say(layer.name_of(feature), lang)
    return f"{say(catalogue.name_of(str(row['entity'])), lang)} · {row[f'{says}_{lang}']}"


def _facts(catalogue: Catalogue, layer: Layer, feature: str, lang: Language) -> list[str]:
    row = layer.frame.loc[feature]
    lines = []
    for name in layer.spec.every_column:
        if name in _HIDDEN or name == "id" or name not in row or pandas.isna(row[name]):
            continue
        cell = row[name]
        if cell == "":
            continue
        shown = _shown(catalogue, layer, name, cell, lang)
        lines.append(f"{say(layer.spec.heading(name), lang)}: {shown}")
    return lines


def _shown(catalogue: Catalogue, layer: Layer, name: str, cell: Any, lang: Language) -> str:
    kind = layer.spec.every_column[name]
    if cell in kind.values or kind.type == "flag":
        return say(layer.spec.value_text(name, cell), lang)
    if kind.is_number:
        return quantity_text(fact(cell, kind.unit), lang)
    if name in _NAMING_SOURCES:
        known = [catalogue.sources[one] for one in cell.split() if one in catalogue.sources]
        return "\n  ".join(source.citation(lang) for source in known) or cell
    if kind.refers_to:
        return "; ".join(say(catalogue.name_of(part), lang) for part in cell.split(";"))
    return str(cell)


def finding_text(finding: Finding, lang: Language) -> str:
    """Return a finding: headline, table, method, caveats, sources."""
    parts = [finding.title(lang), finding.headline(lang)]
    if len(finding.table):
        by_name = finding.table.index.name == "id"
        parts.append(_table(finding, lang, index=by_name))
    for part in finding.parts.values():
        if len(part.table):
            told = _table(part, lang, index=False)
            parts.append(f"{finding.say(part.name, lang)}\n{told}")
    method = finding.say(finding.method, lang)
    parts.append(say(message("cli.method", text=method), lang))
    for key, lines in (
        ("caveats", [finding.say(caveat, lang) for caveat in finding.caveats]),
        ("sources", [source.citation(lang) for source in finding.sources]),
    ):
        if lines:
            parts.append(f"{say(Message(f'cli.{key}'), lang)}\n{bullet(lines, lang)}")
    return "\n\n".join(parts)


def _table(finding: Finding | Part, lang: Language, *, index: bool) -> str:
    table, figures = worded_table(finding, lang)
    return plain_table(table, index=index, figures=figures)
