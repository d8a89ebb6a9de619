"""Studies: kept, changed by two at once, renamed, deleted, restored."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from atlas.deliverables.register import make_definition
from atlas.domain.question import written
from atlas.errors import BadFile, BadInput, Refused, UnknownName
from atlas.store.folder.studies import SqliteStudies

PARKS = make_definition({"kind": "query", "layer": "parks"})
ZONES = make_definition({"kind": "query", "layer": "zones"})
VERSIONS = {"parks": "0123456789ab"}
START = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def studies(tmp_path):
    """Studies whose clock moves on by a minute at each look."""
    minutes = iter(range(1_000))
    return SqliteStudies(tmp_path, now=lambda: START + timedelta(minutes=next(minutes)))


def refusal(caught):
    return caught.value.parameters["reason"]


def test_what_was_saved_is_loaded_by_another(studies, tmp_path):
    saved = studies.save("园区", PARKS, VERSIONS, by="Li")
    loaded = SqliteStudies(tmp_path).load("园区")
    assert loaded == saved
    assert (saved.revision, saved.saved_at, saved.saved_by) == (1, START, "Li")
    assert saved.definition == written(PARKS)  # defaults written out
    assert saved.versions == VERSIONS
    assert make_definition(loaded.definition) == PARKS


def test_a_study_says_which_of_its_data_changed(studies):
    saved = studies.save("园区", PARKS, {"parks": "0123456789ab", "zones": "ba9876543210"})
    assert saved.changed({**saved.versions, "metro_lines": "1"}) == ()
    assert saved.changed({"parks": "0123456789ab", "zones": "91fb56df3e82-a1b2c3"}) == ("zones",)
    assert saved.changed({"zones": "ba9876543210"}) == ("parks",)


def test_space_and_composition_make_no_other_name(studies):
    studies.save(" Café ", PARKS, VERSIONS)
    assert studies.load("Cafe\u0301").name == "Café"


def test_the_latest_save_is_listed_first(studies):
    studies.save("a", PARKS, VERSIONS)
    studies.save("b", PARKS, VERSIONS)
    studies.save("a", ZONES, VERSIONS, revision=1)
    assert [(s.name, s.revision) for s in studies.list()] == [("a", 2), ("b", 1)]


def test_every_save_is_kept(studies):
    studies.save("a", PARKS, VERSIONS)
    studies.save("a", ZONES, {"zones": "x"}, revision=1, by="Wang")
    latest, first = studies.history("a")
    assert (latest.revision, latest.is_current, latest.saved_by) == (2, True, "Wang")
    assert (first.revision, first.is_current) == (1, False)
    assert first.saved_at < latest.saved_at
    assert studies.load("a", revision=1).definition["layer"] == "parks"


def test_the_second_of_two_tabs_is_told_and_nothing_is_lost(studies, tmp_path):
    opened = studies.save("a", PARKS, VERSIONS).revision
    studies.save("a", ZONES, VERSIONS, revision=opened, by="first")
    other = SqliteStudies(tmp_path, now=lambda: START + timedelta(days=1))
    with pytest.raises(Refused) as caught:
        other.save(
            "a", PARKS.model_copy(update={"limit": 5}), VERSIONS, revision=opened, by="second"
        )
    assert caught.value.parameters == {
        "reason": "study_changed",
        "name": "a",
        "current": 2,
        "kept_as": 3,
    }
    assert studies.load("a").saved_by == "first"
    assert studies.load("a", revision=3).definition["limit"] == 5
    # having seen both, the second may save on top of the first
    assert studies.save("a", PARKS, VERSIONS, revision=2).revision == 4
    assert [save.is_current for save in studies.history("a")] == [True, False, False, False]


def test_a_new_study_does_not_replace_one_of_the_same_name(studies):
    studies.save("a", PARKS, VERSIONS)
    with pytest.raises(Refused) as caught:
        studies.save("a", ZONES, VERSIONS)
    assert refusal(caught) == "study_changed"
    assert studies.load("a").definition["layer"] == "parks"


def test_a_change_of_a_study_that_is_gone_is_told(studies):
    studies.save("a", PARKS, VERSIONS)
    studies.delete("a")
    with pytest.raises(UnknownName):
        studies.save("a", ZONES, VERSIONS, revision=1)
    assert studies.list() == ()


def test_a_study_is_renamed_with_its_history(studies):
    studies.save("a", PARKS, VERSIONS)
    studies.rename("a", "b")
    studies.save("b", ZONES, VERSIONS, revision=1)
    assert [(s.name, s.saved_as) for s in studies.history("b")] == [("b", "b"), ("b", "a")]
    assert [s.name for s in studies.list()] == ["b"]
    with pytest.raises(UnknownName):
        studies.load("a")


def test_a_name_in_use_is_not_given_twice(studies):
    studies.save("a", PARKS, VERSIONS)
    studies.save("b", PARKS, VERSIONS)
    with pytest.raises(Refused) as caught:
        studies.rename("a", "b")
    assert refusal(caught) == "study_name_taken"
    studies.rename("a", " a ")  # its own name is no other's


def test_a_deletion_is_undone(studies):
    saved = studies.save("a", PARKS, VERSIONS)
    studies.delete("a")
    assert studies.list() == ()
    assert [s.name for s in studies.list(deleted=True)] == ["a"]
    studies.restore("a")
    assert studies.load("a") == saved
    assert studies.list(deleted=True) == ()


def test_a_name_may_be_used_again_after_a_deletion(studies):
    studies.save("a", PARKS, VERSIONS)
    studies.delete("a")
    assert studies.save("a", ZONES, VERSIONS).revision == 1
    with pytest.raises(Refused) as caught:
        studies.restore("a")
    assert refusal(caught) == "study_name_taken"
    studies.rename("a", "new")
    studies.restore("a")
    assert {s.name: s.definition["layer"] for s in studies.list()} == {"a": "parks", "new": "zones"}


def test_of_several_deleted_the_latest_comes_back(studies):
    for definition in (PARKS, ZONES):
        studies.save("a", definition, VERSIONS)
        studies.delete("a")
    studies.restore("a")
    assert studies.load("a").definition["layer"] == "zones"


@pytest.mark.parametrize("act", ["load", "history", "delete", "restore"])
def test_an_unknown_name_lists_the_known(studies, act):
    studies.save("园区", PARKS, VERSIONS)
    with pytest.raises(UnknownName) as caught:
        getattr(studies, act)("公园")
    known = [] if act == "restore" else ["园区"]
    assert caught.value.parameters == {"kind": "study", "name": "公园", "known": known}


def test_an_unknown_revision_lists_the_known(studies):
    studies.save("a", PARKS, VERSIONS)
    with pytest.raises(UnknownName) as caught:
        studies.load("a", revision=7)
    assert caught.value.parameters == {"kind": "revision", "name": "7", "known": ["1"]}


def test_a_study_without_a_name_is_not_kept(studies):
    with pytest.raises(BadInput):
        studies.save("  ", PARKS, VERSIONS)
    assert studies.list() == ()


def test_a_hostile_name_is_only_a_name(studies):
    name = "'; DROP TABLE study; -- <script>"
    studies.save(name, PARKS, VERSIONS)
    assert studies.load(name).name == name


def test_a_workspace_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadFile) as caught:
        SqliteStudies(tmp_path / "file").save("a", PARKS, VERSIONS)
    assert refusal(caught) == "not_writable"
    assert caught.value.parameters["path"].startswith(f"{tmp_path}{os.sep}file")


def test_times_are_in_utc_by_the_clock_of_this_machine(tmp_path):
    before = datetime.now(UTC)
    saved = SqliteStudies(tmp_path).save("a", PARKS, VERSIONS)
    assert before <= saved.saved_at <= datetime.now(UTC)
