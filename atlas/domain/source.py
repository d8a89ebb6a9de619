"""A source: the document or data set that a fact rests on, how sure it is, and how it is cited."""

from collections.abc import Iterable
from dataclasses import dataclass

from atlas.domain.messages import Language


@dataclass(frozen=True)
class Source:
    """
    One row of `geodata/sources.csv`.

    `grade` is A (official), B (press, a copy of something official) or C (forum, unsigned copy,
    inference); `official` says whether the publisher is the authority on what the source states.
    """

    id: str
    title: str
    publisher: str
    document_no: str
    official: bool
    published: str
    accessed: str
    url: str
    licence: str
    grade: str

    def titled(self, lang: Language) -> str:
        """Return the title as a language writes titles."""
        return f"《{self.title.strip('《》')}》" if lang == "zh" else self.title

    def graded(self, text: str, lang: Language) -> str:
        """Return words on the source with its grade behind them, where it was graded."""
        if not self.grade:
            return text
        return f"{text}〔{self.grade}〕" if lang == "zh" else f"{text} [{self.grade}]"

    def citation(self, lang: Language) -> str:
        """Return the source as a line of a reference list, graded; empty parts are left out."""
        parts = [self.publisher, self.titled(lang), self.document_no, self.published]
        told = ("，" if lang == "zh" else ", ").join(part for part in parts if part)
        return self.graded(told, lang)


def surest_first(sources: Iterable[Source]) -> list[Source]:
    """Return sources by their grade, those of a grade in their input order."""
    return sorted(sources, key=lambda source: source.grade)
