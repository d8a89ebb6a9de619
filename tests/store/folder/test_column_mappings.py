"""A file is known again by its head, and by nothing else."""

import pytest

from atlas.errors import BadFile
from atlas.store.folder.column_mappings import FolderMappings

HEAD = ["名称", "面积", "x"]


def test_a_mapping_is_remembered_by_layer_and_columns(tmp_path):
    mappings = FolderMappings(tmp_path)
    assert mappings.recall("incubators", HEAD) is None
    mappings.remember("incubators", HEAD, {"name_zh": "名称"})
    assert FolderMappings(tmp_path).recall("incubators", reversed(HEAD)) == {"name_zh": "名称"}
    assert mappings.recall("parks", HEAD) is None
    assert mappings.recall("incubators", [*HEAD, "y"]) is None


def test_the_later_mapping_counts(tmp_path):
    mappings = FolderMappings(tmp_path)
    for told in ({"name_zh": "名称"}, {"name_zh": "x"}):
        mappings.remember("incubators", HEAD, told)
    assert mappings.recall("incubators", HEAD) == {"name_zh": "x"}


@pytest.mark.parametrize("name", ["../../x", "a/b", "con", "", "区" * 300, "\0"])
def test_no_name_is_a_path(tmp_path, name):
    mappings = FolderMappings(tmp_path / "home")
    mappings.remember(name, [name], {name: name})
    assert mappings.recall(name, [name]) == {name: name}
    (file,) = (tmp_path / "home" / "mappings").iterdir()
    assert file.parent.parent == tmp_path / "home"


def test_a_damaged_mapping_is_none(tmp_path):
    mappings = FolderMappings(tmp_path)
    mappings.remember("incubators", HEAD, {"name_zh": "名称"})
    (file,) = (tmp_path / "mappings").iterdir()
    for content in (b"", b"[]", b'{"a": 1}', b"\xff"):
        file.write_bytes(content)
        assert mappings.recall("incubators", HEAD) is None


def test_a_workspace_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadFile) as caught:
        FolderMappings(tmp_path / "file").remember("incubators", HEAD, {})
    assert caught.value.parameters["reason"] == "not_writable"
