"""Every error has an exit code, a status and words in both languages."""

import pytest

from atlas import errors
from atlas.domain.messages import LANGUAGES
from atlas.errors import (
    AtlasError,
    BadDefinition,
    BadFacts,
    BadFile,
    BadInput,
    Infeasible,
    NotReady,
    Problem,
    Refused,
    UnknownName,
)
from atlas.interface.outcomes import EXIT_CODES, HTTP_STATUS, describe, exit_code, problem_text

ERRORS = [
    (BadFacts(problems=[Problem("required", "a:1", "")]), 1, 500, "a:1"),
    (UnknownName(kind="layer", name="x", known=["y", "z"]), 2, 404, "x"),
    (BadDefinition(problems=[Problem("missing", "layer")]), 2, 422, "layer"),
    (BadFile(path="/a/b.toml", reason="not_found"), 2, 400, "/a/b.toml"),
    (BadInput(argument="radius_m", reason="not_positive", rows=[3]), 2, 422, "radius_m"),
    (Infeasible(rows=[1, 2], smallest_radius=1234.0), 3, 409, "1234"),
    (Refused(reason="no_zones", layer="parks"), 3, 409, "parks"),
    (NotReady(what="fonts/x.ttf", remedy="python tools/setup.py"), 3, 503, "tools/setup.py"),
]


def test_every_kind_of_error_has_a_code_and_a_status():
    kinds = {k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, AtlasError)}
    assert set(EXIT_CODES) == set(HTTP_STATUS) == kinds - {AtlasError}
    assert {type(error) for error, *_ in ERRORS} == set(EXIT_CODES)


@pytest.mark.parametrize(("error", "code", "status", "part"), ERRORS)
def test_an_error_is_told_in_both_languages(error, code, status, part):
    assert exit_code(error) == code
    assert HTTP_STATUS[type(error)] == status
    said = {lang: describe(error, lang) for lang in LANGUAGES}
    assert all(part in text for text in said.values())
    assert said["zh"] != said["en"]
    # no key, no gap and no class name reaches a reader
    for text in said.values():
        assert "{" not in text
        assert type(error).__name__ not in text.replace("Refused:", "")


@pytest.mark.parametrize("reason", ["bad_filter", "unsupported_filter", "bad_address"])
def test_what_was_typed_wrong_is_wrong_use(reason):
    assert exit_code(Refused(reason=reason, detail="x", form="y")) == 2


def test_the_known_names_are_listed_and_none_is_said():
    error = UnknownName(kind="layer", name="x", known=["a", "b"])
    assert "a, b" in describe(error, "en")
    assert "a、b" in describe(error, "zh")
    assert "—" in describe(UnknownName(kind="layer", name="x", known=[]), "en")


def test_every_problem_stands_on_its_own_line():
    problems = [Problem("not_a_number", f"f.csv:{n}:a", "x") for n in range(3)]
    lines = describe(BadFacts(problems=problems), "en").splitlines()
    assert len(lines) == 4
    assert lines[1].strip() == "f.csv:0:a: not a number, found “x”"


def test_thousands_of_problems_are_cut():
    problems = [Problem("required", f"f.csv:{n}:a") for n in range(5000)]
    assert len(describe(BadFacts(problems=problems), "zh").splitlines()) == 201


def test_a_problem_says_what_would_be_right():
    problem = Problem("not_in_values", "f.csv:2:class", "x", ("a", "b"))
    assert problem_text(problem, "en").endswith("found “x”; allowed: a, b")
    # a rule nobody has words for is named as it is
    assert "brand_new" in problem_text(Problem("brand_new", "f:1"), "zh")
    # the detail behind a colon is the code's own
    said = problem_text(Problem("value_does_not_fit:in", "where", "3"), "en")
    assert said == "where: the value does not fit the operator, found “3”"


def test_text_from_outside_cannot_fill_gaps():
    error = UnknownName(kind="layer", name="{known} {0.__class__}", known=["{kind}"])
    assert "{known} {0.__class__}" in describe(error, "en")
    assert "{kind}" in describe(error, "en")


def test_an_error_that_is_not_ours_keeps_its_secrets():
    said = describe(RuntimeError("password = x"), "en")
    assert "RuntimeError" in said
    assert "password" not in said


def test_an_unworded_reason_is_shown_as_it_is():
    assert "brand_new" in describe(Refused(reason="brand_new"), "zh")
