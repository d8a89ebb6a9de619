"""
A made-up town for the sheet's tests, in round metres east and north of (560 000, 3 775 000).

`block` is one square of 1 km, drawn solid; `quarters` two schematic squares of 20 km; `kiosks`
four points; `bases` two points of which one is sensitive; `waiting` a slot; `papers` a table.
"""

import io

import geopandas
import shapely

from atlas.deliverables.register import make_definition
from atlas.domain.catalogue import Catalogue
from atlas.domain.crs import MEASURING_CRS, to_storage
from atlas.domain.layer import Layer, LayerSpec
from atlas.domain.question import definition_hash
from atlas.domain.records.pictures import NOTHING
from atlas.domain.source import Source
from atlas.output.language import say
from atlas.output.sheet import render_sheet

EAST, NORTH = 560_000.0, 3_775_000.0
_DRAWN = {}


def box(west, south, east, north):
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def point(x, y):
    return shapely.Point(EAST + x, NORTH + y)


def layer(name, rows, *, geometry="point", style=None, release="public", theme="test", **more):
    spec = LayerSpec(
        id=name,
        facts=f"{name}.csv",
        geometry=geometry,
        each_row_is_a="made up for the tests",
        theme=theme,
        release=release,
        label={"zh": f"虚构{name}", "en": f"Made-up {name}"},
        description={"zh": "虚构", "en": "Made up"},
        style=style,
        **more,
    )
    if rows is None:
        return Layer(spec, None, version="0" * 12)
    frame = geopandas.GeoDataFrame(
        {
            "name_zh": [row[1] for row in rows],
            "name_en": [row[2] for row in rows],
            "as_of": "2025-03",
            "status": "existing",
            "source": "paper",
            "release": "public",
            "sensitive": "no",
            "position_basis": "surveyed",
        },
        geometry=[row[3] for row in rows],
        index=[row[0] for row in rows],
        crs=MEASURING_CRS,
    )
    return Layer(spec, to_storage(frame), version="1" * 12)


def town():
    solid = {"color": "#1F4E8C", "symbol": "area", "fill": 1.0, "width": 0.0}
    dashed = {"color": "#7A5AA6", "symbol": "area", "dash": "6 3", "width": 1.6}
    block = layer(
        "block", [("block-1", "", "", box(0, 0, 1000, 1000))], geometry="polygon", style=solid
    )
    quarters = layer(
        "quarters",
        [
            ("quarter-w", "西片", "West quarter", box(-20_000, 0, 0, 20_000)),
            ("quarter-e", "东片", "East quarter", box(0, 0, 20_000, 20_000)),
        ],
        geometry="polygon",
        style=dashed,
        min_scale=100_000,
    )
    quarters.frame["position_basis"] = "schematic"
    kiosks = layer(
        "kiosks",
        [
            ("kiosk-1", "甲亭", "Kiosk A", point(100, 100)),
            ("kiosk-2", "乙亭", "Kiosk B", point(900, 100)),
            ("kiosk-3", "丙亭", "Kiosk C", point(900, 900)),
            ("kiosk-4", "丁亭", "Kiosk D", point(900, 900)),
        ],
        style={"color": "#D9480F", "symbol": "circle"},
    )
    kiosks.frame.loc["kiosk-2", "status"] = "planned"
    bases = layer(
        "bases",
        [("base-1", "甲站", "Base A", point(300, 300)), ("base-2", "乙站", "B", point(600, 600))],
    )
    bases.frame.loc["base-2", "sensitive"] = "yes"
    inner = layer("inner", [("inner-1", "内", "In", point(0, 0))], release="internal")
    papers = layer("papers", [("p-1", "甲", "A", None)], geometry="none")
    waiting = layer("waiting", None, geometry="polygon")
    source = Source("paper", "虚构规划", "虚构局", "虚字〔2025〕1号", True, "2025", "", "", "", "A")
    return Catalogue([block, quarters, kiosks, bases, inner, papers, waiting], [source])


def drawn(catalogue=None, finding=None, *, supplied=NOTHING, format="png", to=None, **asked):
    """
    Draw a sheet of the town; return its bytes and its frame.

    Without a catalogue of its own, and into no file, the same sheet is drawn once for all tests.
    """
    definition = make_definition({"kind": "sheet"} | asked)
    if catalogue is finding is to is None and supplied is NOTHING:
        key = (definition_hash(definition), format)
        if key not in _DRAWN:
            _DRAWN[key] = _drawn(town(), None, definition, NOTHING, format, None)
        return _DRAWN[key]
    return _drawn(catalogue or town(), finding, definition, supplied, format, to)


def _drawn(catalogue, finding, definition, supplied, format, to):
    stream = io.BytesIO()
    frame = render_sheet(
        catalogue,
        definition,
        finding,
        supplied=supplied,
        to=to or stream,
        format=format,
        say=say,
    )
    return stream.getvalue(), frame
