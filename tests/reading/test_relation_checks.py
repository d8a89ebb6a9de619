"""One damage to the tied town, one rule of relations broken, one place named."""

import pytest

from tests.tied_town import tie

ROWS, INCUBATORS = "geodata/relations.csv", "geodata/incubators.csv"
END = "stated,plan,第二章,孵化器不少于3家,"

DAMAGES = [
    (ROWS, "school-1", "school-9", "unknown_reference", f"{ROWS}:rel-1:object", "school-9"),
    (ROWS, "ch-light", "ch-lite", "unknown_reference", f"{ROWS}:rel-3:subject", "ch-lite"),
    (ROWS, "pairs_with", "pairs", "not_in_values", f"{ROWS}:2:relation", "pairs"),
    (ROWS, "inferred,plan", ",plan", "required", f"{ROWS}:3:basis", ""),
    (ROWS, "inc-b,builds,pj-hall", "inc-b,builds,inc-b", "relation_to_itself",
     f"{ROWS}:rel-2:object", "inc-b"),
    (ROWS, "inc-a,pairs_with,school-1", "inc-a,located_in,west", "relation_twice",
     f"{ROWS}:rel-1:object", "west"),
    # west lies in the part of a part of what lies in west
    (ROWS, "ch-light,supplies,west", "west,part_of,inc-d", "circle_of_parts",
     f"{INCUBATORS}:inc-a:parent", "west → inc-d → inc-a → west"),
    (INCUBATORS, "west,stated", "inc-d,stated", "circle_of_parts",
     f"{INCUBATORS}:inc-d:parent", "inc-a → inc-d → inc-a"),
    ("layers/incubators.toml", '"located_in"', '"lies_in"', "unknown_relation",
     "layers/incubators.toml: columns.parent.relation", "lies_in"),
    ("layers/projects.toml", 'place_of = "entity"', 'place_of = "thing"', "unknown_column",
     "layers/projects.toml: place_of", "thing"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "rule", "place", "found"), DAMAGES)
def test_a_damage_is_told_with_its_place(copy, file, old, new, rule, place, found):
    tie(copy.root)
    assert copy.problems() == []
    copy.damage(file, old, new)
    assert copy.problems() == [(rule, place, found)]


def test_relations_are_told_all_at_once(copy):
    tie(copy.root)
    copy.damage(ROWS, "inc-b,builds,pj-hall", "inc-b,builds,inc-b")
    copy.damage(ROWS, "inc-a,pairs_with,school-1", "inc-a,located_in,west")
    copy.damage(ROWS, "ch-light,supplies,west", "west,part_of,inc-d")
    assert {rule for rule, _, _ in copy.problems()} == {
        "relation_to_itself",
        "relation_twice",
        "circle_of_parts",
    }


def test_a_table_that_states_relations_says_of_whom(copy):
    tie(copy.root)
    copy.damage(
        "layers/mentions.toml",
        "[columns.ask_zh]",
        '[columns.of]\ntype = "text"\nrelation = "part_of"\nlabel = { zh = "属于", en = "Of" }\n'
        "\n[columns.ask_zh]",
    )
    copy.damage("layers/mentions.toml", "[columns.entity]", "[columns.thing]")
    copy.damage("geodata/mentions.csv", "entity,source", "thing,of,source")
    copy.damage("geodata/mentions.csv", "west,plan", "west,town,plan")
    place = "layers/mentions.toml: columns.of.relation"
    assert ("missing_column", place, "entity") in copy.problems()
