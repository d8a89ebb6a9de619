"""
Cards: what a click on the map shows, in both languages.

A card is the one of the page without what lies nearest, which the map shows; before it stand the
rows of the answer that speak of the place. Past a number of cards a place shows its name and how
sure it is, and no more.
"""

from collections.abc import Iterator
from typing import Any

import pandas

from atlas.domain.messages import LANGUAGES, Language
from atlas.output.cards import card_html
from atlas.output.standalone_map.contents import Handover
from atlas.output.tables import worded_table

MOST_CARDS = 1_000
_MOST_ROWS = 1_000
# what a row of an answer speaks of, where that is not the row itself
_TOLD_OF = ("zone", "cell", "entity")


def cards(handover: Handover) -> dict[str, dict[Language, str]]:
    """Return the cards by feature id, those of the answer first, then from the top layer down."""
    wanted = list(dict.fromkeys(_features(handover)))[:MOST_CARDS]
    known = handover.catalogue
    return {
        feature: {lang: card_html(known, feature, lang, has_nearby=False) for lang in LANGUAGES}
        for feature in wanted
    }


def has_all_cards(handover: Handover) -> bool:
    """Return whether every feature that comes along has its card."""
    return len(set(_features(handover))) <= MOST_CARDS


def _features(handover: Handover) -> Iterator[str]:
    known = handover.catalogue
    for _, rows in handover.answers:
        yield from (name for name in map(str, rows.index) if known.has_feature(name))
        if "zone" in rows:
            yield from (str(name) for name in rows["zone"].unique() if known.has_feature(str(name)))
    for layer in reversed(handover.drawn_layers):
        yield from map(str, layer.located.index)


def answer_rows(handover: Handover) -> dict[str, Any]:
    """Return headings by language, and the rows of the answer's table by what they speak of."""
    table = handover.finding.table
    if handover.sheet is not None and handover.sheet.shows is None:
        return {"headings": {lang: [] for lang in LANGUAGES}, "rows": {}}
    about = next((table[name] for name in _TOLD_OF if name in table), table.index.to_series())
    read = {lang: worded_table(handover.finding, lang)[0] for lang in LANGUAGES}
    rows: dict[str, list[dict[Language, list[str]]]] = {}
    for number, target in enumerate(about.astype(str).tolist()[:_MOST_ROWS]):
        cells = {lang: [_told(c) for c in read[lang].iloc[number]] for lang in LANGUAGES}
        rows.setdefault(target, []).append(cells)
    return {"headings": {lang: list(read[lang].columns) for lang in LANGUAGES}, "rows": rows}


def _told(cell: Any) -> str:
    return "" if pandas.isna(cell) else str(cell)
