"""CQL2 text to conditions: how strongly AND, OR and NOT bind, and what is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import atlas
from atlas.deliverables.register import make_definition
from atlas.errors import AtlasError, Refused
from atlas.reading.filters import read_filter

A, B, C = ({"field": name, "op": "=", "value": n} for n, name in enumerate("abc", start=1))


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("a = 1", A),
        ("a <> 1", A | {"op": "!="}),
        ("a < 1", A | {"op": "<"}),
        ("a <= 1", A | {"op": "<="}),
        ("a > 1", A | {"op": ">"}),
        ("a >= 1", A | {"op": ">="}),
        ("a = 'x'", A | {"value": "x"}),
        ("a = 'it''s'", A | {"value": "it's"}),
        ("名称 = '光子'", {"field": "名称", "op": "=", "value": "光子"}),
        ("a = -1.5", A | {"value": -1.5}),
        # AND binds more strongly than OR, NOT more than either
        ("a = 1 OR b = 2 AND c = 3", {"any": [A, {"all": [B, C]}]}),
        ("a = 1 AND b = 2 OR c = 3", {"any": [{"all": [A, B]}, C]}),
        ("(a = 1 OR b = 2) AND c = 3", {"all": [{"any": [A, B]}, C]}),
        ("NOT a = 1 AND b = 2", {"all": [{"not": A}, B]}),
        ("NOT (a = 1 AND b = 2)", {"not": {"all": [A, B]}}),
        ("a IN ('x', 'y')", {"field": "a", "op": "in", "value": ["x", "y"]}),
        ("a NOT IN (1, 2)", {"not": {"field": "a", "op": "in", "value": [1, 2]}}),
        ("a BETWEEN 1 AND 2", {"field": "a", "op": "between", "value": [1, 2]}),
        (
            "a BETWEEN 1 AND 2 AND b = 2",
            {"all": [{"field": "a", "op": "between", "value": [1, 2]}, B]},
        ),
        ("a IS NULL", {"field": "a", "op": "is_empty"}),
        ("a IS NOT NULL", {"not": {"field": "a", "op": "is_empty"}}),
        ("a LIKE '光%'", {"field": "a", "op": "starts_with", "value": "光"}),
        ("a LIKE '%光%'", {"field": "a", "op": "contains", "value": "光"}),
        ("a LIKE '光'", {"field": "a", "op": "=", "value": "光"}),
        ("a LIKE '100%'", {"field": "a", "op": "starts_with", "value": "100"}),
        ("A_CONTAINS(a, ('光子'))", {"field": "a", "op": "has", "value": "光子"}),
    ],
)
def test_a_filter_means_what_cql2_says(text, condition):
    assert read_filter(text) == condition


POINT = {"type": "Point", "coordinates": [108.0, 34.0]}


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("S_INTERSECTS(geometry, POINT(108 34))", "intersects"),
        ("S_WITHIN(geometry, POINT(108 34))", "within"),
        ("S_CONTAINS(geometry, POINT(108 34))", "contains"),
    ],
)
def test_a_place_is_given_as_geometry(text, relation):
    assert read_filter(text) == {"spatial": relation, "of": {"geometry": POINT}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a",
        "a =",
        "= 1",
        "a == 1",
        "a = 1 AND",
        "(a = 1",
        "a = 'x",
        "a LIKE",
        "SELECT 1; --",
        "光子",
    ],
)
def test_what_is_no_filter_is_refused_with_a_reason(text):
    with pytest.raises(Refused) as raised:
        read_filter(text)
    assert raised.value.parameters["reason"] in {"bad_filter", "unsupported_filter"}


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("a = b", "b"),  # most often a word without its quotes
        ("1 = a", "1"),
        ("a + 1 = 2", "+"),
        ("a LIKE '光_'", "光_"),
        ("a LIKE '%光'", "%光"),  # ends with: not the same as contains
        ("a LIKE '光%子'", "光%子"),
        ("A_CONTAINS(a, ('x', 'y'))", "x"),
        ("A_OVERLAPS(a, ('x'))", "a_overlaps"),
        ("S_TOUCHES(geometry, POINT(1 2))", "s_touches"),
        ("T_AFTER(a, DATE('2020-01-01'))", "t_after"),
        ("a = DATE('2020-01-01')", "2020-01-01"),
        ("casei(a) = casei('x')", "casei"),
    ],
)
def test_what_the_atlas_does_not_take_is_named(text, detail):
    with pytest.raises(Refused) as raised:
        read_filter(text)
    assert raised.value.parameters["reason"] == "unsupported_filter"
    assert detail in raised.value.parameters["detail"]


@pytest.mark.parametrize(
    ("before", "after"), [("(", ")"), ("NOT ", ""), ("NOT (", ")"), ("not(", ")"), ("a = (", ")")]
)
def test_a_filter_nested_deeper_than_anyone_writes_is_refused(before, after):
    # the parser follows thousands of levels until the process dies
    for levels in (101, 20_000):
        with pytest.raises(Refused) as raised:
            read_filter(before * levels + "a = 1" + after * levels)
        assert raised.value.parameters == {"reason": "filter_too_deep", "most": 100}


def test_a_sum_without_end_is_refused():
    with pytest.raises(Refused) as raised:
        read_filter("a = " + "1+" * 3000 + "1")
    assert raised.value.parameters["reason"] in {"filter_too_deep", "unsupported_filter"}


def test_a_long_filter_is_not_a_deep_one():
    several = " OR ".join(["(a = 1)", "NOT b = 2"] * 300)
    assert len(read_filter(several)["any"]) == 600


def test_a_filter_selects_as_its_brackets_say(town):
    def ids(text):
        found = atlas.query(town, {"layer": "incubators", "where": read_filter(text)})
        return list(found.table.index)

    # a: incubator 10000; b: makerspace 500; c: accelerator, no area; d: incubator 2000
    either = "class = 'makerspace' OR class = 'incubator' AND floor_area_m2 >= 5000"
    assert ids(either) == ["inc-a", "inc-b"]
    assert ids(f"({either.replace(' AND ', ') AND ', 1)}") == ["inc-a"]
    assert ids("floor_area_m2 IS NULL") == ["inc-c"]
    assert ids("A_CONTAINS(industries, ('光子'))") == ["inc-a", "inc-b"]
    assert ids("name_zh LIKE '%众创%'") == ["inc-b"]
    near = "S_DWITHIN(geometry, POINT(108.661125571 34.109455709), 1, meters)"
    assert ids(near) == ["inc-a"]


WORDS = [
    "a",
    "name",
    "=",
    "<>",
    "<",
    ">=",
    "'x'",
    "'光%'",
    "1",
    "-2.5",
    "AND",
    "OR",
    "NOT",
    "(",
    ")",
    ",",
    "IN",
    "BETWEEN",
    "LIKE",
    "IS",
    "NULL",
    "DATE(",
    "S_WITHIN(",
    "S_DWITHIN(",
    "A_CONTAINS(",
    "POINT(1",
    "2)",
    "POLYGON((",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    "--",
    ";",
    "\\",
    "%",
    "_",
    "+",
    "*",
    "casei(",
    "true",
]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)))
def test_no_text_does_worse_than_be_refused(text):
    try:
        condition = read_filter(text)
    except AtlasError:
        return
    try:
        made = make_definition({"kind": "query", "layer": "parks", "where": condition})
    except AtlasError:
        return
    assert made.where is not None
