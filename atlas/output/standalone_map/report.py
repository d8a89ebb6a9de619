"""
What a hand-over map says besides the map: its mark, notes, sources with licences, what made it.

The file travels alone, so all that defends the map is in it, in both languages.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from atlas.deliverables.sheet import Sheet
from atlas.domain.layer import Layer
from atlas.domain.messages import LANGUAGES, Language, Message, Name, Text, message
from atlas.domain.question import definition_hash, written
from atlas.domain.source import Source, surest_first
from atlas.output.language import say
from atlas.output.sheet.model.content import newest_date
from atlas.output.sheet.model.release import forbidden, mark_of
from atlas.output.standalone_map.cards import MOST_CARDS, has_all_cards
from atlas.output.standalone_map.contents import MOST_CORNERS, MOST_ROWS, Handover
from atlas.output.webmap import MOST_ANSWER_FEATURES, is_cut

Worded = dict[Language, str]


def in_every_language(text: Text) -> Worded:
    """Return a text in every language."""
    return {lang: say(text, lang) for lang in LANGUAGES}


def title(handover: Handover) -> Worded:
    """Return the title: the planner's own, the answer's, or what kind of map it is."""
    finding, sheet = handover.finding, handover.sheet
    if sheet is None or sheet.shows is not None or sheet.title:
        return {lang: finding.title(lang) for lang in LANGUAGES}
    is_structure = any(layer.is_fitted for layer in handover.drawn_layers)
    return in_every_language(
        message("sheet.structure_title") if is_structure else message("web.title")
    )


def headline_text(handover: Handover) -> Worded:
    """Return the answer in one sentence; of a sheet without one, its subtitle."""
    if handover.sheet is None or handover.sheet.shows is not None:
        return {lang: handover.finding.headline(lang) for lang in LANGUAGES}
    return dict.fromkeys(LANGUAGES, handover.sheet.subtitle)


def mark(handover: Handover) -> dict[str, Any]:
    """Return the mark of release in words, and whether the file is for the house."""
    text, is_internal = mark_of(handover.sheet or Sheet())
    return {"text": in_every_language(text), "is_internal": is_internal}


def note_texts(handover: Handover) -> dict[Language, list[str]]:
    """Return what must be said with the map, the weightiest first."""
    finding, sheet = handover.finding, handover.sheet
    # how a sheet without an answer is drawn on paper is not how it is drawn here
    method = [finding.method] if sheet is None or sheet.shows is not None else []
    shown = message("handover.projection")
    spoken = [*_drawn_how(handover), *method, *finding.caveats, *_without(handover), shown]
    return {lang: [finding.say(text, lang) for text in spoken] for lang in LANGUAGES}


def held(handover: Handover) -> dict[Language, list[str]]:
    """Return why the map may not be shown in public, nothing where it was released."""
    if not mark(handover)["is_internal"]:
        return {lang: [] for lang in LANGUAGES}
    shown = Sheet(layers=tuple(layer.id for layer in handover.drawn_layers))
    drawn = [name for name in handover.finding.versions if _is_spatial(handover, name)]
    versions = {name: handover.finding.versions[name] for name in drawn}
    why = forbidden(handover.catalogue, shown, replace(handover.finding, versions=versions))
    reasons = [reason for reasons in why.values() for reason in reasons]
    return {lang: [say(reason, lang) for reason in reasons] for lang in LANGUAGES}


def _is_spatial(handover: Handover, name: str) -> bool:
    known = handover.catalogue
    return name in known and not known[name].spec.is_table


def cited_sources(handover: Handover) -> list[dict[Language, dict[str, str]]]:
    """Return the sources of all that is drawn with their licences, the surest first."""
    columns = [layer.located["source"] for layer in handover.drawn_layers]
    used = handover.catalogue.sources_of(*columns)
    every = dict.fromkeys((*used, *handover.finding.sources))
    return [_cited(source) for source in surest_first(every)]


def _cited(source: Source) -> dict[Language, dict[str, str]]:
    under = message("handover.licence", text=Name(source.licence)) if source.licence else None
    return {
        lang: {"cited": source.citation(lang), "licence": say(under, lang) if under else ""}
        for lang in LANGUAGES
    }


def facts(handover: Handover) -> dict[str, Any]:
    """Return what the file was made from: date and versions of the data, the question."""
    finding = handover.finding
    frames = [layer.located for layer in handover.drawn_layers]
    frames += [rows for _, rows in handover.answers]
    versions = {layer.id: layer.version for layer in handover.drawn_layers} | dict(finding.versions)
    asked = handover.sheet.date if handover.sheet else ""
    return {
        "date": asked or newest_date(frames),
        "definition_hash": definition_hash(finding.definition),
        "definition": written(finding.definition),
        "versions": versions,
    }


def _drawn_how(handover: Handover) -> Iterator[Text]:
    schematic = [layer for layer in handover.drawn_layers if layer.is_schematic]
    areas = [layer for layer in schematic if layer.is_fitted]
    if areas:
        yield message("sheet.note_schematic", layers=_names(areas))
    others = [layer for layer in schematic if layer not in areas]
    if others:
        yield message("sheet.note_schematic_places", layers=_names(others))
    bases = [layer.located["position_basis"] for layer in handover.drawn_layers]
    proxies = sum(int((basis == "proxy").sum()) for basis in bases)
    if proxies:
        yield message("sheet.note_proxies", count=proxies)


def _without(handover: Handover) -> Iterator[Text]:
    """Yield what was requested and is not in the file."""
    if handover.waiting:
        yield message("sheet.note_slots", layers=_names(handover.waiting))
    missing = (*_names(handover.left_out), *map(_role, handover.roles_left_out))
    if missing:
        told = {"rows": f"{MOST_ROWS:,}", "corners": f"{MOST_CORNERS:,}"}
        yield message("handover.left_out", layers=missing, **told)
    if is_cut(handover.finding.layers):
        yield message("handover.answer_cut", most=f"{MOST_ANSWER_FEATURES:,}")
    if not has_all_cards(handover):
        yield message("handover.cards_cut", most=f"{MOST_CARDS:,}")


def _role(name: str) -> Text:
    return Message(f"web.role_{name}")


def _names(layers: list[Layer]) -> tuple[Name, ...]:
    return tuple(layer.name for layer in layers)
