"""
KML (OGC 2.2): geometry, names and facts of every role in a folder of its own, for a globe.

Written as a tree of elements, which escapes what it holds; the driver at hand writes a text that
closes its own quoting, and the file is then none. Everything is an attribute in text form:
numbers are unrounded, without a type. Characters that XML cannot hold are left out.
"""

import re
from collections.abc import Iterable
from xml.etree import ElementTree

import geopandas
import shapely

from atlas.domain.finding import Finding
from atlas.domain.messages import Language, message
from atlas.domain.units import digits
from atlas.output.export.base import Exporter
from atlas.output.export.notes import notes
from atlas.output.export.to_json import written_records
from atlas.output.language import has_words, say

_NAMESPACE = "http://www.opengis.net/kml/2.2"
_DIGITS = 7  # of a degree: a centimetre
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(finding: Finding, lang: Language) -> bytes:
    """Write a finding's geometry, WGS84; the notes are the description of the document."""
    whole = ElementTree.Element("kml", xmlns=_NAMESPACE)
    document = ElementTree.SubElement(whole, "Document")
    _text(document, "name", finding.title(lang))
    _text(document, "description", "\n".join(_note_lines(finding, lang)))
    for role, frame in finding.layers.items():
        folder = ElementTree.SubElement(document, "Folder")
        _text(folder, "name", _role(role, lang))
        shapes = frame.geometry.array
        for shape, facts in zip(shapes, written_records(_facts(frame)), strict=True):
            _placemark(folder, shape, facts, lang)
    written: bytes = ElementTree.tostring(whole, encoding="utf-8", xml_declaration=True)
    return written


def _role(name: str, lang: Language) -> str:
    return say(message(f"sheet.role_{name}"), lang) if has_words(f"sheet.role_{name}") else name


def _facts(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    return frame.drop(columns="geometry").rename_axis("id")


def _note_lines(finding: Finding, lang: Language) -> Iterable[str]:
    for key, note in notes(finding, lang).items():
        for line in note if isinstance(note, list) else [note]:
            yield f"{key}: {line}"


def _placemark(
    folder: ElementTree.Element,
    shape: shapely.Geometry | None,
    facts: dict[str, object],
    lang: Language,
) -> None:
    mark = ElementTree.SubElement(folder, "Placemark")
    names = (facts.get(f"name_{lang}"), facts.get("name_zh"), facts.get("id"))
    _text(mark, "name", str(next((name for name in names if name), "")))
    data = ElementTree.SubElement(mark, "ExtendedData")
    for name, value in facts.items():
        if value is not None:
            kept = ElementTree.SubElement(data, "Data", name=_NOT_XML.sub("", name))
            _text(kept, "value", digits(value) if isinstance(value, float) else str(value))
    if shape is not None and not shape.is_empty:
        _draw(mark, shape)


def _draw(parent: ElementTree.Element, shape: shapely.Geometry) -> None:
    if hasattr(shape, "geoms"):
        several = ElementTree.SubElement(parent, "MultiGeometry")
        for part in shape.geoms:
            _draw(several, part)
        return
    drawn = ElementTree.SubElement(parent, shape.geom_type)
    if not isinstance(shape, shapely.Polygon):
        _text(drawn, "coordinates", _coordinates(shape))
        return
    shape = shapely.orient_polygons(shape)
    for side, rings in (("outer", [shape.exterior]), ("inner", shape.interiors)):
        for ring in rings:
            border = ElementTree.SubElement(drawn, f"{side}BoundaryIs")
            line = ElementTree.SubElement(border, "LinearRing")
            _text(line, "coordinates", _coordinates(ring))


def _coordinates(shape: shapely.Geometry) -> str:
    return " ".join(
        f"{round(lon, _DIGITS)},{round(lat, _DIGITS)}"
        for lon, lat in shapely.get_coordinates(shape).tolist()
    )


def _text(parent: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = _NOT_XML.sub("", text)


EXPORTER = Exporter("kml", ".kml", "application/vnd.google-earth.kml+xml", write)
