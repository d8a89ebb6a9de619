"""Writers are killed at random moments and at every step, and race: nothing kept is ever lost."""

import json
import subprocess
import sys

import pytest

import atlas
from atlas.store.folder.versions import FolderVersions

CRASHES = atlas.SHIPPED / "benchmarks" / "crashes.py"
WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from crashes import write
print("ready", flush=True)
sys.stdin.readline()
write(Path(sys.argv[2]), most=8)
"""


@pytest.fixture(scope="module")
def left():
    """What was left of writers killed at random moments, and of those killed at every step."""
    command = [sys.executable, CRASHES, "--rounds", "100", "--seed", "11", "--steps"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=atlas.SHIPPED)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_writer_killed_at_a_hundred_moments_loses_nothing_that_was_kept(left):
    told, _ = left
    assert told["killed"] == 100
    assert told["version"] + told.get("unfinished", 0) >= 20  # it was at work when it died


def test_a_writer_killed_before_every_step_loses_nothing_that_was_kept(left):
    _, told = left
    # a manifest, rows, their hashes; the folder's name; the pointer: at least those
    assert told["killed"] >= 9
    assert told["unfinished"] >= 5
    assert told["not_in_force"] >= 2


def test_two_writers_in_a_race_lose_no_version(tmp_path):
    command = [sys.executable, "-c", WRITER, str(CRASHES.parent), str(tmp_path)]
    both = [
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=atlas.SHIPPED
        )
        for _ in range(2)
    ]
    for writer in both:
        assert writer.stdout.readline() == "ready\n"
    for writer in both:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    assert [writer.wait(60) for writer in both] == [0, 0]
    for writer in both:
        writer.stdin.close()
        writer.stdout.close()
    versions = FolderVersions(tmp_path)
    numbers = [version.number for version in versions.history("parcels")]
    assert numbers == list(range(1, 17))
    assert versions.lost() == ()
    # each was made from the one before: nobody came in between
    for version in versions.history("parcels"):
        assert set(versions.rows(version)["number"]) == {version.number - 1}
