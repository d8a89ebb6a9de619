"""What once broke a reader, read again; `fuzz.py` found it and says how to look for more."""

import json
from pathlib import Path

import pandas
import pytest

from atlas.errors import BadFile
from atlas.ingest.formats.pasted import read_pasted
from atlas.ingest.formats.tables import incoming
from atlas.ingest.safety.limits import LIMITS
from tests.ingest.fuzz import feed, mapped, sound, spoilt

BROKE = sorted(Path(__file__).with_name("broke").iterdir())


@pytest.mark.parametrize("path", BROKE, ids=lambda path: path.name)
def test_what_once_broke_a_reader_is_read_or_refused(path):
    _, _, name = path.name.partition("--")
    if name == "table.json":
        headings, rows, notation = json.loads(path.read_text(encoding="utf8"))
        columns = [pandas.Series([row[n] for row in rows]) for n in range(len(headings))]
        table = incoming("t", headings, columns, rows=range(1, len(rows) + 1), limits=LIMITS)
        sound([table])
        mapped(table, notation)
    elif name == "pasted.txt":
        try:
            sound([read_pasted(path.read_text(encoding="utf8"))])
        except BadFile:
            return
    else:
        feed(name, path.read_bytes(), {})


def test_bytes_are_spoilt_where_it_is_said():
    edits = [("set", 0.5, b"XY", 1), ("insert", 0.0, b"A", 1), ("cut", 1.0, b"-", 9)]
    assert spoilt(b"0123456789", edits) == b"A01234XY789"
    assert spoilt(b"0123456789", [("end", 0.3, b"-", 1)]) == b"012"
