"""What `import atlas` offers: documented whole, with examples that run, strict about kinds."""

import doctest
import inspect
import re
from collections.abc import Callable

import pytest

import atlas
from atlas.domain.question import written
from atlas.errors import BadDefinition

FUNCTIONS = [name for name in atlas.__all__ if inspect.isfunction(getattr(atlas, name))]
WITH_EXAMPLES = {
    *("briefing", "coverage", "explain", "locate", "open_atlas", "query", "run", "search"),
    *("sheet", "site"),
}
OF_ONE_KIND: dict[str, type] = {
    "query": atlas.Query,
    "coverage": atlas.Coverage,
    "site": atlas.Siting,
    "locate": atlas.Location,
    "sheet": atlas.Sheet,
    "briefing": atlas.Briefing,
}
FINDER = doctest.DocTestFinder(recurse=False)


def section(function: Callable, heading: str) -> str:
    """Return a section of a docstring, without its heading; nothing where there is none."""
    text = inspect.getdoc(function)
    found = re.search(rf"^{heading}\n-+\n(.*?)(?=\n\w+\n---|\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_parameter_has_a_type_and_stands_in_the_docstring(name):
    function = getattr(atlas, name)
    signature = inspect.signature(function)
    kinds = {parameter.kind for parameter in signature.parameters.values()}
    assert inspect.Parameter.VAR_KEYWORD not in kinds
    assert all(p.annotation is not p.empty for p in signature.parameters.values())
    assert signature.return_annotation is not signature.empty
    if name in WITH_EXAMPLES or len(signature.parameters) >= 3:
        heads = re.findall(r"^(\w.*)$", section(function, "Parameters"), re.MULTILINE)
        assert [part for head in heads for part in head.split(", ")] == list(signature.parameters)
        assert section(function, "Returns")


@pytest.mark.parametrize("name", sorted(WITH_EXAMPLES))
def test_its_example_runs(name):
    function = getattr(atlas, name)
    (example,) = FINDER.find(function, name, globs={})
    assert example.examples
    assert run(example) == []


def test_the_example_of_the_package_runs():
    (example,) = FINDER.find(atlas, "atlas", globs={})
    assert run(example) == []


def run(example: doctest.DocTest) -> list[str]:
    """Run a docstring's example; return what it printed against what stands there."""
    differences: list[str] = []
    doctest.DocTestRunner().run(example, out=differences.append)
    return differences


@pytest.mark.parametrize("name", OF_ONE_KIND)
def test_a_function_takes_its_own_kind_and_no_other(name, town):
    other = atlas.Query(layer="schools") if name != "query" else atlas.Sheet(layers=["schools"])
    with pytest.raises(BadDefinition, match="wrong_kind"):
        getattr(atlas, name)(town, other)
    with pytest.raises(BadDefinition, match="wrong_kind"):
        getattr(atlas, name)(town, written(other))


def test_keys_and_values_need_not_say_their_kind(town):
    by_keys = atlas.query(town, {"layer": "schools", "limit": 1})
    assert by_keys.definition == atlas.Query(layer="schools", limit=1)
    assert list(by_keys.table.index) == list(atlas.query(town, by_keys.definition).table.index)


def test_a_sheet_is_drawn_in_one_call(town):
    drawn = atlas.sheet(town, {"layers": ["schools"], "dpi": 60}, format="png")
    assert drawn.startswith(b"\x89PNG")
