"""
A figure leaves as it came: by every format, page and command, of every layer and table.

What is held against is the text of the facts file itself, cell by cell, and not what was read from
it. Layers that wait for their data are visited with a made-up row of figures that rounding would
show. Formats, layers and columns are taken from their registers: the next one is visited too.
"""

import ast
import csv
import io
import json
import re
import sqlite3
from collections import defaultdict
from contextlib import closing
from decimal import Decimal
from xml.etree import ElementTree

import docx
import geopandas
import numpy as np
import openpyxl
import pandas
import pytest
import shapely
from pptx import Presentation

import atlas
from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer
from atlas.domain.units import UNITS, sign, unit_of
from atlas.interface.cli.printing import card_text, finding_text
from atlas.interface.web.widgets.figures import figure_format
from atlas.output.briefing import material
from atlas.output.cards import _ELSEWHERE, card_html
from atlas.output.export import EXPORTERS
from atlas.output.language import say
from atlas.output.sheet.model.brief_table import answer_tables
from atlas.output.tables import heading, is_figures

LAYERS = sorted(path.stem for path in (atlas.SHIPPED / "layers").glob("*.toml"))
# digits that the table of units would take away, and a year
MADE_UP = {"number": "1234.56789", "integer": "1300", "year": "2031"}
SHAPES = {
    "point": shapely.Point(108.8, 34.1),
    "line": shapely.LineString([(108.8, 34.1), (108.81, 34.11)]),
    "polygon": shapely.box(108.8, 34.1, 108.81, 34.11),
    "none": None,
}
every_layer = pytest.mark.parametrize("name", LAYERS)


def made_up(kind):
    if kind.is_number:
        return MADE_UP["year" if kind.unit == "year" else kind.type]
    return kind.values[0] if kind.values else {"flag": "no"}.get(kind.type, "2026")


def printed_rows(layer):
    """Return the rows of a layer's facts as text: feature id -> column -> cell."""
    if layer.spec.facts is None:
        cells = {n: made_up(kind) for n, kind in layer.spec.every_column.items()}
        return {f"made-up-{layer.id}": cells}
    path = atlas.SHIPPED / "geodata" / layer.spec.facts
    if path.suffix == ".geojson":
        features = json.loads(path.read_text(encoding="utf8"), parse_float=str, parse_int=str)
        rows = [feature["properties"] for feature in features["features"]]
        return {row["id"]: {n: "" if v is None else v for n, v in row.items()} for row in rows}
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def filled_with_one_row(layer):
    if layer.spec.facts is not None:
        return layer
    ((feature, cells),) = printed_rows(layer).items()
    kinds = layer.spec.every_column
    row = {n: float(cell) if kinds[n].is_number else cell for n, cell in cells.items()}
    row["source"] = "plan-145"
    index = pandas.Index([feature], name="id")
    frame = geopandas.GeoDataFrame(
        pandas.DataFrame([row], index=index).drop(columns="id"),
        geometry=geopandas.GeoSeries([SHAPES[layer.spec.geometry]], index=index, crs="EPSG:4326"),
    )
    return Layer(layer.spec, frame, version="made-up")


@pytest.fixture(scope="module")
def known(shipped):
    """The shipped atlas, the layers without facts filled with one made-up row each."""
    return Catalogue(map(filled_with_one_row, shipped.values()), shipped.sources.values())


def number_columns(layer):
    return [name for name, kind in layer.spec.every_column.items() if kind.is_number]


def facts_of(layer):
    """Return the figures of a layer: (feature, column) -> the text of the facts file."""
    rows, names = printed_rows(layer), number_columns(layer)
    given = {(row, name): cells.get(name, "") for row, cells in rows.items() for name in names}
    if layer.spec.place_of is not None:  # a row has the place, and its error, of what it builds
        lent = layer.located["uncertainty_m"].map(repr)
        given |= {(row, "uncertainty_m"): text for row, text in lent.items()}
    return {place: text.strip() for place, text in given.items() if text.strip()}


def plain(text):
    """Return a number without noughts that say nothing: 30 of 30.0."""
    return f"{Decimal(text).normalize() + 0:f}"


