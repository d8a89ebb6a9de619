"""
The briefing: sheets, and a page for each feature of a layer, bound into one set of files.

It asks nothing of its own: every figure in it is an answer that one of its pages shows. Its
language is that of all its pages, whatever a page says.
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from atlas.deliverables.sheet import Sheet
from atlas.domain.conditions import LayerRef
from atlas.domain.layer import Strict
from atlas.domain.question import Question
from atlas.questions import QUESTIONS

Deliverable: TypeAlias = Literal["pptx", "docx", "pdf", "png", "xlsx"]
CHOOSING = tuple(kind.name for kind in QUESTIONS if kind.site_figures)
DELIVERABLES: tuple[Deliverable, ...] = ("pptx", "docx", "pdf", "png", "xlsx")


class Series(Strict):
    """
    One page for each of these features, drawn around it and titled by its name.

    `of` is a layer's features, or `chosen`: the sites that the question of the page chose.
    `page` says the rest. A coverage question that it shows is answered for the feature alone where
    its zones are of the same layer; any other answer is shown whole on every page.
    """

    of: LayerRef | Literal["chosen"]
    page: Sheet = Sheet()

    @model_validator(mode="after")
    def _has_sites(self) -> "Series":
        if self.of == "chosen" and getattr(self.page.shows, "kind", "") not in CHOOSING:
            msg = "series_without_sites"
            raise ValueError(msg)
        return self


class Briefing(Question):
    """
    What does the director get? Pages of map, sentence, table, method and sources, as files.

    `pages` come first, those of the `series` after them.
    """

    kind: Literal["briefing"] = "briefing"
    lang: Literal["zh", "en"] = "zh"
    pages: Annotated[tuple[Sheet, ...], Field(max_length=100)] = ()
    series: Series | None = None
    formats: Annotated[tuple[Deliverable, ...], Field(min_length=1)] = DELIVERABLES

    @model_validator(mode="after")
    def _has_pages(self) -> "Briefing":
        if not self.pages and self.series is None:
            msg = "briefing_without_pages"
            raise ValueError(msg)
        return self
