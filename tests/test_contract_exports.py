"""Every export format carries the answer and what defends it, and runs nothing."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from xml.etree import ElementTree

import openpyxl
import pytest

import atlas
from atlas.domain.messages import LANGUAGES
from atlas.domain.question import definition_hash
from atlas.output.export import EXPORTERS

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    '=HYPERLINK("http://x","y")',
    "<script>alert(1)</script>",
    "${alert(1)}",
    'quote " and, comma',
    "line\nbreak",
    "</script>`\\",
    "丁\u2028孵化器",
]

every_format = pytest.mark.parametrize("name", EXPORTERS)
every_language = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture(scope="module")
def findings(town):
    """One answer of each kind that has a table."""
    best = {"best": 0, "worst": 2000}
    near = {"name": "=near", "measure": "distance", "transform": best, "weight": 1}
    west = {"layer": "zones", "id": "west"}
    return [
        atlas.query(town, {"layer": "incubators"}),
        atlas.query(town, {"layer": "mentions"}),
        atlas.coverage(
            town,
            {
                "facilities": {"layer": "incubators"},
                "zones": {"layer": "zones"},
                "demand": [{"layer": "schools"}],
                "radii_m": [500, 1000],
            },
        ),
        atlas.site(
            town,
            {"candidates": {"inside": west}, "criteria": [{**near, "of": {"layer": "schools"}}]},
        ),
        # nothing found is an answer too
        atlas.query(
            town,
            {"layer": "incubators", "where": {"field": "floor_area_m2", "op": ">", "value": 1e9}},
        ),
    ]


def hostile(finding):
    """Return the finding with hostile names in table and geometry, cell by cell."""
    table = finding.table.copy()
    texts = [HOSTILE[i % len(HOSTILE)] for i in range(len(HOSTILE))]
    table = table.loc[[table.index[0]] * len(texts)]
    table.index = [f"={i}" for i in range(len(texts))]
    table.index.name = "id"
    table["name_zh"] = texts
    shown = finding.layers["selected"].iloc[[0] * len(texts)].copy()
    shown.index = table.index
    shown["name_zh"] = texts
    return finding, table, shown


@every_format
@every_language
def test_a_format_writes_every_kind_of_answer_with_what_defends_it(findings, name, lang):
    exporter = EXPORTERS[name]
    assert exporter.name == name
    assert exporter.suffix.startswith(".")
    for finding in findings:
        written = exporter.write(finding, lang)
        assert isinstance(written, bytes)
        text = spoken(written)
        assert definition_hash(finding.definition) in text
        for source in finding.sources:
            assert source.citation(lang) in text
        for caveat in finding.caveats:
            assert finding.say(caveat, lang) in text
        assert finding.headline(lang) in text
        for version in finding.versions.values():
            assert version in text


def spoken(written: bytes) -> str:
    """Return the text of an export, with the quotes of its form taken away."""
    return "\n".join(cells(written))


def cells(written: bytes) -> list[str]:
    """Return every piece of text in an export, whatever its form."""
    if written.startswith(b"PK"):
        book = openpyxl.load_workbook(io.BytesIO(written))
        rows = [row for sheet in book for row in sheet.iter_rows()]
        assert {cell.data_type for row in rows for cell in row} <= {"s", "n"}
        return [str(cell.value) for row in rows for cell in row if cell.value is not None]
    if written.startswith(b"SQLite"):
        return list(tabled(written))
    text = written.decode("utf-8-sig")
    if text.startswith("{"):
        return list(leaves(json.loads(text, parse_constant=refuse)))
    if text.startswith("<!doctype html>"):
        return list(leaves(json.loads(block(text), parse_constant=refuse)))
    if text.startswith("<?xml"):
        return list(ElementTree.fromstring(text.encode()).itertext())
    return [cell for row in csv.reader(io.StringIO(text)) for cell in row]


def block(page: str) -> str:
    """Return the data of a page that holds its own."""
    return page.split('<script type="application/json" id="data">')[1].split("</script>")[0]


def tabled(written: bytes):
    """Yield the text of every table of a GeoPackage."""
    with closing(sqlite3.connect(":memory:")) as file:
        file.deserialize(written)
        for (name,) in file.execute("SELECT table_name FROM gpkg_contents").fetchall():
            for row in file.execute(f'SELECT * FROM "{name}"'):
                yield from (cell for cell in row if isinstance(cell, str))


def refuse(constant):
    raise AssertionError(f"{constant} is no JSON")


def leaves(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    else:
        yield str(value)


@every_format
def test_the_same_answer_is_written_the_same(findings, name):
    for finding in findings:
        first = EXPORTERS[name].write(finding, "zh")
        assert first == EXPORTERS[name].write(finding, "zh")


@every_format
def test_nothing_a_spreadsheet_would_run_and_nothing_lost(findings, name):
    from dataclasses import replace

    finding, table, shown = hostile(findings[0])
    named = replace(finding, table=table, layers={"selected": shown})
    kept = cells(EXPORTERS[name].write(named, "zh"))
    if name == "csv":
        assert [c for c in kept if c.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
        kept = [cell.removeprefix("'") for cell in kept]
    assert set(HOSTILE) <= set(kept)


@pytest.mark.parametrize("name", [n for n, e in EXPORTERS.items() if "json" in e.media_type])
def test_a_missing_number_is_null(findings, name):
    # inc-c has no floor area and no uncertainty
    given = json.loads(EXPORTERS[name].write(findings[0], "en"), parse_constant=refuse)
    rows = given.get("table") or [f["properties"] for f in given["features"]]
    for row in rows:
        if row["id"] == "inc-c":
            assert row["floor_area_m2"] is None
            assert row["uncertainty_m"] is None


def test_csv_opens_in_excel_with_chinese(findings):
    written = EXPORTERS["csv"].write(findings[0], "zh")
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert rows[1][1] == "甲孵化器"
    assert b"\r\n" in written


def test_csv_keeps_numbers_as_numbers(findings):
    # a longitude west of Greenwich, a loss: minus signs of numbers are no formulas
    from atlas.output.export.to_csv import harmless

    assert harmless(-1.5) == "-1.5"
    assert harmless(2025.0) == "2025"
    assert harmless(float("nan")) == ""
    assert harmless("-1.5") == "'-1.5"


def test_geojson_is_in_degrees_and_tells_each_feature_its_role(findings):
    given = json.loads(EXPORTERS["geojson"].write(findings[2], "zh"))
    assert given["type"] == "FeatureCollection"
    assert {f["properties"]["role"] for f in given["features"]} == {"reached", "gap", "facilities"}
    ids = [f["id"] for f in given["features"]]
    assert len(ids) == len(set(ids))
    west, north = given["features"][0]["geometry"]["coordinates"][0][0][:2]
    assert 108 < west < 109
    assert 34 < north < 35
