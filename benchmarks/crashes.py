"""
Kill a writer of the workspace at random moments, and look at what is left each time.

    python benchmarks/crashes.py --rounds 2000 --seed 7

Each round a process of its own adds versions as fast as it can and is killed (SIGKILL). Then the
workspace must open at the last version that the writer reported, or at the one after it; its rows
must be whole; the lock must be free; and what was begun must be told as lost. The clock starts when
the writer does, however busy the machine. `--steps` kills it besides once before each step that
touches the disk, in a workspace of its own. Needs a system with `fork`.
"""

import argparse
import gc
import io
import json
import os
import random
import signal
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import geopandas
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from atlas.store import durable
from atlas.store.folder import version_folder
from atlas.store.folder.versions import FolderVersions
from atlas.store.manifest import Manifest
from atlas.store.protocol import Content

ROWS = 40
WRITES = 2  # how many a writer gets done before it is killed, at most and more or less
STEPS = ((durable, "write_new"), (durable, "put"), (durable, "sync_folder"))
STEPS += (
    (version_folder, "write_new"),
    (version_folder, "put"),
    (version_folder, "sync_file"),
    (version_folder, "sync_folder"),
)


def rows(number):
    """Return rows that say which version they belong to."""
    points = shapely.points([108.6 + i / 1000 for i in range(ROWS)], 34.1)
    ids = [f"row-{i}" for i in range(ROWS)]
    frame = geopandas.GeoDataFrame({"id": ids, "number": number}, geometry=points, crs=4326)
    return frame.set_index("id")


def write(home, *, most=10**9, report=None):
    """Add versions whose rows hold their own number, and report each that was said to be kept."""
    versions = FolderVersions(home)
    for _ in range(most):

        def made(before):
            # a number that a killed writer left unused is skipped: rows say what they follow
            number = before.number if before else 0
            return Content(rows(number), Manifest("writer", datetime.now(UTC)))

        version = versions.commit("parcels", made)
        if report is not None:
            os.write(report, b"%d\n" % version.number)


def forked(work):
    """Run some work in a process of its own and return its id."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child


def reported(reader):
    """Return the last number that the killed writer reported, or None."""
    told = b"\n"
    while piece := os.read(reader, 65536):
        told += piece
    whole = told.rpartition(b"\n")[0].split(b"\n")
    return int(whole[-1]) if whole[-1] else None


def look(home, before, last):
    """Hold the workspace against what the writer reported; return the version and what is lost."""
    versions = FolderVersions(home)
    lost = versions.lost()  # waits for the lock: a dead writer must not hold it
    now = versions.in_force().get("parcels")
    number = now.number if now else 0
    known = [version.number for version in versions.history("parcels")]
    assert known == sorted(set(known)), known
    least = before if last is None else last
    assert number >= least, f"version {least} was said to be kept, {number} is in force"
    assert len([n for n in known if n > least]) <= 1, "more was in force than was reported"
    if now:
        frame = versions.rows(now)
        assert len(frame) == versions.manifest(now).rows == ROWS
        followed = known[known.index(number) - 1] if number != known[0] else 0
        assert (frame["number"] == followed).all(), "rows of another version"
    assert not any(found.kind == "pointer" for found in lost)
    return number, lost


def usual_s(home):
    """Return how long a new process takes here for some versions; a busy machine takes longer."""
    began = time.perf_counter()
    os.waitpid(forked(lambda: write(home, most=WRITES)), 0)
    return time.perf_counter() - began


def round_of_chance(home, before, chance, most_s):
    """Kill a writer after a random while."""
    reader, writer = os.pipe()

    def work():
        os.write(writer, b"0\n")  # it begins; no version has this number
        write(home, report=writer)

    child = forked(work)
    os.close(writer)
    assert os.read(reader, 2) == b"0\n"
    time.sleep(chance.uniform(0, most_s))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    last = reported(reader)
    os.close(reader)
    return look(home, before, last)


def dying(module, name, at):
    """Let the process die before the how-manieth call of a function."""
    done = getattr(module, name)
    counted = [0]

    def counting(*given):
        counted[0] += 1
        if counted[0] == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return done(*given)

    setattr(module, name, counting)


def rounds_of_steps(home):
    """Kill a writer once before each call of each step, in its second version."""
    before, killed, left = 0, 0, ()
    for module, name in STEPS:
        at = 0
        while True:
            at += 1

            def work(module=module, name=name, at=at):
                dying(module, name, at)
                write(home, most=1)

            _, status = os.waitpid(forked(work), 0)
            before, left = look(home, before, None)
            if not os.WIFSIGNALED(status):
                break
            killed += 1
    return killed, before, left


def warm():
    """Return rows as a file, so that all that writing needs is imported before the first fork."""
    file = io.BytesIO()
    rows(0).to_parquet(file)
    file.seek(0)
    return file


def main():
    """Run the rounds and print what they left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--steps", action="store_true")
    given = parser.parse_args()
    chance, before, lost = random.Random(given.seed), 0, ()
    geopandas.read_parquet(warm())  # or each writer spends its life importing
    gc.freeze()  # or each writer copies what it never looks at
    with tempfile.TemporaryDirectory() as home:
        most_s = usual_s(Path(home) / "tried")
        for _ in range(given.rounds):
            before, lost = round_of_chance(Path(home) / "kept", before, chance, most_s)
    tell(given.rounds, before, lost)
    if given.steps:
        with tempfile.TemporaryDirectory() as home:
            tell(*rounds_of_steps(Path(home)))


def tell(killed, version, lost):
    """Print how many writers were killed, how far they came and what is left of them."""
    kinds = [found.kind for found in lost]
    told = {"killed": killed, "version": version}
    print(json.dumps(told | {kind: kinds.count(kind) for kind in sorted(set(kinds))}))


if __name__ == "__main__":
    main()
