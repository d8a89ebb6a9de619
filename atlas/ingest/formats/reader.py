"""
The process that reads a planner's file, from its first byte to tables of ours.

Run as a script, never imported: what swells, stalls or breaks while a stranger's file is opened is
this process and not the server. It has bounded memory and time, ends when its parent does, and
leaves its tables, or the reason for a refusal, in the folder that its job names (`transfer`).
"""

import json
import sys
import threading
from pathlib import Path
from types import ModuleType

_PACKAGE = Path(__file__).resolve().parents[2]


def main() -> int:
    """Do the job that stands on standard input."""
    job = json.loads(sys.stdin.readline())
    # the package without what stands in its `__init__`, which would load every analysis: a second
    # of every reading
    package = ModuleType(_PACKAGE.name)
    package.__path__ = [str(_PACKAGE)]
    sys.modules[_PACKAGE.name] = package
    from atlas.errors import AtlasError
    from atlas.ingest.formats.contents import contents_of
    from atlas.ingest.formats.transfer import refuse, send_tables
    from atlas.ingest.safety.limits import Limits, too_much
    from atlas.ingest.safety.worker import bound, end_with_parent

    threading.Thread(target=end_with_parent, daemon=True).start()
    limits = Limits(**job["limits"])
    bound(memory_bytes=limits.memory_bytes, seconds=limits.seconds)
    path, folder = Path(job["path"]), Path(job["folder"])
    inside = folder / "inside"
    inside.mkdir()
    try:
        send_tables(contents_of(path, inside, limits), folder, path.name, limits)
    except AtlasError as error:
        refuse(error, folder)
    except MemoryError:
        refuse(too_much(path.name, limits), folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
