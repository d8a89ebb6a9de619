"""
The pack: one briefing as slides, document, sheets, tables and receipt, in one zip.

What cannot be made is left out and named, in the pack and in its receipt; a pack is refused only
where nothing could be made. Two packs of the same briefing differ in the receipt's time and in
nothing a reader sees; the bytes of slides and document may differ.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from atlas.deliverables.briefing import Briefing, Deliverable
from atlas.deliverables.pages import Page
from atlas.deliverables.sheet import Sheet
from atlas.domain.catalogue import Catalogue
from atlas.domain.finding import Finding
from atlas.domain.messages import Language
from atlas.domain.progress import Progress
from atlas.domain.records.pictures import NOTHING, Supplied
from atlas.errors import AtlasError, Refused
from atlas.output.briefing.document import document_of
from atlas.output.briefing.material import Material, material_of
from atlas.output.briefing.sheet_book import bound_sheets
from atlas.output.briefing.slides import slides_of
from atlas.output.export import EXPORTERS
from atlas.output.language import say
from atlas.output.receipt import RECEIPT, receipt
from atlas.output.sheet import Format, Frame, render_sheet

_NAME = "briefing"
_NO_TIME = (1980, 1, 1, 0, 0, 0)
Supply = Callable[[Sheet], Supplied]


class Bind(Protocol):
    """Makes one file of all pages."""

    def __call__(self, materials: Sequence[Material], /, *, title: str, lang: Language) -> bytes:
        """Return the file."""


_BINDERS: Mapping[Deliverable, Bind] = {"pptx": slides_of, "docx": document_of}


@dataclass(frozen=True)
class Fault:
    """What is missing: a page by its number (0: none) and name, the file it lacks, and why."""

    page: int
    name: str
    part: str
    error: Exception


@dataclass(frozen=True)
class Pack:
    """
    A made briefing.

    Parameters
    ----------
    finding
        The figures of all its pages.
    files
        Content by name; the receipt is the last.
    faults
        What is missing.
    """

    finding: Finding
    files: Mapping[str, bytes]
    faults: tuple[Fault, ...]

    @property
    def content(self) -> bytes:
        """All files as a zip."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
            for name, content in self.files.items():
                folder.writestr(zipfile.ZipInfo(name, _NO_TIME), content, zipfile.ZIP_DEFLATED)
        return out.getvalue()


def make_pack(
    catalogue: Catalogue,
    finding: Finding,
    pages: Sequence[Page],
    *,
    progress: Progress,
    supplied_for: Supply = lambda _: NOTHING,
    code_version: str,
    made: datetime,
) -> Pack:
    """
    Make every file of a briefing.

    Parameters
    ----------
    catalogue
        The layers.
    finding
        The figures of all pages, with words; its definition is the briefing.
    pages
        Each with its answer or its error.
    progress
        Receives the steps done, the steps in all and the stage; may raise to stop.
    supplied_for
        Finds the pictures that a sheet names.
    code_version, made
        For the receipt.

    Returns
    -------
    pack
        At least one page of it.

    Raises
    ------
    Refused, or what a page fails with
        If no page can be made.
    """
    briefing = finding.definition
    if not isinstance(briefing, Briefing):
        raise Refused(reason="not_a_briefing", kind=briefing.kind)
    work = _Work(catalogue, briefing, finding, progress, len(pages), supplied_for)
    for page in pages:
        work.add(page)
    work.bind()
    if not work.files:
        raise work.faults[0].error
    account = receipt(finding, work.files, code_version=code_version, made=made)
    account["faults"] = [
        {"page": v.page, "name": v.name, "part": v.part, "error": str(v.error)} for v in work.faults
    ]
    content = json.dumps(account, ensure_ascii=False, indent=2).encode()
    return Pack(finding, work.files | {RECEIPT: content}, tuple(work.faults))


class _Work:
    """The files made so far, and what could not be."""

    def __init__(
        self,
        catalogue: Catalogue,
        briefing: Briefing,
        finding: Finding,
        progress: Progress,
        pages: int,
        supplied_for: Supply,
    ) -> None:
        self.files: dict[str, bytes] = {}
        self.faults: list[Fault] = []
        self._catalogue, self._briefing, self._finding = catalogue, briefing, finding
        self._tell, self._pages, self._supplied_for = progress, pages, supplied_for
        self._materials: list[Material] = []
        self._sheets: list[tuple[Page, bytes, Frame]] = []

    def add(self, page: Page) -> None:
        """Draw a page for every file that has it."""
        self._tell(page.number - 1, self._pages + 1, "drawing")
        if page.finding is None:
            error = page.error or Refused(reason="not_answered")
            self.faults.append(Fault(page.number, page.name, "", error))
            return
        finding = page.finding.with_words(say)
        for part, do in self._parts(page, finding):
            self._try(page.number, page.name, part, do)

    def bind(self) -> None:
        """Make the files that have all pages."""
        self._tell(self._pages, self._pages + 1, "binding")
        title, lang = self._finding.title(self._briefing.lang), self._briefing.lang
        bound: dict[str, bytes] = {}

        def add(part: str, make: Bind) -> None:
            bound[f"{_NAME}.{part}"] = make(self._materials, title=title, lang=lang)

        for part, make in _BINDERS.items():
            if part in self._briefing.formats and self._materials:
                self._try(0, title, part, partial(add, part, make))
        if self._sheets:
            bind = partial(bound_sheets, self._sheets, title=title, lang=lang)
            self._try(0, title, "pdf", lambda: bound.update({f"{_NAME}.pdf": bind()}))
        self.files = bound | self.files

    def _parts(self, page: Page, finding: Finding) -> Iterator[tuple[str, Callable[[], Any]]]:
        wanted, number = set(self._briefing.formats), f"{page.number:02d}"
        if wanted & {"pptx", "docx"}:
            bound = "+".join(part for part in ("pptx", "docx") if part in wanted)
            yield bound, lambda: self._materials.append(self._material(page, finding))
        if "pdf" in wanted:
            yield "pdf", lambda: self._sheets.append((page, *self._sheet(page, finding, "pdf")))
        if "png" in wanted:
            name = f"{number}.png"
            yield "png", lambda: self.files.update({name: self._sheet(page, finding, "png")[0]})
        if "xlsx" in wanted:
            write, table = EXPORTERS["xlsx"].write, f"{number}.xlsx"
            yield "xlsx", lambda: self.files.update({table: write(finding, self._briefing.lang)})

    def _material(self, page: Page, finding: Finding) -> Material:
        supplied = self._supplied_for(page.sheet)
        return material_of(self._catalogue, page, finding, supplied=supplied)

    def _sheet(self, page: Page, finding: Finding, form: Format) -> tuple[bytes, Frame]:
        out = io.BytesIO()
        shown = finding if page.sheet.shows else None
        supplied = self._supplied_for(page.sheet)
        frame = render_sheet(
            self._catalogue, page.sheet, shown, supplied=supplied, to=out, format=form, say=say
        )
        return out.getvalue(), frame

    def _try(self, page: int, name: str, part: str, do: Callable[[], Any]) -> None:
        try:
            do()
        except (AtlasError, ValueError, OSError, KeyError) as error:
            # one part that fails must not cost the reader the others
            self.faults.append(Fault(page, name, part, error))
