"""One register of roles: the map, its scripts, sheets and words know each role in it."""

import json
import re
import subprocess

import pytest

from atlas.domain.messages import LANGUAGES
from atlas.output.language import words_of
from atlas.output.roles import (
    COLORS,
    SCREEN_ROLES,
    SELECTED,
    SHEET_ROLES,
    roles_for_scripts,
    sheet_role,
)
from atlas.output.webmap.scripts import MODULES
from tests.node import NODE

STYLES = """
import { layRoles, roleStyle, swatch, tint } from "./roles.js";
import { state } from "./state.js";
import { fakePage } from "PAGE";
const { body, documentElement } = fakePage();
state.roles = JSON.parse(process.argv[1]);
layRoles();
const patterns = body.children[0].children.map(({ attributes }) => attributes.id);
console.log(JSON.stringify({ patterns, properties: documentElement.style, roles: Object.fromEntries(
  Object.entries(state.roles).map(([name, role]) => [name, {
    style: roleStyle(name, { score: 1 }), swatch: swatch(name).className, tint: tint(role) }])) }));
"""
HEX = re.compile(r"^#[0-9A-F]{6}$")


@pytest.fixture(scope="module")
def drawn():
    """What the scripts make of the register."""
    page = MODULES.parents[3] / "tests" / "js" / "page.js"
    script = STYLES.replace("PAGE", page.as_uri())
    asked = [NODE, "--input-type=module", "--eval", script, json.dumps(roles_for_scripts())]
    told = subprocess.run(asked, capture_output=True, check=True, cwd=MODULES)
    return json.loads(told.stdout)


@pytest.mark.parametrize("role", SCREEN_ROLES)
def test_the_scripts_draw_a_role_as_the_register_has_it(drawn, role):
    look, style = SCREEN_ROLES[role], drawn["roles"][role]["style"]
    assert style["color"] == look.color
    assert style["weight"] == look.outline
    assert style["dashArray"] == (look.dash or None)
    # the best score is tinted as strongly as it gets: 0.04 + 0.6
    assert style["fillOpacity"] == (pytest.approx(0.64) if look.is_graded else look.fill)
    hatched = f"url(#atlas-hatch-{role})"
    assert style["fillColor"] == (hatched if look.hatch else look.color)
    assert (f"atlas-hatch-{role}" in drawn["patterns"]) == bool(look.hatch)


@pytest.mark.parametrize("role", SCREEN_ROLES)
def test_a_role_has_its_colour_and_its_swatch_in_the_style(drawn, role):
    assert drawn["properties"][f"--role-{role}"] == SCREEN_ROLES[role].color
    alpha = int(drawn["properties"][f"--tint-{role}"][7:], 16)
    assert alpha == pytest.approx(255 * SCREEN_ROLES[role].fill, abs=0.5)
    style = (MODULES.parent / "map.css").read_text("utf8")
    assert f".{drawn['roles'][role]['swatch'].split()[1]} {{" in style


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("role", SCREEN_ROLES)
def test_a_role_is_named_on_the_map_and_where_a_sheet_draws_it(role, lang):
    assert words_of(lang)[f"web.role_{role}"]
    assert (f"sheet.role_{role}" in words_of(lang)) == (role in SHEET_ROLES)


def test_a_sheet_has_each_of_its_roles_once_in_its_order():
    assert [look.order for look in SHEET_ROLES.values()] == list(range(1, len(SHEET_ROLES) + 1))
    assert sheet_role("of-no-register") is SHEET_ROLES[SELECTED]


def test_every_colour_is_one_and_is_used():
    assert all(HEX.match(color) for color in COLORS.values())
    assert len(set(COLORS.values())) == len(COLORS)
    used = {look.color for look in [*SCREEN_ROLES.values(), *SHEET_ROLES.values()]}
    assert used == set(COLORS.values())


def test_the_map_s_style_names_no_role_s_colour_by_itself():
    style = (MODULES.parent / "map.css").read_text("utf8")
    swatches = [line for line in style.splitlines() if line.startswith(".atlas-swatch-")]
    assert len(swatches) == len(SCREEN_ROLES)
    assert not [line for line in swatches if re.search(r"#[0-9A-F]{6}|rgb\(", line)]
