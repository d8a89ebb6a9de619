"""
Headline: the one sentence above the map.

It is the answer's, where there is one. Else it tells the areas of the parts of a whole, or of the
one part a sheet is drawn around; and where there are none, what is shown.
"""

from atlas.deliverables.sheet_contents import Division
from atlas.domain.finding import Quantity, fact
from atlas.output.sheet.drawing.typesetting import straight
from atlas.output.sheet.model.content import DrawnLayer
from atlas.output.sheet.model.sheet_model import SheetModel
from atlas.output.sheet.model.symbology import kind_of

_MOST_TOLD = 9


def headline_of(subject: SheetModel) -> str:
    """Return the answer as one sentence, or what is shown."""
    return straight(_sentence(subject))


def _sentence(subject: SheetModel) -> str:
    if subject.answered is not None:
        return subject.answered.headline(subject.lang)
    if (told_of := _divided(subject)) is not None:
        return told_of
    main, ground = subject.by_weight
    told = tuple(
        subject.words("counted", layer=part.layer.name, count=len(part.rows))
        if kind_of(part) == "point"
        else subject.say(part.layer.name, subject.lang)
        for part in main or ground
    )
    under = tuple(subject.say(part.layer.name, subject.lang) for part in ground)
    return subject.words(
        "contents_over" if main and ground else "contents",
        main=_first(subject, told),
        ground=_first(subject, under),
    )


def _first(subject: SheetModel, told: tuple[str, ...]) -> tuple[str, ...]:
    """Return as many things as a sentence bears, and how many more there are."""
    if len(told) <= _MOST_TOLD:
        return told
    count = len(told) - _MOST_TOLD + 1
    return (*told[: _MOST_TOLD - 1], subject.words("contents_more", count=count))


def _divided(subject: SheetModel) -> str | None:
    if subject.divided is None:
        return None
    part, division = subject.divided
    if subject.focus is not None:
        return _part_told(subject, part, division, str(subject.focus.rows.index[0]))
    largest = division.areas.idxmax()
    area = float(division.areas[largest])
    return subject.words(
        "divided",
        layer=part.layer.name,
        total=division.whole,
        largest=part.layer.name_of(str(largest)),
        area=fact(area, division.unit),
        share=Quantity(area / division.total, "share"),
    )


def _part_told(subject: SheetModel, whole: DrawnLayer, division: Division, part: str) -> str | None:
    """Speak of the part a sheet is about; of nothing where it is no part of that whole."""
    if part not in division.areas:
        return None
    area = float(division.areas[part])
    return subject.words(
        "divided_part",
        name=whole.layer.name_of(part),
        area=fact(area, division.unit),
        share=Quantity(area / division.total, "share"),
        layer=whole.layer.name,
        total=division.whole,
    )
