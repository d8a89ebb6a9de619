"""A condition written as CQL2 is read back as the same condition."""

import json

import numpy
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import atlas
from atlas.domain.conditions import AllOf, AnyOf, NotOf
from atlas.domain.question import written
from atlas.errors import Refused
from atlas.output.cql2 import cql2_text
from atlas.questions.query.definition import Query
from atlas.reading.filters import read_filter

POND = {"type": "Polygon", "coordinates": [[[108, 34], [109, 34], [109, 35], [108, 34]]]}


def condition(given):
    return Query(layer="any", where=given).where


def text(given):
    return cql2_text(condition(given))


def again(given):
    """Return a condition after it was written and read."""
    return condition(read_filter(text(given)))


def flat(part):
    """Return a condition with lists of one taken apart and lists of the same kind run together."""
    if isinstance(part, NotOf):
        return NotOf(not_=flat(part.not_))
    if not isinstance(part, AllOf | AnyOf):
        return part
    kind, key = type(part), "all" if isinstance(part, AllOf) else "any"
    inner = [flat(p) for p in getattr(part, key)]
    parts = [q for p in inner for q in (getattr(p, key) if isinstance(p, kind) else [p])]
    return parts[0] if len(parts) == 1 else kind(**{key: tuple(parts)})


def rounded(part):
    """Return a condition with positions to 1e-12 degrees: the last binary digit may be lost."""
    if isinstance(part, dict) and "coordinates" in part:
        return {**part, "coordinates": numpy.round(part["coordinates"], 12).tolist()}
    if isinstance(part, dict):
        return {key: rounded(value) for key, value in part.items()}
    return [rounded(value) for value in part] if isinstance(part, list) else part


def plain(part):
    return rounded(flat(part).model_dump(mode="json", by_alias=True))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"field": "class", "op": "=", "value": "incubator"}, "class = 'incubator'"),
        ({"field": "area_km2", "op": "!=", "value": 1}, "area_km2 <> 1"),
        ({"field": "n", "op": "between", "value": [1, 2.5]}, "n BETWEEN 1 AND 2.5"),
        ({"field": "n", "op": "in", "value": ["a", "b"]}, "n IN ('a', 'b')"),
        ({"field": "n", "op": "contains", "value": "光"}, "n LIKE '%光%'"),
        ({"field": "n", "op": "starts_with", "value": "5%"}, r"n LIKE '5\%%'"),
        ({"field": "n", "op": "has", "value": "it's"}, "A_CONTAINS(n, ('it''s'))"),
        ({"field": "n", "op": "is_empty"}, "n IS NULL"),
        ({"field": "名称", "op": "=", "value": True}, '"名称" = true'),
        ({"field": "not", "op": "<", "value": -1e-7}, '"not" < -1e-07'),
        ({"all": []}, "TRUE"),
        ({"not": {"field": "n", "op": "is_empty"}}, "NOT (n IS NULL)"),
        (
            {
                "any": [
                    {"field": "a", "op": "=", "value": 1},
                    {
                        "all": [
                            {"field": "b", "op": "=", "value": 2},
                            {"field": "c", "op": "=", "value": 3},
                        ]
                    },
                ]
            },
            "(a = 1) OR ((b = 2) AND (c = 3))",
        ),
        (
            {
                "spatial": "within_distance",
                "of": {"geometry": {"type": "Point", "coordinates": [108.9, 34.25]}},
                "distance_m": 500,
            },
            "S_DWITHIN(geometry, POINT (108.9 34.25), 500.0)",
        ),
        (
            {"spatial": "within", "of": {"geometry": POND}},
            "S_WITHIN(geometry, POLYGON ((108 34, 109 34, 109 35, 108 34)))",
        ),
    ],
)
def test_a_condition_is_written_and_read_back(given, expected):
    assert text(given) == expected
    assert again(given) == condition(given)


@pytest.mark.parametrize(
    "given",
    [
        {"spatial": "nearest", "of": {"layer": "schools"}, "k": 3},
        {"spatial": "nearest", "of": {"geometry": POND}},
        {"spatial": "within", "of": {"layer": "zones", "id": "west"}},
        {"spatial": "within_distance", "of": {"layer": "schools"}, "distance_m": 500},
        {"not": {"all": [{"spatial": "intersects", "of": {"layer": "zones"}}]}},
        {"spatial": "within", "of": {"geometry": {"type": "Star"}}},
        {"spatial": "within", "of": {"geometry": {"type": "Point", "coordinates": []}}},
        {"field": "n", "op": "in", "value": []},
        {"field": "n", "op": "=", "value": float("inf")},
        {"field": "n", "op": "=", "value": 2**53 + 1},
        {"field": 'a"b', "op": "=", "value": 1},
        {"field": "", "op": "=", "value": 1},
    ],
)
def test_what_cql2_cannot_say_is_refused(given):
    with pytest.raises(Refused) as caught:
        text(given)
    assert caught.value.parameters["reason"] == "not_in_cql2"
    assert isinstance(caught.value.parameters["detail"], str)


