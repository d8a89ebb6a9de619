"""One catalogue for all, opened anew when the workspace changed and only then."""

import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

import atlas
from atlas.errors import BadFile, UnknownName
from atlas.interface.web.session import current as module
from atlas.interface.web.session.current import LiveCatalogue
from atlas.store.workspace import open_workspace

TINY_TOWN = atlas.SHIPPED / "tests" / "fixtures" / "tiny_town"


@pytest.fixture
def versions(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_HOME", str(tmp_path))
    monkeypatch.setenv("ATLAS_ROOT", str(TINY_TOWN))
    return open_workspace(tmp_path).versions


@pytest.fixture
def opened(monkeypatch):
    """How often the atlas was opened."""
    calls, really = [], atlas.open_atlas

    def counting(**said):
        calls.append(None)
        return really(**said)

    monkeypatch.setattr(atlas, "open_atlas", counting)
    return calls


def add(versions, town, layer="zones", **columns):
    frame = town[layer].frame.assign(**columns)
    return versions.add(layer, frame, manifest=atlas.Manifest("李工", datetime.now(UTC)))


def in_a_page_run(work):
    """Return what a thread of its own finds, as each page run has one."""
    found = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    thread.join()
    return found[0]


def test_an_unchanged_workspace_is_opened_once(versions, opened):
    current = LiveCatalogue()
    assert current.is_stale()
    first = current()
    assert current() is current.newest() is first
    assert not current.is_stale()
    assert len(opened) == 1


def test_what_anybody_keeps_undoes_or_redoes_is_noticed(versions, opened, town):
    current = LiveCatalogue()
    shipped = current()["zones"]
    add(versions, town, name_en="New")
    assert current.is_stale()
    kept = current()["zones"]
    assert list(kept.frame["name_en"]) == ["New", "New"]
    versions.undo("zones")
    assert current()["zones"] is shipped
    versions.redo("zones")
    assert current()["zones"].version == kept.version
    assert len(opened) == 4


def test_layers_that_did_not_change_stay_the_same_objects(versions, town):
    current = LiveCatalogue()
    add(versions, town)
    before = current()
    add(versions, town, layer="schools")
    after = current()
    assert after is not before
    assert all(after[name] is before[name] for name in after if name != "schools")
    assert after["schools"] is not before["schools"]


def test_a_page_run_keeps_the_catalogue_it_began_with(versions, town):
    current = LiveCatalogue()

    def run():
        first = current.pin()
        add(versions, town, name_en="New")
        return first, current(), current.newest(), in_a_page_run(current)

    first, still, newest, elsewhere = in_a_page_run(run)
    assert still is first
    assert newest is elsewhere is not first
    assert in_a_page_run(current.pin) is newest


def test_a_part_run_by_itself_keeps_one_catalogue_and_within_a_page_that_of_the_page(
    versions, town
):
    current = LiveCatalogue()

    def part():
        current.pin_unless_pinned()
        first = current()
        add(versions, town, name_en=f"New {id(first)}")
        current.pin_unless_pinned()
        return first, current()

    def page():
        first = current.pin()
        add(versions, town, name_en="Other")
        return first, *part()

    first, still = in_a_page_run(part)
    assert first is still is not current()
    assert len(set(map(id, in_a_page_run(page)))) == 1


def test_of_many_who_ask_at_once_one_opens_it(versions, opened, town):
    current = LiveCatalogue()
    current()
    add(versions, town)
    found = []
    asking = [threading.Thread(target=lambda: found.append(current())) for _ in range(8)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert len({id(one) for one in found}) == 1
    assert len(opened) == 2


def test_a_change_that_cannot_be_opened_leaves_what_there_was(versions, town):
    current = LiveCatalogue()
    before = current()
    add(versions, town)
    pointer = versions.root / "current.json"
    content = pointer.read_bytes()
    pointer.write_text('{"format": 99, "moves": []}')
    assert current() is before
    assert isinstance(current.fault, BadFile)
    pointer.write_bytes(content)
    assert current() is not before
    assert current.fault is None


def test_earlier_data_are_opened_and_served_beside_todays(versions, town, opened):
    current = LiveCatalogue()
    shipped = current()["zones"]
    first = add(versions, town, name_en="First")
    then = {"zones": current()["zones"].version}
    add(versions, town, name_en="Second")

    def names(known):
        return list(known["zones"].frame["name_en"])

    def run():
        current.pin(then)
        return current(), current.newest()

    past, now = in_a_page_run(run)
    assert (names(past), names(now)) == (["First", "First"], ["Second", "Second"])
    count = len(opened)
    assert current.as_of(then) is past  # opened once
    assert len(opened) == count
    assert current.holding("zones", then["zones"]) is past
    assert current.holding("zones", now["zones"].version) is now
    assert current.holding("zones", "unknown") is now
    assert names(current.as_of({"zones": shipped.version})) == list(shipped.frame["name_en"])
    with pytest.raises(UnknownName):
        current.as_of({"zones": "0123456789ab"})
    assert first.number == 1


def test_a_workspace_that_cannot_be_opened_at_first_leaves_the_shipped_facts(
    versions, town, monkeypatch
):
    add(versions, town, name_en="Kept")
    pointer = versions.root / "current.json"
    content = pointer.read_bytes()
    pointer.write_text('{"format": 99, "moves": []}')
    current = LiveCatalogue()
    assert list(current()["zones"].frame["name_en"]) == list(town["zones"].frame["name_en"])
    assert current.fault.parameters["reason"] == "newer_store"
    assert current.shows_shipped
    assert not current.is_stale()
    pointer.write_bytes(content)
    assert list(current()["zones"].frame["name_en"]) == ["Kept", "Kept"]
    assert (current.fault, current.shows_shipped) == (None, False)


def test_what_could_not_be_read_for_a_while_is_tried_again(versions, town, opened, monkeypatch):
    add(versions, town, name_en="Kept")
    clock = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: clock[0])
    with monkeypatch.context() as away:
        away.setattr(Path, "read_bytes", lambda _path: denied())
        current = LiveCatalogue()
        current()
        assert current.fault.parameters["reason"] == "not_readable"
        clock[0] += 1
        current()
        assert len(opened) == 2  # the shipped facts in its place; not at every look
    clock[0] += 10
    assert current.is_stale()
    assert list(current()["zones"].frame["name_en"]) == ["Kept", "Kept"]
    assert current.fault is None


def denied():
    raise OSError(5, "Input/output error")


def test_shipped_facts_that_are_themselves_at_fault_are_told(versions, monkeypatch, tmp_path):
    monkeypatch.setenv("ATLAS_ROOT", str(tmp_path / "no checkout"))
    with pytest.raises(BadFile):
        LiveCatalogue()()
