"""
The documents of the project as the page 帮助 shows them: guides, chapters, text and pictures.

They are the markdown files of `docs/`, read where they are. Links between them are shown as text,
since a browser has no address for a file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import atlas
from atlas.domain.messages import Language
from atlas.interface.web.session.plain_text import Marked

FOLDER = atlas.SHIPPED / "docs"
# a file, cut at its headings of the second level, or a folder with a file for each chapter
GUIDES = {
    "handbook": "handbook/{lang}.md",
    "tutorial": "tutorial/{lang}.md",
    "how_to": "how-to",
    "glossary": "glossary.md",
    "architecture": "architecture.md",
    "decisions": "decisions",
}
_PICTURE = re.compile(r"^!\[(?P<caption>[^\]]*)\]\((?P<path>[^)]+)\)$", re.MULTILINE)
# the end of a line between two Chinese characters would be shown as a space
_WRAP = re.compile(r"(?<=[\u2018-\u9fff\uff00-\uffef])\n *(?=[\u2018-\u9fff\uff00-\uffef])")
_LINK = re.compile(r"\[([^\]]+)\]\((?!#|https?:)[^)]+\)")


@dataclass(frozen=True)
class Illustration:
    """A picture of a chapter, and the line below it."""

    path: Path
    caption: str


@dataclass(frozen=True)
class Chapter:
    """A chapter of a guide: its heading, and its text with the folder that pictures are in."""

    title: str
    text: str
    folder: Path

    def blocks(self) -> Iterator[Marked | Illustration]:
        """Yield text and pictures in their order."""
        end = 0
        for found in _PICTURE.finditer(self.text):
            yield self._marked(self.text[end : found.start()])
            yield Illustration(self.folder / found["path"], found["caption"])
            end = found.end()
        yield self._marked(self.text[end:])

    def _marked(self, text: str) -> Marked:
        return Marked(_WRAP.sub("", _LINK.sub(r"\1", text)).strip())


@lru_cache
def chapters(guide: str, lang: Language) -> tuple[Chapter, ...]:
    """
    Return the chapters of a guide.

    Parameters
    ----------
    guide
        A key of `GUIDES`.
    lang
        Of handbook and tutorial; the others are in English alone.

    Returns
    -------
    chapters
        In the order of the file, or of the names of files; what is above the first heading of the
        second level is part of the first chapter.
    """
    path = FOLDER / GUIDES[guide].format(lang=lang)
    if path.is_dir():
        return tuple(_whole(file) for file in sorted(path.glob("*.md")))
    first, *rest = re.split(r"^(?=## )", path.read_text("utf8"), flags=re.MULTILINE)
    texts = [first + rest[0], *rest[1:]]
    titles = [text.partition("\n")[0].removeprefix("## ") for text in rest]
    return tuple(Chapter(*both, path.parent) for both in zip(titles, texts, strict=True))


def _whole(file: Path) -> Chapter:
    text = file.read_text("utf8")
    return Chapter(text.partition("\n")[0].removeprefix("# "), text, file.parent)
