"""What is remembered is made once; what cannot be kept is made each time."""

from atlas.store.folder.cache import cached


def counted(content):
    made = []

    def make():
        made.append(content)
        return content

    return make, made


def test_it_is_made_once(tmp_path):
    make, made = counted(b"font")
    assert cached(tmp_path, "bold", "1", make) == b"font"
    assert cached(tmp_path, "bold", "1", make) == b"font"
    assert len(made) == 1


def test_a_new_version_takes_the_place_of_the_old(tmp_path):
    cached(tmp_path, "bold", "1", lambda: b"old")
    cached(tmp_path, "light", "1", lambda: b"other")
    assert cached(tmp_path, "bold", "2", lambda: b"new") == b"new"
    assert sorted(file.name for file in (tmp_path / "cache").iterdir()) == ["bold-2", "light-1"]


def test_what_cannot_be_kept_is_made_again(tmp_path):
    (tmp_path / "cache").write_text("in the way", encoding="utf8")
    make, made = counted(b"font")
    assert cached(tmp_path, "bold", "1", make) == b"font"
    assert cached(tmp_path, "bold", "1", make) == b"font"
    assert len(made) == 2
