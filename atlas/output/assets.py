"""
Where the scripts, styles, pictures and fonts of the browser lie on this disk.

An asset is a file of a pinned npm package (package.json), installed below `node_modules` and
never copied into the repository. Its key is its served path, the part of a URL after
`/assets/`. `ALLOWED` lists all there are: a request is looked up in it and never joined to a
folder, so no path can lead anywhere else. Being listed says nothing about being installed:
`asset_file` looks, and refuses when the file is not there.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from atlas.errors import NotReady, UnknownName
from atlas.shipped import SHIPPED

Weight = Literal["regular", "bold"]

_FONTS: Mapping[Weight, str] = {
    "regular": "fonts/NotoSansSC-Regular.ttf",
    "bold": "fonts/NotoSansSC-Bold.ttf",
}

# served folder: (folder of the package, its files); a style keeps its pictures where it looks
_FOLDERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "leaflet": ("leaflet/dist", ("leaflet.js", "leaflet.css")),
    "leaflet/images": (
        "leaflet/dist/images",
        (
            "layers.png",
            "layers-2x.png",
            "marker-icon.png",
            "marker-icon-2x.png",
            "marker-shadow.png",
        ),
    ),
    "leaflet/notice": ("leaflet", ("LICENSE",)),
    "fonts/notice": ("@expo-google-fonts/noto-sans-sc", ("LICENSE_FONT",)),
}


def _listed() -> Iterator[tuple[str, str]]:
    for served, (folder, names) in _FOLDERS.items():
        for name in names:
            yield f"{served}/{name}", f"{folder}/{name}"
    noto = "@expo-google-fonts/noto-sans-sc"
    yield _FONTS["regular"], f"{noto}/400Regular/NotoSansSC_400Regular.ttf"
    yield _FONTS["bold"], f"{noto}/700Bold/NotoSansSC_700Bold.ttf"


# served path: path below the asset root
ALLOWED: Mapping[str, str] = MappingProxyType(dict(_listed()))


def asset_root() -> Path:
    """
    Name the folder the npm packages are in.

    It need not exist: only `asset_file` looks.

    Returns
    -------
    root
        `ATLAS_ASSETS` where that is set, else `node_modules` of the checkout or of the wheel.
    """
    chosen = os.environ.get("ATLAS_ASSETS")
    return Path(chosen) if chosen else SHIPPED / "node_modules"


def asset_file(served: str) -> Path:
    """
    Find the file behind a served path.

    The path is compared letter by letter: decode a URL before asking.

    Parameters
    ----------
    served
        What follows `/assets/`, such as `leaflet/leaflet.js`.

    Returns
    -------
    file
        A file that exists.

    Raises
    ------
    UnknownName
        If the path is not listed in `ALLOWED`.
    NotReady
        If the file is listed and not installed.
    """
    if served not in ALLOWED:
        raise UnknownName(kind="asset", name=served, known=list(ALLOWED))
    file = asset_root() / ALLOWED[served]
    if not file.is_file():
        raise NotReady(what=served, remedy="python tools/setup.py")
    return file


def font_path(weight: Weight) -> Path:
    """
    Find Noto Sans SC, for sheets and slides that must look alike on every machine.

    There are two weights: a document that asks for a third gets the program's own guess.

    Parameters
    ----------
    weight
        `regular` (400) or `bold` (700).

    Returns
    -------
    font
        A TrueType file that exists, about 10 MB.

    Raises
    ------
    UnknownName
        If there is no such weight.
    NotReady
        If the fonts are not installed.
    """
    if weight not in _FONTS:
        raise UnknownName(kind="font_weight", name=weight, known=list(_FONTS))
    return asset_file(_FONTS[weight])
