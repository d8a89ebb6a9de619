"""What may go out: every reason why not, and the sheet that may."""

from dataclasses import replace

import pytest

import atlas
from atlas.deliverables.register import make_definition
from atlas.domain.catalogue import Catalogue
from atlas.domain.source import Source
from atlas.errors import BadDefinition, Refused
from atlas.output.sheet import forbidden, public_version
from tests.output.sheet_town import box, drawn, layer, town

EXEMPT = {"release": "public", "exempt_reason": "无界线", "dpi": 50}


def asked(*layers, **more):
    return make_definition({"kind": "sheet", "layers": layers} | EXEMPT | more)


def with_borders(release="public"):
    rows = [("county-1", "虚构县", "County", box(-5000, -5000, 5000, 5000))]
    counties = layer("counties", rows, geometry="polygon", theme="administration", release=release)
    made = town()
    return Catalogue([*made.values(), counties], made.sources.values())


@pytest.mark.parametrize(
    ("name", "key"), [("bases", "sheet.held_sensitive"), ("inner", "sheet.held_layer")]
)
def test_what_is_guarded_stays_in_the_house(name, key):
    with pytest.raises(Refused, match="release_forbidden") as error:
        drawn(layers=["kiosks", name], **EXEMPT)
    told = error.value.parameters
    assert told["layers"] == [name]
    assert [why.key for why in told["why"]] == [key]
    assert [allowed.zh for allowed in told["allowed"]] == ["虚构kiosks"]


def test_borders_go_out_with_a_number_only():
    made = with_borders()
    with pytest.raises(Refused, match="release_forbidden") as error:
        drawn(made, layers=["kiosks", "counties"], **EXEMPT)
    assert [why.key for why in error.value.parameters["why"]] == ["sheet.held_borders"]
    number = EXEMPT | {"exempt_reason": "", "review_number": "陕S（2026）001号"}
    _, frame = drawn(made, layers=["kiosks", "counties"], **number)
    assert frame.layers == ("kiosks", "counties")


def test_an_open_map_is_no_base_of_a_public_sheet():
    made = town()
    odbl = "Open Database Licence (ODbL)"
    made.sources["paper"] = Source(
        "paper", "OSM", "OpenStreetMap", "", False, "2025", "", "", odbl, "B"
    )
    held = forbidden(made, asked("kiosks"), None)
    assert [why.key for why in held["kiosks"]] == ["sheet.held_open_map"]


def test_a_public_sheet_has_a_number_or_a_reason():
    with pytest.raises(Refused, match="release_without_number"):
        drawn(layers=["kiosks"], release="public", dpi=50)
    with pytest.raises(BadDefinition, match="number_and_exemption"):
        asked("kiosks", review_number="陕S（2026）001号")
    with pytest.raises(BadDefinition, match="released_internally"):
        asked("kiosks", release="internal")


def test_the_borderless_sheet_may_go_out():
    made = with_borders()
    whole = asked("kiosks", "counties", "inner")
    offered = public_version(made, whole, None)
    assert offered.layers == ("kiosks",)
    assert "inset" not in offered.parts
    assert forbidden(made, offered, None) == {}
    assert drawn(made, **offered.model_dump(mode="json", exclude={"kind"}, exclude_none=True))
    assert public_version(made, asked("inner"), None) is None
    with pytest.raises(Refused, match="release_nothing_left"):
        drawn(layers=["inner"], **EXEMPT)


def test_a_title_goes_with_the_answer_it_speaks_of():
    made = town()
    shows = {"kind": "query", "layer": "inner"}
    finding = atlas.run(made, shows)
    whole = make_definition(
        {"kind": "sheet", "layers": ["kiosks"], "shows": shows, "title": "内部点", "subtitle": "一"}
    )
    offered = public_version(made, whole, finding)
    assert offered.shows is None
    assert (offered.title, offered.subtitle) == ("", "")


def test_a_review_number_stands_on_one_line():
    number = "GS（2026）1234号"
    _, frame = drawn(layers=["kiosks"], dpi=50, release="public", review_number=number)
    assert f"审图号：{number}" in [line.text for line in frame.texts]


def test_an_internal_sheet_shows_all():
    _, frame = drawn(layers=["kiosks", "bases", "inner"], dpi=50)
    assert frame.layers == ("kiosks", "bases", "inner")


def test_every_reason_is_told():
    made = with_borders(release="internal")
    made["counties"].frame["sensitive"] = "yes"
    held = forbidden(made, asked("counties"), None)
    assert [why.key for why in held["counties"]] == [
        "sheet.held_borders",
        "sheet.held_layer",
        "sheet.held_sensitive",
    ]


def test_an_answer_from_a_file_that_is_no_layer_can_go_out(town):
    asked = {"kind": "query", "layer": "schools"}
    finding = atlas.run(town, asked)
    finding = replace(finding, versions=dict(finding.versions) | {"people.tif": "0" * 12})
    sheet = make_definition({"kind": "sheet", "layers": ["schools"], "shows": asked} | EXEMPT)
    assert "people.tif" not in forbidden(town, sheet, finding)
