"""
Which wheels does a list of requirements need on another system, and where are they?

pip answers the environment markers of requirements (PEP 508) for the machine it runs on, so on
Linux it would leave out what only Windows needs. Here they are followed for the target, from
wheel to wheel, and pip only downloads. All versions come from the pins: nothing is resolved.
"""

from __future__ import annotations

import ast
import operator
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

# glibc 2.28 is that of Debian 10, UOS 20 and Kylin V10
GLIBC = (*(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)), "manylinux2014_x86_64")
LINE = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[([^]]*)\])?([^;]*)(?:;(.*))?$")
COMPARISONS: Mapping[type[ast.cmpop], Any] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda part, whole: part in whole,
    ast.NotIn: lambda part, whole: part not in whole,
}


class Stop(Exception):
    """A reason to give up, in words for the person who typed the command."""


@dataclass(frozen=True)
class Target:
    """A system the bundle is for: what pip calls it, and what markers ask about it."""

    platforms: tuple[str, ...]
    facts: Mapping[str, str]

    def fits(self, wheel: Path) -> bool:
        """Tell whether a wheel of the right Python is for this system."""
        tags = wheel.stem.split("-")[-1].split(".")
        return "any" in tags or not set(tags).isdisjoint(self.platforms)

    def machines(self, python: str) -> list[dict[str, str]]:
        """Return what markers may find there: the first and the last release of that Python."""
        own = {
            **self.facts,
            "python_version": python,
            "platform_machine": "AMD64" if self.facts["os_name"] == "nt" else "x86_64",
            "platform_python_implementation": "CPython",
            "implementation_name": "cpython",
        }
        return [{**own, "python_full_version": f"{python}.{patch}"} for patch in (0, 99)]


