"""A hand-over map: all in one file, nothing that could load or run, and what was on the map."""

import base64
import hashlib
import html.parser
import io
import json
import re
from dataclasses import replace

import pytest
from fontTools.ttLib import TTFont

import atlas
from atlas.domain.messages import message
from atlas.domain.question import definition_hash
from atlas.errors import Refused
from atlas.output.export import EXPORTERS, MapContext, default_context
from atlas.output.language import say
from atlas.output.standalone_map import Handover, View, handover_page, view_of
from atlas.output.standalone_map import cards as carding
from atlas.output.standalone_map import contents as cases

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "{{ 7*7 }} {% raw %}",
    '"><img src=x onerror=alert(1)>',
    "丁\u2028孵化器'&",
)


class Markup(html.parser.HTMLParser):
    """What a browser would find: elements with their attributes, and the text of each script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements, self.texts, self.is_within = [], [], False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.texts.append("")
        self.is_within = True

    def handle_endtag(self, tag):
        self.is_within = False

    def handle_data(self, data):
        if self.is_within:
            self.texts[-1] += data

    def found(self, tag):
        return [
            (given, text)
            for (name, given), text in zip(self.elements, self.texts, strict=True)
            if name == tag
        ]


def told(page: bytes):
    """Return the markup of a page, and its data."""
    markup = Markup(page.decode())
    (data,) = (text for given, text in markup.found("script") if given.get("id") == "data")
    return markup, json.loads(data)


@pytest.fixture(scope="module")
def answer(town):
    return atlas.coverage(
        town,
        {
            "facilities": {"layer": "incubators"},
            "zones": {"layer": "zones"},
            "demand": [{"layer": "schools"}],
            "radii_m": [500],
        },
    )


@pytest.fixture(scope="module")
def page(town, answer):
    """An answer over three layers, of which one is off."""
    given = Handover(
        answer,
        "zh",
        town,
        layers=["incubators", "town", "zones"],
        on=["zones", "incubators"],
        view=View(34.1, 108.7, 13.5),
        selected="inc-a",
    )
    return handover_page(given)


def test_the_page_shows_what_the_map_showed(page, town, answer):
    _, data = told(page)
    assert [(v["id"], v["on"], v["level"]) for v in data["layers"]] == [
        ("incubators", True, None),
        ("town", False, None),
        ("zones", True, None),
    ]
    assert data["view"] == [34.1, 108.7, 13.5]
    assert data["selected"] == "inc-a"
    assert {part["role"] for part in data["answers"]} == {"reached", "gap", "facilities"}
    assert data["headline"]["en"] == answer.headline("en")
    # inc-c has no place
    assert data["layers"][0]["count"] == "3 / 4"
    corners = re.findall(r"\d+\.\d+", json.dumps(data["layers"][2]["given"]["features"][0]))
    assert max(len(number.partition(".")[2]) for number in corners) == 6


def test_layers_in_an_order_of_ones_own_lie_in_it(town, answer):
    given = Handover(answer, "zh", town, layers=["zones", "incubators"])
    _, data = told(handover_page(given))
    assert [(v["id"], v["level"]) for v in data["layers"]] == [("zones", 1), ("incubators", 2)]


def test_what_defends_the_map_is_in_it(page, town, answer):
    _, data = told(page)
    for lang in ("zh", "en"):
        assert {answer.say(caveat, lang) for caveat in answer.caveats} <= set(data["notes"][lang])
        assert [source[lang]["cited"] for source in data["sources"]] == [
            town.sources["plan"].citation(lang)
        ]
    assert town.sources["plan"].licence in data["sources"][0]["zh"]["licence"]
    assert data["facts"]["definition_hash"] == definition_hash(answer.definition)
    assert data["facts"]["versions"].keys() == {"town", "zones", "incubators", "schools"}
    assert data["mark"] == {
        "text": {lang: say(message("sheet.internal"), lang) for lang in ("zh", "en")},
        "is_internal": True,
    }


def test_cards_and_rows_are_in_both_languages(page):
    _, data = told(page)
    assert "甲孵化器" in data["cards"]["inc-a"]["zh"]
    assert data["cards"]["inc-a"]["zh"] != data["cards"]["inc-a"]["en"]
    # one row a zone and radius; the sum over all of them speaks of no zone
    assert len(data["rows"]["rows"]["west"]) == 1
    assert len(data["rows"]["headings"]["zh"]) == len(data["rows"]["rows"]["west"][0]["zh"])


def test_a_browser_has_nothing_to_ask_for(page):
    markup, _ = told(page)
    asked = [
        value
        for _, given in markup.elements
        for name, value in given.items()
        if name in {"src", "href", "srcset", "action", "data", "poster"} and value
    ]
    assert asked == ["data:,"]
    (style,) = (text for _, text in markup.found("style"))
    assert "@import" not in style
    (font,) = re.findall(r"url\(([^)]*)\)", style)
    assert font.startswith('"data:font/ttf;base64,')
    assert b"sourceMappingURL" not in page


def test_the_policy_names_the_one_script_and_the_one_style(page):
    markup, _ = told(page)
    (policy,) = (
        given["content"]
        for given, _ in markup.found("meta")
        if given.get("http-equiv") == "Content-Security-Policy"
    )
    (script,) = (text for given, text in markup.found("script") if "id" not in given)
    (style,) = (text for _, text in markup.found("style"))

    def hashed(text):
        return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    assert policy == (
        f"default-src 'none'; script-src '{hashed(script)}'; style-src '{hashed(style)}'; "
        "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
    )
    assert not [given for _, given in markup.elements if any(k.startswith("on") for k in given)]
    assert not [given for _, given in markup.elements if "style" in given]


def test_the_licences_of_what_is_inside_go_along(page):
    text = page.decode()
    assert "Volodymyr Agafonkin" in text
    assert "THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS" in text
    assert "SIL OPEN FONT LICENSE" in text
    assert "MIT License" in text


def test_a_machine_without_a_font_can_write_every_character(page):
    markup, _ = told(page)
    (style,) = (text for _, text in markup.found("style"))
    (font,) = re.findall(r'url\("data:font/ttf;base64,([^"]*)"\)', style)
    known = TTFont(io.BytesIO(base64.b64decode(font))).getBestCmap()
    assert {char for char in page.decode() if char.isprintable()} <= set(map(chr, known))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_ends_the_block_it_stands_in(town, text):
    found = atlas.query(town, {"layer": "incubators", "title": text})
    shown = found.layers["selected"].copy()
    shown["name_zh"] = text
    written = EXPORTERS["html"].write(replace(found, layers={"selected": shown}), "zh")
    markup, data = told(written)
    names = {f["properties"]["name_zh"] for f in data["answers"][0]["features"]["features"]}
    assert names == {text}
    assert data["title"]["zh"] == text
    assert len(markup.found("script")) == 2
    assert markup.found("img") == []
    assert markup.found("h1")[0][1] == text


def test_the_same_map_is_the_same_file(page, town, answer):
    given = Handover(
        answer,
        "zh",
        town,
        layers=["incubators", "town", "zones"],
        on={"incubators", "zones"},
        view=view_of("34.1,108.7,13.5"),
        selected="inc-a",
    )
    assert handover_page(given) == page


def test_a_sheet_is_handed_over_with_its_own_layers_and_subtitle(town):
    sheet = {"kind": "sheet", "layers": ["town", "zones"], "subtitle": "甲版"}
    found = atlas.run(town, sheet)
    _, data = told(EXPORTERS["html"].written(found, "en", MapContext(town)))
    assert data["lang"] == "en"
    assert [v["id"] for v in data["layers"]] == ["town", "zones"]
    assert data["headline"] == {"zh": "甲版", "en": "甲版"}
    assert data["rows"]["rows"] == {}


def test_the_ground_of_an_answer_is_what_a_visit_shows_and_what_was_used(town, answer):
    shown = default_context(town, answer).layers
    assert {"incubators", "zones", "schools"} <= set(shown)
    order = [town[name].spec.draw_order for name in shown]
    assert order == sorted(order)


def test_a_public_map_is_refused_as_a_public_sheet_is(shipped):
    sheet = {"kind": "sheet", "release": "public", "exempt_reason": "示意"}
    held = atlas.run(shipped, {**sheet, "layers": ["zones", "metro_lines"]})
    with pytest.raises(Refused) as caught:
        handover_page(Handover(held, "zh", shipped))
    assert caught.value.parameters["layers"] == ["metro_lines"]
    allowed = atlas.run(shipped, {**sheet, "layers": ["clusters"]})
    _, data = told(handover_page(Handover(allowed, "zh", shipped)))
    assert data["mark"] == {
        "text": {"zh": "公开，免审：示意", "en": data["mark"]["text"]["en"]},
        "is_internal": False,
    }
    assert data["held"] == {"zh": [], "en": []}


def test_an_internal_map_says_why_it_may_not_go_out(shipped):
    found = atlas.run(shipped, {"kind": "sheet", "layers": ["clusters", "metro_lines"]})
    _, data = told(handover_page(Handover(found, "zh", shipped)))
    assert any("地铁线" in reason for reason in data["held"]["zh"])
    assert [v["internal"] for v in data["layers"]] == [False, True]


def test_what_is_too_large_is_left_out_and_named(monkeypatch, town, answer):
    # zones have two rows of five corners, incubators three of one
    monkeypatch.setattr(cases, "MOST_CORNERS", 9)
    monkeypatch.setattr(carding, "MOST_CARDS", 2)
    given = Handover(answer, "zh", town, layers=["zones", "incubators"])
    assert [layer.id for layer in given.drawn_layers] == ["incubators"]
    assert given.roles_left_out == ["reached", "gap"]
    _, data = told(handover_page(given))
    assert [v["id"] for v in data["layers"]] == ["incubators"]
    assert len(data["cards"]) == 2
    notes = "\n".join(data["notes"]["zh"])
    assert say(town["zones"].name, "zh") in notes
    assert "未收入" in notes


def test_all_layers_together_have_a_limit_and_the_upper_come_first(monkeypatch, town, answer):
    # 3 corners of incubators and 10 of zones leave no room for the 5 of the town
    monkeypatch.setattr(cases, "MOST_CORNERS_IN_ALL", 13)
    given = Handover(answer, "zh", town, layers=["town", "zones", "incubators"])
    assert [layer.id for layer in given.drawn_layers] == ["zones", "incubators"]
    assert [layer.id for layer in given.left_out] == ["town"]


def test_a_layer_that_waits_for_its_data_is_named(town, answer):
    given = Handover(answer, "zh", town, layers=["zones", "red_line"])
    _, data = told(handover_page(given))
    assert [v["id"] for v in data["layers"]] == ["zones"]
    assert any(say(town["red_line"].name, "zh") in note for note in data["notes"]["zh"])


@pytest.mark.parametrize(
    ("written", "view"),
    [
        ("34.1,108.7,13.5", View(34.1, 108.7, 13.5)),
        ("", None),
        ("34.1,108.7", None),
        ("a,b,c", None),
        ("nan,108,12", None),
        ("34,108,99", None),
        ("91,108,12", None),
    ],
)
def test_a_view_is_read_or_is_none(written, view):
    assert view_of(written) == view


def test_a_sheet_is_seen_in_its_frame(town):
    framed = {"kind": "sheet", "layers": ["zones"], "extent": [108.6, 34.0, 108.7, 34.1]}
    found = atlas.run(town, framed)
    assert Handover(found, "zh", town).extent == (108.6, 34.0, 108.7, 34.1)
    around = {"kind": "sheet", "layers": ["zones"], "around": {"layer": "zones", "id": "west"}}
    west = town["zones"].located.loc[["west"]].total_bounds
    assert Handover(atlas.run(town, around), "zh", town).extent == pytest.approx(tuple(west))
