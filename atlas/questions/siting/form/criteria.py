"""The rows of criteria: what is measured, how it scores, what it weighs."""

from collections.abc import Mapping, Sequence
from typing import Any

from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer
from atlas.domain.messages import Message, Name, Text, message
from atlas.questions.form import Fields

_MEASURES = ("distance", "travel_time", "count", "sum", "share", "industry")
_POLICIES = ("exclude", "worst", "median")
_MODES = ("walk", "cycle", "drive")
_SETTINGS = ("of", "network", "radius_m", "field", "industries")
# what a shape begins with where the criterion has another
_SHAPES: Mapping[str, Mapping[str, Any]] = {
    "linear": {"best": 0.0, "worst": 5000.0},
    "classes": {"breaks": (1000.0, 3000.0), "scores": (1.0, 0.5, 0.0)},
    "inverse": {"half": 1000.0, "better": "low"},
    "sigmoid": {"midpoint": 2000.0, "spread": 500.0, "better": "low"},
    "gaussian": {"ideal": 1000.0, "spread": 500.0},
}
Row = tuple[int, dict[str, Any]]


def criteria_rows(
    fields: Fields, initial: Sequence[Mapping[str, Any]], own: Layer | None, *, is_weighed: bool
) -> list[Row]:
    """
    Draw the criteria, a row each.

    Parameters
    ----------
    fields
        Of the question.
    initial
        The criteria to begin with; a key `limits` holds hard limits on the value.
    own
        The candidates' own layer, whose columns may be measured; None for cells.
    is_weighed
        Whether each row has its weight; judgements of pairs need none.

    Returns
    -------
    rows
        The number of each row and its criterion, with its `limits`.
    """
    blank = anything(fields)
    rows = []
    for row in fields.rows("criteria", initial=initial or [blank]):
        _row(row, own, is_example=fields.is_example, is_weighed=is_weighed)
        row.remove(label="remove_criterion")
        rows.append((row.number_of_row, row.question()))
    if is_weighed:
        _shares(fields, [row for _, row in rows])
    fields.add("criteria", blank, label="add_criterion")
    return rows


def anything(fields: Fields) -> dict[str, Any]:
    """Return a criterion of nothing particular."""
    return {
        "name": "",
        "measure": "distance",
        "of": {"layer": fields.layers_offered()[0]},
        "transform": {"shape": "linear", **_SHAPES["linear"]},
        "missing": "exclude",
        "weight": 1.0,
    }


def criterion_text(catalogue: Catalogue, criterion: Mapping[str, Any]) -> Text:
    """Return what a criterion is called unless somebody gives it a name."""
    of = criterion.get("of", {})
    measure = Message(f"web.measure_{criterion['measure']}")
    if of.get("layer") not in catalogue:
        return measure
    layer, feature = catalogue[of["layer"]], of.get("id")
    transform = criterion["transform"]
    if transform["shape"] != "linear":
        return message("web.criterion_of", measure=measure, of=layer.name)
    is_near = (transform["best"] < transform["worst"]) == (criterion["measure"] == "distance")
    name = layer.name_of(feature) if feature else layer.name
    return Message("web.criterion_near" if is_near else "web.criterion_away", {"of": name})


def _shares(fields: Fields, rows: Sequence[Mapping[str, Any]]) -> None:
    """Say what the weights come to once they sum to 1."""
    whole = sum(row.get("weight", 0) for row in rows)
    if whole > 0:
        shares = tuple(f"{r['name']} {100 * r.get('weight', 0) / whole:.1f} %" for r in rows)
        fields.note(message("web.weights_come_to", shares=shares))


