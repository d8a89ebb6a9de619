"""A source: the document or data set that a fact rests on, and how it is cited."""

from dataclasses import dataclass

from atlas.domain.words import Language


@dataclass(frozen=True)
class Source:
    """
    One row of `geodata/sources.csv`.

    `grade` runs from A (government or official unit) to D (content farm, never quoted);
    `official` says whether the publisher is the authority on what the source states.
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

    def citation(self, lang: Language) -> str:
        """Return the source as a line of a reference list; empty parts are left out."""
        title = f"《{self.title.strip('《》')}》" if lang == "zh" else self.title
        parts = [self.publisher, title, self.document_no, self.published]
        return ("，" if lang == "zh" else ", ").join(part for part in parts if part)
