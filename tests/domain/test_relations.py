"""A relation reads from both ends, and a parent is one of them without being written twice."""

from atlas.domain.relations import Tie, chain, related, relation_rows


def told(catalogue, thing):
    return [(tie.relation, tie.other, tie.is_forward) for tie in related(catalogue, thing)]


def test_a_relation_is_seen_from_both_of_its_ends(tied):
    assert told(tied, "school-1") == [("pairs_with", "inc-a", False)]
    assert ("pairs_with", "school-1", True) in told(tied, "inc-a")
    assert Tie("rel-2", "builds", "inc-b", is_forward=False) in related(tied, "pj-hall")


def test_a_parent_is_a_relation_and_one_of_the_same_layer_a_whole(tied):
    table = tied["relations"].frame
    assert list(table.index) == ["rel-1", "rel-2", "rel-3", *(f"inc-{i}-parent" for i in "abd")]
    assert table.loc["inc-a-parent", ["relation", "object", "basis"]].to_list() == [
        "located_in",
        "west",
        "stated",
    ]
    assert table.loc["inc-d-parent", "relation"] == "part_of"
    # the layer keeps its column, and is asked by it as before
    assert tied["incubators"].frame.at["inc-a", "parent"] == "west"


def test_several_wholes_in_one_cell_are_several_relations(tied):
    frame = tied["incubators"].frame.copy()
    frame.loc["inc-b", "parent"] = "east;west"
    layer = type(tied["incubators"])(tied["incubators"].spec, frame, version="x")
    rows = relation_rows(layer)
    assert rows.loc["inc-b-parent", "object"] == "east"
    assert rows.loc["inc-b-parent-2", "object"] == "west"


def test_what_is_inferred_does_not_borrow_the_phrase_of_its_row(tied):
    frame = tied["incubators"].frame.copy()
    frame.loc[["inc-a", "inc-b"], "clause"] = "第二章"
    frame.loc[["inc-a", "inc-b"], "quote"] = "孵化器不少于3家"
    layer = type(tied["incubators"])(tied["incubators"].spec, frame, version="x")
    rows = relation_rows(layer)
    assert rows.loc["inc-a-parent", "quote"] == "孵化器不少于3家"
    assert rows.loc["inc-b-parent", "clause"] == rows.loc["inc-b-parent", "quote"] == ""


def test_a_chain_goes_so_many_steps_and_not_through_common_ground(tied):
    near = chain(tied, "inc-a", steps=1)
    assert near.steps[0] == ("inc-a",)
    assert set(near.steps[1]) == {"school-1", "west", "inc-d"}
    # the chain of light is placed in west too: that alone ties it to nothing
    assert chain(tied, "inc-a", steps=2).steps[2] == ()
    assert chain(tied, "pj-hall", steps=2).steps[1:] == (("inc-b",), ("east",))
    assert set(chain(tied, "pj-hall", steps=2).rows) == {"rel-2", "inc-b-parent"}


def test_a_catalogue_without_the_table_has_no_relations(town):
    assert related(town, "inc-a") == ()
    assert chain(town, "inc-a").rows == ()
    assert chain(town, "inc-a").steps == (("inc-a",), (), ())


def test_the_shipped_platform_of_two_universities_names_both(shipped):
    wholes = [tie.other for tie in related(shipped, "ai-edu-platform") if tie.is_forward]
    assert sorted(wholes) == ["xidian", "xjtu"]


def test_the_members_of_belts_are_relations_with_the_part_they_play(shipped):
    row = shipped["relations"].frame.loc["b-01-belt"]
    assert row[["subject", "relation", "object"]].to_list() == ["xixian", "member_of", "qcy-window"]
    assert row["role_zh"] == "总窗口承载"


def test_every_shipped_relation_reads_in_words_from_both_ends(shipped):
    spec = shipped["relations"].spec
    for code in spec.columns["relation"].values:
        assert spec.columns["relation"].values_label[code]
        assert spec.columns["relation"].values_back[code]
