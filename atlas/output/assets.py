"""
Where the scripts, styles, pictures and fonts of the browser lie on this disk.

An asset is a file of a pinned npm package (package.json), installed below `node_modules` and
never copied into the repository. It is known by its served path, the part of a URL after
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

Weight = Literal["regular", "bold"]

MARKER_IMAGES = "leaflet/images/"  # what L.Icon.Default.imagePath must be, after the prefix

_FONTS: Mapping[Weight, str] = {
    "regular": "fonts/NotoSansSC-Regular.ttf",
    "bold": "fonts/NotoSansSC-Bold.ttf",
}

# served folder: (folder of the package, its files). A style keeps its pictures where it looks
# for them: beside it, in images/, or in ../webfonts/.
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
    "jquery": ("jquery/dist", ("jquery.min.js",)),
    "bootstrap": ("bootstrap/dist/js", ("bootstrap.bundle.min.js",)),
    "bootstrap/css": ("bootstrap/dist/css", ("bootstrap.min.css",)),
    "fontawesome/css": ("@fortawesome/fontawesome-free/css", ("all.min.css",)),
    "fontawesome/webfonts": (
        "@fortawesome/fontawesome-free/webfonts",
        (
            "fa-brands-400.woff2",
            "fa-brands-400.ttf",
            "fa-regular-400.woff2",
            "fa-regular-400.ttf",
            "fa-solid-900.woff2",
            "fa-solid-900.ttf",
            "fa-v4compatibility.woff2",
            "fa-v4compatibility.ttf",
        ),
    ),
    "awesome-markers": (
        "leaflet.awesome-markers/dist",
        ("leaflet.awesome-markers.min.js", "leaflet.awesome-markers.css"),
    ),
    "awesome-markers/images": (
        "leaflet.awesome-markers/dist/images",
        (
            "markers-soft.png",
            "markers-soft@2x.png",
            "markers-shadow.png",
            "markers-shadow@2x.png",
        ),
    ),
    "draw": ("leaflet-draw/dist", ("leaflet.draw.js", "leaflet.draw.css")),
    "draw/images": (
        "leaflet-draw/dist/images",
        ("spritesheet.svg", "spritesheet.png", "spritesheet-2x.png"),
    ),
    "fullscreen": (
        "leaflet.fullscreen",
        ("Control.FullScreen.js", "Control.FullScreen.css", "icon-fullscreen.svg"),
    ),
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

# folium's name of a link: served path; None is left out, as nothing the atlas draws uses it
FOLIUM_ASSETS: Mapping[str, str | None] = MappingProxyType(
    {
        "leaflet": "leaflet/leaflet.js",
        "leaflet_css": "leaflet/leaflet.css",
        "jquery": "jquery/jquery.min.js",
        "bootstrap": "bootstrap/bootstrap.bundle.min.js",
        "bootstrap_css": "bootstrap/css/bootstrap.min.css",
        "awesome_markers": "awesome-markers/leaflet.awesome-markers.min.js",
        "awesome_markers_css": "awesome-markers/leaflet.awesome-markers.css",
        "awesome_markers_font_css": "fontawesome/css/all.min.css",
        "glyphicons_css": None,  # icons are Font Awesome's (prefix="fa")
        "awesome_rotate_css": None,  # no icon is turned
        "leaflet_draw_js": "draw/leaflet.draw.js",
        "leaflet_draw_css": "draw/leaflet.draw.css",
        "Control.Fullscreen.js": "fullscreen/Control.FullScreen.js",
        "Control.FullScreen.css": "fullscreen/Control.FullScreen.css",
    }
)


def asset_root() -> Path:
    """
    Name the folder the npm packages are in.

    It need not exist: only `asset_file` looks.

    Returns
    -------
    root
        `ATLAS_ASSETS` where that is set, else `node_modules` of this checkout.
    """
    chosen = os.environ.get("ATLAS_ASSETS")
    return Path(chosen) if chosen else Path(__file__).resolve().parents[2] / "node_modules"


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
        raise UnknownName(kind="font weight", name=weight, known=list(_FONTS))
    return asset_file(_FONTS[weight])
