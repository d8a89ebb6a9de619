"""The list of assets against what is installed: nothing missing, nothing outside."""

import re
from pathlib import Path, PurePosixPath

import pytest
from matplotlib.ft2font import FT2Font

from atlas.errors import NotReady, UnknownName
from atlas.output.assets import (
    ALLOWED,
    asset_file,
    asset_root,
    font_path,
)

STYLES = [served for served in ALLOWED if served.endswith(".css")]


def test_every_listed_asset_is_installed() -> None:
    assert [served for served in ALLOWED if asset_file(served).stat().st_size == 0] == []


def test_every_asset_lies_below_the_root() -> None:
    root = asset_root().resolve()
    assert all(asset_file(served).resolve().is_relative_to(root) for served in ALLOWED)


@pytest.mark.parametrize("style", STYLES)
def test_a_style_finds_its_pictures_among_the_assets(style: str) -> None:
    urls = re.findall(r"""url\(["']?([^"')]+)""", asset_file(style).read_text(encoding="utf-8"))
    beside = PurePosixPath(style).parent
    # data: is in the file itself; #default#VML is for Internet Explorer
    asked = {url.split("?")[0].split("#")[0] for url in urls if not url.startswith(("data:", "#"))}
    assert {str(_normal(beside / url)) for url in asked} <= set(ALLOWED)


def _normal(path: PurePosixPath) -> PurePosixPath:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return PurePosixPath(*parts)


def test_no_script_or_style_names_an_outside_host_to_load_from() -> None:
    loads = re.compile(r"""(?:url\(|@import|src=)\s*["']?(?:https?:)?//""")
    texts = [served for served in ALLOWED if served.endswith((".css", ".js"))]
    found = {t for t in texts if loads.search(asset_file(t).read_text(encoding="utf-8"))}
    assert found == set()


@pytest.mark.parametrize(
    "served",
    ["../package.json", "leaflet/../leaflet/leaflet.js", "/etc/passwd", "leaflet", "", "LEAFLET"],
)
def test_what_is_not_listed_is_unknown(served: str) -> None:
    with pytest.raises(UnknownName) as caught:
        asset_file(served)
    assert caught.value.parameters["name"] == served
    assert "leaflet/leaflet.js" in caught.value.parameters["known"]


def test_a_listed_asset_that_is_not_installed_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ATLAS_ASSETS", str(tmp_path))
    with pytest.raises(NotReady) as caught:
        asset_file("leaflet/leaflet.js")
    assert caught.value.parameters == {
        "what": "leaflet/leaflet.js",
        "remedy": "python tools/setup.py",
    }


def test_the_assets_can_lie_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "leaflet" / "dist" / "leaflet.js"
    script.parent.mkdir(parents=True)
    script.write_text("L", encoding="ascii")
    monkeypatch.setenv("ATLAS_ASSETS", str(tmp_path))
    assert asset_file("leaflet/leaflet.js") == script


@pytest.mark.parametrize(("weight", "style"), [("regular", "Regular"), ("bold", "Bold")])
def test_the_font_has_its_weight_and_our_name(weight: str, style: str) -> None:
    font = FT2Font(str(font_path(weight)))  # type: ignore[arg-type]
    assert (font.family_name, font.style_name) == ("Noto Sans SC", style)
    assert [sign for sign in "丝路科学城沣镐㎡" if not font.get_char_index(ord(sign))] == []


def test_there_is_no_third_weight() -> None:
    with pytest.raises(UnknownName) as caught:
        font_path("light")  # type: ignore[arg-type]
    assert caught.value.parameters["known"] == ["regular", "bold"]
