"""Rows are changed, placed and taken out: each time a version, made on the rows as they are."""

import json
from datetime import UTC, datetime

import pytest

import atlas
from atlas.errors import BadFacts, BadInput, Refused, UnknownName
from atlas.store.edits import Edit
from atlas.store.folder.versions import FolderVersions

TINY_TOWN = atlas.SHIPPED / "tests" / "fixtures" / "tiny_town"


class Office:
    """A workspace over the tiny town, and somebody at work in it."""

    def __init__(self, home):
        self.home, self.versions = home, FolderVersions(home)

    def open(self, **how):
        return atlas.open_atlas(TINY_TOWN, self.home, **how)

    def edit(self, *edits, seen=None, layer="incubators", who="李工", **said):
        return atlas.edit_rows(
            seen or self.open(), layer, edits, who=who, workspace=self.home, **said
        )

    def row(self, feature, layer="incubators"):
        return self.open()[layer].frame.loc[feature]


@pytest.fixture
def office(tmp_path):
    return Office(tmp_path)


def reason(call):
    with pytest.raises((BadInput, Refused)) as caught:
        call()
    return caught.value.parameters["reason"]


def test_cells_are_changed_and_all_else_stays(office, town):
    version = office.edit(Edit("inc-a", {"name_zh": "新名", "floor_area_m2": 12000}), note="更名")
    now = office.open()["incubators"]
    assert (version.number, version.what, version.who) == (1, "edit", "李工")
    assert now.frame.loc["inc-a", "name_zh"] == "新名"
    assert now.frame.loc["inc-a", "floor_area_m2"] == 12000
    before = town["incubators"].frame
    assert now.frame.drop(index="inc-a").equals(before.drop(index="inc-a"))
    assert (
        now.frame.loc["inc-a"]
        .drop(["name_zh", "floor_area_m2"])
        .equals(before.loc["inc-a"].drop(["name_zh", "floor_area_m2"]))
    )
    manifest = office.versions.manifest(version)
    (done,) = manifest.edits
    assert (done.id, done.action, manifest.note) == ("inc-a", "change", "更名")
    assert done.before == {"name_zh": "甲孵化器", "floor_area_m2": 10000.0}
    assert done.after == {"name_zh": "新名", "floor_area_m2": 12000.0}
    # rows that were shipped keep their source, their level and their place among the layers
    assert manifest.level == "public"
    assert now.spec == town["incubators"].spec
    assert list(office.open()) == list(town)


def test_a_row_without_a_place_is_given_one(office, town):
    assert "inc-c" not in town["incubators"].located.index
    before = datetime.now(UTC)
    version = office.edit(Edit("inc-c", place=(108.67, 34.11), uncertainty_m=150))
    row = office.row("inc-c")
    assert (row.geometry.x, row.geometry.y) == (108.67, 34.11)
    assert (row["position_basis"], row["uncertainty_m"]) == ("general_knowledge", 150)
    manifest = office.versions.manifest(version)
    (done,) = manifest.edits
    assert (manifest.what, done.action, done.uncertainty_m) == ("place", "place", 150)
    assert (done.before, done.after) == ({}, {"lon": 108.67, "lat": 34.11})
    assert manifest.when >= before


def test_a_point_is_moved_and_moved_back_by_undo(office, town):
    old = town["incubators"].frame.geometry["inc-b"]
    version = office.edit(Edit("inc-b", place=(108.68, 34.12), uncertainty_m=5, basis="surveyed"))
    (done,) = office.versions.manifest(version).edits
    assert (done.action, done.before) == ("move", {"lon": old.x, "lat": old.y})
    assert office.row("inc-b")["position_basis"] == "surveyed"
    assert office.versions.undo("incubators") is None
    assert office.row("inc-b").geometry.equals(old)
    assert office.open()["incubators"] is office.open()["incubators"]


def test_rows_are_taken_out_but_not_the_last(office):
    version = office.edit(*(Edit(f"inc-{name}", is_deletion=True) for name in "acd"))
    assert list(office.open()["incubators"].frame.index) == ["inc-b"]
    manifest = office.versions.manifest(version)
    assert [done.action for done in manifest.edits] == ["delete"] * 3
    assert manifest.edits[0].before["name_zh"] == "甲孵化器"
    assert manifest.rows == 1
    assert reason(lambda: office.edit(Edit("inc-b", is_deletion=True))) == "last_row"


def test_several_edits_are_one_version_and_one_undo(office):
    office.edit(
        Edit("inc-a", {"name_zh": "一"}),
        Edit("inc-a", {"name_en": "One"}),
        Edit("inc-b", {"name_zh": "二"}),
    )
    assert (office.row("inc-a")["name_zh"], office.row("inc-a")["name_en"]) == ("一", "One")
    office.versions.undo("incubators")
    assert office.row("inc-b")["name_zh"] == "乙众创空间"


