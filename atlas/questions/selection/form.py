"""
Conditions, put together by hand: tests of a column, places, and groups of both.

What is edited is a tree of branches. A branch whose value is still missing is left out; a condition
that no branch can show stands among them in words and can be removed. As long as the tree
stands for what was opened, the condition stays exactly as it was written.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from pydantic import TypeAdapter

from atlas.domain.conditions import Condition
from atlas.domain.layer import ANY_TEXT, Layer
from atlas.domain.messages import Name, message
from atlas.questions.form import Fields
from atlas.questions.selection.condition_text import condition_text
from atlas.questions.selection.synonyms import widened

_NUMBER_OPS = ("=", "!=", "<", "<=", ">", ">=", "is_empty")
_TEXT_OPS = ("contains", "=", "!=", "starts_with", "is_empty")
_LIST_OPS = ("has", "contains", "is_empty")
_CODE_OPS = ("=", "!=", "is_empty")
_OP_WORDS = {
    "=": "eq",
    "!=": "ne",
    "<": "lt",
    "<=": "le",
    ">": "gt",
    ">=": "ge",
    "contains": "contains",
    "starts_with": "starts",
    "has": "has",
    "is_empty": "empty",
}
_RELATIONS = ("within_distance", "within", "intersects", "nearest")
_DEEPEST = 3
GROUP, TEST, PLACE, OTHER = "group", "test", "place", "other"

Branch: TypeAlias = Mapping[str, Any]
Written: TypeAlias = Mapping[str, Any]
BLANK: Branch = {"kind": TEST}


def condition(
    fields: Fields, path: str, layer: Layer, opened: Written | None, *, first: Sequence[Branch]
) -> Written | None:
    """
    Draw the editor of a layer's conditions and return the condition it stands for by now.

    Parameters
    ----------
    fields
        Of the question.
    path
        Where the condition stands in it; each layer has a tree of its own.
    layer
        The layer whose features are selected.
    opened
        The condition of the question that was opened, if it is of this layer.
    first
        The branches to begin with where none was opened.

    Returns
    -------
    condition
        As in a question file, None where there is none yet.
    """
    tree = {"join": "all", "items": list(first)} if opened is None else tree_of(layer, opened)
    edited = _group(fields, f"{path}:{layer.id}", layer, tree, depth=0)
    built = condition_of(edited)
    if opened is not None and built == condition_of(tree):
        return opened
    return built


# --- a condition as a tree, and a tree as a condition ---------------------------------------------


def tree_of(layer: Layer, written: Written) -> Branch:
    """Return a condition as the tree of branches that the editor shows."""
    group = _group_of(layer, written, depth=0)
    return group or {"join": "all", "items": [_branch_of(layer, written, depth=0)]}


def _group_of(layer: Layer, written: Written, *, depth: int) -> Branch | None:
    """Return what joins conditions as a group, None where nothing does or it lies too deep."""
    join, parts = _joined(written)
    if not join or depth >= _DEEPEST:
        return None
    items = [_branch_of(layer, part, depth=depth) for part in parts]
    return {"kind": GROUP, "join": join, "items": items}


def _joined(written: Written) -> tuple[str, Sequence[Written]]:
    """Return how conditions are joined, and which; a test of many values is several tests."""
    if "not" in written:
        join, parts = _joined(written["not"])
        return ("none", parts) if join == "any" else ("", ())
    value = written.get("value")
    if isinstance(value, list | tuple):
        ops = ("=",) * len(value) if written["op"] == "in" else (">=", "<=")
        pairs = zip(ops, value, strict=True)
        tests = [{"field": written["field"], "op": op, "value": one} for op, one in pairs]
        return ("any" if written["op"] == "in" else "all"), tests
    join = next((join for join in ("all", "any") if join in written), "")
    return join, written.get(join, ())


def _branch_of(layer: Layer, written: Written, *, depth: int) -> Branch:
    if (group := _group_of(layer, written, depth=depth + 1)) is not None:
        return group
    is_negated = "not" in written
    inner = written["not"] if is_negated else written
    if "field" in inner and _can_test(layer, inner):
        return {"kind": TEST, "negated": is_negated, **inner}
    if "spatial" in inner and _can_place(inner):
        shape = inner["of"].get("geometry")
        how: Branch = {"how": "drawn", "geometry": shape} if shape else {"how": "layer"}
        return {"kind": PLACE, "negated": is_negated, **inner, **how}
    return {"kind": OTHER, "condition": written}


def _can_test(layer: Layer, test: Written) -> bool:
    name, value = test["field"], test.get("value")
    if name not in columns_of(layer, "zh") or test["op"] not in ops_of(layer, name):
        return False
    values = values_of(layer, name)
    return not isinstance(value, list | tuple) and (not values or value in {None, *values})


def _can_place(test: Written) -> bool:
    return test["spatial"] in _RELATIONS and "where" not in test["of"]


def condition_of(tree: Branch) -> Written | None:
    """Return the condition that a tree stands for, None where no branch is complete."""
    built = [_branch_condition(branch) for branch in tree["items"]]
    meant = [one for one in built if one is not None]
    if not meant:
        return None
    return {"not": {"any": meant}} if tree["join"] == "none" else {tree["join"]: meant}


def _branch_condition(branch: Branch) -> Written | None:
    kind = branch["kind"]
    if kind == GROUP:
        return condition_of(branch)
    if kind == OTHER:
        return dict(branch["condition"])
    built = _test_condition(branch) if kind == TEST else _place_condition(branch)
    return {"not": built} if built and branch.get("negated") else built


def _test_condition(branch: Branch) -> Written | None:
    test = {"field": branch.get("field"), "op": branch.get("op")}
    if test["op"] == "is_empty":
        return test
    value = branch.get("value")
    if value is None or value == "":
        return None
    alone = {} if branch.get("synonyms", True) else {"synonyms": False}
    return test | {"value": value} | alone


def _place_condition(branch: Branch) -> Written | None:
    relation, is_drawn = branch.get("spatial"), branch.get("how") == "drawn"
    of = {"geometry": branch.get("geometry")} if is_drawn else branch.get("of")
    if not of or (is_drawn and not branch.get("geometry")):
        return None
    built: dict[str, Any] = {"spatial": relation, "of": of}
    if relation == "within_distance":
        built["distance_m"] = branch.get("distance_m")
    if relation == "nearest":
        built["k"] = branch.get("k")
    return built


# --- the editor -----------------------------------------------------------------------------------


def _group(fields: Fields, path: str, layer: Layer, tree: Branch, *, depth: int) -> Branch:
    items = []
    for row in fields.rows(path, initial=tree["items"]):
        _branch(row, layer, depth)
        items.append(row.question())
    kinds = [TEST] if layer.spec.is_table else [TEST, PLACE]
    kinds += [GROUP] if depth + 1 < _DEEPEST else []
    with fields.line():
        for kind in kinds:
            blank = {"kind": kind} | ({"join": "all", "items": []} if kind == GROUP else {})
            fields.add(path, blank, label=f"add_{kind}", is_quiet=True)
    join = tree["join"]
    if len(items) > 1:
        join = fields.choice(
            f"{path}.join", ("all", "any", "none"), initial=join, label="joined", look="row"
        )
    return {"join": join, "items": items}


def _branch(row: Fields, layer: Layer, depth: int) -> None:
    kind = row.begins("kind")
    if kind == GROUP:
        opened = {"join": row.begins("join"), "items": row.begins("items")}
        edited = _group(row, "items", layer, opened, depth=depth + 1)
        row.set("items", edited["items"])
        row.set("join", edited["join"])
    elif kind == OTHER:
        read: Condition = TypeAdapter(Condition).validate_python(row.begins("condition"))
        row.note(condition_text(layer, read))
    elif kind == TEST:
        _test(row, layer)
    else:
        _place(row)
    with row.line():
        if kind in {TEST, PLACE}:
            row.switch("negated", look="tick")
        row.remove(label="remove_condition")


def _test(row: Fields, layer: Layer) -> None:
    name = row.choice("field", columns_of(layer, row.lang), names=layer.spec.heading)
    op_side, value_side = row.columns(2, 3)
    with op_side:
        op = row.choice(
            "op", ops_of(layer, name), names=lambda options: f"op_{_OP_WORDS[options]}", of="field"
        )
    if op == "is_empty":
        return
    with value_side:
        value = _value(row, layer, name)
    others = widened(row.catalogue, str(value))[1:] if value and op in {"has", "contains"} else ()
    if not others:
        return
    is_alone = row.switch(
        "alone", initial=row.begins("synonyms") is False, label="word_alone", look="tick"
    )
    row.set("synonyms", False if is_alone else None)
    if not is_alone:
        row.note(message("web.with_synonyms", others=Name("、".join(others), ", ".join(others))))


def columns_of(layer: Layer, lang: str) -> list[str]:
    """Return the columns that may be tested, the layer's own before what every layer has."""
    names = ["name_zh", "name_en"] if lang == "zh" else ["name_en", "name_zh"]
    beside = ["status", "position_basis", "uncertainty_m", "clause"]
    first = [*names, ANY_TEXT, *layer.spec.columns, *beside]
    return [name for name in first if name == ANY_TEXT or name in layer.spec.every_column]