def shown(text, unit):
    """Return a fact as a person reads it: thousands set apart, but not in a year."""
    whole, point, rest = plain(text).partition(".")
    return (whole if unit == "year" else f"{int(whole):,}") + point + rest


def headed(finding, lang="zh"):
    """Return heading -> column of a finding's figures."""
    names = [name for name in finding.columns if is_figures(finding.table[name])]
    found = {heading(finding.columns[name], lang): name for name in names}
    assert len(found) == len(names)
    return found


# how each format is read back: (feature, column) -> the figure as it is seen, cell by cell
def from_csv(finding, content):
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    names, head = headed(finding), lines[0]
    for line in lines[1 : 1 + len(finding.table)]:
        yield from (
            ((line[0], names[at]), cell)
            for at, cell in zip(head, line, strict=True)
            if at in names and cell
        )


def from_xlsx(finding, content):
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    head, *rows = list(sheet.iter_rows())
    names = headed(finding)
    for row in rows:
        for at, cell in zip(head, row, strict=True):
            if at.value in names and cell.value is not None:
                digits = len(cell.number_format.partition(".")[2])
                group = "," if "," in cell.number_format else ""
                seen = f"{cell.value:{group}.{digits}f}"
                # stored in full, and seen in full
                assert Decimal(seen.replace(",", "")) == Decimal(repr(cell.value))
                yield (row[0].value, names[at.value]), seen


def from_json(finding, content):
    whole = json.loads(content, parse_float=str, parse_int=str)
    for row in whole["table"]:
        yield from (((row["id"], n), row[n]) for n in headed(finding).values() if row[n])


def from_geojson(finding, content):
    whole = json.loads(content, parse_float=str, parse_int=str)
    for row in (feature["properties"] for feature in whole["features"]):
        yield from (((row["id"], n), row[n]) for n in headed(finding).values() if row[n])


def from_gpkg(finding, content):
    with closing(sqlite3.connect(":memory:")) as file:
        file.deserialize(content)
        file.row_factory = sqlite3.Row
        for row in file.execute('SELECT * FROM "table"'):
            for name in headed(finding).values():
                if row[name] is not None:
                    yield (row["id"], name), plain(repr(row[name]))


def from_kml(finding, content):
    space = "{http://www.opengis.net/kml/2.2}"
    for mark in ElementTree.fromstring(content).iter(f"{space}Placemark"):
        told = {d.get("name"): d.findtext(f"{space}value") for d in mark.iter(f"{space}Data")}
        names = headed(finding).values()
        yield from (((told["id"], name), told[name]) for name in names if name in told)


def from_html(finding, content):
    page = content.decode()
    data = page.split('<script type="application/json" id="data">')[1].split("</script>")[0]
    given = json.loads(data)["rows"]
    names, heads, told = headed(finding), given["headings"]["zh"], defaultdict(list)
    for target, rows in given["rows"].items():
        told[target] = [row["zh"] for row in rows]
    about = finding.table.get("entity", finding.table.index.to_series())
    for feature, target in zip(finding.table.index, about, strict=True):
        cells = told[target].pop(0)
        yield from (
            ((feature, names[at]), cell)
            for at, cell in zip(heads, cells, strict=True)
            if at in names and cell
        )


READERS = {
    "csv": from_csv,
    "xlsx": from_xlsx,
    "json": from_json,
    "geojson": from_geojson,
    "gpkg": from_gpkg,
    "kml": from_kml,
    "html": from_html,
}
OF_PLACES_ONLY = {"geojson", "kml"}  # features: what has no place is not among them


def test_every_format_is_read_back_here():
    assert set(READERS) == set(EXPORTERS)


def test_the_made_up_row_would_show_rounding():
    # every unit that rounds would lose digits of it
    assert all(unit.decimals < 5 or key == "deg" for key, unit in UNITS.items())


