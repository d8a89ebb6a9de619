"""
Feed the readers what nobody would send, for as many minutes as asked, and keep what breaks them.

    python -m tests.ingest.fuzz --minutes 5 [--keep FOLDER] [--only NAME ...]

A reader may refuse a file or return sound tables; anything else is a fault. Hypothesis spoils
sound files of every format and makes texts, archives and headings of its own; what fails is made
small by it and written to the folder, for `test_fuzz.py` to read again for ever.
"""

import argparse
import contextlib
import json
import string
import sys
import tempfile
import time
import tomllib
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas
import shapely
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from atlas.domain.layer import LayerSpec
from atlas.errors import BadFile
from atlas.ingest.formats.contents import contents_of
from atlas.ingest.formats.pasted import read_pasted
from atlas.ingest.formats.tables import incoming
from atlas.ingest.formats.transfer import received_tables, send_tables
from atlas.ingest.mapping.angles import angle_of, number_of
from atlas.ingest.mapping.cells import date_of
from atlas.ingest.mapping.columns import guess_fields, with_fields
from atlas.ingest.mapping.location_columns import (
    NOTATIONS,
    LocationColumns,
    guess_places,
    with_places,
)
from atlas.ingest.mapping.new_layer import declare_layer
from atlas.ingest.safety.limits import LIMITS, Limits
from atlas.output.language import has_words, say
from tests.ingest.files import (
    DXF_HEAD,
    DXF_TAIL,
    geoparquet,
    parcels,
    point,
    shapefile,
    workbook,
    zipped,
)

SMALL = Limits(
    file_bytes=5_000_000, unpacked_bytes=20_000_000, rows=20_000, vertices=100_000, seconds=20
)
TOKENS = [
    b"\0", b"\xff", b"\xff\xff\xff\xff", b"\0\0\0\x80", b"-1", b"1e999", b"NaN", b"<!DOCTYPE a [",
    b"<!ENTITY x 'y'>", b"&x;", b"../", b"<", b">", b'"', b"'", b"{", b"[", b"]", b"}", b"(" * 40,
    b"\n0\nSECTION\n", b"\n10\n1e400\n", b"999999999999", b"\xef\xbb\xbf", b"\xd2\xbb", b"\r", b",",
    b"=cmd", b"${x}", b"PK\x03\x04", b"PK\x01\x02", b"\x07\0\0\0", b"\xeb\x03\0\0",
]  # fmt: skip
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["set", "insert", "cut", "double", "end"]),
        st.floats(0, 1),
        st.one_of(st.sampled_from(TOKENS), st.binary(min_size=1, max_size=8)),
        st.integers(1, 64),
    ),
    min_size=1,
    max_size=6,
)
TEXT = st.text(st.characters(codec="utf-8"), max_size=30)


def spoilt(data: bytes, edits) -> bytes:
    """Return bytes after a few edits, each at its share of the length."""
    out = bytearray(data)
    for kind, share, token, length in edits:
        at = int(share * len(out))
        if kind == "set":
            out[at : at + len(token)] = token
        elif kind == "insert":
            out[at:at] = token
        elif kind == "cut":
            del out[at : at + length]
        elif kind == "double":
            out[at:at] = out[at : at + length]
        else:
            del out[at:]
    return bytes(out)


def sound(tables) -> None:
    """Assert what everything behind the readers relies on."""
    assert tables
    for table in tables:
        frame = table.frame
        names = [str(name) for name in frame.columns]
        assert len({name.casefold() for name in names}) == len(names)
        assert all(name.isprintable() and 0 < len(name) <= 110 for name in names)
        assert table.name
        assert table.name.isprintable()
        assert frame.crs is None
        assert frame.index.name == "row"
        assert frame.index.is_unique
        numbers = shapely.get_coordinates(frame.geometry.to_numpy(), include_z=False)
        assert np.isfinite(numbers).all()
        assert (np.abs(numbers) <= LIMITS.coordinate).all()
        assert not shapely.has_z(frame.geometry.to_numpy()).any()
        for name in names:
            if pandas.api.types.is_string_dtype(frame[name]):
                "".join(frame[name]).encode()  # no half of a character, nothing missing
        for note in table.notes:
            assert say(note, "zh")
            assert say(note, "en")


