"""
Both languages say the same things, and whatever the code can say has words in both.

Keys written out in a call are read off the syntax tree; those put together at run time are
listed by hand in `PUT_TOGETHER`.
"""

import ast
import string
from collections.abc import Iterator
from functools import cache

import pytest

import atlas
from atlas import errors
from atlas.deliverables.register import DEFINITIONS
from atlas.domain.layer import COMMON_COLUMNS, POSITION_BASES, STATUSES, TABLE_COLUMNS
from atlas.domain.messages import LANGUAGES
from atlas.domain.units import UNITS
from atlas.interface.web.forms.systems import SYSTEMS
from atlas.interface.web.session.examples import EXAMPLES
from atlas.output.language import words_of
from atlas.output.sheet import TEMPLATES

# called with a key: what stands before it
SPEAKERS = {
    "message": "",
    "Message": "",
    "word": "web.",
    "help_text": "cli.",
    "words": "sheet.",
    "phrase": "diagram.",
    "note": "web.",
    "fold": "web.",
}
# what fields of a form are called by
LABELS = {"label", "none", "placeholder", "typed", "help"}
# called with a reason: the number of its argument
REFUSERS = {"_refuse": 1}
PUT_TOGETHER = {
    "column.{}": [
        *(f"column.{name}" for name in (*COMMON_COLUMNS, *TABLE_COLUMNS)),
        *(f"column.{name}" for name in ("layer", "rows", "located", "schematic")),
    ],
    "column.demand_{}": [f"column.demand_{k}" for k in ("total", "low", "reached", "high")],
    "column.criterion_{}": ["column.criterion_score", "column.criterion_part"],
    "value.{}.{}": [
        *(f"value.status.{status}" for status in STATUSES),
        *(f"value.position_basis.{basis}" for basis in POSITION_BASES),
        *(f"value.release.{release}" for release in ("public", "internal")),
    ],
    "value.flag.{}": ["value.flag.yes", "value.flag.no"],
    "value.position_basis.{}": [],  # as above
    "siting.title_{}": ["siting.title_screening", "siting.title_ranking"],
    "siting.headline_{}": ["siting.headline_screening", "siting.headline_ranking"],
    "sheet.role_{}": [
        f"sheet.role_{role}"
        for role in (
            "reached",
            "gap",
            "overlap",
            "candidates",
            "chosen",
            "selected",
            "excluded",
        )
    ],
    "web.page_{}": [
        f"web.page_{page}"
        for page in ("browse", "query", "coverage", "siting", "location", "briefing")
    ],
    "web.template_{}": [f"web.template_{name.replace('-', '_')}" for name in TEMPLATES],
    "web.release_{}": ["web.release_internal", "web.release_public"],
    "web.measure_{}": [f"web.measure_{m}" for m in ("distance", "count", "share")],
    "web.op_{}": [
        f"web.op_{op}"
        for op in ("eq", "ne", "lt", "le", "gt", "ge", "contains", "starts", "has", "empty")
    ],
    "web.relation_{}": [
        f"web.relation_{r}" for r in ("within", "within_distance", "intersects", "nearest")
    ],
    "web.system_{}": [f"web.system_{name}" for name in SYSTEMS],
    "web.system_text_{}": [f"web.system_text_{name}" for name in SYSTEMS],
    "web.columns_{}": ["web.columns_clusters", "web.columns_places"],
    "web.joined_{}": ["web.joined_all", "web.joined_any"],
    "web.example_{}": [f"web.example_{name}" for name in EXAMPLES],
    # checked one by one below
    "theme.{}": [],
    "kind.{}": [],
    "error.{}": [],
    "rule.{}": [],
    "reason.{}": [],
    # the functions that put the room's name before a key given to them
    "cli.{}": ["cli.caveats", "cli.sources"],
    "web.{}": [],
    "sheet.{}": [],
}
PYDANTIC = [
    "missing",
    "extra_forbidden",
    "literal_error",
    "greater_than",
    "greater_than_equal",
    "less_than_equal",
    "too_short",
    "too_long",
    "float_parsing",
    "float_type",
    "int_parsing",
    "int_type",
    "int_from_float",
    "string_type",
    "string_too_short",
    "tuple_type",
    "model_type",
    "bool_parsing",
    "bool_type",
    "string_pattern_mismatch",
    "finite_number",
    "dict_type",
    "union_tag_invalid",
    "model_attributes_type",
    "unknown_condition",
    "unknown_constraint",
    "unknown_answer",
]


