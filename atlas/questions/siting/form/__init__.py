"""The form of siting: what a site may take, what it must keep to, which criteria rank it."""

from collections.abc import Mapping
from typing import Any

from atlas.domain.layer import Layer
from atlas.domain.messages import Name
from atlas.questions.candidates.definition import Having
from atlas.questions.candidates.form import (
    candidates_kind,
    is_of_place,
    place_constraints,
    plain,
    resolution,
    screening_note,
)
from atlas.questions.form import DEFAULT, Fields
from atlas.questions.selection.condition_text import condition_text
from atlas.questions.selection.form import BLANK, condition
from atlas.questions.siting.form.criteria import criteria_rows
from atlas.questions.siting.form.land import land_conditions
from atlas.questions.siting.form.weights import is_judged, judgements

_CELLS_M = (50, 100, 250, 500, 1000)
_RANKINGS = ("weighted_sum", "weighted_product", "topsis")
_NORMALIZATIONS = ("vector", "minmax", "sum")
_LAND, _USUAL = "parcels", "parks"
Constraint = Mapping[str, Any]


class SitingForm:
    """
    The form of a siting question.

    Of an example, what is of a layer that this atlas has not got is left out.
    """

    def draw(self, fields: Fields) -> bool:
        """Draw the fields; return whether the question is complete enough to be answered."""
        own = self._candidates(fields)
        fields.heading("constraints")
        opened = self._constraints_opened(fields)
        constraints = _constraints(fields, opened, own)
        screening_note(fields)
        fields.heading("criteria")
        judged = is_judged(fields)
        begins = self._criteria_opened(fields, opened)
        rows = criteria_rows(fields, begins, own, is_weighed=not judged)
        limits = [(row["name"], row.pop("limits", {})) for _, row in rows]
        constraints += [{"criterion": name, **ends} for name, ends in limits if ends]
        fields.set("constraints", _in_order(constraints, opened))
        fields.set("criteria", [row for _, row in rows])
        names = [criterion["name"] for criterion in begins]
        fields.set("pairwise", judgements(fields, rows, names) if judged else None)
        self._ranking(fields)
        self._how_many(fields)
        return True

    def _constraints_opened(self, fields: Fields) -> list[Constraint]:
        opened: list[Constraint] = fields.begins("constraints") or []
        if not fields.is_example:
            return opened
        return [one for one in opened if all(n in fields.catalogue for n in _layers_of(one))]

    def _criteria_opened(
        self, fields: Fields, constraints: list[Constraint]
    ) -> list[dict[str, Any]]:
        """Return the criteria to begin with, each with its limits."""
        limits = {
            one["criterion"]: {key: end for key, end in one.items() if key != "criterion"}
            for one in constraints
            if "criterion" in one
        }
        return [
            {**criterion, "limits": limits.get(criterion["name"], {})}
            for criterion in fields.begins("criteria") or ()
            if not fields.is_example
            or all(name in fields.catalogue for name in _layers_of(criterion))
        ]

    def _candidates(self, fields: Fields) -> Layer | None:
        """Choose what a site may take; return its own layer, None for cells."""
        opened = fields.begins("candidates") or {}
        catalogue = fields.catalogue
        has_land = _LAND in catalogue and not catalogue[_LAND].is_slot
        # an example's cells give way to land; those of a question that was opened do not
        is_land = has_land and (fields.is_example or not opened)
        kind = candidates_kind(fields, "layer" if is_land else None)
        if kind != "layer":
            fields.set("candidates", _cells(fields, kind, opened))
            return None
        begins = opened.get("layer", _LAND if has_land else _USUAL)
        layer = fields.layer("candidates.own", initial=begins, label="candidates_of")
        carried = {key: opened[key] for key in ("id", "where") if key in opened}
        if opened.get("layer") != layer:
            carried = {}
        for key, value in carried.items():
            fields.carry(f"candidates.{key}", value)
        fields.set("candidates", {"layer": layer, **carried})
        return catalogue[layer]

    def _ranking(self, fields: Fields) -> None:
        """Choose the method, and for TOPSIS how measures are brought to one scale."""
        method = fields.choice("ranking", _RANKINGS, default=_RANKINGS[0])
        if method == "topsis":
            fields.choice("normalization", _NORMALIZATIONS, default=_NORMALIZATIONS[0])

    def _how_many(self, fields: Fields) -> None:
        top, apart = fields.columns(1, 1)
        with top:
            fields.number("top", default=10, low=1, high=500)
        with apart:
            fields.number("separation_m", default=800, low=0, step=100)
        fields.number("contiguous_ha", default=0.0, low=0.0, step=5.0)


