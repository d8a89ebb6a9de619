"""The one folder the atlas writes to, on each system."""

from pathlib import Path

import pytest

from atlas.store.workspace import open_workspace, workspace


@pytest.mark.parametrize(
    ("environment", "platform", "path"),
    [
        ({"ATLAS_HOME": "/data/atlas", "HOME": "/home/x"}, "linux", "/data/atlas"),
        ({"HOME": "/home/x"}, "linux", "/home/x/.local/share/silk-road-atlas"),
        ({"HOME": "/home/x", "XDG_DATA_HOME": "/d"}, "linux", "/d/silk-road-atlas"),
        ({"HOME": "/Users/x"}, "darwin", "/Users/x/Library/Application Support/silk-road-atlas"),
        ({"APPDATA": "/r", "USERPROFILE": "/u"}, "win32", "/r/silk-road-atlas"),
        ({"USERPROFILE": "/u"}, "win32", "/u/AppData/Roaming/silk-road-atlas"),
        ({"ATLAS_HOME": "", "HOME": "/home/x"}, "linux", "/home/x/.local/share/silk-road-atlas"),
    ],
)
def test_each_system_has_its_place(environment, platform, path):
    assert workspace(environment, platform=platform) == Path(path)


def test_a_tilde_is_the_home_folder(monkeypatch):
    monkeypatch.setenv("HOME", "/home/x")
    assert workspace({"ATLAS_HOME": "~/atlas"}) == Path("/home/x/atlas")


def test_asking_for_it_makes_nothing(tmp_path):
    workspace({"ATLAS_HOME": str(tmp_path / "home")})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("said", "is_shared"), [("1", True), ("0", False), ("", False)])
def test_whether_it_is_shared_is_what_the_environment_says(tmp_path, monkeypatch, said, is_shared):
    monkeypatch.setenv("ATLAS_SHARED", said)
    assert open_workspace(tmp_path).versions.is_shared is is_shared