def opened(path: Path) -> None:
    """Read a file as the reader does and take its tables over; a refusal must have words."""
    began = time.monotonic()
    refused = None
    try:
        with tempfile.TemporaryDirectory() as name:
            (inside := Path(name) / "inside").mkdir()
            send_tables(contents_of(path, inside, SMALL), Path(name), path.name, SMALL)
            sound(received_tables(Path(name), path.name, SMALL))
    except BadFile as error:
        refused = error
    assert refused is None or has_words(f"reason.{reason_of(refused)}")
    assert time.monotonic() - began < 60


def reason_of(error: BadFile) -> str:
    """Return the key of a refusal, without its detail."""
    return str(error.parameters["reason"]).partition(": ")[0]


def seeds(folder: Path) -> dict[str, bytes]:
    """Return a sound file of every format."""
    shape = shapefile(folder / "shp", codepage="GBK")
    frame = parcels()
    frame.to_file(folder / "a.gpkg", layer="a")
    frame.to_file(folder / "a.geojson", driver="GeoJSON")
    frame.to_crs(4326).to_file(folder / "a.kml", driver="LIBKML")
    frame.astype({"编号": "int32"}).to_file(folder / "a.gdb", driver="OpenFileGDB", layer="a")
    geoparquet(folder / "a.parquet", [point(1, 2), None, shapely.to_wkb(frame.geometry.iloc[0])])
    workbook(folder / "a.xlsx", [["名称", "经度"], ["甲", 108.9], ["乙", None]])
    zipped(folder / "shp.zip", {f"a{s}": shape.with_suffix(s) for s in (".shp", ".shx", ".dbf")})
    zipped(folder / "gdb.zip", {f"a.gdb/{p.name}": p for p in (folder / "a.gdb").iterdir()})
    ring = "10\n0\n20\n0\n10\n9\n20\n0\n10\n9\n20\n9\n"
    entities = (
        f"0\nLWPOLYLINE\n8\n红线\n90\n3\n70\n1\n{ring}0\nTEXT\n8\n注\n10\n1\n20\n1\n40\n1\n1\n字\n"
    )
    (folder / "a.dxf").write_text(f"{DXF_HEAD}0\nSECTION\n2\nENTITIES\n{entities}{DXF_TAIL}")
    (folder / "a.csv").write_bytes("名称;经度;纬度\n甲;108°54′;34.2\n".encode("gbk"))
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()} | {
        f"loose{s}": shape.with_suffix(s).read_bytes() for s in (".shp", ".shx", ".dbf")
    }