def _layers_of(part: Any) -> list[str]:
    """Return the layers that a part of a question names."""
    if isinstance(part, Mapping):
        own = [part["layer"]] if isinstance(part.get("layer"), str) else []
        return own + [name for inner in part.values() for name in _layers_of(inner)]
    if isinstance(part, list | tuple):
        return [name for inner in part for name in _layers_of(inner)]
    return []


def _in_order(built: list[Constraint], opened: list[Constraint]) -> list[Constraint]:
    """Return the constraints in the order in which they were opened, new ones after them."""
    left, placed = list(enumerate(opened)), []
    for constraint in built:
        found = next((one for one in left if one[1] == constraint), None)
        if found is not None:
            left.remove(found)
        placed.append((len(opened) if found is None else found[0], constraint))
    return [constraint for _, constraint in sorted(placed, key=lambda one: one[0])]


def _cells(fields: Fields, kind: str, opened: Mapping[str, Any]) -> dict[str, Any]:
    """Choose the area and how fine its cells are."""
    area = opened.get("inside", {})
    layer = fields.layer(
        "inside", geometry=("polygon",), initial=area.get("layer", "zones"), label="within_layer"
    )
    is_same = layer == area.get("layer")
    first = next(iter(fields.features_offered(layer)), None)
    feature = fields.feature(
        f"inside:{layer}",
        layer,
        initial=area.get("id") if is_same else first,
        label="within_feature",
    )
    inside = {"layer": layer} | ({"id": feature} if feature else {})
    if is_same and "where" in area and feature == area.get("id"):
        inside |= {"where": area["where"]}
        fields.carry("where", area["where"])
    if kind == "h3":
        return {"cells": kind, "resolution": resolution(fields), "inside": inside}
    size_m = fields.choice(
        "candidates.size_m",
        _CELLS_M,
        initial=opened.get("size_m", 500),
        label="cell_m",
        names=plain,
        look="slider",
    )
    return {"cells": kind, "size_m": size_m, "inside": inside}


# --- what a site must keep to ---------------------------------------------------------------------


def _constraints(fields: Fields, opened: list[Constraint], own: Layer | None) -> list[Constraint]:
    """Draw the constraints; conditions on columns where the candidates have some."""
    avoided = [one["outside"] for one in opened if _is_feature(one)]
    avoided = [ref for ref in avoided if ref["layer"] == avoided[0]["layer"]]
    built: list[Constraint] = [*_avoided(fields, avoided)]
    if fields.switch("near", initial=False, label="near_layer"):
        near = fields.layer(
            "near.layer",
            geometry=("point",),
            default="metro_stations",
            initial=DEFAULT,
            label="of_layer",
        )
        metres = fields.number("near.metres", default=3000, low=100, step=100, label="at_most_m")
        built.append({"at_most_m": metres, "of": {"layer": near}})
    places = [
        one
        for one in opened
        if is_of_place(one) and not (_is_feature(one) and one["outside"] in avoided)
    ]
    built += place_constraints(fields, places)
    if own is not None:
        built += _own_conditions(fields, opened, own)
    return built


def _is_feature(constraint: Constraint) -> bool:
    """Return whether a constraint keeps clear of one feature, and nothing else."""
    return set(constraint.get("outside", ())) == {"layer", "id"}


def _avoided(fields: Fields, opened: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Choose the features of one layer to keep clear of."""
    layer = fields.layer(
        "avoid",
        geometry=("polygon",),
        initial=opened[0]["layer"] if opened else "zones",
        label="avoid_layer",
    )
    names = fields.features_offered(layer)
    is_same = bool(opened) and opened[0]["layer"] == layer
    chosen = fields.many(
        f"avoid:{layer}",
        list(names),
        initial=[ref["id"] for ref in opened] if is_same else [],
        label="avoid",
        names=lambda one: Name(names.get(one, one)),
    )
    return [{"outside": {"layer": layer, "id": one}} for one in chosen]


def _own_conditions(fields: Fields, opened: list[Constraint], own: Layer) -> list[dict[str, Any]]:
    """Draw what the candidates' own columns must hold: of land the usual, of all whatever else."""
    is_own = fields.begins("candidates.layer") == own.id
    others: list[Any] = [one["where"] for one in opened if "where" in one] if is_own else []
    built: list[Any] = []
    if own.id == _LAND:
        built, others = land_conditions(fields, own, others)
    if others:
        read = [Having.model_validate({"where": one}).where for one in others]
        if fields.switch("example_conditions", initial=True):
            built += others
        words = [fields.in_words(condition_text(own, one)) for one in read]
        fields.note(Name("；".join(words), "; ".join(words)))
    with fields.fold("own_conditions", key="own_conditions"):
        more = condition(fields, "own", own, None, first=[BLANK])
    return [{"where": one} for one in (*built, *([more] if more else []))]
