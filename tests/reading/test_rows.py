"""Rows know the line an editor shows them on."""

from atlas.reading.rows import read_csv, read_geojson


def test_lines_are_counted_as_an_editor_shows_them(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('id,note\none,"two\nlines"\nthree,four\n', encoding="utf8")
    header, rows, problems = read_csv(path)
    assert (header, problems) == (["id", "note"], [])
    # the first row ends on line 3, the second stands on line 4
    assert [(row.number, row.values["note"]) for row in rows] == [(3, "two\nlines"), (4, "four")]


def test_cells_lose_the_white_space_round_them(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,name\r\n a , 甲 \r\n", encoding="utf8", newline="")
    _, rows, _ = read_csv(path)
    assert rows[0].values == {"id": "a", "name": "甲"}


def test_an_empty_file_has_no_columns(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("", encoding="utf8")
    assert read_csv(path) == ([], [], [])


def test_a_cell_too_large_to_read_is_told_with_its_line(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id\na\n" + "b" * 200_000 + "\n", encoding="utf8")
    _, rows, problems = read_csv(path)
    assert rows == []
    assert [(p.rule, p.place) for p in problems] == [("not_readable", "geodata/a.csv:3")]


def test_properties_become_text_as_a_csv_would_hold_them(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text(
        '{"features": [{"properties": {"a": null, "b": true, "c": ["x", "y"], "d": 1.5},'
        ' "geometry": null}, {"properties": {"e": " z "}, "geometry": {"type": "Point",'
        ' "coordinates": [1, 2]}}]}',
        encoding="utf8",
    )
    header, rows, problems = read_geojson(path)
    assert header == ["a", "b", "c", "d", "e"]
    assert rows[0].values == {"a": "", "b": "yes", "c": "x;y", "d": "1.5"}
    assert rows[0].geometry is None
    assert rows[1].values == {"e": "z"}
    assert (rows[1].geometry.x, rows[1].geometry.y) == (1, 2)
    assert problems == []