TARGETS = (
    Target(
        platforms=("win_amd64",),
        facts={"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
    ),
    Target(
        platforms=GLIBC,
        facts={"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    ),
)


def lines(text: str) -> list[str]:
    """Return the lines of a requirements file that name a package."""
    told = (line.partition("#")[0].strip(" \\") for line in text.splitlines())
    return [line for line in told if line and not line.startswith("-")]


def read_pins(constraints: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Return the versions of each package, each with the marker it is for."""
    pins: dict[str, list[tuple[str, str]]] = {}
    for line in constraints:
        name, _, version, marker = parsed(line)
        pins.setdefault(name, []).append((version.strip().removeprefix("=="), marker))
    return pins


def parsed(line: str) -> tuple[str, frozenset[str], str, str]:
    """Take a requirement apart: name, extras, version, marker."""
    found = LINE.match(line)
    if found is None:
        raise Stop(f"cannot read the requirement {line!r}")
    name, extras, version, marker = (part or "" for part in found.groups())
    listed = frozenset(normal(extra) for extra in extras.split(",") if extra.strip())
    return normal(name), listed, version, marker.strip()


def normal(name: str) -> str:
    """Write a package's name the one way in which names are compared."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def gather(
    asked: Iterable[str],
    pins: Mapping[str, list[tuple[str, str]]],
    target: Target,
    python: str,
    folder: Path,
) -> set[Path]:
    """Follow requirements from wheel to wheel until nothing new is asked for."""
    machines = target.machines(python)
    found: set[Path] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = {need for line in asked for need in needs(line, frozenset(), machines)}
    while waiting:
        seen |= waiting
        wanted = {
            (name, version, extras)
            for name, extras in waiting
            for version in versions(name, pins, machines)
        }
        fetch({(name, version) for name, version, _ in wanted}, target, python, folder)
        waiting = set()
        for name, version, extras in wanted:
            wheel = held(name, version, target, folder)
            if wheel is None:
                raise Stop(f"pip left no wheel of {name} {version} for {target.platforms[0]}")
            found.add(wheel)
            for line in required_by(wheel):
                waiting |= needs(line, extras, machines) - seen
    return found


def needs(
    line: str, extras: frozenset[str], machines: Iterable[Mapping[str, str]]
) -> set[tuple[str, frozenset[str]]]:
    """Return the package that a line asks for, with its extras, or nothing if not there."""
    name, own, _, marker = parsed(line)
    asked = [{**machine, "extra": extra} for machine in machines for extra in ("", *extras)]
    return {(name, own)} if any(holds(marker, where) for where in asked) else set()


def versions(
    name: str,
    pins: Mapping[str, list[tuple[str, str]]],
    machines: Iterable[Mapping[str, str]],
) -> list[str]:
    """Return the pinned versions of a package that one of the machines may choose."""
    own = pins.get(name, [])
    found = [pin for pin, marker in own if any(holds(marker, where) for where in machines)]
    if not found:
        raise Stop(f"constraints.txt names no version of {name} for {next(iter(machines))}")
    return found


def holds(marker: str, where: Mapping[str, str]) -> bool:
    """
    Tell whether an environment marker (PEP 508) is true of a machine.

    A marker happens to be a Python expression. What is not met in practice (`~=`, versions that
    are not just numbers) stops, so that no package is left out in silence.
    """
    try:
        return not marker or _truth(ast.parse(marker, mode="eval").body, where)
    except (SyntaxError, KeyError, ValueError, TypeError) as error:
        raise Stop(f"cannot tell whether {marker} is true of {dict(where)}") from error


def _truth(node: ast.expr, where: Mapping[str, str]) -> bool:
    match node:
        case ast.BoolOp(op=ast.And()):
            return all(_truth(part, where) for part in node.values)
        case ast.BoolOp(op=ast.Or()):
            return any(_truth(part, where) for part in node.values)
        case ast.Compare(left=left, ops=[compared], comparators=[right]):
            sides = [_side(part, where) for part in (left, right)]
            asked = {part.id for part in (left, right) if isinstance(part, ast.Name)}
            is_version = asked & {"python_version", "python_full_version"}
            if is_version and not isinstance(compared, ast.In | ast.NotIn):
                return bool(COMPARISONS[type(compared)](*map(_numbers, sides)))
            return bool(COMPARISONS[type(compared)](*sides))
    raise ValueError(ast.dump(node))


def _side(node: ast.expr, where: Mapping[str, str]) -> str:
    return where[node.id] if isinstance(node, ast.Name) else str(ast.literal_eval(node))


def _numbers(version: str) -> tuple[int, ...]:
    numbers = [int(part) for part in version.split(".")]
    return tuple(numbers + [0] * (4 - len(numbers)))


def fetch(wanted: set[tuple[str, str]], target: Target, python: str, folder: Path) -> None:
    """Download the wheels that are not in the folder yet."""
    missing = sorted(need for need in wanted if held(*need, target, folder) is None)
    for_target = [part for name in target.platforms for part in ("--platform", name)]
    for_target += ["--python-version", python, "--implementation", "cp"]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-input"]
    command += ["--disable-pip-version-check", "--only-binary", ":all:", *for_target]
    while missing:
        # pip takes one version of a package at a time; two may be wanted
        batch = dict(missing)
        pins = [f"{name}=={version}" for name, version in sorted(batch.items())]
        print(f"{target.facts['platform_system']}: {' '.join(pins)}", flush=True)
        if subprocess.run([*command, "--dest", str(folder), *pins], check=False).returncode != 0:  # noqa: S603
            raise Stop(f"a wheel is missing for {target.platforms[0]}, Python {python}")
        missing = [need for need in missing if need not in batch.items()]


def held(name: str, version: str, target: Target, folder: Path) -> Path | None:
    """Return the wheel of a package that fits the target, its own before one for any system."""
    fitting = [
        wheel
        for wheel in sorted(folder.glob("*.whl"))
        if (normal(wheel.stem.split("-")[0]), wheel.stem.split("-")[1]) == (name, version)
        and target.fits(wheel)
    ]
    return min(fitting, key=lambda wheel: wheel.stem.endswith("-any"), default=None)


def required_by(wheel: Path) -> list[str]:
    """Return what a wheel says that it needs."""
    with zipfile.ZipFile(wheel) as archive:
        inner = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        told = HeaderParser().parsestr(archive.read(inner).decode("utf-8"))
    return told.get_all("Requires-Dist", [])
