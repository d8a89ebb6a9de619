"""
What goes into the wheel beside the code: facts and assets, dependencies and extras.

The files stand at the top of the checkout, where a planner finds them, and are carried within the
package. `requirements.txt` is what it depends on. Each further `requirements-NAME.txt` is the
extra NAME, but for `dev`, which checks the atlas and is of no use without its tests. Hatchling
calls this when it builds (`pyproject.toml`).
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

INSIDE = "atlas/_shipped"
NOT_EXTRAS = ("dev",)


class Shipped(BuildHookInterface):
    """Puts the files that the atlas reads into the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add them, unless the wheel only points at this checkout (`pip install -e`)."""
        if version != "standard":
            return
        files = {str(Path(self.root) / name): f"{INSIDE}/{name}" for name in self.config["shipped"]}
        missing = [file for file in files if not Path(file).exists()]
        if missing:
            raise FileNotFoundError(f"run `python tools/setup.py` first: no {', '.join(missing)}")
        build_data["force_include"].update(files)


class Requirements(MetadataHookInterface):
    """Puts dependencies and extras into the metadata."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add what the requirement files say."""
        root = Path(self.root)
        metadata["dependencies"] = requirements(root / "requirements.txt")
        metadata["optional-dependencies"] = {
            name: requirements(root / f"requirements-{name}.txt") for name in extras(root)
        }


def extras(root: Path) -> list[str]:
    """Return the names of the extras, sorted."""
    names = (path.stem.removeprefix("requirements-") for path in root.glob("requirements-*.txt"))
    return sorted(name for name in names if name not in NOT_EXTRAS)


def requirements(path: Path) -> list[str]:
    """Return the packages that a requirement file names, without comments and other files."""
    lines = path.read_text(encoding="utf8").splitlines()
    named = (line.partition("#")[0].strip() for line in lines)
    return [name for name in named if name and not name.startswith("-")]
