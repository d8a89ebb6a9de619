"""
Every phrase that a row quotes stands in its document.

The policy documents are not part of the repository. Where `ATLAS_TEXTS` names them, every
shipped phrase is looked up; everywhere, the tiny town's are, and the check says which it did.
"""

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

import atlas
from atlas.interface.cli.main import app
from atlas.reading.assemble import inspect
from atlas.reading.evidence import check_evidence, read_texts

TINY_TOWN = atlas.SHIPPED / "tests" / "fixtures" / "tiny_town"
TEXTS = os.environ.get("ATLAS_TEXTS")


def phrases(catalogue):
    return sum(int((v.frame["quote"] != "").sum()) for v in catalogue.values() if not v.is_slot)


def test_every_shipped_phrase_stands_in_its_document(shipped):
    quoted = phrases(shipped)
    assert quoted > 900
    if TEXTS:
        texts, missing = read_texts(atlas.SHIPPED / "geodata", Path(TEXTS))
        held = check_evidence(shipped, texts)
        assert (missing, held.problems, held.found) == ([], [], quoted)
        assert held.undecided == []
    else:
        # without the documents the check says so, and does not pretend
        told = CliRunner().invoke(app, ["check", "--lang", "en"])
        assert told.exit_code == 0
        # it counts what stands in the files, not the relations that follow from it
        in_files = phrases(inspect(atlas.SHIPPED)[0])
        assert f"nor ATLAS_TEXTS is given: {in_files} phrases" in told.output


def test_every_known_total_is_quoted_from_its_document(shipped):
    totals = [v.spec.known_total for v in shipped.values() if v.spec.known_total]
    assert totals
    texts = read_texts(atlas.SHIPPED / "geodata", Path(TEXTS))[0] if TEXTS else {}
    for total in totals:
        assert total.source in shipped.sources
        assert total.clause
        assert 0 < len(total.quote) <= 30
        assert total.source not in texts or total.quote in texts[total.source].bare


def test_the_town_quotes_its_plan(town):
    texts, missing = read_texts(TINY_TOWN / "geodata", TINY_TOWN / "texts")
    # west (zones), m-1 (mentions) and t-1 (targets); line breaks and spaces do not count
    assert missing == []
    held = check_evidence(town, texts)
    assert (held.found, held.problems) == (3, [])


@pytest.mark.parametrize("given", ["option", "environment"])
def test_the_check_says_how_many_phrases_it_looked_up(given, monkeypatch):
    arguments = ["check", "--root", str(TINY_TOWN), "--lang", "en"]
    monkeypatch.delenv("ATLAS_TEXTS", raising=False)
    if given == "option":
        arguments += ["--texts", str(TINY_TOWN / "texts")]
    else:
        monkeypatch.setenv("ATLAS_TEXTS", str(TINY_TOWN / "texts"))
    told = CliRunner().invoke(app, arguments)
    assert told.exit_code == 0
    assert "Held against the texts: 3 rows are borne out (3 phrases" in told.output
