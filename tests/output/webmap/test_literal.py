"""What a script is given stays data, for the browser and for the templates on the way there."""

import json

import pytest

from atlas.output.webmap import Overlay, base_map, overlay_group
from atlas.output.webmap.literal import literal
from tests.output.webmap.scripts import script_of

COMMANDS = ("{{ 7*7 }}", "{% raw", "{# note", "{{{%", "}}{%endmacro%}", "{{ ''.__class__ }}")


@pytest.mark.parametrize("text", [*COMMANDS, "</script>", "&'\"\u2028{}", "{"])
def test_what_is_written_reads_as_what_was_given(text):
    for value in (text, {text: [text, {text: None}]}, [{"a": {"b": {}}}, {}]):
        assert json.loads(literal(value)) == value


@pytest.mark.parametrize("text", COMMANDS)
def test_no_text_commands_a_template(text):
    canvas = base_map(home=(108.6, 34.0, 108.8, 34.2))
    overlay = Overlay(layers=(), answers={}, selected=text, lang="zh")
    overlay_group(overlay).add_to(canvas)
    assert f'"selected": {literal(text)}' in script_of(canvas)
