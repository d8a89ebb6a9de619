import pytest

from atlas.ingest.safety.encoding import decided, decoded, encoding_named, text_of


@pytest.mark.parametrize(
    "text", ["名称", "丝路科学城", "一", "联通", "硬科技产业区（一期）", "孵化器，众创空间", "啊"]
)
@pytest.mark.parametrize("encoding", ["UTF-8", "GBK"])
def test_chinese_text_is_told_by_its_bytes(text, encoding):
    data = text.encode("gb18030" if encoding == "GBK" else "utf-8")
    assert decided([data]) == encoding
    assert decoded(data, encoding) == (text, True)


def test_two_characters_valid_in_both_read_as_chinese():
    # 一 in GBK is D2 BB, which in UTF-8 is a Cyrillic letter
    assert "一".encode("gbk").decode("utf-8") == "һ"
    assert decided(["一".encode("gbk")]) == "GBK"


def test_what_is_declared_decides_only_where_the_bytes_do_not():
    assert decided([b"plain"], declared="GBK") == "GBK"
    assert decided([b"plain"]) == "UTF-8"
    assert decided(["名称".encode()], declared="GBK") == "UTF-8"
    assert decided(["名称".encode("gbk")], declared="UTF-8") == "GBK"


def test_a_character_cut_at_the_end_of_a_field_is_dropped():
    cut = "硬科技".encode()[:-1]  # two characters and two of three bytes
    assert decided([cut]) == "UTF-8"
    assert decoded(cut, "UTF-8") == ("硬科", True)


def test_broken_text_is_read_as_far_as_it_goes_and_told():
    text, is_whole = decoded("名".encode() + b"\xff\xfe" + "称".encode(), "UTF-8")
    assert not is_whole
    assert text.startswith("名")
    assert text.endswith("称")
    assert "�" in text


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xef\xbb\xbf" + "名".encode(), ("名", "UTF-8")),
        ("名称".encode("utf-16"), ("名称", "UTF-16")),
        ("名称".encode("gbk"), ("名称", "GBK")),
        (bytes(range(256)) * 20, None),
        (b"a\0b", None),
    ],
)
def test_a_whole_file_is_text_or_not(data, expected):
    assert text_of(data) == expected


@pytest.mark.parametrize(
    ("said", "name"),
    [("UTF-8", "UTF-8"), ("cp936", "GBK"), ("ANSI 936", "GBK"), ("GB18030", "GBK"), ("OEM", None)],
)
def test_names_of_encodings(said, name):
    assert encoding_named(said) == name
