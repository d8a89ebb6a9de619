"""Every example runs from a fresh clone: no preparation, no network, an empty workspace."""

import json

import pytest
from typer.testing import CliRunner

import atlas
from atlas.interface.cli.main import app

EXAMPLES = sorted((atlas.SHIPPED / "examples").glob("*.toml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_an_example_runs_and_writes_what_it_says(path, tmp_path, monkeypatch):
    home = tmp_path / "home"
    monkeypatch.setenv("ATLAS_HOME", str(home))
    out = tmp_path / "out"
    result = CliRunner().invoke(app, ["run", str(path), "--out", str(out), "--lang", "zh"])
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[0]  # the answer, in a sentence
    written = {file.name for file in out.iterdir()}
    assert f"{path.stem}.receipt.json" in written
    assert len(written) > 1
    assert all(file.stat().st_size for file in out.iterdir())
    # data beside a question are for its answer only
    assert not home.exists() or list(home.rglob("*.parquet")) == []


def test_an_answer_from_made_up_data_says_so():
    for path in EXAMPLES:
        read = atlas.read_question(path)
        if not read.data:
            continue
        finding = atlas.run(atlas.with_data(atlas.open_atlas(), read.data), read.definition)
        first = finding.caveats[0]
        assert first.key == "caveat.passing"
        assert "未入库" in finding.say(first, "zh")
        assert any("虚构" in source.title for source in finding.sources)
        assert any("made_up" in source.citation("en") for source in finding.sources)


def test_made_up_data_are_named_so_and_stand_nowhere_else():
    folder = atlas.SHIPPED / "examples" / "data"
    files = [file for file in folder.iterdir() if file.suffix != ".md"]
    assert files
    for file in files:
        assert file.name.startswith("made_up_")
        rows = [f["properties"] for f in json.loads(file.read_text("utf8"))["features"]]
        assert all("虚构" in row["name_zh"] and "虚构" in row["source"] for row in rows)
    for room in ("layers", "geodata"):
        assert list((atlas.SHIPPED / room).rglob("*made_up*")) == []