def ops_of(layer: Layer, name: str) -> tuple[str, ...]:
    """Return the tests that fit a column."""
    if name == ANY_TEXT:
        return ("contains",)
    kind = layer.spec.every_column[name]
    if kind.is_number:
        return _NUMBER_OPS
    if kind.values or kind.type == "flag":
        return _CODE_OPS
    return _LIST_OPS if kind.type == "list" else _TEXT_OPS


def values_of(layer: Layer, name: str) -> tuple[str, ...]:
    """Return the values to choose from, none where any may be typed."""
    kind = layer.spec.kind_of(name)
    return tuple(kind.values) or (("yes", "no") if kind.type == "flag" else ())


def _value(row: Fields, layer: Layer, name: str) -> Any:
    if layer.spec.kind_of(name).is_number:
        return row.number("value", default=None, of="field")
    if values := values_of(layer, name):
        return row.choice(
            "value", values, names=lambda value: layer.spec.value_text(name, value), of="field"
        )
    if members := _members(row, layer, name):
        return row.choice(
            "value",
            members,
            names=lambda member: Name(row.term(name, member)),
            typed="value_wanted",
            of="field",
        )
    return row.text("value", of="field")


def _members(row: Fields, layer: Layer, name: str) -> list[str]:
    """Return what the lists of a column hold, where it holds words that have English."""
    if layer.spec.kind_of(name).type != "list" or not row.has_terms(name):
        return []
    cells = layer.frame[name].dropna().astype(str)
    return sorted({member.strip() for cell in cells for member in cell.split(";")} - {""})


def _place(row: Fields) -> None:
    relation = row.choice(
        "spatial", _RELATIONS, label="relation", names=lambda one: f"relation_{one}"
    )
    how = row.choice("how", ("layer", "drawn"), default="layer", label="of", look="row")
    if how == "drawn":
        shape = row.drawn_shape()
        row.note("drawn_ready" if shape else "draw_first")
        row.set("geometry", shape)
    else:
        areas = ("polygon",) if relation in {"within", "intersects"} else None
        layer = row.layer(
            "of.layer", geometry=areas, default="zones", label="of_layer", of="spatial"
        )
        row.feature("of.id", layer, of="of.layer")
    if relation == "within_distance":
        row.number("distance_m", default=3000, low=1, step=500)
    if relation == "nearest":
        row.number("k", default=3, low=1, label="how_many")
