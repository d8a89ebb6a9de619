"""
Hold the scripts of the map against their linter, their type checker and their tests.

`python tools/check_scripts.py` goes through all three, whatever one of them finds, and ends with
1 if any found something. `make lint` calls it, and so does `make check`. The node is the one that
`tools/setup.py --dev` found or installed, and `node_modules` what it installed.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from setup import ROOT, Stop, node

MODULES = "node_modules"
STEPS = {
    "eslint": (f"{MODULES}/eslint/bin/eslint.js", "atlas", "tests/js", "eslint.config.js"),
    "tsc": (f"{MODULES}/typescript/bin/tsc", "--project", "tsconfig.json"),
    "node --test": ("--test", *sorted(str(path) for path in Path(ROOT).glob("tests/js/*.test.js"))),
}


def main() -> int:
    """Run every step; return the exit code."""
    try:
        program = node()
    except Stop as reason:
        print(f"check_scripts: {reason}", file=sys.stderr)
        return 1
    codes = []
    for name, arguments in STEPS.items():
        print(name, flush=True)
        command = [program, *arguments]
        codes.append(subprocess.run(command, cwd=ROOT, check=False).returncode)  # noqa: S603
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main())
