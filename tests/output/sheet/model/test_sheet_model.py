"""The model of a sheet: data alone, complete before anything is drawn."""

from dataclasses import fields, is_dataclass

import pytest

from atlas.deliverables.register import make_definition
from atlas.domain.catalogue import Catalogue
from atlas.domain.records.pictures import NOTHING
from atlas.errors import Refused
from atlas.output.language import say
from atlas.output.sheet.model.content import drawn_in_metres, sheet_layers
from atlas.output.sheet.model.frame import fit_frame
from atlas.output.sheet.model.sheet_model import build_model
from atlas.output.sheet.model.templates import TEMPLATES
from tests.output.sheet_town import EAST, NORTH, town


def model_of(extent=None, **keys):
    catalogue = town()
    definition = make_definition({"kind": "sheet"} | keys)
    rows = drawn_in_metres(sheet_layers(catalogue, definition))
    page, seen = fit_frame(definition, TEMPLATES["a4-landscape"], catalogue, rows, None)
    how = {"supplied": NOTHING, "page": page, "extent": extent or seen, "say": say}
    return build_model(catalogue, definition, None, rows, **how)


def parts_of(value):
    yield value
    if is_dataclass(value):
        for field in fields(value):
            yield from parts_of(getattr(value, field.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from parts_of(one)


def test_words_and_figures_are_there_before_anything_is_drawn():
    around = model_of(layers=["quarters", "kiosks", "waiting"], scale=200_000).marginalia
    assert around.subtitle == "结构示意图"
    assert around.captions.scale == ""  # a structure has no scale to be printed
    assert [entry.text for entry in around.legend] == [
        "虚构quarters（示意）",
        "虚构kiosks",
        "规划、在建（空心）",
    ]
    assert any("虚构waiting" in note for note in around.notes)
    assert around.sources() == ("虚构局，《虚构规划》，虚字〔2025〕1号，2025〔A〕",)
    assert around.table is None
    assert around.bars is None


def test_a_measured_sheet_has_its_scale_as_a_caption():
    assert model_of(layers=["block"], scale=20_000).marginalia.captions.scale == "1 : 20,000"


def test_a_model_holds_neither_the_catalogue_nor_a_translator():
    content = model_of(layers=["quarters", "kiosks"], scale=200_000)
    held = list(parts_of(content.marginalia)) + [
        getattr(content.content, field.name) for field in fields(content.content)
    ]
    assert len(held) > 30  # the walk went down
    assert not [one for one in held if callable(one) or isinstance(one, Catalogue)]


def test_nothing_in_the_frame_is_refused():
    with pytest.raises(Refused, match="nothing_in_frame"):
        model_of(layers=["block"], extent=(EAST - 900, NORTH - 900, EAST - 500, NORTH - 500))
