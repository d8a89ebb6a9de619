"""
HTML: a map by itself, which a colleague opens by a double click, without the atlas.

The answer is drawn over the layers of a catalogue where there is one to take them from, and
alone where there is none. What the file is, and what it leaves out, says
`atlas.output.standalone_map`.
"""

from atlas.domain.finding import Finding
from atlas.domain.messages import Language
from atlas.output.export.base import Exporter, MapContext


def write(finding: Finding, lang: Language) -> bytes:
    """Write what a finding draws, its table row by row in cards, and the notes."""
    return write_over(finding, lang, MapContext())


def write_over(finding: Finding, lang: Language, ground: MapContext) -> bytes:
    """
    Write a finding over the layers of its ground; a sheet over its own.

    Parameters
    ----------
    finding
        Any answer.
    lang
        Of the words the map opens with.
    ground
        The layers below it.
    """
    # folium and the drawing of sheets: seconds to import, which no other format should wait for
    from atlas.output.standalone_map import Handover, handover_page

    given = Handover(finding, lang, ground.catalogue, layers=ground.layers)
    return handover_page(given)


EXPORTER = Exporter("html", ".html", "text/html", write, write_over)
