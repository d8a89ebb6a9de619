"""
The catalogue of this process, opened anew as soon as the workspace has changed.

Any session or process may have added, undone or redone a version: each look costs one stat of a
file. A page run sees the same catalogue from its beginning to its end, whatever comes meanwhile;
the routes, which answer one thing each, see the newest. Layers whose rows did not change are the
same objects in the new catalogue, so that what was derived from them stays right and stays made.
"""

import time
from collections.abc import Mapping
from contextvars import ContextVar
from threading import Lock

import atlas
from atlas.domain.catalogue import Catalogue
from atlas.errors import AtlasError

_RETRY_S = 5.0  # after which a workspace that could not be opened is tried again
_THEN_MOST = 4  # pictures of earlier data that are kept open
_PINNED: ContextVar[Catalogue | None] = ContextVar("pinned", default=None)


class LiveCatalogue:
    """
    The catalogue, obtained by calling it.

    Attributes
    ----------
    fault
        Why the workspace, or its last change, could not be opened; what was opened before is
        served then, at first the shipped facts alone. It is tried again after some seconds.
    shows_shipped
        Whether it is the shipped facts alone that are served.
    """

    def __init__(self) -> None:
        self.fault: AtlasError | None = None
        self.shows_shipped = False
        self._tried = 0.0
        self._opening = Lock()
        self._opened: tuple[object, Catalogue] | None = None
        self._then: dict[object, Catalogue] = {}

    def __call__(self) -> Catalogue:
        """Return the catalogue that this page run began with; outside of one, the newest."""
        return _PINNED.get() or self.newest()

    def pin(self, at: Mapping[str, str] | None = None) -> Catalogue:
        """Begin a page run: return the catalogue it keeps to its end, the newest or `as_of`."""
        now = self.as_of(at) if at else self.newest()
        _PINNED.set(now)
        return now

    def pin_unless_pinned(self, at: Mapping[str, str] | None = None) -> None:
        """Begin the run of a part of a page, which may be one by itself or within that of all."""
        if _PINNED.get() is None:
            self.pin(at)

    def as_of(self, at: Mapping[str, str]) -> Catalogue:
        """
        Return the catalogue with some layers as they were, all others as they are.

        Parameters
        ----------
        at
            Layer id -> data version, as a study names it.

        Raises
        ------
        UnknownName
            If a version is not stored here.
        """
        with self._opening:
            key = (self._stamp(), *sorted(at.items()))
            if key not in self._then:
                opened = atlas.open_atlas(at=at)
                self._then = dict(list(self._then.items())[1 - _THEN_MOST :]) | {key: opened}
            return self._then[key]

    def holding(self, name: str, version: str) -> Catalogue:
        """Return the catalogue that a layer of that version is of; the newest where none is."""
        newest = self.newest()
        for known in (newest, *self._then.values()):
            if name in known and known[name].version == version:
                return known
        return newest

    def newest(self) -> Catalogue:
        """Return the catalogue with all versions stored; opened by one, awaited by others."""
        opened = self._opened
        if opened is not None and not self.is_stale():
            return opened[1]
        with self._opening:
            stamp = self._stamp()
            if self._opened is None or self._opened[0] != stamp or self._is_retried():
                before = self._opened[1] if self._opened else None
                self._opened = stamp, self._reopened(before)
            return self._opened[1]

    def is_stale(self) -> bool:
        """Return whether the next look would have to open it, which takes a while."""
        opened = self._opened
        return opened is None or opened[0] != self._stamp() or self._is_retried()

    def _is_retried(self) -> bool:
        # a share that was away comes back, a file that was locked is let go
        return self.fault is not None and time.monotonic() - self._tried > _RETRY_S

    def cache_clear(self) -> None:
        """Forget the catalogue: the next look opens it."""
        self._opened = self.fault = None
        self.shows_shipped = False
        self._then = {}
        _PINNED.set(None)

    def _reopened(self, before: Catalogue | None) -> Catalogue:
        self._tried = time.monotonic()
        try:
            now = atlas.open_atlas()
        except AtlasError as error:
            # shipped facts that are themselves at fault end the server here, with their problems
            served = atlas.open_atlas(stored=False) if before is None else before
            self.fault, self.shows_shipped = error, self.shows_shipped or before is None
            return served
        self.fault, self.shows_shipped = None, False
        return now

    @staticmethod
    def _stamp() -> object:
        return atlas.open_workspace().versions.stamp()


catalogue = LiveCatalogue()
