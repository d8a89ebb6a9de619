"""Synonyms: which words are looked for together, in which direction, and how that is said."""

import geopandas
import pytest

import atlas
from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer
from atlas.questions.selection.synonyms import broader, pattern_of, widened

ROWS = {
    # id: term, relation, words
    "s-1": ("光子", "narrower", "激光;光电子"),
    "s-2": ("光电子", "same", "光电"),
    "s-3": ("人工智能", "same", "AI"),
    "s-4": ("芯片", "narrower", "新材料"),
}


@pytest.fixture(scope="module")
def worded(town, shipped):
    """The tiny town with a table of synonyms."""
    terms, relations, words = zip(*ROWS.values(), strict=True)
    cells = {"term": terms, "relation": relations, "words": words, "source": "plan"}
    frame = geopandas.GeoDataFrame(
        {**cells, "kind": "industry", "basis": "inferred", "clause": "", "quote": ""},
        geometry=[None] * len(ROWS),
        crs=4326,
        index=list(ROWS),
    )
    table = Layer(shipped["synonyms"].spec, frame, version="synonymsofit")
    return Catalogue([*town.values(), table], town.sources.values())


def found(catalogue, **test):
    where = {"field": "industries", "op": "has", **test}
    return atlas.query(catalogue, {"layer": "incubators", "where": where})


@pytest.mark.parametrize(
    ("word", "with_it"),
    [
        ("光子", ("光子", "激光", "光电子", "光电")),  # down, and on to what means the same
        ("激光", ("激光",)),  # never up
        ("光电", ("光电", "光电子")),
        ("ai", ("ai", "人工智能")),
        ("农业", ("农业",)),
    ],
)
def test_a_word_is_widened_downwards_and_sideways(worded, word, with_it):
    assert widened(worded, word) == with_it


def test_broader_words_are_known_apart(worded):
    assert broader(worded, "激光") == ("光子",)
    assert broader(worded, "光电") == ("光子",)
    assert broader(worded, "光子") == ()


def test_without_a_table_no_word_has_synonyms(town):
    assert widened(town, "光子") == ("光子",)
    assert [c.key for c in found(town, value="光子").caveats] == []


def test_a_circle_of_words_ends(town, shipped):
    frame = (
        shipped["synonyms"]
        .frame.iloc[:2]
        .assign(term=["甲", "乙"], words=["乙", "甲"], relation="narrower")
    )
    table = Layer(shipped["synonyms"].spec, frame, version="circle")
    assert widened(Catalogue([table], ()), "甲") == ("甲", "乙")


def test_latin_letters_are_found_only_where_they_stand_alone():
    pattern = pattern_of(("人工智能", "AI"))
    assert pattern.search("AI芯片")
    assert pattern.search("ai, robots")
    assert not pattern.search("available in main")


def test_has_finds_the_synonyms_of_a_word(worded):
    # inc-a 光子;芯片, inc-b 光子, inc-d 新材料
    assert list(found(worded, value="芯片").table.index) == ["inc-a", "inc-d"]
    assert list(found(worded, value="新材料").table.index) == ["inc-d"]
    assert list(found(worded, value="芯片", synonyms=False).table.index) == ["inc-a"]


def test_contains_finds_the_synonyms_of_a_word(worded):
    asked = {"op": "contains", "value": "芯片"}
    assert list(found(worded, **asked).table.index) == ["inc-a", "inc-d"]
    assert list(found(worded, **asked, synonyms=False).table.index) == ["inc-a"]


def test_an_answer_says_which_words_were_looked_for_too(worded):
    widened_answer, plain = found(worded, value="芯片"), found(worded, value="芯片", synonyms=False)
    said = [widened_answer.say(caveat, "zh") for caveat in widened_answer.caveats]
    assert any("“芯片”一并查找同义词与下位词：新材料。" in line for line in said)
    assert widened_answer.versions["synonyms"] == "synonymsofit"
    assert "synonyms" not in plain.versions
    assert not any("同义词" in plain.say(caveat, "zh") for caveat in plain.caveats)


def test_a_condition_within_another_question_is_told_too(worded):
    of = {"layer": "incubators", "where": {"field": "industries", "op": "has", "value": "芯片"}}
    near = {"spatial": "within_distance", "distance_m": 500.001, "of": of}
    answer = atlas.query(worded, {"layer": "schools", "where": near})
    assert "synonyms" in answer.versions


def test_the_shipped_words_lead_where_a_planner_expects(shipped):
    assert {"光电子", "激光", "光芯片"} <= set(widened(shipped, "光子"))
    assert "光子" not in widened(shipped, "激光")
    assert {"众创空间", "孵化器", "加速器", "双创载体"} <= set(widened(shipped, "孵化载体"))
    assert "智能" not in widened(shipped, "AI")
