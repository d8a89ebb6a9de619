"""Names and messages: what can be said before there are words for it."""

from atlas.domain.messages import LANGUAGES, Message, Name, keys_only, message


def test_a_name_without_an_english_wording_stays_chinese():
    assert Name("光子").in_language("en") == "光子"
    assert Name("光子", "Photon").in_language("en") == "Photon"
    assert Name("光子", "Photon").in_language("zh") == "光子"


def test_a_message_keeps_its_parameters():
    said = message("query.title", layer=Name("园区"))
    assert said == Message("query.title", {"layer": Name("园区")})
    assert said != message("query.title", layer=Name("片区"))


def test_messages_can_be_kept_in_sets():
    assert len({message("a", x=1, y=2), message("a", y=2, x=1), message("a", x=1)}) == 2


def test_without_words_the_key_and_its_values_are_told():
    assert keys_only(message("a.b", count=3), "zh") == "a.b(count=3)"
    assert keys_only(Name("甲", "A"), "en") == "A"
    assert LANGUAGES == ("zh", "en")
