"""
Notes and citations: what must be said of the content of a sheet, and where it comes from.

They hold wherever the content is shown, on a page, a slide or in a document. What a page has no
room for is added by its layout.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from atlas.domain.catalogue import Catalogue
from atlas.domain.messages import Message, message
from atlas.output.sheet.model.content import Say, SheetContent, sources_of
from atlas.output.sheet.model.symbology import symbol_widths
from atlas.output.sheet.model.titles import straight_quotes


@dataclass(frozen=True)
class Citation:
    """A source as it is cited; one that `is_of_inset` alone is left out without the inset."""

    text: str
    is_of_inset: bool = False


def notes_of(content: SheetContent, say: Say) -> Iterator[str]:
    """Yield the notes, the weightiest first: the caveats of the finding are among them."""
    lang = content.lang
    fitted = [part.layer for part in content.shown if part.layer.is_fitted]
    schematic = [part.layer for part in content.shown if part.layer.is_schematic]
    others = [layer for layer in schematic if layer not in fitted]
    if fitted:
        names = tuple(layer.name for layer in fitted)
        yield straight_quotes(say(message("sheet.note_schematic", layers=names), lang))
    if others:
        names = tuple(layer.name for layer in others)
        yield straight_quotes(say(message("sheet.note_schematic_places", layers=names), lang))
    if content.finding is not None:
        covered = {"caveat.schematic"} if fitted else set()
        covered |= {"caveat.schematic_places"} if others else set()
        for caveat in content.finding.caveats:
            if caveat.key not in covered:
                yield straight_quotes(content.finding.say(caveat, lang))
    yield from (straight_quotes(say(note, lang)) for note in _gaps(content))


def _gaps(content: SheetContent) -> Iterator[Message]:
    """Yield what the data lack: positions of their own, values, whole layers."""
    proxies = sum(
        int((part.rows["position_basis"] == "proxy").sum())
        for part in content.shown
        if "position_basis" in part.rows
    )
    if proxies:
        yield message("sheet.note_proxies", count=proxies)
    for part in content.shown:
        widths = symbol_widths(part)
        without = 0 if widths is None else int((widths == 0).sum())
        if without:
            yield message("sheet.note_no_value", layer=part.layer.name, count=without)
    slots = tuple(layer.name for layer in content.layers if layer.is_slot)
    if slots:
        yield message("sheet.note_slots", layers=slots)


def citations_of(catalogue: Catalogue, content: SheetContent, say: Say) -> Iterator[Citation]:
    """
    Yield the sources of all that is drawn: pictures, then layers, the surest first.

    Parameters
    ----------
    catalogue
        Where the sources are.
    content
        What is drawn.
    say
        Puts a text into words.
    """
    lang, base, located = content.lang, content.supplied.base, content.definition.locator
    if base is not None:
        yield Citation(say(message("sheet.base", file=base.name), lang))
    if located is not None:
        how = {"file": located.picture, "number": located.number.strip()}
        yield Citation(say(message("sheet.standard_map_cited", **how), lang), is_of_inset=True)
    frames: list[Any] = [part.rows for part in content.shown]
    districts = [] if content.districts is None else [content.districts]
    drawn = {source.id for source in sources_of(catalogue, frames, content.drawn_finding)}
    for source in sources_of(catalogue, [*frames, *districts], content.drawn_finding):
        yield Citation(source.citation(lang), is_of_inset=source.id not in drawn)
