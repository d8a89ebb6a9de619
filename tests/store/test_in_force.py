"""The versions that count are handed over, others where they are asked for by name."""

from datetime import UTC, datetime

import geopandas
import pytest
import shapely

from atlas.errors import BadFile, UnknownName
from atlas.store.folder import version_folder
from atlas.store.folder.versions import FolderVersions
from atlas.store.in_force import versions_in_force
from atlas.store.manifest import Manifest

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SHIPPED = {"zones": "0123456789ab"}


def added(versions, name, *, layer="zones", **said):
    frame = geopandas.GeoDataFrame(
        {"id": ["a"], "name_zh": [name]}, geometry=[shapely.Point(108.6, 34.1)], crs=4326
    ).set_index("id")
    return versions.add(layer, frame, manifest=Manifest("李工", NOON, **said))


@pytest.fixture
def versions(tmp_path):
    return FolderVersions(tmp_path, now=lambda: NOON, is_shared=False)


def names(kept):
    return {one.layer: one.rows()["name_zh"].tolist() for one in kept}


def test_nothing_kept_hands_nothing_over(versions):
    assert versions_in_force(versions, SHIPPED) == []


def test_what_is_in_force_is_handed_over_with_what_was_said(versions):
    added(versions, "甲")
    added(versions, "乙", level="public", file_name="b.zip", checks_accepted=("gaps",))
    (kept,) = versions_in_force(versions, SHIPPED)
    assert names([kept]) == {"zones": ["乙"]}
    assert (kept.number, kept.level, kept.accepted) == (2, "public", ("gaps",))
    assert (kept.source.title, kept.source.publisher) == ("b.zip", "李工")
    assert kept.source.accessed == "2026-05-04"
    versions.undo("zones")
    assert names(versions_in_force(versions, SHIPPED)) == {"zones": ["甲"]}


def test_a_layer_is_opened_as_it_was(versions):
    first, second = added(versions, "甲"), added(versions, "乙")
    added(versions, "丙", layer="parcels")
    then = names(versions_in_force(versions, SHIPPED, at={"zones": f"{first.mark}-abcdef"}))
    assert then == {"zones": ["甲"], "parcels": ["丙"]}
    # by the rows alone, and as it was shipped
    assert names(versions_in_force(versions, SHIPPED, at={"zones": first.mark}))["zones"] == ["甲"]
    assert "zones" not in names(versions_in_force(versions, SHIPPED, at=SHIPPED))
    # what was undone is there as well
    versions.undo("zones")
    assert names(versions_in_force(versions, SHIPPED, at={"zones": second.mark}))["zones"] == ["乙"]


@pytest.mark.parametrize("wanted", ["", "ffffffffffff", "0123456789ab-000000"])
def test_a_version_that_is_nowhere_lists_those_that_are(versions, wanted):
    kept = added(versions, "甲")
    with pytest.raises(UnknownName) as caught:
        versions_in_force(versions, SHIPPED, at={"zones": wanted})
    assert caught.value.parameters["known"] == ["0123456789ab", kept.mark]


def test_a_secret_is_not_handed_to_others(versions, tmp_path):
    added(versions, "甲", level="secret")
    (kept,) = versions_in_force(FolderVersions(tmp_path, is_shared=True), SHIPPED)
    assert kept.rows is None
    assert [fault.rule for fault in kept.faults] == ["secret_on_shared"]
    assert names(versions_in_force(versions, SHIPPED)) == {"zones": ["甲"]}


def test_damage_is_handed_over_as_a_fault(versions):
    kept = added(versions, "甲")
    rows = versions.folder_of(kept) / version_folder.ROWS
    rows.write_bytes(rows.read_bytes() + b"x")
    (told,) = versions_in_force(versions, SHIPPED)
    with pytest.raises(BadFile):
        told.rows()
    (versions.folder_of(kept) / version_folder.MANIFEST).unlink()
    (told,) = versions_in_force(versions, SHIPPED)
    assert [fault.rule for fault in told.faults] == ["damaged_version"]
