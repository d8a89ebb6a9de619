"""A tiny town that may be damaged: each test gets its own copy."""

import shutil

import pytest

import atlas
from atlas.reading.assemble import inspect

TINY_TOWN = atlas.SHIPPED / "tests" / "fixtures" / "tiny_town"


class Copy:
    """The tiny town in a folder of the test's own."""

    def __init__(self, root):
        self.root = shutil.copytree(TINY_TOWN, root)

    def damage(self, file, old, new=""):
        """Replace the first of a text in a file; an empty `old` replaces the whole of it."""
        path = self.root / file
        text = path.read_text(encoding="utf8") if path.exists() else ""
        assert old in text, f"{file} has no {old!r}"
        path.write_text(text.replace(old, new, 1) if old else new, encoding="utf8")

    def problems(self):
        """Return what is wrong with it, as (rule, place, found)."""
        return [(p.rule, p.place, p.found) for p in inspect(self.root)[1]]


@pytest.fixture
def copy(tmp_path):
    return Copy(tmp_path / "town")