def test_others_rows_may_have_changed_meanwhile_this_one_may_not(office):
    seen = office.open()
    office.edit(Edit("inc-a", {"name_zh": "甲二"}), seen=seen, who="王工")
    office.edit(Edit("inc-b", {"name_zh": "乙二"}), seen=seen)
    assert (office.row("inc-a")["name_zh"], office.row("inc-b")["name_zh"]) == ("甲二", "乙二")
    late = Edit("inc-a", {"name_zh": "甲三"})
    assert reason(lambda: office.edit(late, seen=seen)) == "row_changed"
    # whoever has looked again may
    office.edit(late)
    seen = office.open()
    office.edit(Edit("inc-b", is_deletion=True))
    assert reason(lambda: office.edit(Edit("inc-b", {"name_zh": "乙"}), seen=seen)) == "row_changed"
    assert office.row("inc-a")["name_zh"] == "甲三"


def test_rows_that_were_undone_are_not_edited(office):
    office.edit(Edit("inc-a", {"name_zh": "甲二"}))
    seen = office.open()
    office.versions.undo("incubators")
    late = Edit("inc-b", {"name_zh": "乙二"})
    assert reason(lambda: office.edit(late, seen=seen)) == "layer_changed"


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (Edit("inc-a", {"floor_area_m2": "wide"}), "not_a_number"),
        (Edit("inc-a", {"floor_area_m2": float("inf")}), "not_finite"),
        (Edit("inc-a", place=(float("nan"), 34.1), uncertainty_m=1), "not_finite"),
        (Edit("inc-a", place=(108.6, 34.1)), "missing"),
        (Edit("inc-a", place=(108.6, 34.1), uncertainty_m=-1), "missing"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(office, edit, said):
    assert reason(lambda: office.edit(edit)) == said
    assert office.versions.in_force() == {}


@pytest.mark.parametrize(
    "edit",
    [
        Edit("nobody", {"name_zh": "x"}),
        Edit("inc-a", {"no_such": "x"}),
        Edit("inc-a", {"id": "inc-z"}),
        Edit("inc-a", place=(108.6, 34.1), uncertainty_m=1, basis="guess"),
    ],
)
def test_an_unknown_row_column_or_basis_lists_the_known(office, edit):
    with pytest.raises(UnknownName) as caught:
        office.edit(edit)
    assert caught.value.parameters["known"]


@pytest.mark.parametrize(
    ("edit", "rule"),
    [
        (Edit("inc-a", {"class": "palace"}), "not_in_values"),
        (Edit("inc-a", {"class": ""}), "required"),
        (Edit("inc-a", {"as_of": "spring"}), "not_a_date"),
        (Edit("inc-a", place=(2.35, 48.85), uncertainty_m=1), "outside_shaanxi"),
    ],
)
def test_what_would_set_the_layer_aside_is_not_kept(office, edit, rule):
    with pytest.raises(BadFacts) as caught:
        office.edit(edit)
    assert rule in {problem.rule for problem in caught.value.parameters["problems"]}
    assert office.versions.in_force() == {}


def test_areas_are_not_placed_by_a_point(office):
    edit = Edit("west", place=(108.66, 34.11), uncertainty_m=1)
    assert reason(lambda: office.edit(edit, layer="zones")) == "not_points"
    assert reason(lambda: office.edit(layer="zones")) == "empty"


def test_an_edit_keeps_what_was_said_of_the_import(office, town):
    frame = town["incubators"].frame.assign(position_basis="", geometry=None)
    declaration = (TINY_TOWN / "layers" / "incubators.toml").read_text(encoding="utf8")
    manifest = atlas.Manifest(
        "王工",
        datetime(2026, 5, 4, tzinfo=UTC),
        level="internal",
        file_name="名单.xlsx",
        checks_accepted=("slivers",),
        fields={"name_zh": "名称"},
    )
    office.versions.add("incubators", frame, manifest=manifest, declaration=declaration)
    version = office.edit(Edit("inc-c", place=(108.67, 34.11), uncertainty_m=30))
    kept = office.versions.manifest(version)
    assert (kept.file_name, kept.level, kept.fields) == (
        "名单.xlsx",
        "internal",
        {"name_zh": "名称"},
    )
    assert (kept.who, kept.what) == ("李工", "place")
    assert office.versions.declaration(version) == declaration
    assert list(office.open()["incubators"].located.index) == ["inc-c"]
    folder = office.versions.folder_of(version)
    assert json.loads((folder / "manifest.json").read_bytes())["rows"] == 4


def test_an_edit_rests_on_the_row_as_it_was_seen_whatever_was_opened_since(office):
    seen = office.open()["incubators"]
    office.edit(Edit("inc-a", {"name_zh": "乙改的名"}), who="乙")
    again = lambda: atlas.edit_rows(  # noqa: E731
        office.open(),
        "incubators",
        [Edit("inc-a", {"name_zh": "甲改的名"})],
        who="甲",
        workspace=office.home,
        seen=seen,
    )
    assert reason(again) == "row_changed"
    assert office.row("inc-a")["name_zh"] == "乙改的名"
