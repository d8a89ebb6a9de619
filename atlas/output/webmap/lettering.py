"""
The page's lettering: a small cut of the bundled fonts, with just what the atlas shows.

The fonts hold 30,000 characters in 10 MB a weight; names, facts and words need some 1,300. A
browser takes its own machine's Chinese font where there is one, else the cut, and the whole
font only when a character is typed that the cut has not.
"""

import base64
import hashlib
import io
from collections.abc import Iterable
from functools import lru_cache

import fontTools  # type: ignore[import-untyped]

from atlas.domain.catalogue import Catalogue
from atlas.domain.layer import Layer
from atlas.domain.memo import derived
from atlas.domain.messages import LANGUAGES
from atlas.output.assets import Weight, font_path
from atlas.output.language import words_of

_WEIGHTS: dict[Weight, int] = {"regular": 400, "bold": 700}
_WHOLE: dict[Weight, str] = {"regular": "NotoSansSC-Regular.ttf", "bold": "NotoSansSC-Bold.ttf"}
_LOCAL: dict[Weight, tuple[str, ...]] = {
    "regular": (
        "Noto Sans SC Regular",
        "NotoSansSC-Regular",
        "Noto Sans CJK SC",
        "Source Han Sans SC",
        "Microsoft YaHei",
        "PingFang SC",
    ),
    "bold": (
        "Noto Sans SC Bold",
        "NotoSansSC-Bold",
        "Noto Sans CJK SC Bold",
        "Source Han Sans SC Bold",
        "Microsoft YaHei Bold",
        "PingFang SC Semibold",
    ),
}
# how text is set, and what no screen needs
_LEFT_OUT = ("GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "prep", "gasp")


def characters_of(catalogue: Catalogue) -> str:
    """Return every character of the words, the facts and their declarations, once, sorted."""
    found = {chr(code) for code in range(32, 127)}
    for lang in LANGUAGES:
        for words in words_of(lang).values():
            found.update(words)
    for layer in catalogue.values():
        found |= _letters_in(layer)
    for source in catalogue.sources.values():
        found.update(f"{source.citation('zh')}{source.citation('en')}")
    return "".join(sorted(char for char in found if char.isprintable()))


@derived
def _letters_in(layer: Layer) -> frozenset[str]:
    found = set(layer.spec.model_dump_json())
    for name in layer.frame.columns.difference(["geometry"]):
        found.update("".join(map(str, layer.frame[name].unique())))
    return frozenset(found)


@lru_cache(maxsize=4)
def cut_font(weight: Weight, letters: str) -> bytes:
    """
    Return a bundled font with only some characters, as TrueType.

    Raises
    ------
    NotReady
        If the fonts are not installed.
    """
    # a font once cut is kept on the disk: most starts need no cutter
    from fontTools import subset
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    options = subset.Options(hinting=False, notdef_outline=True, glyph_names=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text=letters)
    file = io.BytesIO()
    path = font_path(weight)
    with TTFont(path, lazy=True, recalcBBoxes=False, recalcTimestamp=False) as whole:
        for name in _LEFT_OUT:
            if name in whole:
                del whole[name]
        cutter.subset(whole)
        whole.save(file, reorderTables=None)
    return file.getvalue()


def letters_version(letters: str) -> str:
    """Return 12 hexadecimal digits that change when a character or the cutter does."""
    return hashlib.sha256(f"{fontTools.version} {letters}".encode()).hexdigest()[:12]


def font_css(letters: str) -> str:
    """Return the style that offers the fonts; of two faces the later has priority."""
    version = letters_version(letters)
    faces = []
    for weight in _WEIGHTS:
        faces.append(_face(weight, f"/assets/fonts/{_WHOLE[weight]}", "U+80-10FFFF"))
        faces.append(_face(weight, f"/assets/fonts/{version}/{weight}.ttf", _ranges(letters)))
    return "\n".join(faces)


def carried_face(letters: str) -> str:
    """Return the style of a font that a file carries in it, for readers who have none."""
    font = base64.b64encode(cut_font("regular", letters)).decode()
    return _face("regular", f"data:font/ttf;base64,{font}", _ranges(letters))


def _face(weight: Weight, address: str, ranges: str) -> str:
    local = "".join(f'local("{name}"), ' for name in _LOCAL[weight])
    return (
        f'@font-face {{ font-family: "Noto Sans SC"; font-weight: {_WEIGHTS[weight]}; '
        f'font-display: block; src: {local}url("{address}"); unicode-range: {ranges}; }}'
    )


def _ranges(letters: Iterable[str]) -> str:
    """Return characters as CSS ranges, neighbours together."""
    runs: list[list[int]] = []
    for code in map(ord, letters):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)
