"""
Hostile files through the upload box, one after the other on one page.

Each is told in one clear sentence, or shown as the text it is; nothing is kept, nothing runs and
nothing is fetched, and the page works after all of them.
"""

import io
import stat
import zipfile

import openpyxl
import pytest
from playwright.sync_api import expect

from atlas.store.workspace import open_workspace
from tests.browser.test_import import SOURCE, UPLOAD, mode

MARKUP = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>'
LITERAL = "${window.hit=1}`{{7*7}}`"
FIELDS = ("x'; DROP TABLE zones;--", "../../etc/passwd")
TOLD = ".st-key-question [data-testid=stAlert]"
PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(64)


def zipped(**members):
    """Return an archive of texts or bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in members.items():
            pack.writestr(name.replace("__", "."), content)
    return out.getvalue()


def traversal():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        pack.writestr("../../../tmp/evil.shp", b"\x00\x00\x27\x0a")
    return out.getvalue()


def symlink():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        entry = zipfile.ZipInfo("parcels.shp")
        entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        pack.writestr(entry, "/etc/passwd")
    return out.getvalue()


def declared():
    """Return an archive whose directory says that a member unpacks to 4 GB."""
    pack = bytearray(zipped(a__geojson="{}"))
    at = pack.index(b"PK\x01\x02") + 24
    pack[at : at + 4] = (0xFFFF_FFF0).to_bytes(4, "little")
    return bytes(pack)


def entities():
    grown = "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    return (
        f'<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "aaaaaaaaaa">{grown}]>'
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>&i;</name></Placemark></kml>'
    ).encode()


def not_numbers():
    point = '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[%s]}}'
    both = ",".join(point % place for place in ("NaN,34.2", "1e999,-Infinity"))
    return f'{{"type":"FeatureCollection","features":[{both}]}}'.encode()


REFUSED = {
    "bomb.zip": (lambda: zipped(a__shp=bytes(70_000_000)), "疑为压缩炸弹"),
    "traversal.zip": (traversal, "越出文件夹的路径"),
    "symlink.zip": (symlink, "内有链接而非文件"),
    "declared.zip": (declared, "解压后太大"),
    "entities.kml": (entities, "声明了文档类型或实体"),
    "nan.geojson": (not_numbers, "文件已损坏"),
    "drawing.dwg": (lambda: b"AC1032" + bytes(200), "另存为 DXF"),
    "picture.gpkg": (lambda: PIXEL, "内容与扩展名不符"),
    "page.xlsx": (lambda: b"<html>no sheet</html>", "内容与扩展名不符"),
}


def give(screen, name, content):
    """Choose a file that is made up here."""
    given = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    screen.page.set_input_files(UPLOAD, given)


def take_back(screen):
    """Take the chosen file out of the box, as one does before the next."""
    screen.page.get_by_test_id("stFileChipDeleteBtn").get_by_role("button").first.click()
    screen.settle()


def workbook():
    """Return a table with formulas as text and with coordinates that are none."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["孵化器名称", "类别", "经度", "纬度"])
    sheet.append(["=1+1", "孵化器", "NaN", "34.2"])
    sheet.append(["=cmd|' /C calc'!A0", "孵化器", "1e400", "34.2"])
    sheet.append(["甲", "孵化器", "108.9", "34.2"])
    sheet.append(["乙", "孵化器", "108.8", "34.1"])
    for cell in ("A2", "A3"):
        sheet[cell].data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def upload(desk):
    """The page of imports, watched for anything that runs or is fetched."""
    asked = []
    desk.page.on("request", lambda request: asked.append(request.url))
    mode(desk, "导入")
    yield desk
    hits = [frame.evaluate("() => typeof window.hit") for frame in desk.page.frames]
    assert set(hits) == {"undefined"}
    assert desk.dialogs == []
    assert [url for url in asked if url.endswith("/x") or "passwd" in url] == []
    assert desk.page.locator("img[src='x']").count() == desk.count("img[src='x']") == 0
    desk.has_no_trouble()


def test_hostile_files_are_refused_each_with_its_reason(upload, home):
    kept = open_workspace(home).versions.in_force()
    for name, (content, why) in REFUSED.items():
        give(upload, name, content())
        upload.page.locator(TOLD, has_text=name).wait_for()
        upload.settle()
        expect(upload.page.locator(TOLD)).to_have_count(1)
        told = upload.text(TOLD)
        assert why in told
        assert len(told) < 80
        expect(upload.page.locator(".st-key-store")).to_have_count(0)
        take_back(upload)
        expect(upload.page.locator(TOLD)).to_have_count(0)
    assert open_workspace(home).versions.in_force() == kept
    mode(upload, "清单")  # the page goes on
    upload.page.get_by_test_id("stDataFrame").first.wait_for()


def test_hostile_text_is_shown_as_the_text_it_is(upload, home):
    kept = open_workspace(home).versions.in_force()
    quoted = [f'"{text.replace(chr(34), chr(34) * 2)}"' for text in (MARKUP + LITERAL, *FIELDS)]
    table = f"名称,类别,经度,纬度,{quoted[1]},{quoted[2]}\n{quoted[0]},孵化器,108.9,34.2,1,2\n"
    give(upload, "孵化载体 <img src=x onerror=alert(1)>.csv", table.encode())
    upload.page.get_by_text("请选择一种读法").wait_for()
    upload.page.get_by_role("radiogroup", name="读法").get_by_role("radio").first.check(force=True)
    source = upload.page.get_by_role("textbox", name=SOURCE)
    source.wait_for()
    upload.settle()
    shown = upload.map.evaluate(
        "() => { let found = ''; map.eachLayer(layer => {"
        " const facts = layer.feature && layer.feature.properties;"
        " if (facts && (facts.name_zh || '').includes('DROP')) found = 'field';"
        " if (facts && (facts.name_zh || '').includes('<img')) {"
        " layer.openTooltip(); found = layer.getTooltip().getElement().innerText; } });"
        " return found; }"
    )
    assert MARKUP in shown
    assert LITERAL in shown
    source.fill(MARKUP)
    source.press("Tab")
    upload.settle()
    upload.press(".st-key-check_rows button")
    upload.page.wait_for_selector(".st-key-store button")
    upload.settle()
    take_back(upload)
    give(upload, "孵化载体.xlsx", workbook())
    question = upload.page.locator(".st-key-question")
    question.get_by_text("不是坐标，实为“NaN”").wait_for()
    question.get_by_text("不是坐标，实为“1e400”").wait_for()
    upload.settle()
    take_back(upload)
    assert open_workspace(home).versions.in_force() == kept