def _row(row: Fields, own: Layer | None, *, is_example: bool, is_weighed: bool) -> None:
    opened = row.begins("name")
    # examples are Chinese; what a planner called a criterion stays in every language
    is_named = opened and (row.lang == "zh" or not is_example)
    begins = opened if is_named else row.in_words(criterion_text(row.catalogue, _opened(row)))
    sides = row.columns(7, 3) if is_weighed else row.columns(1)
    with sides[0]:
        name = row.text(f"name:{row.lang}", initial=begins, label="criterion")
    row.set("name", name)
    if is_weighed:
        with sides[1]:
            row.number("weight", default=1.0, low=0.0, step=0.05)
    else:
        row.set("weight", None)
    with row.fold("how_scored", key=f"criterion_how_{row.number_of_row}"):
        _measured(row, own)
        _transform(row)
        row.choice(
            "missing",
            _POLICIES,
            default="exclude",
            names=lambda options: Message(f"siting.missing_{options}"),
        )
        for side, end in zip(row.columns(1, 1), ("at_least", "at_most"), strict=True):
            with side:
                row.number(f"limits.{end}", default=None, label=f"limit_{end}")


def _opened(row: Fields) -> dict[str, Any]:
    return {key: row.begins(key) for key in ("measure", "of", "transform") if row.begins(key)}


def _measured(row: Fields, own: Layer | None) -> None:
    """Choose the measure and what it needs."""
    options = (*_MEASURES, "attribute") if own is not None else _MEASURES
    opened = row.begins("measure")
    measure = row.choice("measure", options, initial=opened if opened in options else "distance")
    row.set("measure", measure)
    needed = {"of"} if measure != "attribute" else {"field"}
    if measure == "attribute" and own is not None:
        _number_column(row, own)
    else:
        layer = row.layer("of.layer", default=row.layers_offered()[0], label="of_layer")
        row.feature("of.id", layer, of="of.layer")
    if measure == "travel_time":
        needed.add("network")
        if not row.begins("network.file"):
            row.set("network.roads.layer", row.begins("network.roads.layer") or "roads")
        row.choice(
            "network.mode",
            _MODES,
            default="drive",
            label="travel_mode",
            names=lambda one: f"travel_{one}",
        )
    if measure in {"count", "sum"}:
        needed.add("radius_m")
        row.number("radius_m", default=1000, low=1, step=100)
    if measure == "sum":
        needed.add("field")
        _number_column(row, row.catalogue[layer])
    if measure == "industry":
        needed |= {"industries", "radius_m"}
        _industries(row, layer)
    for name in _SETTINGS:
        if name not in needed and row.begins(name):
            row.set(name, None)


def _number_column(row: Fields, layer: Layer) -> None:
    names = [name for name, kind in layer.spec.every_column.items() if kind.is_number]
    opened = row.begins("field")
    field = row.choice(
        f"field:{layer.id}",
        names,
        initial=opened if opened in names else names[0],
        label="field",
        names=layer.spec.heading,
    )
    row.set("field", field)


def _industries(row: Fields, layer: str) -> None:
    """Choose the industries sought, of those that the layer names."""
    cells = row.catalogue[layer].frame.get("industries", [])
    options = sorted({name.strip() for cell in cells for name in str(cell).split(";")} - {""})
    if not options:
        row.note("no_industries")
    begins = row.begins("industries") if row.begins("of.layer") == layer else None
    chosen = row.many(
        f"industries:{layer}",
        options,
        initial=begins or options[:1],
        label="industries",
        names=lambda name: Name(row.term("industries", name)),
    )
    row.set("industries", chosen)


def _transform(row: Fields) -> None:
    """Choose how a value becomes a score: the shape and its settings."""
    shape = row.choice(
        "transform.shape", tuple(_SHAPES), label="shape", names=lambda one: f"shape_{one}"
    )
    sides = row.columns(1, 1)
    for place, (name, default) in enumerate(_SHAPES[shape].items()):
        path = f"transform.{name}"
        with sides[place % 2]:
            if name == "better":
                row.choice(path, ("low", "high"), default=default, of="transform.shape")
            elif isinstance(default, tuple):
                row.numbers(path, default=default, of="transform.shape")
            else:
                row.number(path, default=default, of="transform.shape")