@every_layer
@pytest.mark.parametrize("form", EXPORTERS)
def test_a_fact_is_written_as_it_stands(known, name, form):
    layer = known[name]
    finding = atlas.query(known, {"layer": name})
    written = dict(READERS[form](finding, EXPORTERS[form].write(finding, "zh")))
    located = set(() if layer.spec.is_table else layer.located.index)
    facts = {
        place: text
        for place, text in facts_of(layer).items()
        if form not in OF_PLACES_ONLY or place[0] in located
    }
    assert written.keys() == facts.keys()
    for (feature, column), text in facts.items():
        seen = written[feature, column]
        assert seen.replace(",", "") == plain(text), (feature, column)
        if layer.spec.every_column[column].unit == "year":
            assert "," not in seen


@every_layer
def test_the_command_line_prints_a_fact_as_it_stands(known, name):
    layer = known[name]
    finding = atlas.query(known, {"layer": name})
    lines = finding_text(finding, "en").splitlines()
    (head,) = (number for number, line in enumerate(lines) if line.split()[:1] == ["id"])
    rows = dict(zip(finding.table.index, lines[head + 1 :], strict=False))
    for (feature, column), text in facts_of(layer).items():
        told = shown(text, layer.spec.every_column[column].unit)
        assert told in rows[feature].split(), (feature, column)


@every_layer
def test_a_card_tells_a_fact_as_it_stands(known, name):
    layer = known[name]
    cards = {
        feature: card_text(known, name, feature, "zh").splitlines() for feature in layer.frame.index
    }
    pages = {
        feature: card_html(known, feature, "zh", has_nearby=False)
        for feature in ([] if layer.spec.is_table else layer.frame.index)
    }
    for (feature, column), text in facts_of(layer).items():
        unit = layer.spec.every_column[column].unit
        told = f"{shown(text, unit)}{sign(unit, 'zh')}"
        assert f"{say(layer.spec.heading(column), 'zh')}: {told}" in cards[feature]
        if feature in pages and column not in _ELSEWHERE:
            assert f"<dd>{told}</dd>" in pages[feature], (feature, column)


def test_a_card_tells_the_targets_of_a_place_as_they_stand(known):
    layer = known["targets"]
    facts = facts_of(layer)
    for feature, row in layer.frame.iterrows():
        if known.has_feature(row["entity"]):
            told = re.findall(r"<b>(.*?)</b>", card_html(known, row["entity"], "zh"))
            value, year = facts[feature, "value"], facts.get((feature, "year"), "")
            unit = sign(row["unit"], "zh") if row["unit"] in UNITS else row["unit"]
            end = " ".join(part for part in (f"{shown(value, '')} {unit.strip()}", year) if part)
            assert any(figure.endswith(end) for figure in told), (feature, told)


def sheet_columns(known):
    """Yield layer and column of every figure that the small table of a sheet can tell."""
    for layer in known.spatial:
        yield from ((layer, n) for n in number_columns(layer) if layer.spec.every_column[n].unit)


def test_the_small_table_of_a_sheet_tells_a_fact_as_it_stands(known):
    visited = 0
    for layer, column in sheet_columns(known):
        if column == "uncertainty_m":  # which it does not tell
            continue
        finding = atlas.query(known, {"layer": layer.id, "order_by": [f"-{column}"]})
        (table,) = answer_tables(finding, [10_000], say=say, lang="zh")
        facts, unit = facts_of(layer), layer.spec.every_column[column].unit
        wanted = [facts.get((feature, column)) for feature in finding.table.index]
        if not any(wanted):
            continue
        visited += 1
        assert [row[1] for row in table.rows] == [
            "–" if text is None else shown(text, unit) for text in wanted
        ]
    assert visited > 20


