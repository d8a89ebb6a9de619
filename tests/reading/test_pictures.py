"""A picture of the ground through a frame: where its pixels fall, and what is no picture."""

import numpy as np
import pytest
import rasterio
from PIL import Image
from pyproj import Transformer
from rasterio.transform import Affine

from atlas.errors import BadFile
from atlas.reading import pictures
from atlas.reading.pictures import read_base, read_picture

# 4 by 4 pixels of 500 m; the corners red, green, blue, black, all else white
GROUND = (560_000.0, 3_775_000.0, 562_000.0, 3_777_000.0)
RED, GREEN, BLUE, BLACK = (255, 0, 0), (0, 255, 0), (0, 0, 255), (0, 0, 0)


def placed(ground, columns, rows):
    west, south, east, north = ground
    return Affine((east - west) / columns, 0, west, 0, (south - north) / rows, north)


def corners():
    picture = np.full((3, 4, 4), 255, dtype=np.uint8)
    for (row, column), colour in zip(
        [(0, 0), (0, 3), (3, 0), (3, 3)], [RED, GREEN, BLUE, BLACK], strict=True
    ):
        picture[:, row, column] = colour
    return picture


def written(path, bands, *, ground=GROUND, crs="EPSG:4545", transform=None, table=None, **more):
    count, rows, columns = bands.shape
    how = {"transform": transform or placed(ground, columns, rows), "crs": crs}
    how |= {"count": count, "width": columns, "height": rows, "dtype": bands.dtype}
    with rasterio.open(path, "w", **({"driver": "GTiff"} | how | more)) as file:
        file.write(bands)
        if table:
            file.write_colormap(1, table)
    return path


def test_every_pixel_stands_where_it_lies(tmp_path):
    base = read_base(written(tmp_path / "a.tif", corners()))
    # 1 km of the picture and 1 km of nothing, west of it: pixels of 100 m
    seen = base.within((559_000.0, 3_775_000.0, 561_000.0, 3_777_000.0), 20, 20)
    assert seen.shape == (20, 20, 4)
    assert (seen[:, :10, 3] == 0).all()
    assert (seen[:, 10:, 3] == 255).all()
    is_red = (seen[..., :3] == RED).all(axis=2) & (seen[..., 3] == 255)
    assert np.argwhere(is_red).min(axis=0).tolist() == [0, 10]
    assert np.argwhere(is_red).max(axis=0).tolist() == [4, 14]
    assert is_red.sum() == 25
    assert (seen[15:, 10:15, :3] == BLUE).all()


def test_degrees_come_to_the_same_place(tmp_path):
    # every pixel in degrees has the colour of the ground under its middle
    degrees = Transformer.from_crs("EPSG:4545", "EPSG:4490", always_xy=True)
    west, south, east, north = bounds = degrees.transform_bounds(*GROUND)
    middles = (np.arange(400) + 0.5) / 400
    lon, lat = np.meshgrid(west + middles * (east - west), north - middles * (north - south))
    x, y = degrees.transform(lon, lat, direction="INVERSE")
    columns, rows = np.floor((x - GROUND[0]) / 500), np.floor((GROUND[3] - y) / 500)
    is_on = (columns >= 0) & (columns < 4) & (rows >= 0) & (rows < 4)
    coloured = corners()[
        :, np.where(is_on, rows, 1).astype(int), np.where(is_on, columns, 1).astype(int)
    ]
    path = written(tmp_path / "a.tif", coloured, ground=bounds, crs="EPSG:4490")
    seen = read_base(path).within(GROUND, 40, 40)  # pixels of 50 m
    for rows_, columns_, colour in (
        (slice(1, 9), slice(1, 9), RED),
        (slice(1, 9), slice(31, 39), GREEN),
        (slice(31, 39), slice(1, 9), BLUE),
        (slice(31, 39), slice(31, 39), BLACK),
    ):
        assert (seen[rows_, columns_, :3] == colour).all()
    assert (seen[12:28, 12:28, :3] == 255).all()


def test_a_picture_finer_than_the_frame_is_averaged(tmp_path):
    stripes = np.zeros((1, 100, 100), dtype=np.uint8)
    stripes[:, :, ::2] = 200
    seen = read_base(written(tmp_path / "a.tif", stripes)).within(GROUND, 10, 10)
    assert (seen[..., :3] == 100).all()  # neither stripe alone


