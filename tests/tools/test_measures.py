"""Each measure counts what it says, in a made-up checkout."""

import ast
import sys

import pytest

import atlas

sys.path.insert(0, str(atlas.SHIPPED / "tools"))

import measures

TOP = '''"""Top."""
from atlas.work.a import offered
__all__ = ["offered"]
'''
A = '''"""The first; what is told."""
class TownTold:
    """A town."""
    def radius(self, asked, b, c):
        """Measure."""
def offered(x, y, *, z):
    """
    Offer.

    Parameters
    ----------
    x
        Metres.
    """
def _private(told, given, known): ...
'''
B = '''"""The second."""
from atlas.work.a import offered
from . import c
def offered(question):
    """Offer again."""
    if isinstance(question, (Coverage, Query)):
        st.session_state["x"] = Versions(home)
    return {Siting: 1, Location: 2}
'''
C = '"""The third."""\nORDER = {"name": 1, "siting": 2}\n'


@pytest.fixture
def tree(tmp_path):
    files = {"__init__": TOP, "work/__init__": '"""."""', "work/a": A, "work/b": B, "work/c": C}
    for name, text in files.items():
        path = tmp_path / "atlas" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf8")
    return measures.modules(tmp_path)


def test_house_words_are_counted_in_public_names_and_in_docstrings(tree):
    assert measures.house_names(tree) == ["TownTold", "asked"]
    # Top | The first what is told | A town | Measure | Offer Parameters x Metres | . | ...
    assert measures.docstring_words(tree)["told"] == 1
    assert measures.house_per_10_000({"told": 1, "map": 3}) == 2500


def test_a_name_in_two_modules_is_repeated(tree):
    assert measures.repeated_names(tree) == {"offered": ["atlas.work.a", "atlas.work.b"]}


def test_three_parameters_want_a_section(tree):
    functions = [one for module in tree for one in measures.public_functions(module.tree)]
    assert measures.undocumented_parameters(functions) == ["radius"]
    assert measures.documented(functions) == "50 % of 2"
    assert [one.name for one in measures.offered(tree)] == ["offered"]


def test_kinds_are_found_where_they_are_tested_and_where_they_are_keys(tree):
    assert measures.kind_tests(tree) == ["atlas.work.b:6", "atlas.work.b:8"]


def test_a_kind_may_be_tested_in_its_own_folder():
    module = ast.parse("isinstance(question, Coverage)")
    own = measures.Module("atlas.questions.coverage.compute", module, False)
    other = measures.Module("atlas.questions.coverage_like", module, False)
    assert measures.kind_tests([own]) == []
    assert len(measures.kind_tests([other])) == 1


def test_state_and_store_are_counted(tree):
    assert measures.session_state_uses(tree) == 1
    assert measures.stores_built(tree) == ["atlas.work.b:7"]


def test_folders_and_floors(tree):
    assert measures.fullest_folder(tree) == ("atlas.work", 4)
    assert measures.floors(tree) == ("atlas.work", 2)  # b stands on a, and on c
    assert measures.longest_chain({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == 3


# --- what this checkout has reached -------------------------------------------------------------

# one part of a contract under one name: formats, kinds of question, programs
CONTRACTS = {"write", "compute", "report", "brief_table", "brief_bars", "main"}


@pytest.fixture(scope="module")
def checkout():
    return measures.modules(atlas.SHIPPED)


def test_public_names_are_words_of_the_field(checkout):
    found = measures.house_names(checkout)
    assert len(found) < 0.01 * len(measures.public_names(checkout)), found


def test_docstrings_are_in_words_of_the_field(checkout):
    assert measures.house_per_10_000(measures.docstring_words(checkout)) < 60


def test_a_name_at_the_top_of_a_module_stands_for_one_thing(checkout):
    repeated = {
        name: where
        for name, where in measures.repeated_names(checkout).items()
        if name not in CONTRACTS
    }
    distinct = {name for module in checkout for name in measures.top_names(module)}
    assert len(repeated) < 0.01 * len(distinct), repeated


def test_parameters_are_documented(checkout):
    offered = measures.offered(checkout)
    assert len([one for one in offered if len(measures.parameters(one)) >= 3]) > 5
    assert measures.undocumented_parameters(offered) == []
    public = [one for module in checkout for one in measures.public_functions(module.tree)]
    many = [one for one in public if len(measures.parameters(one)) >= 3]
    # the goal is 90 %
    assert len(measures.undocumented_parameters(many)) <= 0.17 * len(many)


def test_kinds_and_the_store_are_spoken_to_by_contract(checkout):
    assert len(measures.kind_tests(checkout)) <= 4
    assert measures.stores_built(checkout) == []


def test_imports_within_a_folder_are_not_deep(checkout):
    assert measures.floors(checkout)[1] <= 8  # the goal is 7
