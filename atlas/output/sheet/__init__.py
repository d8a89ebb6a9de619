"""
Briefing sheets: a map with all it takes to defend it, on paper or on a slide.

A whole page, into a file or a stream (`format` is png, pdf or svg)::

    frame = draw_sheet(catalogue, definition, finding, to=path, format="png", say=say)

The map frame alone, for a slide or a document with words of its own::

    picture = map_picture(catalogue, definition, finding, width_px=1600, height_px=1000, say=say)

`definition` is a `Sheet`; `finding` what `atlas.run` answers it with where it `shows` a question,
else None; `say` is `atlas.output.language.say`. A picture has `content` (PNG), `frame`,
`metres_per_pixel` and `marginalia`: title, subtitle, headline, legend (entries of words and a
`Sign`: form, colours, fill, hatch, edge, symbol), small table, bars, notes, sources and mark. The
sign of an entry is a picture too: `sign_picture(entry.sign, height_px=40)`.

`model/` says as data what stands on a page, `drawing/` draws lines and type, `map/` the map frame
and `page/` lays out the rest; imports point in the opposite order.

`public_version` gives the borderless sheet that may go out where one is `forbidden` to.
"""

from atlas.output.sheet.drawing.encoding import Format
from atlas.output.sheet.model.frame import Frame
from atlas.output.sheet.model.release import forbidden, public_version
from atlas.output.sheet.model.sheet_model import Marginalia
from atlas.output.sheet.model.sign import Entry, Sign
from atlas.output.sheet.model.templates import TEMPLATES, Template
from atlas.output.sheet.page.contents_page import ContentsPage, Listed, contents_pages
from atlas.output.sheet.page.page import render_sheet
from atlas.output.sheet.page.picture import MapPicture, map_picture, sign_picture

__all__ = [
    "TEMPLATES",
    "ContentsPage",
    "Entry",
    "Format",
    "Frame",
    "Listed",
    "MapPicture",
    "Marginalia",
    "Sign",
    "Template",
    "contents_pages",
    "forbidden",
    "map_picture",
    "public_version",
    "render_sheet",
    "sign_picture",
]
