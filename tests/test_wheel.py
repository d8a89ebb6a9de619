"""The wheel carries what the atlas reads, needs what the requirement files say, and runs alone."""

import re
import subprocess
import sys
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

import atlas
from atlas.output.assets import ALLOWED

CHECKOUT = Path(__file__).resolve().parent.parent
DIST_INFO = f"silk_road_science_city_atlas-{atlas.__version__}.dist-info"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    dist = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", str(dist)]
    subprocess.run(command, cwd=CHECKOUT, capture_output=True, check=True)
    (made,) = dist.iterdir()
    return made


@pytest.fixture(scope="module")
def names(wheel) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def metadata(wheel) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        return Parser().parsestr(archive.read(f"{DIST_INFO}/METADATA").decode())


def named(file: str) -> set[str]:
    """Return the packages of a requirement file as metadata write them."""
    lines = (CHECKOUT / file).read_text(encoding="utf8").splitlines()
    return {line.split("#")[0].strip() for line in lines if line[0] not in "#-"}


def test_code_facts_declarations_examples_and_docs_are_in_it(names):
    for folder, inside in {
        "atlas": "atlas",
        "layers": "atlas/_shipped/layers",
        "geodata": "atlas/_shipped/geodata",
        "examples": "atlas/_shipped/examples",
        "docs": "atlas/_shipped/docs",
    }.items():
        files = [path for path in (CHECKOUT / folder).rglob("*") if path.is_file()]
        held = [path for path in files if "__pycache__" not in path.parts]
        assert len(held) > 10
        wanted = {f"{inside}/{path.relative_to(CHECKOUT / folder).as_posix()}" for path in held}
        assert wanted - names == set()
    assert "atlas/py.typed" in names


def test_whatever_the_code_reads_beside_itself_is_in_it(names):
    code = [path.read_text(encoding="utf8") for path in (CHECKOUT / "atlas").rglob("*.py")]
    read = {name for text in code for name in re.findall(r'SHIPPED / "([^"]+)"', text)}
    assert {"examples", "node_modules", "LICENSE"} <= read
    held = {name.split("/")[2] for name in names if name.startswith("atlas/_shipped/")}
    assert read - held == set()


def test_every_asset_that_is_served_is_in_it(names):
    assert {f"atlas/_shipped/node_modules/{file}" for file in ALLOWED.values()} - names == set()
    for file in ("app.py", ".streamlit/config.toml", "LICENSE"):
        assert f"atlas/_shipped/{file}" in names


def test_nothing_else_is_in_it(names):
    tops = {name.split("/")[0] for name in names}
    assert tops == {"atlas", DIST_INFO}
    assert not [name for name in names if "tests" in name or name.endswith(".pyc")]


def test_it_needs_what_the_requirement_files_say(metadata):
    files = CHECKOUT.glob("requirements-*.txt")
    extras = {path.stem.removeprefix("requirements-") for path in files} - {"dev"}
    assert {"cluster", "compiled"} <= extras == set(metadata.get_all("Provides-Extra"))
    wanted = named("requirements.txt")
    for extra in extras:
        more = named(f"requirements-{extra}.txt")
        wanted |= {f"{package}; extra == '{extra}'" for package in more}
    assert set(metadata.get_all("Requires-Dist")) == wanted


def test_it_says_its_version_and_the_pythons_it_is_for(metadata):
    assert metadata["Version"] == atlas.__version__
    assert metadata["Requires-Python"] == "<3.15,>=3.11"
    assert metadata["Classifier"] == "Private :: Do Not Upload"


def test_it_answers_where_there_is_no_checkout(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
        entry = archive.read(f"{DIST_INFO}/entry_points.txt").decode()
    assert "atlas = atlas.__main__:main" in entry
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r})\n"
        "import atlas\n"
        "from atlas.output.assets import font_path\n"
        "found = atlas.query(atlas.open_atlas(), atlas.Query(layer='parks'))\n"
        "assert font_path('bold').is_relative_to(atlas.SHIPPED)\n"
        "print(atlas.SHIPPED, len(found.table))\n"
    )
    command = [sys.executable, "-I", "-c", code]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    here = tmp_path / "site" / "atlas" / "_shipped"
    parks = len(atlas.open_atlas(stored=False)["parks"].frame)
    assert done.stdout.split() == [str(here), str(parks)]
