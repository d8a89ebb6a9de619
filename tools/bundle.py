"""
Put the whole atlas into one zip that needs no network where it is unpacked.

    python tools/bundle.py                  for CPython 3.11
    python tools/bundle.py --python 3.12    for another

In it: the files of the last commit, wheels for 64-bit Windows and Linux, the browser assets and
fonts that the atlas serves, two starters and a guide. Wheels are made for one Python each, so the
machine that unpacks must have that one. What pip would ask of *this* machine (its system, its
Python) is answered for the other: pip alone would leave out what only Windows needs.

The same commit and the same wheels give the same bytes. Wheels stay in `dist/`, so a second
bundle needs no network. Standard library only, run by the Python of `.venv`, which has pip.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from bundle_wheels import TARGETS, Stop, gather, lines, read_pins

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = Path(__file__).with_name("bundle")
DIST = ROOT / "dist"
TOP = "atlas"
# the last of each Python for which python.org made a Windows installer
INSTALLERS = {"3.11": "3.11.9", "3.12": "3.12.10"}
FOR_WINDOWS = (".bat", ".md", ".txt")  # read there, where a line ends in two characters


def main(arguments: list[str]) -> int:
    """Build the bundle; return the exit code."""
    parser = argparse.ArgumentParser(description="one zip for machines without a network")
    parser.add_argument("--python", default="3.11", help="the Python it is for: 3.11 to 3.14")
    python = parser.parse_args(arguments).python
    try:
        if not re.fullmatch(r"3\.1[1-4]", python):
            raise Stop(f"Python 3.11, 3.12, 3.13 or 3.14, not {python}")
        commit, seconds = git("log", "-1", "--format=%h %ct").decode().split()
        if git("status", "--porcelain", "--untracked-files=no"):
            print(f"note: the bundle holds commit {commit}, without what was changed since")
        members = {**program(), **assets(), **starters(python, commit)}
        asked = [
            members[f"program/{name}.txt"].decode() for name in ("requirements", "constraints")
        ]
        members |= wheels(python, *asked)
        moment = datetime.fromtimestamp(int(seconds), UTC).timetuple()[:6]
        made = write(members, DIST / f"atlas-{commit}-python{python}.zip", moment)
    except Stop as reason:
        print(f"bundle: {reason}", file=sys.stderr)
        return 1
    print(f"{made.relative_to(ROOT)}: {len(members) + 1} files, {made.stat().st_size / 1e6:.0f} MB")
    return 0


def git(*command: str) -> bytes:
    """Return what git prints about this checkout."""
    answer = subprocess.run(["git", *command], cwd=ROOT, capture_output=True, check=False)  # noqa: S603, S607
    if answer.returncode != 0:
        raise Stop(f"git {command[0]}: {answer.stderr.decode(errors='replace').strip()}")
    return answer.stdout


def program() -> dict[str, bytes]:
    """Return the files of the last commit."""
    with tarfile.open(fileobj=BytesIO(git("archive", "--format=tar", "HEAD"))) as archive:
        return {
            f"program/{member.name}": held.read()
            for member in archive
            if member.isfile() and (held := archive.extractfile(member))
        }


def assets() -> dict[str, bytes]:
    """Return the browser assets and fonts that the atlas serves, with their licences."""
    sys.path.insert(0, str(ROOT))
    from atlas.output.assets import ALLOWED, asset_root

    root, files = asset_root(), set(ALLOWED.values())
    for name in set(ALLOWED.values()):
        parts = name.split("/")
        package = root.joinpath(*parts[: 2 if name.startswith("@") else 1])
        files |= {path.relative_to(root).as_posix() for path in package.glob("LICEN[CS]E*")}
    missing = sorted(name for name in files if not (root / name).is_file())
    if missing:
        raise Stop(f"not installed: {', '.join(missing)}; run python tools/setup.py")
    return {f"assets/{name}": (root / name).read_bytes() for name in files}


def wheels(python: str, requirements: str, constraints: str) -> dict[str, bytes]:
    """Return the wheels of all that runs, on either system, and of the pip that installs them."""
    installer = (TEMPLATES / "installer.txt").read_text("utf-8")
    asked, pins = lines(requirements + installer), read_pins(lines(constraints + installer))
    folder = DIST / f"wheels-{python}"
    files = {wheel for target in TARGETS for wheel in gather(asked, pins, target, python, folder)}
    return {f"wheels/{wheel.name}": wheel.read_bytes() for wheel in files}


def starters(python: str, commit: str) -> dict[str, bytes]:
    """Return the starters and the guide, with the Python they need written in."""
    words = {
        "@PYTHON@": python,
        "@DIGITS@": python.replace(".", ""),
        "@TUPLE@": f"({python.replace('.', ', ')})",
        "@INSTALLER@": f"python-{INSTALLERS.get(python, python + '.x')}-amd64.exe",
        "@COMMIT@": commit,
    }
    places = {
        "atlas.bat": "atlas.bat",
        "atlas.sh": "atlas.sh",
        "使用说明.md": "使用说明.md",
        "start.py": "start/start.py",
        "python-needed.txt": "start/python-needed.txt",
    }
    made = {}
    for template, place in places.items():
        text = (TEMPLATES / template).read_text("utf-8")
        for gap, told in words.items():
            text = text.replace(gap, told)
        ends = "\r\n" if place.endswith(FOR_WINDOWS) else "\n"
        made[place] = text.replace("\n", ends).encode("utf-8")
    return made


def write(members: Mapping[str, bytes], place: Path, moment: tuple[int, ...]) -> Path:
    """Write the zip in one stroke: sorted, of one moment, with the sums of all its files."""
    sums = "".join(
        f"{hashlib.sha256(held).hexdigest()}  {name}\n" for name, held in sorted(members.items())
    )
    place.parent.mkdir(exist_ok=True)
    unfinished = place.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w") as archive:
        for name, content in sorted({**members, "SHA256SUMS": sums.encode()}.items()):
            entry = zipfile.ZipInfo(f"{TOP}/{name}", moment[:6])  # type: ignore[arg-type]
            entry.create_system = 3  # or Windows would write other bytes
            entry.external_attr = (0o755 if name.endswith(".sh") else 0o644) << 16
            # a wheel is squeezed already
            entry.compress_type = (
                zipfile.ZIP_STORED if name.endswith(".whl") else zipfile.ZIP_DEFLATED
            )
            archive.writestr(entry, content)
    return unfinished.replace(place)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
