"""Whatever the data page can say has words; what was edited in its table becomes edits of rows."""

from typing import get_args

import pandas
import pytest

from atlas.ingest.checks import KINDS, LEVELS, STAGES
from atlas.ingest.checks.checklist import SHOWN
from atlas.ingest.mapping.location_columns import NOTATIONS
from atlas.ingest.pipeline import LEVELS as SECRECY
from atlas.ingest.records import Check, Comparison, Preview
from atlas.interface.web.data.edit import _edits, with_dragged_places
from atlas.interface.web.importing import new_layer
from atlas.interface.web.importing.new_layer import _COLORS, id_of
from atlas.output.language import has_words
from atlas.output.roles import SCREEN_ROLES
from atlas.output.webmap import TOOLS
from atlas.store.edits import Edit
from atlas.store.manifest import What

FATES = ("changed", "dropped", "renumbered")
MODES = ("import", "place", "edit", "versions", "list")
BESIDE_CHECKS = ("reading", "recognising", "rows", "repairs", "standing", "keeping", "opening")
LOST = ("unfinished", "not_in_force", "pointer")
PUT_TOGETHER = [
    *(f"web.data_{mode}" for mode in (*MODES, "mode")),
    *(f"web.import_{axis}" for axis in ("x", "y")),
    *(f"web.notation_{name}" for name in NOTATIONS),
    *(f"web.mode_{name}" for name in ("replace", "add")),
    *(f"web.stage_{stage}" for stage in (*STAGES, *BESIDE_CHECKS)),
    *(f"web.repair_{kind}{part}" for kind in KINDS for part in ("", "_note")),
    *(f"web.fate_{fate}" for fate in FATES),
    *(f"web.areas_{name}" for name in ("area_ha", "planar_ha", "plan_ha", "before_ha")),
    *(f"web.compare_{name}" for name in ("before", "after")),
    *(f"web.lost_{kind}" for kind in LOST),
    *(f"web.role_{role}" for role in SCREEN_ROLES),
    *(f"web.tool_{tool}" for tool in TOOLS),
    *(f"web.hint_{tool}" for tool in TOOLS[:6]),
    *(f"web.system_epsg_{number}" for number in (4326, 4490, 4545, 4524, 4508, 3857)),
    *("web.system_gcj02", "web.system_bd09"),
    *(f"web.color_{color[1:].lower()}" for color in _COLORS),
    *(f"level.{level}" for level in SECRECY),
    *(f"version.{what}" for what in (*get_args(What), "recover")),
    *(f"check.{level}" for level in LEVELS),
    *(f"check.column_{name}" for name in SHOWN),
    *(f"check.{kind}" for kind in ("point", "line", "polygon", "mixed", "none")),
]


def test_every_key_put_together_has_words():
    assert [key for key in PUT_TOGETHER if not has_words(key)] == []


@pytest.mark.parametrize("kind", [Check, Comparison, Preview])
def test_what_is_said_of_a_file_is_titled(kind):
    assert has_words(f"{kind.model_fields['kind'].default}.title")


def test_changes_in_the_table_become_edits_and_a_row_that_goes_needs_no_other():
    rows = pandas.DataFrame({"name": ["a", "b", "c"]}, index=["x", "y", "z"])
    changed = {
        "edited_rows": {"0": {"name": "A"}, 1: {"name": None}, "2": {"name": "C"}},
        "deleted_rows": [2],
        "added_rows": [{}],
    }
    edits = _edits(rows, changed)
    assert [(edit.id, dict(edit.cells), edit.is_deletion) for edit in edits] == [
        ("x", {"name": "A"}, False),
        ("y", {"name": ""}, False),
        ("z", {}, True),
    ]
    assert _edits(rows, {}) == []


def test_rows_that_were_dragged_get_their_place_beside_what_else_was_changed():
    edits = [Edit("x", cells={"name": "A"}), Edit("z", is_deletion=True)]
    places = {"x": (108.0, 34.0), "y": (109.0, 35.0), "z": (110.0, 36.0)}
    made = with_dragged_places(edits, places, sure=50.0, basis="sourced")
    told = [(e.id, dict(e.cells), e.place, e.uncertainty_m, e.is_deletion) for e in made]
    assert told == [
        ("x", {"name": "A"}, (108.0, 34.0), 50.0, False),
        ("z", {}, None, None, True),  # a row that goes needs no place
        ("y", {}, (109.0, 35.0), 50.0, False),
    ]


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("重点项目", "zhong_dian_xiang_mu"),
        ("2026 年地块(改)", "layer_2026_nian_di_kuai_gai"),
        ("Parcels", "parcels_2"),  # that of another layer
        ("../../x", "x"),
        ("（）", ""),
    ],
)
def test_a_new_layer_gets_an_id_that_is_free(name, id_, monkeypatch):
    monkeypatch.setattr(new_layer, "catalogue", lambda: {"parcels": None})
    assert id_of(name) == id_
