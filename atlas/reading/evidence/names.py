"""
What a text names: every name and alias of every feature, found in one pass.

The longest name wins where several begin at one place, and hides what stands within it: 西安
inside 西安高新区 does not name the city.
"""

from bisect import bisect_left
from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from atlas.domain.catalogue import Catalogue
from atlas.reading.evidence.texts import bare
from atlas.reading.evidence.wording import longest_first


class Named(NamedTuple):
    """A name in a text: where it begins and ends, and the ids of what bears it."""

    start: int
    end: int
    ids: frozenset[str]


class Names:
    """The names of all features of a catalogue, ready to be looked for."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.ids: dict[str, set[str]] = defaultdict(set)
        for layer in catalogue.values():
            if layer.spec.is_table or layer.is_slot:
                continue
            frame = layer.frame
            cells = zip(frame.index, frame["name_zh"], frame["aliases"], strict=True)
            for feature, name, aliases in cells:
                for written in (name, *str(aliases).split(";")):
                    if bare(str(written)):
                        self.ids[bare(str(written))].add(feature)
        self._by_sign: dict[str, list[str]] = defaultdict(list)
        for name in longest_first(self.ids):
            self._by_sign[name[0]].append(name)

    def of(self, feature: str) -> frozenset[str]:
        """Return the names of a feature."""
        return self._by_feature.get(feature, frozenset())

    @cached_property
    def _by_feature(self) -> dict[str, frozenset[str]]:
        names: dict[str, set[str]] = defaultdict(set)
        for name, ids in self.ids.items():
            for feature in ids:
                names[feature].add(name)
        return {feature: frozenset(found) for feature, found in names.items()}

    def bears(self, feature: str, name: str) -> bool:
        """Whether a name is one of a feature's."""
        return bare(name) in self.of(feature)

    def found_in(self, text: str) -> list[Named]:
        """Return every name in a text without white space, none within another."""
        found, position = [], 0
        while position < len(text):
            for name in self._by_sign.get(text[position], ()):
                if text.startswith(name, position):
                    end = position + len(name)
                    found.append(Named(position, end, frozenset(self.ids[name])))
                    position = end
                    break
            else:
                position += 1
        return found


class NamesIn:
    """The names found in one text, by the stretches they stand in."""

    def __init__(self, names: Names, text: str) -> None:
        self.found = names.found_in(text)
        self._starts = [named.start for named in self.found]

    def between(self, start: int, end: int) -> list[Named]:
        """Return the names that stand whole within a stretch."""
        first, beyond = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [named for named in self.found[first:beyond] if named.end <= end]

    def is_named(self, feature: str, start: int, end: int) -> bool:
        """
        Whether a feature is named within a stretch.

        Parameters
        ----------
        feature
            The id of a feature.
        start
            The first character of the stretch.
        end
            The character after its last.
        """
        return any(feature in named.ids for named in self.between(start, end))