@cache
def calls() -> tuple[ast.Call, ...]:
    """Return every call in the code."""
    return tuple(
        node
        for path in sorted((atlas.SHIPPED / "atlas").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8")))
        if isinstance(node, ast.Call)
    )


def called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def literals(node: ast.AST | None) -> Iterator[str]:
    """Yield the strings an argument may be: one, or either branch of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def pattern(node: ast.JoinedStr) -> str:
    """Return an f-string with empty braces for whatever is filled in."""
    return "".join(
        str(value.value) if isinstance(value, ast.Constant) else "{}" for value in node.values
    )


def keys_in_code() -> tuple[set[str], set[str]]:
    """Return the keys written out in calls, and the patterns of those put together."""
    written, together = set(), set()
    for call in calls():
        if called(call) in SPEAKERS and call.args:
            before = SPEAKERS[called(call)]
            written |= {before + key for key in literals(call.args[0])}
            if isinstance(call.args[0], ast.JoinedStr):
                together.add(before + pattern(call.args[0]))
    return written | labels_in_forms(), together


def labels_in_forms() -> set[str]:
    """Return the keys by which the forms of questions call their fields."""
    found = set()
    for path in sorted((atlas.SHIPPED / "atlas" / "questions").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            if isinstance(node, ast.keyword) and node.arg in LABELS:
                found |= {key if "." in key else f"web.{key}" for key in literals(node.value)}
    return found


def reasons_in_code() -> set[str]:
    found = set()
    for call in calls():
        keyword = {k.arg: k.value for k in call.keywords}
        reason = keyword.get("reason")
        found |= set(literals(reason))
        if isinstance(reason, ast.JoinedStr):  # the rest of it is a detail
            found |= reasons_like(pattern(reason).partition(":")[0])
        number = REFUSERS.get(called(call))
        if number is not None and len(call.args) > number:
            found |= set(literals(call.args[number]))
    return found


def reasons_like(reason: str) -> set[str]:
    """Return the reasons that a pattern stands for; itself where it stands for none."""
    start, gap, _ = reason.partition("{}")
    known = {key.removeprefix("reason.") for key in words_of("zh") if key.startswith("reason.")}
    return {one for one in known if one.startswith(start)} or {reason} if gap else {reason}


def rules_in_code() -> set[str]:
    """Return the rules that problems name, those of pydantic's validators included."""
    found = set(PYDANTIC)
    for call in calls():
        if called(call) in {"Problem", "fault"} and call.args:
            found |= set(literals(call.args[0]))
        if called(call) == "TableName":
            found |= set(literals(call.args[1]))
    code = atlas.SHIPPED / "atlas"
    definitions = [*code.glob("questions/*/definition.py"), *code.glob("questions/*/criteria.py")]
    definitions += [*code.glob("deliverables/*.py"), code / "domain" / "conditions.py"]
    for path in (*definitions, code / "reading" / "facts.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
            # msg = "radii_do_not_rise", or f"value_does_not_fit:{op}"
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "msg":
                value = node.value
                text = pattern(value) if isinstance(value, ast.JoinedStr) else value.value
                found.add(text.partition(":")[0])
            # the rules of cells: lambda cell, column: "" if ... else "not_a_number"
            if isinstance(node, ast.Lambda):
                found |= set(literals(node.body)) - {""}
    return found


def kinds_in_code() -> set[str]:
    return {
        kind
        for call in calls()
        if called(call) == "UnknownName"
        for keyword in call.keywords
        if keyword.arg == "kind"
        for kind in literals(keyword.value)
    }


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def without_words(keys) -> list[str]:
    return sorted(key for key in keys if any(key not in words_of(lang) for lang in LANGUAGES))


def test_the_languages_have_the_same_keys():
    assert set(words_of("zh")) == set(words_of("en"))
    assert len(words_of("zh")) > 300


def test_the_languages_have_the_same_gaps():
    zh, en = words_of("zh"), words_of("en")
    assert [key for key in zh if gaps(zh[key]) != gaps(en[key])] == []


def test_no_wording_is_empty_or_in_the_wrong_language():
    blank = {"coverage.known", "sheet.map_number"}
    for key, text in words_of("en").items():
        assert text.strip(), key
        assert not any("\u4e00" <= char <= "\u9fff" for char in text), key
    for key, text in words_of("zh").items():
        assert text.strip() or key in blank, key


def test_every_key_written_in_the_code_has_words():
    written, _ = keys_in_code()
    assert len(written) > 150  # the walk found them
    assert without_words(written) == []


def test_every_key_put_together_has_words():
    _, together = keys_in_code()
    # one that is not listed must at least be the beginning of something
    heads = {key.partition("{")[0] for key in together - set(PUT_TOGETHER)}
    assert [head for head in heads if not any(k.startswith(head) for k in words_of("zh"))] == []
    assert without_words(key for keys in PUT_TOGETHER.values() for key in keys) == []


def test_every_reason_has_words():
    reasons = reasons_in_code()
    assert {"bad_filter", "not_positive", "not_whole"} <= reasons
    assert without_words(f"reason.{reason}" for reason in reasons) == []


def test_every_rule_has_words():
    rules = rules_in_code()
    assert {
        "unknown_layer",
        "radii_do_not_rise",
        "not_a_number",
        "quote_not_in_text",
        "clauses_cross",
    } <= rules
    assert without_words(f"rule.{rule}" for rule in rules) == []


def test_every_kind_of_name_has_words():
    kinds = kinds_in_code()
    assert {"layer", "format"} <= kinds
    assert without_words(f"kind.{kind}" for kind in kinds) == []


def test_every_error_has_words():
    named = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    children = [kind for kind in named if issubclass(kind, errors.AtlasError)]
    assert len(children) >= 8
    assert without_words(f"error.{child.key}" for child in children) == []


@pytest.mark.parametrize("kind", DEFINITIONS)
def test_every_kind_of_question_has_a_title_and_a_page_or_command(kind):
    # siting is titled by whether constraints are missing
    titles = ["siting.title_screening"] if kind == "siting" else [f"{kind}.title"]
    command = {"siting": "site", "location": "locate"}.get(kind, kind)
    assert without_words([*titles, f"{kind}.method", f"cli.{command}"]) == []


def test_every_unit_has_a_sign_in_each_language():
    bare = {"", "1", "score", "year"}
    for name, unit in UNITS.items():
        assert name in bare or name == "count" or (unit.zh and unit.en), name


def test_every_gap_is_filled_by_every_call_that_names_its_parameters():
    zh = words_of("zh")
    lacking = []
    for call in calls():
        if called(call) != "message" or any(k.arg is None for k in call.keywords):
            continue
        for key in literals(call.args[0]):
            given = {keyword.arg for keyword in call.keywords}
            lacking += [f"{key}: {gap}" for gap in gaps(zh.get(key, "")) - given]
    assert lacking == []
