"""What the command line prints: lists, cards and findings as plain text."""

from collections.abc import Sequence

import pandas

from atlas.domain.catalogue import Catalogue, nearest
from atlas.domain.finding import Finding
from atlas.domain.layer import Layer
from atlas.domain.units import sign
from atlas.domain.words import Language, Message, message
from atlas.errors import Problem, UnknownName
from atlas.output.language import say
from atlas.output.plain import bullet, plain_table
from atlas.output.tables import reading_table

_HIDDEN = {"name_zh", "name_en"}


def checked(catalogue: Catalogue, problems: Sequence[Problem], lang: Language) -> str:
    """Return the verdict of a check in one line."""
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


def card(catalogue: Catalogue, layer_id: str, feature: str, lang: Language) -> str:
    """
    Return all that is known of a feature: its facts, what the documents say, its targets.

    Raises
    ------
    UnknownName
        If there is no such layer or feature.
    """
    layer = catalogue[layer_id]
    if feature not in layer.frame.index:
        known = nearest(feature, layer.frame.index)
        raise UnknownName(kind="feature", name=feature, known=known)
    lines = [say(layer.name_of(feature), lang), ""]
    lines += _facts(layer, feature, lang)
    mentions, targets = catalogue.mentions_of(feature), catalogue.targets_of(feature)
    if len(mentions):
        lines += ["", say(message("cli.mentions"), lang)]
        asked = mentions["ask_zh" if lang == "zh" else "ask_en"]
        told = zip(mentions["clause"], mentions["quote"], asked, strict=True)
        lines.append(bullet([f"{clause}：“{quote}” {ask}" for clause, quote, ask in told], lang))
    if len(targets):
        lines += ["", say(message("cli.targets"), lang)]
        names = targets["indicator_zh" if lang == "zh" else "indicator_en"]
        lines.append(bullet(list(names), lang))
    return "\n".join(lines)


def _facts(layer: Layer, feature: str, lang: Language) -> list[str]:
    row = layer.frame.loc[feature]
    lines = []
    for name, kind in layer.spec.every_column.items():
        if name in _HIDDEN or name == "id" or name not in row or pandas.isna(row[name]):
            continue
        cell = row[name]
        if cell == "":
            continue
        coded = cell in kind.values or kind.type == "flag"
        shown = say(layer.spec.value_text(name, cell), lang) if coded else _plain(cell)
        heading = say(layer.spec.heading(name), lang)
        lines.append(f"{heading}: {shown}{sign(kind.unit, lang)}")
    return lines


def _plain(cell: object) -> str:
    return f"{cell:,.10g}" if isinstance(cell, float) else str(cell)


def finding_text(finding: Finding, lang: Language) -> str:
    """Return a finding: headline, table, method, caveats, sources."""
    parts = [finding.title(lang), finding.headline(lang)]
    if len(finding.table):
        by_name = finding.table.index.name == "id"
        parts.append(plain_table(reading_table(finding, lang), index=by_name))
    for part in finding.parts.values():
        if len(part.table):
            told = plain_table(reading_table(part, lang), index=False)
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
