"""
Where the files that come with the code lie: declarations, facts, examples, browser assets.

They stand at the top of a checkout. A wheel carries a copy of them within the package, since
nothing beside a package is its own where it is installed.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_IN_WHEEL = _PACKAGE / "_shipped"

SHIPPED = _IN_WHEEL if _IN_WHEEL.is_dir() else _PACKAGE.parent