def test_a_table_of_colours_is_looked_up_and_never_averaged(tmp_path):
    numbers = np.zeros((1, 100, 100), dtype=np.uint8)
    numbers[:, :, ::2] = 2
    path = written(tmp_path / "a.tif", numbers, table={0: (*RED, 255), 2: (*GREEN, 255)})
    seen = read_base(path).within(GROUND, 10, 10)
    assert {tuple(colour) for colour in seen.reshape(-1, 4)} <= {(*RED, 255), (*GREEN, 255)}


def test_a_file_written_anew_has_another_version(tmp_path):
    before = read_base(written(tmp_path / "a.tif", corners())).version
    assert read_base(tmp_path / "a.tif").version == before
    after = read_base(written(tmp_path / "a.tif", 255 - corners(), compress="deflate")).version
    assert after != before


def no_file(path):
    return path


def text(path):
    path.write_text("not a picture")


def xml_that_names_another(path):
    path.write_text('<VRTDataset rasterXSize="4" rasterYSize="4"></VRTDataset>')


def without_crs(path):
    written(path, corners(), crs=None)


def without_place(path):
    written(path, corners(), transform=Affine.identity())


def two_bands(path):
    written(path, corners()[:2])


def numbers_of_16_bits(path):
    written(path, corners().astype(np.uint16))


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (no_file, "not_found"),
        (text, "not_a_raster"),
        (xml_that_names_another, "not_a_raster"),
        (without_crs, "raster_without_place"),
        (without_place, "raster_without_place"),
        (two_bands, "raster_is_no_picture"),
        (numbers_of_16_bits, "raster_is_no_picture"),
    ],
)
def test_what_is_no_picture_of_the_ground_is_told(tmp_path, make, reason):
    make(tmp_path / "a.tif")
    with pytest.raises(BadFile) as raised:
        read_base(tmp_path / "a.tif")
    assert raised.value.parameters == {"path": "a.tif", "reason": reason}


@pytest.mark.parametrize("crs", ["EPSG:4545", "EPSG:32618"])
def test_a_picture_of_other_ground_is_told(tmp_path, crs):
    ground = (0.0, 0.0, 2000.0, 2000.0)
    base = read_base(written(tmp_path / "a.tif", corners(), ground=ground, crs=crs))
    with pytest.raises(BadFile, match="raster_outside_frame"):
        base.within(GROUND, 40, 40)


def test_a_file_cut_off_is_told(tmp_path):
    path = written(tmp_path / "a.tif", np.kron(corners(), np.ones((1, 100, 100), dtype=np.uint8)))
    path.write_bytes(path.read_bytes()[:200_000])
    base = read_base(path)
    with pytest.raises(BadFile, match="not_a_raster"):
        base.within(GROUND, 40, 40)


@pytest.mark.parametrize("name", ["a.png", "a.jpg"])
def test_a_picture_is_shown_whole_in_the_size_asked_for(tmp_path, name):
    # the left half red, the right half blue; 40 by 20 pixels
    half = Image.new("RGB", (40, 20), BLUE)
    half.paste(RED, (0, 0, 20, 20))
    half.save(tmp_path / name, quality=95)
    picture = read_picture(tmp_path / name)
    assert (picture.name, picture.columns, picture.rows) == (name, 40, 20)
    seen = picture.scaled(20, 10)
    assert seen.shape == (10, 20, 4)
    assert np.abs(seen[:, :8, :3].astype(int) - RED).max() < 12
    assert np.abs(seen[:, 12:, :3].astype(int) - BLUE).max() < 12
    assert len(picture.version) == 12


def test_what_is_no_picture_to_be_shown_is_refused(tmp_path, monkeypatch):
    with pytest.raises(BadFile, match="not_found"):
        read_picture(tmp_path / "a.png")
    (tmp_path / "words.png").write_text("no picture")
    Image.new("RGB", (4, 4)).save(tmp_path / "gif.png", format="GIF")
    for name in ("words.png", "gif.png"):
        with pytest.raises(BadFile, match="no_png_or_jpeg"):
            read_picture(tmp_path / name)
    Image.effect_noise((200, 200), 50).save(tmp_path / "cut.jpg")
    whole = (tmp_path / "cut.jpg").read_bytes()
    (tmp_path / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadFile, match="no_png_or_jpeg"):
        read_picture(tmp_path / "cut.jpg").scaled(10, 10)
    monkeypatch.setattr(pictures, "_MOST_PIXELS", 15)
    Image.new("RGB", (4, 4)).save(tmp_path / "large.png")
    with pytest.raises(BadFile, match="picture_has_too_many_pixels"):
        read_picture(tmp_path / "large.png")
