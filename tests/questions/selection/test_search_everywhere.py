"""Words found in names, ids and texts of layers, tables and sources of the tiny town."""

import pytest

import atlas
from atlas.errors import BadInput
from atlas.questions.selection.search_everywhere import BEST_FIRST, find


def found(town, text):
    return [(one.layer, one.id, one.how) for one in find(town, text)]


def test_a_name_goes_before_a_text_that_holds_it(town):
    # 西区 is the name of west, and m-1 quotes 西区规划面积4平方公里 of it
    assert found(town, "西区") == [("zones", "west", "exact"), ("mentions", "m-1", "text")]


def test_clause_text_is_found_with_document_clause_and_what_it_speaks_of(town):
    (west, mention) = find(town, "规划面积")
    # west quotes the same phrase in its own row
    assert (west.layer, west.how, west.place.column) == ("zones", "text", "quote")
    assert (mention.place.source, mention.place.clause) == ("plan", "第一章")
    assert (mention.entity, mention.name.zh, mention.is_located) == ("west", "西区", True)


def test_targets_lists_sources_and_ids_are_found(town):
    assert ("targets", "t-1", "text") in found(town, "孵化器数")
    assert found(town, "新材料") == [("incubators", "inc-d", "text")]
    assert ("sources", "plan", "text") in found(town, "小城规划")
    assert ("sources", "plan", "text") in found(town, "小政〔2026〕1号")
    assert found(town, "M-1")[0] == ("mentions", "m-1", "id")
    assert ("sources", "plan", "id") in found(town, "plan")


def test_pinyin_and_slips_are_known_as_ever(town):
    assert ("incubators", "inc-a", "pinyin") in found(town, "jiafuhuaqi")
    assert ("incubators", "inc-b", "fuzzy") in found(town, "乙众创宫间")


def test_of_several_words_all_must_stand_in_the_row(town):
    assert found(town, "光子 芯片") == [("incubators", "inc-a", "text")]
    assert found(town, "光子 农业") == []
    # a word that is what a layer is called says where to look
    layer = town["incubators"].name.zh
    assert {i for _, i, _ in found(town, f"光子 {layer}")} == {"inc-a", "inc-b"}


@pytest.mark.parametrize("text", ["", "  ", "qqqqzzzz"])
def test_nothing_is_found_for_nothing(town, text):
    assert found(town, text) == []


def test_an_answer_counts_all_and_shows_the_best_by_layer(town):
    answer = atlas.search(town, "西区", limit=1)
    assert list(answer.table.index) == ["west"]
    assert (answer.values["found"].value, answer.values["shown"].value) == (2, 1)
    assert answer.headline("zh").startswith("“西区”找到 2 条，列出 1 条：")
    assert list(answer.layers["selected"].index) == ["west"]
    with pytest.raises(BadInput):
        atlas.search(town, "西区", limit=0)


def test_synonyms_follow_the_word_and_broader_words_come_last(shipped):
    every = find(shipped, "激光")
    how = {(one.layer, one.id): one.how for one in every}
    assert how["parks", "inc-laser"] == "contains"
    # a house of photonics, of which lasers are a part
    assert how["platforms", "photonics-centre"] == "near"
    ranks = [one.how for one in every]
    assert ranks == sorted(ranks, key=BEST_FIRST.index)
    assert ranks[-1] == "near"
    down = {(one.layer, one.id): one.how for one in find(shipped, "光子")}
    assert down["parks", "inc-laser"] == "synonym"
    assert not any(layer == "synonyms" for layer, _ in down)