@pytest.mark.parametrize("pattern", ["%ends", "a%b", "a_b", "%%x%", "x\\", "a%%"])
def test_a_pattern_that_no_operator_means_is_refused(pattern):
    with pytest.raises(Refused) as caught:
        read_filter(f"n LIKE '{pattern}'")
    assert caught.value.parameters["reason"] == "unsupported_filter"


@pytest.mark.parametrize(
    ("pattern", "op", "value"),
    [
        ("%", "starts_with", ""),
        ("%%", "contains", ""),
        ("same", "=", "same"),
        (r"100\%", "=", "100%"),
        (r"\\%", "starts_with", "\\"),
        (r"%\_%", "contains", "_"),
    ],
)
def test_a_backslash_takes_the_next_character_as_it_is(pattern, op, value):
    assert read_filter(f"n LIKE '{pattern}'") == {"field": "n", "op": op, "value": value}


def test_false_is_the_negation_of_true():
    assert condition(read_filter("FALSE")) == condition({"not": {"all": []}})


# "*" is no column but any text of a row, which CQL2 cannot say: told apart below
names = st.text(st.characters(exclude_characters='"*', exclude_categories=["C"]), min_size=1)
fields = st.sampled_from(["class", "area_km2", "null", "In", "名称", "a b"]) | names
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
numbers = (
    st.floats(allow_nan=False, allow_infinity=False)
    | st.integers(-(2**53), 2**53)
    | st.sampled_from([0, -1, 1e21, 5e-324])
)
scalars = st.booleans() | words | numbers


@st.composite
def attribute_tests(draw):
    op = draw(st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
    values = {
        op: scalars,
        "in": st.lists(scalars, min_size=1, max_size=3),
        "between": st.tuples(scalars, scalars),
        "contains": words,
        "starts_with": words,
        "has": scalars,
        "is_empty": st.none(),
    }
    op = draw(st.sampled_from(sorted(values)))
    return {"field": draw(fields), "op": op, "value": draw(values[op])}


@st.composite
def spatial_tests(draw):
    # WKT has no room for 1e-70 of a degree
    degrees = st.floats(-180, 180).map(lambda number: round(number, 12))
    position = st.tuples(degrees, degrees).map(list)
    west, south = draw(st.floats(100, 110)), draw(st.floats(30, 35))
    box = json.loads(shapely.to_geojson(shapely.box(west, south, west + 1, south + 1)))
    shape = draw(
        st.sampled_from([POND, box])
        | position.map(lambda at: {"type": "Point", "coordinates": at})
        | st.lists(position, min_size=2, max_size=4).map(
            lambda line: {"type": "LineString", "coordinates": line}
        )
        | st.lists(position, min_size=1, max_size=3).map(
            lambda points: {"type": "MultiPoint", "coordinates": points}
        )
    )
    relation = draw(st.sampled_from(["intersects", "within", "contains", "within_distance"]))
    test = {"spatial": relation, "of": {"geometry": shape}}
    if relation == "within_distance":
        test["distance_m"] = draw(st.floats(1e-3, 1e6))
    return test


conditions = st.recursive(
    attribute_tests() | spatial_tests(),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda parts: {"all": parts})
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts})
        | inner.map(lambda part: {"not": part})
    ),
    max_leaves=6,
)


@settings(max_examples=250, deadline=None, derandomize=True)
@given(conditions)
def test_whatever_cql2_can_say_comes_back(given):
    assert plain(again(given)) == plain(condition(given))


def test_the_filter_selects_what_the_condition_does(town):
    where = {
        "all": [
            {"not": {"field": "status", "op": "=", "value": "planned"}},
            {"field": "name_zh", "op": "contains", "value": "孵化器"},
        ]
    }
    direct = atlas.query(town, {"layer": "incubators", "where": where})
    read = atlas.query(town, {"layer": "incubators", "where": read_filter(text(where))})
    assert list(read.table.index) == list(direct.table.index)
    assert len(direct.table) > 0
    assert written(read.definition)["where"] == written(direct.definition)["where"]


def test_synonyms_are_written_out():
    def words(test):
        return (str(test.value), "激光", *(["AI"] if test.field == "b" else []))

    has = condition({"field": "a", "op": "has", "value": "光子"})
    told = cql2_text(has, words=words)
    assert told == "(A_CONTAINS(a, ('光子'))) OR (A_CONTAINS(a, ('激光')))"
    assert read_filter(told) == {
        "any": [
            {"field": "a", "op": "has", "value": "光子"},
            {"field": "a", "op": "has", "value": "激光"},
        ]
    }
    inner = condition({"not": {"all": [{"field": "a", "op": "contains", "value": "光子"}]}})
    assert cql2_text(inner, words=words) == "NOT ((a LIKE '%光子%') OR (a LIKE '%激光%'))"
    # a part of a text is found within other words, which a Latin synonym must not be
    loose = condition({"field": "b", "op": "contains", "value": "光子"})
    with pytest.raises(Refused) as raised:
        cql2_text(loose, words=words)
    assert raised.value.parameters["detail"] == "AI"


def test_any_text_is_not_in_cql2():
    with pytest.raises(Refused) as raised:
        cql2_text(condition({"field": "*", "op": "contains", "value": "光子"}))
    assert raised.value.parameters["detail"] == "*"
