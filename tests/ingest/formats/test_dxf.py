import pytest
import shapely

from atlas.errors import BadFile
from atlas.ingest.formats.dxf import prepare_drawing
from tests.ingest.files import DXF_HEAD, DXF_TAIL, opened


def polyline(layer, corners, *, closed):
    head = f"0\nLWPOLYLINE\n8\n{layer}\n90\n{len(corners)}\n70\n{int(closed)}\n"
    return head + "".join(f"10\n{x}\n20\n{y}\n" for x, y in corners)


def entity(kind, layer="0", *pairs):
    return f"0\n{kind}\n8\n{layer}\n" + "".join(f"{code}\n{value}\n" for code, value in pairs)


BOX = [(0, 0), (100, 0), (100, 50), (0, 50)]
AT = ((10, 5), (20, 5))
DRAWING = (
    DXF_HEAD
    + "0\nSECTION\n2\nENTITIES\n"
    + polyline("红线", BOX, closed=True)
    + polyline("红线", BOX[:3], closed=False)
    + polyline("道路", BOX[:2], closed=False)
    + entity("TEXT", "注记", *AT, (40, 1), (1, "硬科技"))
    + entity("INSERT", "图块", (2, "NOBODY"), *AT)
    + entity("POINT", "布局", (67, 1), *AT)
    + entity("3DSOLID")
    + entity("IMAGE") * 2
    + DXF_TAIL
)


def test_layers_become_tables_and_closed_lines_polygons(tmp_path):
    path = tmp_path / "图.dxf"
    path.write_bytes(DRAWING.encode("gbk"))
    tables = {table.name: table for table in opened(path)}
    assert set(tables) == {"红线 [polygon]", "红线 [line]", "道路", "注记", "图块"}
    (area,) = tables["红线 [polygon]"].frame.geometry
    assert area.equals(shapely.box(0, 0, 100, 50))
    assert tables["红线 [line]"].frame.geometry.iloc[0].length == 150
    assert tables["注记"].frame["Text"].tolist() == ["硬科技"]
    assert tables["图块"].frame["BlockName"].tolist() == ["NOBODY"]
    assert tables["道路"].encoding == "GBK"
    assert tables["道路"].declared_crs is None
    told = {note.key: dict(note.parameters) for note in tables["道路"].notes}
    assert told["incoming.entities_left_out"] == {"kinds": ("3DSOLID × 1", "IMAGE × 2")}
    assert told["incoming.blocks_as_points"] == {"count": 1}
    assert told["incoming.closed_to_polygons"] == {"count": 1}
    assert told["incoming.paper_left_out"] == {"count": 1}


SITE = [(-100, -100), (900, -100), (900, 900), (-100, 900)]
NEXT = [(200, 0), (300, 0), (300, 50), (200, 50)]
BLOCKS = (
    "0\nSECTION\n2\nBLOCKS\n0\nBLOCK\n8\n0\n2\nTREE\n70\n0\n10\n0\n20\n0\n"
    + entity("CIRCLE", "0", (10, 0), (20, 0), (40, 5))
    + "0\nENDBLK\n8\n0\n0\nENDSEC\n"
)
PLOTS = (
    DXF_HEAD
    + BLOCKS
    + "0\nSECTION\n2\nENTITIES\n"
    + "".join(polyline("地块", corners, closed=True) for corners in (SITE, BOX, NEXT))
    + entity("TEXT", "编号", *AT, (40, 1), (1, "GX-01"))
    + entity("TEXT", "编号", (10, 210), (20, 20), (40, 1), (1, "工业"))
    + entity("TEXT", "编号", (10, 210), (20, 30), (40, 1), (1, "GX-02"))
    + entity("INSERT", "树", (2, "TREE"), *AT)
    + DXF_TAIL
)


def test_plots_take_the_text_written_in_them_and_blocks_stand_where_they_are_put(tmp_path):
    path = tmp_path / "a.dxf"
    path.write_bytes(PLOTS.encode("gbk"))
    tables = {table.name: table for table in opened(path)}
    assert set(tables) == {"地块", "编号", "树"}  # and nothing of what a block is made of
    # what is written in a plot is not said of the site around it
    assert tables["地块"].frame["Text"].tolist() == ["", "GX-01", "工业 GX-02"]
    assert tables["树"].frame.geometry.iloc[0] == shapely.Point(5, 5)
    keys = [note.key for note in tables["地块"].notes]
    assert "incoming.text_to_polygons" in keys
    assert "incoming.columns_left_out" not in keys  # of the reader's own making


@pytest.mark.parametrize("codec", ["gbk", "utf-8"])
def test_the_text_of_a_drawing_is_told_by_its_bytes(tmp_path, codec):
    path = tmp_path / "a.dxf"
    path.write_bytes(DRAWING.encode(codec))
    _, encoding = prepare_drawing(path, "a")
    assert encoding == {"gbk": "GBK", "utf-8": "UTF-8"}[codec]
    assert path.read_text(encoding="utf8") == DRAWING


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("hello", "not_its_format"),
        (DXF_HEAD + "0\nEOF\n", "nothing_to_read"),
        ("\0" * 50, "not_its_format"),
    ],
)
def test_what_is_no_drawing_is_refused(tmp_path, text, reason):
    path = tmp_path / "a.dxf"
    path.write_text(text)
    with pytest.raises(BadFile) as caught:
        prepare_drawing(path, "a")
    assert caught.value.parameters["reason"] == reason
