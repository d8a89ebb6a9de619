import struct

import pytest

from atlas.ingest.formats.dbase import dbase_encoding


def table(rows, *, name=b"NAME", width=20, count=None):
    """Return a dBASE table of one column of text."""
    field = name.ljust(11, b"\0") + b"C" + b"\0" * 4 + bytes([width, 0]) + b"\0" * 14
    count = len(rows) if count is None else count
    head = struct.pack("<B3xIHH20x", 3, count, 32 + 32 + 1, 1 + width)
    return head + field + b"\r" + b"".join(b" " + row.ljust(width) for row in rows) + b"\x1a"


def decided(folder, data, codepage=None):
    path = folder / "a.dbf"
    path.write_bytes(data)
    beside = None
    if codepage is not None:
        beside = folder / "a.cpg"
        beside.write_bytes(codepage)
    encoding, notes = dbase_encoding(path, beside)
    return encoding, [(note.key, *note.parameters.values()) for note in notes]


@pytest.mark.parametrize(
    ("codepage", "notes"),
    [
        (None, [("incoming.encoding_assumed", "GBK")]),
        (b"UTF-8", [("incoming.encoding_wrong", "UTF-8", "GBK")]),
        (b"OEM\xff", [("incoming.encoding_wrong", "OEM�", "GBK")]),
        (b"936\r\n", []),
        (b"GB2312", []),
    ],
)
def test_a_codepage_beside_it_is_hearsay(tmp_path, codepage, notes):
    data = table(["硬科技产业区".encode("gbk"), b"plain"])
    assert decided(tmp_path, data, codepage) == ("GBK", notes)


def test_plain_text_needs_no_word_and_takes_what_is_declared(tmp_path):
    assert decided(tmp_path, table([b"plain"])) == ("UTF-8", [])
    assert decided(tmp_path, table([b"plain"]), b"cp936") == ("GBK", [])


def test_a_name_cut_within_a_character_still_tells(tmp_path):
    whole = "丝路科学城硬科技产业区".encode()
    assert decided(tmp_path, table([whole[:20]]))[0] == "UTF-8"  # six characters and two bytes


def test_names_of_fields_tell_as_well(tmp_path):
    assert decided(tmp_path, table([b"1"], name="面积".encode("gbk")))[0] == "GBK"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x03" * 10,
        b"\xff" * 500,
        table([b"x"], count=4_000_000_000),
        table([b"x"])[:40],
        struct.pack("<B3xIHH20x", 3, 9, 33, 0) + b"\r",
    ],
)
def test_a_damaged_table_says_nothing_and_breaks_nothing(tmp_path, data):
    assert decided(tmp_path, data)[0] in {"UTF-8", "GBK"}