def targets(folder: Path, kept: Callable[[str, bytes], None]) -> dict[str, Callable[[], None]]:
    """Return what is fed, by name; each call feeds a few dozen examples."""
    known = seeds(folder)
    many = settings(
        max_examples=60,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    few = settings(many, max_examples=6)

    def file_target(name: str, how):
        @how
        @given(EDITS)
        def run(edits):
            data = spoilt(known[name], edits)
            kept(name, data)
            feed(name, data, known)

        return run

    files = {
        name: file_target(name, many if name.endswith((".csv", ".xlsx")) else few) for name in known
    }
    return files | _texts(many, kept)


def feed(name: str, data: bytes, known: dict[str, bytes]) -> None:
    """Write a spoilt file into a folder of its own and read it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        if name.startswith("loose"):  # one part of a shapefile is spoilt, the others are sound
            for other in known:
                if other.startswith("loose") and other != name:
                    (Path(folder) / other).write_bytes(known[other])
            path = Path(folder) / "loose.shp"
        opened(path)


def _texts(many, kept) -> dict[str, Callable[[], None]]:
    """Return targets that are given text, archives and tables made from nothing."""
    written = st.text(
        st.sampled_from("0123456789.,-+ °′″'\"东经北纬度分秒EWNS\u3000１eE()"), max_size=20
    )
    shapes = st.recursive(
        st.sampled_from(
            ["POINT (1 2)", "POINT EMPTY", "POLYGON ((0 0,1 0,1 1,0 0))", "POINT (NaN 1)"]
        ),
        lambda inner: st.lists(inner, max_size=3).map(
            lambda parts: f"GEOMETRYCOLLECTION ({', '.join(parts)})"
        ),
        max_leaves=30,
    )
    values = st.recursive(
        st.none() | st.booleans() | st.floats() | TEXT | st.integers(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
        max_leaves=20,
    )
    geojson = st.fixed_dictionaries(
        {"type": st.sampled_from(["Feature", "Point", "Polygon", "FeatureCollection", "x"])},
        optional={
            "geometry": values,
            "coordinates": values,
            "properties": values,
            "features": st.lists(values, max_size=3),
        },
    )

    @many
    @given(st.one_of(TEXT, shapes, geojson.map(json.dumps), values.map(json.dumps)))
    def pasted(text):
        kept("pasted.txt", text.encode(errors="replace"))
        with contextlib.suppress(BadFile):
            sound([read_pasted(text)])

    @many
    @given(written | TEXT)
    def cells(text):
        kept("cell.txt", text.encode())
        for value in (angle_of(text), number_of(text)):
            assert value is None or isinstance(value, float)
        date = date_of(text)
        assert date is None or all(c in string.digits + "-" for c in date)

    @many
    @given(st.dictionaries(TEXT, st.binary(max_size=40), max_size=4), EDITS)
    def archives(members, edits):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "a.zip"
            with zipfile.ZipFile(path, "w") as archive:
                for name, data in members.items():
                    info = zipfile.ZipInfo("x")
                    info.filename = name + ".csv"  # as it stands: a new one is cut at a nought
                    archive.writestr(info, data)
            path.write_bytes(spoilt(path.read_bytes(), edits[:2]))
            kept("a.zip", path.read_bytes())
            opened(path)

    @many
    @given(
        st.lists(TEXT, min_size=1, max_size=6),
        st.lists(st.lists(TEXT | written, min_size=6, max_size=6), min_size=1, max_size=6),
        st.sampled_from(NOTATIONS),
    )
    def tables(headings, rows, notation):
        kept("table.json", json.dumps([headings, rows, notation], ensure_ascii=False).encode())
        columns = [pandas.Series([row[n] for row in rows]) for n in range(len(headings))]
        table = incoming("t", headings, columns, rows=range(1, len(rows) + 1), limits=LIMITS)
        sound([table])
        mapped(table, notation)

    return {"pasted": pasted, "cells": cells, "archives": archives, "tables": tables}


def mapped(table, notation) -> None:
    """Take a table all the way: places guessed and read, a layer declared, its fields mapped."""
    names = [str(name) for name in table.frame.columns if name != "geometry"]
    guess_places(table.frame)
    for places in (
        LocationColumns(names[0], names[-1], notation),
        LocationColumns(names[0], names[0], notation),
    ):
        placed, _ = with_places(table, places)
        sound([placed])
    said = {"label_zh": "层", "label_en": "L", "theme": "land", "color": "#112233"}
    spec = LayerSpec.model_validate(tomllib.loads(declare_layer("layer", table.frame, **said)))
    located = placed.frame.set_crs(4326)
    rows, problems = with_fields(located, spec, guess_fields(located, spec), facts={})
    assert list(rows.columns[:-1]) == [name for name in spec.every_column if name != "id"]
    assert all(str(problem) for problem in problems)


def main() -> int:
    """Fuzz for the minutes asked; return 1 where anything broke."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--keep", type=Path, default=Path(__file__).with_name("broke"))
    parser.add_argument("--only", nargs="*")
    asked = parser.parse_args()
    last: dict[str, tuple[str, bytes]] = {}
    fed = Counter()

    def remember(name: str, data: bytes) -> None:
        last["now"] = name, data
        fed[name] += 1

    end = time.monotonic() + 60 * asked.minutes
    rounds, broken = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        made = targets(Path(folder), remember)
        chosen = {name: run for name, run in made.items() if not asked.only or name in asked.only}
        while time.monotonic() < end:
            for name, run in list(chosen.items()):
                if time.monotonic() > end:
                    break
                try:
                    run()
                except Exception as error:  # the whole point is that it may be any
                    broken += 1
                    del chosen[name]  # one fault a reader and a run
                    of, data = last["now"]
                    asked.keep.mkdir(exist_ok=True)
                    (asked.keep / f"{name.replace('.', '_')}--{of}").write_bytes(data)
                    print(f"{name}: {type(error).__name__}: {error}"[:2_000], flush=True)
            rounds += 1
    print(f"{fed.total():,} inputs in {rounds} rounds over {len(made)} readers, {broken} broke")
    print(", ".join(f"{name} {count:,}" for name, count in fed.most_common()))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
