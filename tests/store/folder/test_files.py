"""Files of a workspace are found by name; a folder that is not there holds none."""

from atlas.store.workspace import open_workspace


def test_names_are_those_of_files_with_a_suffix(tmp_path):
    (tmp_path / "rasters").mkdir()
    for name in ("b.tif", "a.tiff", "c.png", "d.txt"):
        (tmp_path / "rasters" / name).write_bytes(b"")
    files = open_workspace(tmp_path).files
    assert files.names("rasters", ".tif", ".tiff") == ("a.tiff", "b.tif")
    assert files.names("networks", ".gpkg") == ()


def test_folders_are_those_that_hold_a_file_with_the_suffix(tmp_path):
    for name, file in {"homes": "part.0.parquet", "empty": "notes.txt"}.items():
        (tmp_path / "tables" / name).mkdir(parents=True)
        (tmp_path / "tables" / name / file).write_bytes(b"")
    files = open_workspace(tmp_path).files
    assert files.folders("tables", ".parquet") == ("homes",)
    assert files.folders("rasters", ".tif") == ()


def test_a_path_need_not_exist(tmp_path):
    path = open_workspace(tmp_path).files.path("networks", "roads.gpkg")
    assert path == tmp_path / "networks" / "roads.gpkg"
    assert list(tmp_path.iterdir()) == []
