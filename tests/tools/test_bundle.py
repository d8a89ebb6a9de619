"""The bundle is a zip that says the same twice, and follows requirements for another system."""

import hashlib
import importlib.util
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from packaging.markers import Marker

TOOLS = Path(__file__).resolve().parents[2] / "tools"
MOMENT = (2026, 11, 20, 12, 30, 0)


def loaded(name: str, file: str) -> ModuleType:
    """Load a tool by its file: the tools are programs and no package."""
    spec = importlib.util.spec_from_file_location(name, TOOLS / file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


wheels = loaded("bundle_wheels", "bundle_wheels.py")
bundle = loaded("bundle_tool", "bundle.py")
WINDOWS, LINUX = wheels.TARGETS


def wheel(folder: Path, file: str, *requires: str) -> None:
    """Write a wheel that holds nothing but what it needs."""
    name, version = file.split("-")[:2]
    told = "".join(f"Requires-Dist: {line}\n" for line in requires)
    with zipfile.ZipFile(folder / file, "w") as archive:
        archive.writestr(f"{name}-{version}.dist-info/METADATA", f"Name: {name}\n{told}\n")


# --- markers --------------------------------------------------------------------------------


@pytest.mark.parametrize("python", ["3.11", "3.14"])
@pytest.mark.parametrize("target", wheels.TARGETS)
@pytest.mark.parametrize(
    "marker",
    [
        "sys_platform == 'win32'",
        'platform_system == "Windows" or os_name != "nt"',
        'python_version < "3.12" and sys_platform == "linux"',
        'python_version >= "3.9"',  # 3.11 is later, though "3.1" is less than "3.9" as text
        'python_full_version < "3.11.5"',
        'python_full_version >= "3.11.5"',
        '(platform_machine == "x86_64" or platform_machine == "AMD64") and os_name == "nt"',
        'platform_python_implementation != "PyPy"',
        'extra == "all" and python_version > "3"',
        '"linux" in sys_platform',
        'sys_platform not in "win32 cygwin"',
    ],
)
def test_markers_are_read_as_pip_reads_them(marker, target, python) -> None:
    for machine in target.machines(python):
        for extra in ("", "all"):
            where = {**machine, "extra": extra}
            assert wheels.holds(marker, where) == Marker(marker).evaluate(where)


@pytest.mark.parametrize(
    "marker",
    ["python_version ~= '3.11'", "colour == 'red'", "python_version < '3.12rc1'", "1", "("],
)
def test_a_marker_that_cannot_be_read_stops(marker) -> None:
    with pytest.raises(wheels.Stop, match="cannot tell whether"):
        wheels.holds(marker, WINDOWS.machines("3.11")[0])


# --- wheels ---------------------------------------------------------------------------------


def gathered(folder: Path, target, constraints: str, *asked: str) -> list[str]:
    pins = wheels.read_pins(wheels.lines(constraints))
    return sorted(file.name for file in wheels.gather(asked, pins, target, "3.11", folder))


def test_each_system_gets_what_it_needs_and_no_more(tmp_path) -> None:
    wheel(
        tmp_path,
        "Town_Map-1.0-py3-none-any.whl",
        "colour-a (>=1) ; sys_platform == 'win32'",
        "watch.dog[fast]>=2",
        "test-only ; extra == 'test'",
    )
    wheel(tmp_path, "colour_a-1.5-py3-none-any.whl")
    wheel(tmp_path, "watch_dog-2.0-cp311-cp311-win_amd64.whl", "speed ; extra == 'fast'")
    wheel(
        tmp_path,
        "watch_dog-2.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "speed ; extra == 'fast'",
    )
    wheel(tmp_path, "speed-3-py3-none-any.whl", "town-map")  # a circle ends
    pins = "town-map==1.0\ncolour.a==1.5\nwatch-dog==2.0\nspeed==3\n# a comment\ntest-only==9\n"
    assert gathered(tmp_path, WINDOWS, pins, "town-map==1.0") == [
        "Town_Map-1.0-py3-none-any.whl",
        "colour_a-1.5-py3-none-any.whl",
        "speed-3-py3-none-any.whl",
        "watch_dog-2.0-cp311-cp311-win_amd64.whl",
    ]
    assert gathered(tmp_path, LINUX, pins, "town-map==1.0") == [
        "Town_Map-1.0-py3-none-any.whl",
        "speed-3-py3-none-any.whl",
        "watch_dog-2.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    ]


def test_both_versions_come_when_the_target_may_choose_either(tmp_path) -> None:
    # Debian 12 has Python 3.11.2, python.org 3.11.9
    wheel(tmp_path, "soup-2.10-py3-none-any.whl")
    wheel(tmp_path, "soup-4.1-py3-none-any.whl")
    pins = "soup==2.10 ; python_full_version < '3.11.5'\n"
    pins += "soup==4.1 ; python_full_version >= '3.11.5'\n"
    assert len(gathered(tmp_path, LINUX, pins, "soup")) == 2


def test_a_package_without_a_pin_stops(tmp_path) -> None:
    wheel(tmp_path, "town_map-1.0-py3-none-any.whl", "unknown")
    with pytest.raises(wheels.Stop, match="no version of unknown"):
        gathered(tmp_path, WINDOWS, "town-map==1.0", "town-map")


@pytest.mark.parametrize(
    ("file", "windows", "linux"),
    [
        ("a-1-py3-none-any.whl", True, True),
        ("a-1-cp311-cp311-win_amd64.whl", True, False),
        ("a-1-cp311-cp311-win32.whl", False, False),
        ("a-1-cp311-abi3-manylinux_2_28_x86_64.whl", False, True),
        ("a-1-cp311-cp311-manylinux_2_34_x86_64.whl", False, False),  # newer than Kylin's glibc
        ("a-1-cp311-cp311-manylinux_2_28_aarch64.whl", False, False),
    ],
)
def test_a_wheel_fits_its_own_system(file, windows, linux) -> None:
    assert (WINDOWS.fits(Path(file)), LINUX.fits(Path(file))) == (windows, linux)


# --- the zip --------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes(tmp_path) -> None:
    members = {"b/x.whl": b"wheel", "atlas.sh": b"#!/bin/sh\n", "说明.md": b"guide"}
    turned = dict(reversed(members.items()))
    first = bundle.write(members, tmp_path / "one.zip", MOMENT).read_bytes()
    assert bundle.write(turned, tmp_path / "two.zip", MOMENT).read_bytes() == first


def test_the_zip_holds_sums_names_and_rights(tmp_path) -> None:
    members = {"b/x.whl": b"wheel", "atlas.sh": b"#!/bin/sh\n", "说明.md": b"guide"}
    with zipfile.ZipFile(bundle.write(members, tmp_path / "one.zip", MOMENT)) as archive:
        names = archive.namelist()
        rights = archive.getinfo("atlas/atlas.sh").external_attr >> 16
        sums = archive.read("atlas/SHA256SUMS").decode().splitlines()
        assert archive.getinfo("atlas/b/x.whl").compress_type == zipfile.ZIP_STORED
    assert names == [
        "atlas/SHA256SUMS",
        "atlas/atlas.sh",
        "atlas/b/x.whl",
        "atlas/说明.md",
    ]
    assert rights == 0o755
    assert f"{hashlib.sha256(b'wheel').hexdigest()}  b/x.whl" in sums
    assert len(sums) == 3


def test_starters_are_written_for_their_system() -> None:
    made = bundle.starters("3.12", "abc1234")
    batch = made["atlas.bat"]
    assert batch.count(b"\r\n") == batch.count(b"\n")  # cmd loses labels otherwise
    assert b"chcp 65001" in batch
    assert b"(3, 12)" in batch
    assert rb"Python312\python.exe" in batch
    assert b"\r" not in made["atlas.sh"]
    assert "python-3.12.10-amd64.exe" in made["start/python-needed.txt"].decode("utf-8")
    assert not [name for name, text in made.items() if b"@PYTHON@" in text or b"@TUPLE@" in text]


def test_the_batch_file_jumps_to_labels_it_has_and_speaks_chinese_last() -> None:
    batch = bundle.starters("3.11", "abc1234")["atlas.bat"].decode("utf-8")
    told = [line.strip() for line in batch.splitlines()]
    labels = {line[1:] for line in told if line.startswith(":")}
    jumps = {line.rsplit("goto ", 1)[1] for line in told if "goto " in line}
    assert jumps == labels
    # cmd may lose its place among characters of several bytes: no label comes after them
    last_label = max(number for number, line in enumerate(told) if line.startswith(":"))
    assert all(line.isascii() for line in told[:last_label])


def test_the_shell_starter_asks_for_the_right_python(tmp_path) -> None:
    # a folder with a space and Chinese, and a Python that says it is another version
    here = tmp_path / "离线 包"
    (here / "start").mkdir(parents=True)
    for name, text in bundle.starters("3.11", "abc1234").items():
        (here / name).write_bytes(text)
    (here / "start" / "start.py").write_text("import sys; print('started', sys.argv[1:])")
    fake = tmp_path / "bin"
    fake.mkdir()
    for name, code in (
        ("python3.11", "exit 1"),
        ("python3", 'case "$1" in -c) ;; *) echo "$@";; esac'),
    ):
        (fake / name).write_text(f"#!/bin/sh\n{code}\n")
        (fake / name).chmod(0o755)
    path = f"{fake}:/usr/bin:/bin"
    command = ["sh", str(here / "atlas.sh"), "sheet", "a b"]
    told = subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == f"{here / 'start' / 'start.py'} sheet a b"
