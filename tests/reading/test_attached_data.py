"""Data beside a question: opened for one answer, from the question's own folder and no other."""

import json
import shutil

import pytest

import atlas
from atlas.deliverables.register import make_definition
from atlas.errors import BadDefinition, BadFacts, BadFile, UnknownName

PLOT = [[[108.8, 34.1], [108.801, 34.1], [108.801, 34.101], [108.8, 34.101], [108.8, 34.1]]]
QUERY = 'kind = "query"\nlayer = "lake"\n'


def feature(name, **cells):
    known = {"position_basis": "schematic", "uncertainty_m": 1, "source": "made up"}
    shape = {"type": "Polygon", "coordinates": PLOT}
    return {"type": "Feature", "properties": {"id": name, **known, **cells}, "geometry": shape}


@pytest.fixture
def question(tmp_path):
    """Write a question with data beside it: `question(features, file=..., said=...)`."""

    def write(features, *, file="ponds.geojson", said=None, layer="lake"):
        path = tmp_path / "asked" / "question.toml"
        path.parent.mkdir(exist_ok=True)
        content = {"type": "FeatureCollection", "features": features}
        (path.parent / "ponds.geojson").write_text(json.dumps(content), "utf8")
        path.write_text(f'{QUERY}[data]\n{layer} = "{said or file}"\n', "utf8")
        return path

    return write


def answered(town, path):
    read = atlas.read_question(path)
    return atlas.run(atlas.with_data(town, read.data), read.definition)


def test_rows_are_laid_over_for_this_answer_only(town, question):
    before = town["lake"].version
    finding = answered(town, question([feature("pond-1"), feature("pond-2")]))
    assert list(finding.table.index) == ["pond-1", "pond-2"]
    assert finding.caveats[0].key == "caveat.passing"
    assert [source.citation("en") for source in finding.sources] == ["made up, ponds.geojson"]
    assert town["lake"].version == before  # what was opened is as it was


def test_the_same_file_is_the_same_data(town, question):
    path = question([feature("pond-1")])
    first, second = (answered(town, path).versions["lake"] for _ in range(2))
    assert first == second
    assert answered(town, question([feature("pond-2")])).versions["lake"] != first


@pytest.mark.parametrize(
    "said", ["../secret.geojson", "/etc/hostname.geojson", "a/../../b.geojson"]
)
def test_nothing_outside_the_folder_of_the_question_is_opened(question, said):
    with pytest.raises(BadDefinition) as error:
        atlas.read_question(question([], said=said))
    (problem,) = error.value.parameters["problems"]
    assert (problem.rule, problem.place, problem.found) == (
        "not_beside_question",
        "data.lake",
        said,
    )


def test_a_link_that_leads_out_of_the_folder_is_not_followed(question, tmp_path):
    path = question([feature("pond-1")], said="link.geojson")
    shutil.move(path.with_name("ponds.geojson"), tmp_path / "away.geojson")
    path.with_name("link.geojson").symlink_to(tmp_path / "away.geojson")
    with pytest.raises(BadDefinition, match="not_beside_question"):
        atlas.read_question(path)


def test_a_definition_knows_no_data():
    # what comes by a link, a page or a study is a definition, which cannot name a file
    given = {"kind": "query", "layer": "lake", "data": {"lake": "ponds.geojson"}}
    with pytest.raises(BadDefinition, match="data"):
        make_definition(given)


def test_what_cannot_be_laid_over_is_told(town, question):
    with pytest.raises(UnknownName, match="marsh"):
        answered(town, question([feature("pond-1")], layer="marsh"))
    with pytest.raises(BadFile, match="not_found"):
        answered(town, question([], said="none.geojson"))
    with pytest.raises(BadFile, match="not_geojson"):
        answered(town, question([], said="ponds.shp"))
    with pytest.raises(BadFacts, match=r"uncertainty_m.*some"):
        answered(town, question([feature("pond-1", uncertainty_m="some")]))
    path = question([])
    path.write_text(f'data = "ponds.geojson"\n{QUERY}', "utf8")
    with pytest.raises(BadDefinition, match="not_a_table"):
        atlas.read_question(path)
