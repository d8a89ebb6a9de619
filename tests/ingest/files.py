"""Made-up files of every format, with numbers that can be checked by eye."""

import struct
import tempfile
import zipfile
from pathlib import Path

import geopandas
import openpyxl
import pandas
import pyarrow
import shapely
from pyarrow import parquet

from atlas.ingest.formats.contents import contents_of
from atlas.ingest.safety.limits import LIMITS

# a square of 100 m and a triangle of half that, in EPSG:4545
SQUARE = shapely.box(500_000, 3_780_000, 500_100, 3_780_100)
TRIANGLE = shapely.Polygon([(500_000, 3_780_000), (500_100, 3_780_000), (500_100, 3_780_100)])

DXF_HEAD = (
    "0\nSECTION\n2\nHEADER\n9\n$ACADVER\n1\nAC1015\n9\n$DWGCODEPAGE\n3\nANSI_936\n0\nENDSEC\n"
)
DXF_TAIL = "0\nENDSEC\n0\nEOF\n"


def parcels(crs=4545):
    """Return two parcels with Chinese names and headings, and a row without a shape."""
    return geopandas.GeoDataFrame(
        {"名称": ["一区", "硬科技产业区", "待定"], "面积亩": [15.0, 7.5, 0.0], "编号": [1, 2, 3]},
        geometry=[SQUARE, TRIANGLE, None],
        crs=crs,
    )


def shapefile(folder: Path, *, encoding="GBK", codepage="", name="layer") -> Path:
    """Write a shapefile in an encoding, with a `.cpg` that says what it is told to, or none."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.shp"
    parcels().to_file(path, encoding=encoding)
    path.with_suffix(".cpg").unlink()
    if codepage:
        path.with_suffix(".cpg").write_text(codepage)
    return path


def zipped(path: Path, members: dict[str, bytes | Path]) -> Path:
    """Write an archive of members by the names they shall have in it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            data = content.read_bytes() if isinstance(content, Path) else content
            archive.writestr(name, data)
    return path


def workbook(path: Path, *sheets: list[list]) -> Path:
    """Write a workbook of sheets of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"表{number}")
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def geoparquet(path: Path, shapes: list[bytes | None], **about) -> Path:
    """Write a GeoParquet of any bytes as shapes."""
    import json

    table = pyarrow.table(
        {"n": list(range(len(shapes))), "geometry": pyarrow.array(shapes, pyarrow.binary())}
    )
    geo = {
        "version": "1.0.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": [], **about}},
    }
    parquet.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), path)
    return path


def point(x: float, y: float) -> bytes:
    """Return a point as WKB, whatever the numbers."""
    return struct.pack("<BIdd", 1, 1, x, y)


def nested(depth: int) -> bytes:
    """Return a point within collections within collections."""
    return struct.pack("<BII", 1, 7, 1) * depth + point(1, 1)


def opened(path: Path, limits=LIMITS):
    """Read every table of a file in this process, as the reader does in one of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return tuple(contents_of(path, Path(folder), limits))


def only(path: Path, **given):
    """Read a file that holds one table."""
    (table,) = opened(path, **given)
    return table


def keys(table) -> list[str]:
    """Return the keys of what was noticed."""
    return [note.key for note in table.notes]


def rows(table) -> list[dict]:
    """Return the rows of a table without their shapes."""
    return pandas.DataFrame(table.frame.drop(columns="geometry")).to_dict("records")
