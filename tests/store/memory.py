"""A store of versions in memory: what the protocol asks of one, and nothing else."""

import hashlib
import io
from datetime import UTC, datetime

from atlas.errors import Refused
from atlas.store.archive import DECLARATION, MANIFEST, ROWS, SUMS, zip_of
from atlas.store.content import check_layer_id, checked, is_hidden
from atlas.store.journal import Journal, Move, version_of
from atlas.store.manifest import written_manifest
from atlas.store.protocol import VersionStore


class MemoryVersions(VersionStore):
    """Versions that are gone with the process; `contents` may be shared by two stores."""

    def __init__(self, contents=None, *, is_shared=False):
        self.is_shared = is_shared
        self._contents = {} if contents is None else contents
        self._journal = Journal()

    def stamp(self):
        return len(self._journal.moves) or None

    def in_force(self):
        return self._journal.in_force()

    def layers(self):
        return tuple(sorted(self._journal.trails()))

    def history(self, layer):
        return self._journal.history(layer)

    def moves(self, layer):
        return self._journal.moves_of(layer)

    def rows(self, version):
        return self._content(version).frame.copy()

    def manifest(self, version):
        return self._content(version).manifest

    def declaration(self, version):
        return self._content(version).declaration

    def commit(self, layer, make, *, on=None):
        check_layer_id(layer)
        self._journal.refuse_moved(layer, on)
        content = checked(layer, make(self.in_force().get(layer)), is_shared=self.is_shared)
        digest = hashlib.sha256(_parquet(content.frame)).hexdigest()
        number = 1 + max((n for of, n in self._contents if of == layer), default=0)
        self._contents[layer, number] = content
        return self._move(layer, content.manifest.what, (number, digest), content.manifest.who)

    def undo(self, layer, *, who="", on=None):
        return self._walk(layer, "undo", who, on)

    def redo(self, layer, *, who="", on=None):
        return self._walk(layer, "redo", who, on)

    def export(self, version, *, declaration=None):
        content = self._content(version)
        files = {ROWS: _parquet(content.frame), MANIFEST: written_manifest(content.manifest)}
        if content.declaration is not None:
            files[DECLARATION] = content.declaration.encode()
        files[SUMS] = b"{}"
        return zip_of(files, content.frame, when=version.when, declaration=declaration)

    def _content(self, version):
        content = self._contents[version.layer, version.number]
        if is_hidden(content.manifest, is_shared=self.is_shared):
            raise Refused(reason="secret_on_shared", layer=version.layer)
        return content

    def _walk(self, layer, what, who, on):
        self._journal.refuse_moved(layer, on)
        to = self._journal.step(layer, what)
        self._move(layer, what, (to.number, to.digest) if to else (0, ""), who)
        return to

    def _move(self, layer, what, goal, who):
        move = Move(layer, what, *goal, who, datetime.now(UTC))
        self._journal = Journal((*self._journal.moves, move))
        return version_of(move)


def _parquet(frame):
    file = io.BytesIO()
    frame.to_parquet(file)
    return file.getvalue()
