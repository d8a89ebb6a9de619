"""The form of a query: which layers, and on what conditions."""

from collections.abc import Mapping
from typing import Any

from atlas.domain.catalogue import Catalogue
from atlas.domain.layer_union import unlike_columns
from atlas.questions.form import DEFAULT, Fields
from atlas.questions.selection.form import BLANK, PLACE, Branch, condition, tree_of


class QueryForm:
    """
    The form of a query.

    A layer that is opened for the first time begins with the conditions of place of the layer
    before: the same place is often queried for one layer after the other.
    """

    def draw(self, fields: Fields) -> bool:
        """Draw the fields; return whether the question is complete enough to be answered."""
        opened = self._opened(fields)
        begins = opened[0] if opened else DEFAULT
        first = fields.layer("layer", default="parks", initial=begins, tables=True)
        others = self._others(fields, first, opened[1:])
        every = [first, *others]
        is_list = len(every) > 1 or fields.begins("layers") == every
        fields.set("layer", None if is_list else first)
        fields.set("layers", every if is_list else None)
        fields.set("where", self._where(fields, first, opened))
        return True

    def _opened(self, fields: Fields) -> list[str]:
        one = fields.begins("layer")
        return [one] if one else list(fields.begins("layers") or ())

    def _others(self, fields: Fields, first: str, opened: list[str]) -> list[str]:
        """Offer the layers that can be queried together with the first one."""
        catalogue = fields.catalogue
        offered = [
            name
            for name in fields.layers_offered(None, tables=True)
            if name != first and _can_join(catalogue, first, name)
        ]
        return fields.many(
            "layers",
            offered,
            initial=[name for name in opened if name in offered],
            label="other_layers",
            names=lambda name: catalogue[name].name,
            placeholder="other_layers_none",
        )

    def _where(self, fields: Fields, first: str, opened: list[str]) -> Mapping[str, Any] | None:
        layer = fields.catalogue[first]
        if opened[:1] == [first]:
            return condition(fields, "where", layer, fields.begins("where"), first=())
        begins: list[Branch] = [BLANK]
        before = fields.last.get("where") or {}
        if "all" in before and not layer.spec.is_table:
            branches = tree_of(layer, before)["items"]
            begins = [one for one in branches if one["kind"] == PLACE] or begins
        return condition(fields, "where", layer, None, first=begins)


def _can_join(catalogue: Catalogue, first: str, name: str) -> bool:
    is_table = catalogue[first].spec.is_table
    alike = catalogue[name].spec.is_table == is_table
    return alike and not any(unlike_columns([catalogue[first], catalogue[name]]))
