"""
Titles: title, subtitle, and the one sentence above the map.

The planner's own title comes first, then that of the answer; a sheet without either names what it
shows. The headline is the answer's. Without an answer it states the areas of the parts of a
whole, or of the one part a sheet is drawn around; without such parts, what is shown.
"""

import re

from atlas.deliverables.sheet_contents import Division
from atlas.domain.finding import Quantity, fact
from atlas.domain.messages import Message, Text, message
from atlas.output.sheet.model.content import DrawnLayer, Say, SheetContent
from atlas.output.sheet.model.symbology import KINDS, symbol_kind

_GROUND = ("line", "area")
_NAMED_IN_TITLE = 2
_MOST_LISTED = 9
_QUOTED = re.compile("“([\x20-\x7e]+)”")


def sheet_title(content: SheetContent, say: Say) -> str:
    """Return the title, from what is most the planner's own to what is most general."""
    if content.definition.title:
        return content.definition.title
    if content.drawn_finding is not None:
        return content.drawn_finding.title(content.lang)
    if any(symbol_kind(part) == "zone" for part in content.shown):
        return say(message("sheet.structure_title"), content.lang)
    main, ground = _by_weight(content)
    named = tuple(part.layer.name for part in (main or ground)[:_NAMED_IN_TITLE])
    return say(message("sheet.layers_title", layers=named), content.lang)


def sheet_subtitle(content: SheetContent, say: Say) -> str:
    """Return what kind of map it is, what it shows and for which years; may be empty."""
    kind = [say(message("sheet.structure"), content.lang)] if content.is_structure else []
    own = [content.definition.subtitle, content.definition.title_box.period]
    return " · ".join(part for part in (*kind, *own) if part)


def sheet_headline(content: SheetContent, say: Say) -> str:
    """Return the answer as one sentence, or what is shown."""
    if content.drawn_finding is not None:
        return straight_quotes(content.drawn_finding.headline(content.lang))
    sentence = _divided(content)
    return straight_quotes(say(sentence or _listed(content, say), content.lang))


def straight_quotes(text: str) -> str:
    """Return a text whose quotes about Latin words are narrow: the face's curly ones are wide."""
    return _QUOTED.sub(r'"\1"', text)


def _by_weight(content: SheetContent) -> tuple[list[DrawnLayer], list[DrawnLayer]]:
    """Return what the sheet is about, and what lies under it for orientation."""
    parts = sorted(content.shown, key=lambda part: KINDS.index(symbol_kind(part)))
    ground = [part for part in parts if symbol_kind(part) in _GROUND]
    return [part for part in parts if part not in ground], ground


def _listed(content: SheetContent, say: Say) -> Message:
    main, ground = _by_weight(content)
    named = [
        message("sheet.counted", layer=part.layer.name, count=len(part.rows))
        if symbol_kind(part) == "point"
        else part.layer.name
        for part in main or ground
    ]
    return message(
        "sheet.contents_over" if main and ground else "sheet.contents",
        main=_first(content, named, say),
        ground=_first(content, [part.layer.name for part in ground], say),
    )


def _first(content: SheetContent, named: list[Text], say: Say) -> tuple[str, ...]:
    """Return as many things as a sentence bears, and how many more there are."""
    rest = len(named) - _MOST_LISTED + 1
    if rest > 1:
        named = [*named[: _MOST_LISTED - 1], message("sheet.contents_more", count=rest)]
    return tuple(say(name, content.lang) for name in named)


def _divided(content: SheetContent) -> Message | None:
    if content.divided is None:
        return None
    part, division = content.divided
    if content.focus is not None:
        return _part_of(part, division, str(content.focus.rows.index[0]))
    largest = division.areas.idxmax()
    area = float(division.areas[largest])
    return message(
        "sheet.divided",
        layer=part.layer.name,
        total=division.whole,
        largest=part.layer.name_of(str(largest)),
        area=fact(area, division.unit),
        share=Quantity(area / division.total, "share"),
    )


def _part_of(whole: DrawnLayer, division: Division, part: str) -> Message | None:
    """Return the sentence on the part a sheet is about; None where it is no part of that whole."""
    if part not in division.areas:
        return None
    area = float(division.areas[part])
    return message(
        "sheet.divided_part",
        name=whole.layer.name_of(part),
        area=fact(area, division.unit),
        share=Quantity(area / division.total, "share"),
        layer=whole.layer.name,
        total=division.whole,
    )
