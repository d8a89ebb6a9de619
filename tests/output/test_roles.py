"""One register of roles: the map, sheets and words know each role in it."""

import re

import pytest

from atlas.domain.messages import LANGUAGES
from atlas.output.language import words_of
from atlas.output.roles import (
    COLORS,
    SCREEN_ROLES,
    SELECTED,
    SHEET_ROLES,
    sheet_role,
)

HEX = re.compile(r"^#[0-9A-F]{6}$")


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
