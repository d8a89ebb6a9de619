"""
The journal: which version of each layer is in force, as the sequence of moves that led there.

Undoing and redoing are moves like any other: nothing is ever removed from it.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

from atlas.domain.messages import Message, message
from atlas.errors import Refused

MoveKind: TypeAlias = Literal["import", "edit", "place", "undo", "redo", "recover"]

_MOST_SINCE = 5


@dataclass(frozen=True)
class Version:
    """
    One stored version of a layer.

    `number` counts the versions of its layer from 1, `digest` is the hash of its rows, `what`
    the kind of move that made it, by `who` and `when`.
    """

    layer: str
    number: int
    digest: str
    what: str
    who: str
    when: datetime

    @property
    def mark(self) -> str:
        """The first digits of the hash of its rows, as answers and studies name it."""
        return self.digest[:12]


@dataclass(frozen=True)
class Move:
    """A step: `number` is the version in force after it, 0 what was shipped."""

    layer: str
    what: MoveKind
    number: int
    digest: str
    who: str
    when: datetime


@dataclass(frozen=True)
class Trail:
    """The versions that undo and redo walk along, oldest first, and how many are in force."""

    versions: tuple[Version, ...] = ()
    position: int = 0

    @property
    def in_force(self) -> Version | None:
        """The version that counts; None where the shipped facts do."""
        return self.versions[self.position - 1] if self.position else None


@dataclass(frozen=True)
class Journal:
    """All moves, first to last; `is_rebuilt` where they were inferred from the stored versions."""

    moves: tuple[Move, ...] = ()
    is_rebuilt: bool = False

    def trails(self) -> dict[str, Trail]:
        """Return the trail of each layer that ever had a version."""
        trails: defaultdict[str, Trail] = defaultdict(Trail)
        for move in self.moves:
            trails[move.layer] = _after(trails[move.layer], move)
        return dict(trails)

    def refuse_moved(self, layer: str, on: int | None) -> None:
        """
        Refuse what is based on another version than the one in force.

        Parameters
        ----------
        layer
            Layer id.
        on
            The number of the version it is based on, 0 for what was shipped; None for any.

        Raises
        ------
        Refused
            `changed_meanwhile`, with the moves since that version was in force.
        """
        now = self.number_in_force(layer)
        if on is None or on == now:
            return
        moves = self.moves_of(layer)
        seen = max((n for n, move in enumerate(moves, 1) if move.number == on), default=0)
        since = tuple(map(_in_words, moves[seen:][-_MOST_SINCE:]))
        raise Refused(reason="changed_meanwhile", layer=layer, on=on, number=now, since=since)

    def in_force(self) -> dict[str, Version]:
        """Return the version in force by layer id; layers as shipped are not in it."""
        trails = self.trails()
        return {layer: now for layer, trail in trails.items() if (now := trail.in_force)}

    def number_in_force(self, layer: str) -> int:
        """Return the number of the version that counts, 0 where the shipped facts do."""
        now = self.in_force().get(layer)
        return now.number if now else 0

    def moves_of(self, layer: str) -> tuple[Move, ...]:
        """Return every move of a layer, oldest first."""
        return tuple(move for move in self.moves if move.layer == layer)

    def history(self, layer: str) -> tuple[Version, ...]:
        """Return every version of a layer that ever was in force, oldest first."""
        commits = {m.number: m for m in self.moves_of(layer) if m.what not in {"undo", "redo"}}
        return tuple(map(version_of, commits.values()))

    def step(self, layer: str, what: Literal["undo", "redo"]) -> Version | None:
        """
        Return the version that an undo or a redo would put in force, None for what was shipped.

        Raises
        ------
        Refused
            If there is none: `nothing_to_undo`, `nothing_to_redo`.
        """
        trail = self.trails().get(layer, Trail())
        position = trail.position + (1 if what == "redo" else -1)
        if position not in range(len(trail.versions) + 1):
            raise Refused(reason=f"nothing_to_{what}", layer=layer)
        return replace(trail, position=position).in_force


def version_of(move: Move) -> Version:
    """Return the version that a move put in force."""
    return Version(move.layer, move.number, move.digest, move.what, move.who, move.when)


def _in_words(move: Move) -> Message:
    when = f"{move.when.astimezone():%Y-%m-%d %H:%M}"
    what = message(f"version.{move.what}")
    return message("version.move", who=move.who or "?", what=what, number=move.number, when=when)


def _after(trail: Trail, move: Move) -> Trail:
    if move.what == "undo":
        return Trail(trail.versions, trail.position - 1)
    if move.what == "redo":
        return Trail(trail.versions, trail.position + 1)
    # a new version ends what could be redone
    before = trail.versions[: trail.position]
    return Trail((*before, version_of(move)), len(before) + 1)
