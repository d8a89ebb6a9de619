"""
Typesetting: which face, how wide a text is, and where it may be broken.

Widths are the face's own advances, the same for every output format and resolution; pairs are
not kerned, so a Latin word may be drawn a trifle narrower than measured. Chinese is broken
between any two characters, but never before a closing mark nor after an opening one. What nobody
sees (a zero-width space) is not set; for a character that the face lacks a square stands.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags

from atlas.domain.units import UNITS
from atlas.errors import Refused
from atlas.output.assets import font_path

MM_PER_POINT = 25.4 / 72
LEADING = 1.28  # of the type size, from one line to the next
ELLIPSIS = "…"
STAND_IN = "□"
_EM = 1000
_TIGHTER = tuple(0.35 + 0.05 * step for step in range(14))
_CLOSING = "，。；：、！？）》〉」』】”’…%％,.;:!?)]}°"
_OPENING = "（《〈「『【“‘(["
_WIDE = r"\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
_SIGNS = sorted({word for unit in UNITS.values() for word in (unit.zh, unit.en)}, key=len)[::-1]
_UNIT = rf"(?:{'|'.join(re.escape(word) for word in _SIGNS if word)}|[{_WIDE}])(?![A-Za-z])"
_PIECES = re.compile(
    rf"\d[\d.,–]* {_UNIT}|\s+|[{_WIDE}“”‘’…]|[^\s{_WIDE}“”‘’…]+"  # a figure keeps its unit
)
_SEPARATOR = " · "
_UNSEEN = {"Cf", "Cc"}  # marks of direction and joining, control characters
_VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def face(*, bold: bool = False) -> FontProperties:
    """Return the face, from its file: no system font is ever used."""
    return FontProperties(fname=_file(bold))


def settable(text: str, *, bold: bool = False) -> str:
    """Return a line as the face can set it: without what is not seen, squares for what it lacks."""
    glyphs = _characters(_file(bold))
    return "".join(_sign(character, glyphs) for character in text)


def lacking(text: str, *, bold: bool = False) -> set[str]:
    """Return the characters of a text that a reader would see and the face cannot draw."""
    glyphs = _characters(_file(bold))
    return {c for c in text if c != STAND_IN and _sign(c, glyphs) == STAND_IN}


def width_mm(text: str, size: float, *, bold: bool = False) -> float:
    """
    Measure one line.

    Parameters
    ----------
    text
        One line.
    size
        Points.
    bold
        In which of the two faces.

    Returns
    -------
    width
        Millimetres.
    """
    return _ems(_file(bold), text) * size * MM_PER_POINT


def height_mm(lines: int, size: float) -> float:
    """Return the height of a block of lines, from the top of the first to the foot of the last."""
    return ((lines - 1) * LEADING + 1.0) * size * MM_PER_POINT if lines else 0.0


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """
    Break a text into lines.

    A single word wider than the line stands on a line of its own and overflows it; `fitted`
    looks for that.

    Parameters
    ----------
    text
        Any text; a line end in it ends a line.
    width
        Millimetres.
    size
        Points.
    bold
        In which of the two faces.

    Returns
    -------
    lines
        Without white space at their ends.
    """
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for piece in _pieces(paragraph):
            if line and width_mm((line + piece).rstrip(), size, bold=bold) > width:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
        lines.append(line.rstrip())
    return tuple(lines)


def balanced(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """
    Break a name into few lines.

    Two lines part between the parts of a name or before its bracket, where each half has room;
    else the lengths are as equal as can be.

    Parameters
    ----------
    text
        Any text.
    width
        Of the lines, millimetres.
    size
        Points.
    bold
        In which of the two faces.
    """
    lines = wrapped(text, width, size, bold=bold)
    if len(lines) == 2:
        for parts in _in_two(text):
            if all(width_mm(part, size, bold=bold) <= width for part in parts):
                return parts
    return evened(text, width, size, bold=bold)


def evened(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """
    Break a text into as few lines as it takes, of lengths as equal as can be.

    Parameters
    ----------
    text
        Any text.
    width
        Of the lines, millimetres.
    size
        Points.
    bold
        In which of the two faces.
    """
    lines = wrapped(text, width, size, bold=bold)
    for share in _TIGHTER:
        tighter = wrapped(text, width * share, size, bold=bold)
        widest = max(width_mm(line, size, bold=bold) for line in tighter)
        if len(tighter) == len(lines) and widest <= width:
            return tighter
    return lines


def chopped(text: str, width: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """
    Break a text into lines, within a word where one is wider than a line.

    Parameters
    ----------
    text
        Any text.
    width
        Of the lines, millimetres.
    size
        Points.
    bold
        In which of the two faces.
    """
    lines: list[str] = []
    for line in wrapped(text, width, size, bold=bold):
        while width_mm(line, size, bold=bold) > width and len(line) > 1:
            count = len(line) - 1
            while count > 1 and width_mm(line[:count], size, bold=bold) > width:
                count -= 1
            lines.append(line[:count])
            line = line[count:]
        lines.append(line)
    return tuple(lines)


def fitted(
    text: str,
    width: float,
    height: float,
    *,
    largest: float,
    least: float,
    bold: bool = False,
) -> tuple[float, tuple[str, ...]]:
    """
    Break a text into lines and choose the largest size at which it fits.

    Parameters
    ----------
    text
        Any text.
    width, height
        Room, millimetres.
    largest, least
        The limits of the size, points; tried in steps of half a point.
    bold
        In which of the two faces.

    Returns
    -------
    size, lines
        Points, and the lines at that size.

    Raises
    ------
    Refused
        If it does not fit at the least size: nothing is cut.
    """
    size = max(largest, least)
    while True:
        lines = wrapped(text, width, size, bold=bold)
        wide = max((width_mm(line, size, bold=bold) for line in lines), default=0.0)
        if wide <= width + 1e-6 and height_mm(len(lines), size) <= height + 1e-6:
            return size, lines
        if size <= least:
            break
        size = max(size - 0.5, least)
    raise Refused(reason="text_too_long", text=text, width_mm=round(width, 1))


def shortened(
    text: str, width: float, size: float, *, lines: int = 1, bold: bool = False
) -> tuple[str, ...]:
    """
    Return the first lines of a text, ending in an ellipsis where anything was left out.

    Parameters
    ----------
    text
        Any text.
    width
        Of the lines, millimetres.
    size
        Points.
    lines
        How many there may be.
    bold
        In which of the two faces.
    """
    full = wrapped(text, width, size, bold=bold)
    if len(full) <= lines and all(width_mm(v, size, bold=bold) <= width for v in full):
        return full
    begins = 0
    for line in full[: lines - 1]:
        begins = text.index(line, begins) + len(line)
    last = text[begins:].lstrip().replace("\n", " ")
    while last and width_mm(last + ELLIPSIS, size, bold=bold) > width:
        last = last[:-1]
    return (*full[: lines - 1], last.rstrip() + ELLIPSIS)


def _in_two(text: str) -> Iterator[tuple[str, str]]:
    """Yield the ways in which the sense of a name parts it."""
    if _SEPARATOR in text:
        before, _, after = text.rpartition(_SEPARATOR)
        yield before, after
    bracket = max(text.rfind(mark) for mark in _OPENING)
    if bracket > 0:
        yield text[:bracket].rstrip(), text[bracket:]


def _pieces(paragraph: str) -> list[str]:
    pieces: list[str] = []
    for found in _PIECES.findall(paragraph):
        stays = pieces and (found[0] in _CLOSING or pieces[-1][-1] in _OPENING)
        if stays and not found.isspace():
            pieces[-1] += found
        else:
            pieces.append(found)
    return pieces


@lru_cache(maxsize=2)
def _file(bold: bool) -> str:
    return str(font_path("bold" if bold else "regular"))


@lru_cache(maxsize=4)
def _font(path: str) -> FT2Font:
    font = FT2Font(path)
    font.set_size(_EM, 72)
    return font


@lru_cache(maxsize=4)
def _characters(path: str) -> frozenset[int]:
    return frozenset(_font(path).get_charmap())


def _sign(character: str, glyphs: frozenset[int]) -> str:
    """Return what is set for a character: itself, a space, nothing, or the square."""
    if _VARIANTS.match(character):
        return ""
    if character == "\t" or unicodedata.category(character) == "Zs":
        return character if ord(character) in glyphs else " "
    if unicodedata.category(character) in _UNSEEN:
        return ""
    return character if ord(character) in glyphs else STAND_IN


# the same words are measured at many sizes, to see which of them fits
@lru_cache(maxsize=32768)
def _ems(path: str, text: str) -> float:
    return sum(_advance(path, character) for character in text)


@lru_cache(maxsize=8192)
def _advance(path: str, character: str) -> float:
    sign = _sign(character, _characters(path))
    if not sign:
        return 0.0
    glyph = _font(path).load_char(ord(sign), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / _EM
