"""Guides are whole: chapters in both languages, pictures that exist, no link that leads nowhere."""

import re

import pytest

from atlas.interface.web.widgets.guides import GUIDES, Chapter, Illustration, chapters


@pytest.mark.parametrize("guide", GUIDES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_chapter_has_a_title_and_text_and_its_pictures(guide, lang):
    contents = chapters(guide, lang)
    titles = [chapter.title for chapter in contents]
    assert len(set(titles)) == len(titles) >= 4
    for chapter in contents:
        blocks = list(chapter.blocks())
        assert any(block for block in blocks)
        for block in blocks:
            if isinstance(block, Illustration):
                assert block.path.is_file()
                assert block.caption
            else:
                assert not re.search(r"\]\((?!#|https?:)", block)


def test_the_handbook_is_the_same_in_both_languages():
    def pictures(lang):
        return [
            [block.path.stem for block in chapter.blocks() if isinstance(block, Illustration)]
            for chapter in chapters("handbook", lang)
        ]

    english = [[name.replace("_en", "_zh") for name in names] for names in pictures("en")]
    assert pictures("zh") == english
    assert sum(map(len, english)) == 10


def test_a_chapter_is_cut_into_text_and_pictures(tmp_path):
    text = "# A\n[one](one.md) and\ntwo\n\n![Below](a.png)\n\n甲，\n  乙\n- 丙\n"
    first, picture, last = Chapter("A", text, tmp_path).blocks()
    assert first == "# A\none and\ntwo"
    assert picture == Illustration(tmp_path / "a.png", "Below")
    assert last == "甲，乙\n- 丙"
