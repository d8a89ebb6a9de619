"""Whatever is noticed or refused while reading is said in both languages, gaps filled."""

import ast
from pathlib import Path

import pytest

from atlas.domain.messages import LANGUAGES, Message
from atlas.errors import BadFile, Problem
from atlas.ingest.safety import archives
from atlas.ingest.safety.staging import _NOT_READ, ACCEPTED
from atlas.interface.outcomes import describe, problem_text
from atlas.output.language import has_words, say

ROOM = Path(archives.__file__).parents[1]


def constants(function):
    """Return the strings that stand first in calls of a function, anywhere in the room."""
    return {
        call.args[0].value
        for path in ROOM.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf8")))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == function
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def test_every_reason_put_into_a_table_or_raised_inside_has_words():
    reasons = {*_NOT_READ.values(), *constants("_RefusedError")}
    assert len(reasons) >= 6
    assert [reason for reason in reasons if not has_words(f"reason.{reason}")] == []


def test_every_rule_has_words():
    rules = {"not_a_coordinate", "half_a_place", "zero_coordinates", "coordinate_beyond"}
    rules |= {"unit_does_not_fit", "fact_not_given", "not_a_geometry", *constants("Problem")}
    rules |= constants("_problems")
    assert [rule for rule in rules if not has_words(f"rule.{rule}")] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_refusal_names_the_file_and_what_to_do(lang):
    told = describe(BadFile(path="红线.dwg", reason="save_as_dxf"), lang)
    assert "红线.dwg" in told
    assert "DXF" in told
    formats = f"unread_format: {' '.join(ACCEPTED)}"
    assert ".gpkg" in describe(BadFile(path="a.exe", reason=formats), lang)
    assert "2,000" in describe(BadFile(path="a.zip", reason="too_many_members: 2,000"), lang)
    problem = Problem("half_a_place", "5:纬度")
    assert problem_text(problem, lang).startswith("5:纬度")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_kinds_of_shape_are_words(lang):
    kinds = tuple(Message(f"incoming.kind_{k}") for k in ("point", "line", "polygon", "collection"))
    told = say(Message("incoming.parted", {"kinds": kinds}), lang)
    assert "incoming" not in told
