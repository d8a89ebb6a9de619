"""
Encoding: a drawn page as the bytes of a file, the same bytes for the same page.

No clock, no author and no program stand in them. The face is 10 MB a weight, which a PDF would
be cut from anew each time; it is cut once to the characters in use, for the whole process.
"""

import io
import os
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Literal

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from PIL import Image

from atlas.errors import BadFile
from atlas.output.assets import Weight, font_path
from atlas.output.sheet.drawing.canvas import Canvas

Format = Literal["png", "pdf", "svg"]
SETTINGS = {
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "atlas",
    "text.hinting": "none",  # letters as far apart as measured, at every resolution
    "axes.unicode_minus": False,
}
METADATA: dict[Format, dict[str, Any]] = {
    "png": {},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "svg": {"Date": None},
}
_WEIGHTS: tuple[Weight, ...] = ("regular", "bold")


def encoded(canvas: Canvas, form: Format, *, likely: frozenset[str] = frozenset()) -> bytes:
    """
    Return a drawn page as the bytes of a file.

    Parameters
    ----------
    canvas
        The page.
    form
        Of the file.
    likely
        Letters that the next pages may need: a face is cut once for as many pages as can be.
    """
    buffer = io.BytesIO()
    if form == "png":
        agg = FigureCanvasAgg(canvas.figure)
        agg.draw()
        # a page is opaque: without its alpha it is written a third faster
        picture = Image.frombuffer("RGBA", canvas.pixels, agg.buffer_rgba()).convert("RGB")
        picture.save(buffer, format="png", compress_level=1, dpi=(canvas.dpi, canvas.dpi))
        return buffer.getvalue()
    if form == "pdf":
        _with_cut_faces(canvas, likely)
    canvas.figure.savefig(buffer, format=form, metadata=METADATA[form])
    return buffer.getvalue()


def write_file(content: bytes, to: Path | BinaryIO) -> None:
    """
    Write a file whole or not at all, or into a stream.

    Raises
    ------
    BadFile
        If the folder cannot be written to; what stood there stays.
    """
    if not isinstance(to, Path):
        to.write(content)
        return
    beside = to.with_name(f".{to.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(to)
    except OSError:
        raise BadFile(path=str(to), reason="not_writable") from None
    finally:
        if beside.exists():
            beside.unlink()


class _Faces:
    """Cuts of the faces, on this disk while the process lives; cut anew for a new letter."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="atlas-faces-")
        self._letters: dict[Weight, frozenset[str]] = dict.fromkeys(_WEIGHTS, frozenset())
        self._files: dict[Weight, Path] = {}

    def having(
        self, weight: Weight, letters: set[str], likely: frozenset[str] = frozenset()
    ) -> FontProperties:
        """Return a cut that has some letters, and the likely ones where it is cut anew."""
        if weight not in self._files or not letters <= self._letters[weight]:
            self._letters[weight] |= letters | likely
            self._files[weight] = self._cut(weight, "".join(sorted(self._letters[weight])))
        return FontProperties(fname=self._files[weight])

    def _cut(self, weight: Weight, letters: str) -> Path:
        options = subset.Options(hinting=False, notdef_outline=True, glyph_names=False)
        cutter = subset.Subsetter(options)
        cutter.populate(text=letters)
        # a name of its own for each cut: matplotlib keeps a font by the name of its file
        path = Path(self._folder.name) / f"{weight}-{sha256(letters.encode()).hexdigest()[:12]}.ttf"
        how = {"lazy": True, "recalcBBoxes": False, "recalcTimestamp": False}
        with TTFont(font_path(weight), **how) as whole:
            cutter.subset(whole)
            whole.save(path, reorderTables=None)
        return path


@cache
def _faces() -> _Faces:
    return _Faces()


def _with_cut_faces(canvas: Canvas, likely: frozenset[str]) -> None:
    """Let every text of a page be drawn with a cut of its face, as large as it was."""
    own: dict[Weight, list[Text]] = {weight: [] for weight in _WEIGHTS}
    for text in canvas.figure.findobj(Text):
        if isinstance(text, Text) and text.get_text():
            whole_bold = text.get_fontproperties().get_file() == str(font_path("bold"))
            own["bold" if whole_bold else "regular"].append(text)
    for weight, texts in own.items():
        letters = {letter for text in texts for letter in text.get_text()}
        for text in texts:
            size = text.get_fontsize()
            text.set_fontproperties(_faces().having(weight, letters, likely))
            text.set_fontsize(size)