def test_a_slide_and_a_report_tell_a_fact_as_it_stands(known, monkeypatch):
    monkeypatch.setattr(material, "_DPI", 60)
    places = {
        (layer, column): {
            feature: text for (feature, c), text in facts_of(layer).items() if c == column
        }
        for layer, column in sheet_columns(known)
        if column != "uncertainty_m" and layer.spec.facts
    }

    # the column that rounding for its unit would change most often
    def changed(place):
        unit = place[0].spec.every_column[place[1]].unit
        decimals = max(unit_of(unit).decimals, 0)
        texts = places[place].values()
        return sum(f"{float(text):,.{decimals}f}" != shown(text, unit) for text in texts)

    layer, column = max(places, key=changed)
    assert changed((layer, column))
    unit = layer.spec.every_column[column].unit
    asked = {"kind": "query", "layer": layer.id, "order_by": [f"-{column}"]}
    page = {"layers": [layer.id], "shows": asked, "dpi": 60, "template": "slide-16x9"}
    pack = atlas.briefing(known, {"kind": "briefing", "title": "数", "pages": [page]})
    first = list(
        atlas.query(known, {"layer": layer.id, "order_by": [f"-{column}"]}).table.index[:8]
    )
    wanted = {shown(places[layer, column][feature], unit) for feature in first}
    slide = Presentation(io.BytesIO(pack.files["briefing.pptx"])).slides[0]
    (native,) = (shape.table for shape in slide.shapes if shape.has_table)
    assert wanted <= {cell.text for row in native.rows for cell in row.cells}
    report = docx.Document(io.BytesIO(pack.files["briefing.docx"]))
    assert wanted <= {c.text for table in report.tables for row in table.rows for c in row.cells}


@every_layer
def test_the_page_shows_a_fact_as_it_stands(known, name):
    layer = known[name]
    finding = atlas.query(known, {"layer": name})
    facts = facts_of(layer)
    for column in number_columns(layer):
        texts = [plain(text) for (_, of), text in facts.items() if of == column]
        form = figure_format(finding.columns[column], finding.table[column])
        if layer.spec.every_column[column].unit == "year":
            assert form == "%d"  # digits and nothing else
        elif form is not None:  # None is every digit
            assert form == "localized"  # which shows three decimals at most
            assert all(len(text.partition(".")[2]) <= 3 for text in texts)


EXAMPLES = [
    path.stem
    for path in sorted((atlas.SHIPPED / "examples").glob("*.toml"))
    if re.search(r'^kind = "(coverage|siting|location)"', path.read_text("utf8"), re.M)
]


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_computed_figure_is_rounded_by_the_table_of_units(example, request):
    finding = request.getfixturevalue("answers")(example)
    for told in (finding, *finding.parts.values()):
        for name, column in told.columns.items():
            cells = told.table[name]
            if cells.isna().all() or not is_figures(cells):
                continue
            if column.origin == "printed":
                # figures that are no whole numbers are the layer's own, or as they were asked
                assert not pandas.api.types.is_float_dtype(cells) or as_given(name, finding), name
                continue
            cells = cells[np.isfinite(cells)]  # a distance without a way is infinite
            decimals = unit_of(column.unit).decimals
            scale = 100 if column.unit == "share" else 1
            for full in cells:
                figure = column.quantity(full).figure.replace(",", "")
                assert len(figure.partition(".")[2]) <= max(decimals, 0)
                assert abs(float(figure) - full * scale) <= 0.500001 * 10.0**-decimals
            for full, number in zip(cells, column.numbers(cells), strict=True):
                assert number == pytest.approx(full * scale, abs=0.500001 * 10.0**-decimals)


def as_given(name, finding):
    attributes = {
        f"{c.name}:raw"
        for c in getattr(finding.definition, "criteria", ())
        if c.measure == "attribute"
    }
    return name in {"radius_m", "weight"} | attributes or name.startswith("own:")


@pytest.fixture(scope="module")
def answers(shipped):
    """The answers to the examples, each asked once."""
    kept = {}

    def answer(example):
        if example not in kept:
            read = atlas.read_question(atlas.SHIPPED / "examples" / f"{example}.toml")
            kept[example] = atlas.run(atlas.with_data(shipped, read.data), read.definition)
        return kept[example]

    return answer


def test_nobody_but_a_quantity_makes_a_figure_a_text():
    makers = {"figure", "as_printed", "decimals_of", "as_read"}
    users = set()
    for path in (atlas.SHIPPED / "atlas").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            named = node.names if isinstance(node, ast.ImportFrom) else ()
            if getattr(node, "module", "") == "atlas.domain.units" and (
                makers & {alias.name for alias in named}
            ):
                users.add(path.relative_to(atlas.SHIPPED).as_posix())
    assert users == {"atlas/domain/finding.py"}
